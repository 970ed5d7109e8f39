"""Read the almanac without ever writing to it: for the pages, commands and anybody's scripts."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path

from stoep_gateway.almanac import codec
from stoep_gateway.almanac.records import COUNTS, NO, WAITS, About, Block, Figure, GardenFindings, Report
from stoep_gateway.almanac.tables import BLOCK, BUSY_S, FIGURE, DamagedError, away, block_of, figures_of
from stoep_gateway.errors import RetryableError

_STATE = (
    "CASE WHEN EXISTS (SELECT 1 FROM member WHERE garden = found.garden) THEN 2"
    " WHEN EXISTS (SELECT 1 FROM waiting WHERE garden = found.garden) THEN 1 ELSE 0 END"
)
_STATES = (NO, WAITS, COUNTS)


class AlmanacReader:
    """Every call opens the file read-only and closes it again: safe in any thread, beside a writer or without one.

    RetryableError: there is none yet, or it cannot be read now. What is damaged counts as not there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def version(self) -> int:
        """Grows with every change of what all may see; findings of a garden say themselves when they were made."""
        with self._open() as connection:
            number: int = connection.execute("SELECT number FROM version").fetchone()[0]
            return number

    def garden(self, name: str) -> GardenFindings | None:
        """None: nothing was found of it yet."""
        with self._open() as connection:
            row = connection.execute(
                f"SELECT found.body, past.body, {_STATE} FROM found LEFT JOIN past USING (garden) WHERE garden = ?",  # noqa: S608
                (name,),
            ).fetchone()
        if row is None:
            return None
        past = codec.Past()
        with suppress(ValueError):
            past = codec.decode_past(row[1]) if row[1] else past
        try:
            return codec.decode_findings(row[0], past=past, research=_STATES[row[2]])
        except ValueError:
            return None

    def about(self) -> About | None:
        """None: no analyst has looked at gardens yet."""
        with self._open() as connection:
            row = connection.execute("SELECT k, gardens, name, licence, citation FROM about").fetchone()
        return row and About(k=row[0], gardens=row[1], name=row[2], licence=row[3], citation=row[4])

    def blocks(self) -> tuple[Block, ...]:
        """Those that stand, oldest first."""
        with self._open() as connection:
            return tuple(block_of(row) for row in connection.execute(f"SELECT {BLOCK} FROM block ORDER BY id"))  # noqa: S608

    def figures(self, start: date, end: date) -> tuple[Figure, ...]:
        """Of blocks that stand, from start up to and including end; by day and block."""
        with self._open() as connection:
            query = f"SELECT {FIGURE} FROM figure WHERE day BETWEEN ? AND ? ORDER BY day, block"  # noqa: S608
            return figures_of(connection.execute(query, (start.toordinal(), end.toordinal())))

    def report(self, year: int) -> Report | None:
        """None: none was made."""
        with self._open() as connection:
            row = connection.execute("SELECT body FROM report WHERE year = ?", (year,)).fetchone()
        try:
            return codec.decode_report(row[0]) if row else None
        except ValueError:
            return None

    def reports(self) -> tuple[int, ...]:
        """Years with a report, the newest first."""
        with self._open() as connection:
            return tuple(year for (year,) in connection.execute("SELECT year FROM report ORDER BY year DESC"))

    def states(self) -> dict[str, int]:
        """How many gardens with findings "count", "wait" for others, or take "no" part in figures."""
        with self._open() as connection:
            rows = connection.execute(f"SELECT {_STATE} AS state, count(*) FROM found GROUP BY state")  # noqa: S608
            found = {_STATES[state]: count for state, count in rows}
        return {state: found.get(state, 0) for state in _STATES}

    def round_s(self) -> int | None:
        """When all gardens had been looked at last, Unix seconds; None: never."""
        with self._open() as connection:
            row = connection.execute("SELECT round_s FROM about").fetchone()
        return row[0] if row and row[0] else None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            uri = f"{self._path.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None)) as connection:
                connection.execute("PRAGMA temp_store = MEMORY")  # nothing of a query lands in a file elsewhere
                connection.execute("BEGIN")  # one snapshot for all queries of a call
                yield connection
        except DamagedError as error:
            raise away(self._path, error) from error
        except sqlite3.Error as error:
            raise RetryableError(f"{self._path}: cannot be read ({error}): has the analyst been started?") from error
