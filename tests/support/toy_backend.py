"""A back-end in memory that keeps the contract, and its relatives: each has one mistake that its author did not see."""

from collections.abc import Sequence
from dataclasses import replace

from stoep_gateway.errors import PermanentError, RetryableError
from stoep_gateway.records import Observation
from stoep_testing.bench import REFUSED_VALUE
from stoep_testing.stored import Stored, repeats, wanted


class Toy:
    """A back-end (ports.Backend). store: rows that outlive it."""

    needs_time = False

    def __init__(self, store: "ToyBench") -> None:
        self.store = store
        self.closings = 0

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        if self.store.is_away:
            self.away(batch)
            return
        bad = tuple(at for at, one in enumerate(batch) if self.store.refuses and one.value == REFUSED_VALUE)
        self.keep([one for at, one in enumerate(batch) if at not in bad], unsure=unsure)
        if bad:
            self.refused(bad)

    async def close(self) -> None:
        self.closings += 1

    def away(self, _batch: Sequence[Observation]) -> None:
        raise RetryableError("the store is away: trying again")

    def refused(self, bad: tuple[int, ...]) -> None:
        raise PermanentError("the store refuses it", rejected=bad)

    def keep(self, batch: Sequence[Observation], *, unsure: bool) -> None:
        known = {self.key(one) for one in self.known(unsure=unsure)}
        self.store.rows += [self.altered(one) for one in batch if self.key(one) not in known]

    def known(self, *, unsure: bool) -> Sequence[Observation]:
        return self.store.rows if unsure else ()

    def key(self, one: Observation) -> object:
        return one.identity

    def altered(self, one: Observation) -> Observation:
        return one


class ToyBench:
    """A Bench that makes back-ends of that kind."""

    knows_repeats = True

    def __init__(self, kind: type[Toy]) -> None:
        self._kind = kind
        self.rows: list[Observation] = []
        self.is_away = False
        self.refuses = False

    def open(self) -> Toy:
        return self._kind(self)

    def take_away(self) -> None:
        self.is_away = True

    def bring_back(self) -> None:
        self.is_away = False

    def refuse(self) -> bool:
        self.refuses = True
        return True

    def stored(self) -> list[Stored]:
        return wanted(self.rows)

    def repeats(self) -> int:
        return repeats(row.identity for row in self.stored())


class DoublesOnRetry(Toy):
    def known(self, *, unsure: bool) -> Sequence[Observation]:
        return ()


class AllOrNothing(Toy):
    """Takes the first row's being there for the batch's."""

    def keep(self, batch: Sequence[Observation], *, unsure: bool) -> None:
        if not unsure or batch[0].identity not in {one.identity for one in self.store.rows}:
            super().keep(batch, unsure=False)


class ForgetsAtRestart(Toy):
    def __init__(self, store: ToyBench) -> None:
        super().__init__(store)
        self._begin = len(store.rows)

    def known(self, *, unsure: bool) -> Sequence[Observation]:
        return self.store.rows[self._begin :]


class HighWaterMark(Toy):
    """Takes what is not later than the latest of that device for known."""

    def keep(self, batch: Sequence[Observation], *, unsure: bool) -> None:
        for one in batch:
            latest = max((old.time_s or 0 for old in self.store.rows if old.device == one.device), default=-1)
            if (one.time_s or 0) > latest:
                self.store.rows.append(one)


class DropsTheLast(Toy):
    def keep(self, batch: Sequence[Observation], *, unsure: bool) -> None:
        super().keep(batch[:-1] if len(batch) > 20 else batch, unsure=unsure)


class SwapsDevices(Toy):
    def altered(self, one: Observation) -> Observation:
        names = {"garden-1": "garden-2", "garden-2": "garden-1"}
        return replace(one, device=names.get(one.device, one.device))


class RoundsValues(Toy):
    def altered(self, one: Observation) -> Observation:
        return replace(one, value=float(round(one.value)))


class TimeIsIdentity(Toy):
    def keep(self, batch: Sequence[Observation], *, unsure: bool) -> None:
        super().keep(batch, unsure=True)

    def key(self, one: Observation) -> object:
        return one.device, one.quantity, one.window_s, one.time_s


class WindowsHaveOneLength(Toy):
    def altered(self, one: Observation) -> Observation:
        return replace(one, window_s=900 if one.window_s else 0)


class NoTimeIs1970(Toy):
    def altered(self, one: Observation) -> Observation:
        return replace(one, time_s=one.time_s or 0)


class NeedsAPlace(Toy):
    def altered(self, one: Observation) -> Observation:
        if one.cell is None:
            raise PermanentError("no place", rejected=(0,))
        return one


class WritesAscii(Toy):
    def altered(self, one: Observation) -> Observation:
        return replace(one, device=one.device.encode("ascii", "replace").decode())


class AwayIsNoError(Toy):
    def away(self, _batch: Sequence[Observation]) -> None:
        return None


class BlamesTheRows(Toy):
    def away(self, batch: Sequence[Observation]) -> None:
        raise PermanentError("the store is away", rejected=tuple(range(len(batch))))


class TellsALongStory(Toy):
    def away(self, _batch: Sequence[Observation]) -> None:
        raise RetryableError("the store is away\ntraceback follows")


class RefusesSilently(Toy):
    def refused(self, bad: tuple[int, ...]) -> None:
        return None


class CountsFromOne(Toy):
    def refused(self, bad: tuple[int, ...]) -> None:
        super().refused(tuple(at + 1 for at in bad))


class ClosesOnce(Toy):
    async def close(self) -> None:
        if self.closings:
            raise RuntimeError("already closed")
        await super().close()
