"""Figures of blocks: each day once, when all that it rests on is in."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from stoep_gateway.almanac.blocks import Standing
from stoep_gateway.almanac.figures import figure_of
from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.records import Figure, GardenFindings
from stoep_gateway.almanac.writer import AlmanacWriter
from stoep_gateway.analyst.faults import FAULTS, fault_text
from stoep_gateway.analyst.garden_findings import share_of
from stoep_gateway.analyst.local_days import days
from stoep_gateway.garden.records import Setup

# The next day: what is measured in the evening has come in by then, except from devices that are away.
DUE = time(6, tzinfo=UTC)
WAIT = timedelta(hours=6)  # then a day is made even if a garden of the block has not been looked at since
_LOG = logging.getLogger("stoep.analyst")
BACK = timedelta(days=7)  # a new block begins so many days ago, so that there is something to see at once


def newest_due(now_s: float) -> date:
    """The newest day whose figures may be made now."""
    return (datetime.fromtimestamp(now_s, UTC) - timedelta(hours=DUE.hour)).date() - timedelta(days=1)


def due_s(day: date) -> float:
    """From when on that day's figures may be made, Unix seconds."""
    return datetime.combine(day + timedelta(days=1), DUE).timestamp()


def _is_in(day: date, *, oldest_s: int, now_s: float) -> bool:
    """oldest_s: when a garden's findings were made, of the garden that was looked at longest ago."""
    return oldest_s >= due_s(day) or now_s >= due_s(day) + WAIT.total_seconds()


class GardenFigures:
    """k: as in [garden]."""

    def __init__(self, *, writer: AlmanacWriter, reader: AlmanacReader, k: int) -> None:
        self._writer = writer
        self._reader = reader
        self._k = k

    def make(
        self,
        standing: Mapping[int, Standing],
        *,
        setups: Mapping[str, Setup],
        made_s: Mapping[str, int],
        now_s: float,
        is_over: Callable[[], bool],
    ) -> bool:
        """Those that are due, block by block until is_over says so; whether some are left. setups: by garden.

        made_s: when findings were made, by garden.

        RetryableError: the almanac cannot be read or written now.
        """
        last = newest_due(now_s)
        today = datetime.fromtimestamp(now_s, UTC).date()
        if any(made_to and made_to >= today for made_to in self._writer.made_to().values()):
            self._writer.forget_after(last)
        for number, made_to in sorted(self._writer.made_to().items()):
            block = standing.get(number)
            if block is None:
                continue
            first = made_to + timedelta(days=1) if made_to else block.block.since - BACK
            oldest_s = min(made_s.get(name, 0) for name in block.members)
            due = [day for day in days(first, last) if _is_in(day, oldest_s=oldest_s, now_s=now_s)]
            if not due:
                continue
            if is_over():
                return True
            self._make(block, first=first, last=due[-1], setups=setups)
        return False

    def _make(self, block: Standing, *, first: date, last: date, setups: Mapping[str, Setup]) -> None:
        findings = [self._reader.garden(name) for name in sorted(block.members)]
        for day in days(first, last):
            figure = self._figure(block, findings, on=day, setups=setups)
            if figure or day == last:
                self._writer.keep_figure(block.block.id, on=day, figure=figure)

    def _figure(
        self, block: Standing, findings: list[GardenFindings | None], *, on: date, setups: Mapping[str, Setup]
    ) -> Figure | None:
        try:
            shares = [share_of(each, on=on, setup=setups.get(each.name, Setup())) for each in findings if each]
        except FAULTS as error:  # of one garden, which its block cannot do without; other blocks can
            _LOG.error("gardens: %s", fault_text(error))
            return None
        members = [share for share in shares if share]
        return figure_of(block.block, members, on=on, k=self._k)
