"""TCP ports of this machine for servers that begin later, end, and begin again. Linux."""

import os
import socket
from collections import deque
from collections.abc import Sequence
from random import sample

_HERE = "127.0.0.1"
# Below those that Linux gives to whoever asks for any (ip_local_port_range, from 32768): nobody is given one of these
# while its server does not listen, be it not yet, or just not.
_NUMBERS = range(10_000, 20_000)
# A name of the port's, held while it may be needed, says to other processes of ours that it is found. Handles, not
# sockets: they go with this process.
_claims: deque[int] = deque(maxlen=256)


def own_ports(count: int, *, numbers: Sequence[int] = _NUMBERS) -> tuple[int, ...]:
    """Different loopback ports of these that nobody listens at. OSError: there are none.

    No other call gives them, in any process, as long as they are among the last 256 that this process has found.
    """
    found: list[int] = []
    for number in sample(numbers, len(numbers)):
        if _is_free(number):
            found.append(number)
        if len(found) == count:
            return tuple(found)
    raise OSError("no free port below 20000 on this machine")


def _is_free(number: int) -> bool:
    with socket.socket(socket.AF_UNIX) as claim, socket.socket() as listener:
        try:
            claim.bind(f"\0stoep-port-{number}")  # an abstract name: gone with the last process that holds it (unix(7))
            listener.bind((_HERE, number))
        except OSError:
            return False
        if len(_claims) == _claims.maxlen:
            os.close(_claims.popleft())
        _claims.append(claim.detach())
    return True
