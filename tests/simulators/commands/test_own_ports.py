"""A port that was found for a server stays its own, also while the server does not listen."""

import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from stoep_simulators.commands import own_ports as module
from stoep_simulators.commands.own_ports import own_ports

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


def test_they_are_different_and_none_that_linux_gives_to_whoever_asks_for_any() -> None:
    found = own_ports(9)
    assert len(set(found)) == 9
    first, last = map(int, _RANGE.read_text().split())
    assert first < 20_000 or not any(first <= port <= last for port in found)


def test_who_draws_the_same_numbers_gets_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "sample", _in_order)  # as a process that was forked
    first, second = (own_ports(3) for _ in range(2))
    assert not set(first) & set(second)


def test_where_somebody_listens_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        monkeypatch.setattr(module, "_NUMBERS", (port,))
        with pytest.raises(OSError, match="no free port"):
            own_ports(1)


def _in_order(numbers: Sequence[int], count: int) -> Sequence[int]:
    return numbers[:count]
