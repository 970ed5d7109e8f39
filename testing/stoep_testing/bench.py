"""What the contract suite needs to know of a back-end: how to open it anew, and how to see what is stored."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import Protocol, runtime_checkable
from urllib.parse import urlsplit, urlunsplit

from stoep_gateway.ports import Backend
from stoep_gateway.records import Observation
from stoep_testing.stored import Stored, by_identity, repeats

REFUSED_VALUE = 666.0  # what a store is asked to refuse where it can refuse a value
ANSWER_S = 60.0  # for an answer that will come: a server that has just started may take long for its first one


class Bench(Protocol):
    """A back-end beside its real store. It must be `Stoppable` or `Served` too, so that the store can be away."""

    knows_repeats: bool  # False: what is sent again arrives again, and who reads there drops it by its identity

    def open(self) -> Backend: ...

    def refuse(self) -> bool:
        """From now on the store refuses REFUSED_VALUE; False: it never refuses a value."""
        ...

    def stored(self) -> list[Stored]:
        """Everything that is there, as somebody has it who reads there and follows docs/backends.md."""
        ...

    def repeats(self) -> int:
        """How many of the observations arrived there more than once."""
        ...


@runtime_checkable
class Stoppable(Protocol):
    """A bench that can take its store away: end the server, put a file where the folder should be."""

    def take_away(self) -> None: ...

    def bring_back(self) -> None: ...


@runtime_checkable
class Served(Protocol):
    """A bench whose store is a server, reached by TCP: the suite stands on the way there and loses answers."""

    host: str
    port: int
    answered: bytes  # stands in the last request of a send, whose answer says that all is stored

    def through(self, port: int, *, timeout_s: float) -> Backend:
        """Opened anew, by another port of this machine. timeout_s: how long it may wait for one answer."""
        ...


class ServedBench(Bench, Served, Protocol):
    """Both: what `ServedContract` asks for."""


@dataclass(frozen=True, kw_only=True)
class HttpBench:
    """Somebody's HTTP endpoint, as it runs: nothing has to be built into it, and it need not be empty.

    url: where it listens, http://host:port/…; make: a back-end that delivers to the given URL and waits so many seconds
    for an answer; look: everything that is stored there; refusing: makes it refuse REFUSED_VALUE, if it can.
    answered: as `Served` has it; a back-end that posts once a send needs no other. mark: devices' names begin with it
    there, another one for each bench; of everything else in the store nothing is looked at.
    """

    url: str
    make: Callable[[str, float], Backend]
    look: Callable[[], Iterable[Stored]]
    refusing: Callable[[], None] | None = None
    answered: bytes = b"POST "
    knows_repeats: bool = True
    mark: str = field(default_factory=lambda: f"t{token_hex(4)}-")

    @property
    def host(self) -> str:
        """Of the endpoint."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """Of the endpoint."""
        return urlsplit(self.url).port or 80

    def open(self) -> Backend:
        """See Bench."""
        return _Marking(self.make(self.url, ANSWER_S), mark=self.mark)

    def through(self, port: int, *, timeout_s: float) -> Backend:
        """See Served."""
        url = urlunsplit(urlsplit(self.url)._replace(netloc=f"127.0.0.1:{port}"))
        return _Marking(self.make(url, timeout_s), mark=self.mark)

    def refuse(self) -> bool:
        """See Bench."""
        if self.refusing is not None:
            self.refusing()
        return self.refusing is not None

    def stored(self) -> list[Stored]:
        """See Bench."""
        rows = by_identity(self._own())
        return rows if self.knows_repeats else list(dict.fromkeys(rows))

    def repeats(self) -> int:
        """See Bench."""
        return repeats(row.identity for row in self._own())

    def _own(self) -> list[Stored]:
        return [
            row._replace(identity=row.identity.removeprefix(self.mark))
            for row in self.look()
            if row.identity.startswith(self.mark)
        ]


class _Marking:
    """A back-end under which devices have names of this bench alone."""

    def __init__(self, backend: Backend, *, mark: str) -> None:
        self._backend = backend
        self._mark = mark
        self.needs_time = backend.needs_time

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        marked = tuple(replace(one, device=self._mark + one.device) for one in batch)
        await self._backend.send(marked, unsure=unsure)

    async def close(self) -> None:
        await self._backend.close()
