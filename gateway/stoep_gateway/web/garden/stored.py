"""The pages' look at the real almanac: what all may see is read once for each of its versions."""

from collections.abc import Callable, Hashable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.records import About, Block, Figure, GardenFindings, Report
from stoep_gateway.errors import RetryableError
from stoep_gateway.web.ports import AlmanacAwayError

T = TypeVar("T")
_ANSWERS_MAX = 8  # spans of figures; all of a year of a thousand gardens take some 15 MB


class StoredAlmanac:
    """Honours stoep_gateway.web.ports.Almanac. Two threads may read the same thing at once: that does no harm."""

    def __init__(self, path: Path) -> None:
        self._reader = AlmanacReader(path)
        self._kept: tuple[int, dict[Hashable, Any]] = (-1, {})

    def version(self) -> int:
        return _asked(self._reader.version)

    def garden(self, name: str) -> GardenFindings | None:
        """Read each time: its keeper wants to see the newest."""
        return _asked(lambda: self._reader.garden(name))

    def about(self) -> About | None:
        return self._answer("about", self._reader.about)

    def blocks(self) -> tuple[Block, ...]:
        return self._answer("blocks", self._reader.blocks)

    def figures(self, start: date, end: date) -> tuple[Figure, ...]:
        return self._answer((start, end), lambda: self._reader.figures(start, end))

    def report(self, year: int) -> Report | None:
        return self._answer(year, lambda: self._reader.report(year))

    def reports(self) -> tuple[int, ...]:
        return self._answer("reports", self._reader.reports)

    def _answer(self, question: Hashable, ask: Callable[[], T]) -> T:
        version = self.version()
        kept_version, kept = self._kept
        if kept_version != version or len(kept) > _ANSWERS_MAX:
            kept = {}
            self._kept = (version, kept)
        if question not in kept:
            kept[question] = _asked(ask)
        return cast(T, kept[question])


def _asked(call: Callable[[], T]) -> T:
    try:
        return call()
    except RetryableError as error:
        raise AlmanacAwayError(str(error)) from error
