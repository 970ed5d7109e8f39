"""A port that was found for a server stays its own, also while the server does not listen."""

import socket
from pathlib import Path

import pytest

from stoep_simulators.commands.own_ports import own_ports

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


def test_they_are_different_and_none_that_linux_gives_to_whoever_asks_for_any() -> None:
    found = own_ports(9)
    assert len(set(found)) == 9
    first, last = map(int, _RANGE.read_text().split())
    assert first < 20_000 or not any(first <= port <= last for port in found)


def test_what_was_found_is_found_by_nobody_else() -> None:
    found = own_ports(3)
    with pytest.raises(OSError, match="no free port"):  # as a process that was forked, and draws the same numbers
        own_ports(1, numbers=found)


def test_where_somebody_listens_is_none() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(OSError, match="no free port"):
            own_ports(1, numbers=(port,))
