"""A port that was found for a server stays its own, also while the server does not listen."""

import socket
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from stoep_simulators.commands.own_ports import own_ports

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


def test_they_are_different_and_none_that_linux_gives_to_whoever_asks_for_any() -> None:
    found = own_ports(9, random=Random())
    assert len(set(found)) == 9
    first, last = map(int, _RANGE.read_text().split())
    assert first < 20_000 or not any(first <= port <= last for port in found)


def test_who_draws_the_same_numbers_gets_others() -> None:
    first, second = (own_ports(3, random=Random(5)) for _ in range(2))
    assert not set(first) & set(second)


def test_where_somebody_listens_is_none() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert port not in own_ports(2, random=_Drawing(port))


class _Drawing(Random):
    """A certain number first."""

    def __init__(self, first: int) -> None:
        super().__init__()
        self._first = first

    def sample(self, population: Sequence[Any], k: int, *, counts: Iterable[int] | None = None) -> list[Any]:
        return [self._first, *super().sample(population, k, counts=counts)]
