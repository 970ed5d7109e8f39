"""Find a TCP port on this machine that nobody uses."""

import itertools
import os
import socket
from collections import deque

# Below the range from which Linux gives the ports that nobody asks for by number (ip_local_port_range, from 32768): the
# tests that run beside this one cannot be given a port between its being found and its use.
_FIRST, _END = 20_000, 32_768
_numbers = itertools.cycle(range(_FIRST, _END))
for _ in range(os.getpid() * 1009 % (_END - _FIRST)):  # each process of a run begins somewhere else
    next(_numbers)
# But those that are forked begin where their parent stood: a name of the port's, held while it may be needed, says that
# another process has found it and not yet begun to listen.
_claims: deque[socket.socket] = deque(maxlen=256)


def free_port() -> int:
    """A loopback port, free a moment ago. A server that can take port 0 itself should: nobody comes between then."""
    return free_ports(1)[0]


def free_ports(count: int) -> tuple[int, ...]:
    """`count` different ones."""
    return tuple(itertools.islice(filter(_is_free, _numbers), count))


def _is_free(port: int) -> bool:
    claim = socket.socket(socket.AF_UNIX)
    with socket.socket() as listener:
        try:
            claim.bind(f"\0stoep-tests-{port}")  # an abstract name: gone with the last process that holds it
            listener.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
            return False
    if len(_claims) == _claims.maxlen:
        _claims.popleft().close()
    _claims.append(claim)
    return True
