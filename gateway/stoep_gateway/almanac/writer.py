"""Write the almanac: findings of a garden, who counts together, figures, reports; and take all of it back."""

import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from stoep_gateway.almanac import codec
from stoep_gateway.almanac.blocks import Kind, Roll, turn
from stoep_gateway.almanac.codec import Past
from stoep_gateway.almanac.records import About, Figure, GardenFindings, Report
from stoep_gateway.almanac.season_report import report_of
from stoep_gateway.almanac.tables import (
    BLOCK,
    BUSY_S,
    FIGURE,
    away,
    block_row,
    day_of,
    figure_row,
    figures_of,
    numbers_of,
    roll_of,
)
from stoep_gateway.config.private_file import make_private_folder
from stoep_gateway.errors import ConfigError
from stoep_gateway.migrations import migrate
from stoep_gateway.scrub import overwrite_deleted, scrub
from stoep_gateway.transaction import transaction
from stoep_gateway.write_ahead import close_readable


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Of which setup, and when, findings were made; past_stamp: of what their past was made from."""

    setup_version: int
    made_s: int
    past_stamp: str


class AlmanacWriter:
    """Safe in any thread: one call at a time. Every call is one transaction, on the disk when it returns. The analyst
    holds it open; commands open it for a moment beside that.

    RetryableError: the disk does not want to. ConfigError: the file is of a later stoep.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        make_private_folder(path.parent)
        try:
            self._connection = _open(path)
        except sqlite3.Error as error:
            raise away(path, error) from error

    # Gardens.

    def made(self) -> Mapping[str, Made]:
        """By garden with findings."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT garden, setup_version, made_s, past_stamp FROM found").fetchall()
        return {row[0]: Made(setup_version=row[1], made_s=row[2], past_stamp=row[3]) for row in rows}

    def past(self, garden: str) -> Past:
        """Days that were over when it was kept; an empty one if there is none, or it is damaged."""
        with self._transaction() as connection:
            row = connection.execute("SELECT body FROM past WHERE garden = ?", (garden,)).fetchone()
        try:
            return codec.decode_past(row[0]) if row else Past()
        except ValueError:
            return Past()

    def keep_garden(self, findings: GardenFindings, *, recent_from: date, stamp: str) -> None:
        """In place of what was found before. recent_from: what is before seldom changes; stamp: of that."""
        over = Past(
            days=tuple(day for day in findings.days if day.date < recent_from),
            estimates=tuple(each for each in findings.estimates if each.date < recent_from),
        )
        recent = replace(
            findings,
            days=tuple(day for day in findings.days if day.date >= recent_from),
            estimates=tuple(each for each in findings.estimates if each.date >= recent_from),
        )
        body, past_body = codec.encode_findings(recent), codec.encode_past(over)
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO found VALUES (?, ?, ?, ?, ?) ON CONFLICT (garden) DO UPDATE SET setup_version ="
                " excluded.setup_version, made_s = excluded.made_s, past_stamp = excluded.past_stamp,"
                " body = excluded.body",
                (findings.name, findings.setup_version, findings.made_s, stamp, body),
            )
            held = connection.execute("SELECT body FROM past WHERE garden = ?", (findings.name,)).fetchone()
            if held is None or held[0] != past_body:
                connection.execute("INSERT OR REPLACE INTO past VALUES (?, ?)", (findings.name, past_body))

    def forget(self, gardens: Collection[str]) -> None:
        """Their findings; in blocks they stay until the next `turn`."""
        with self._transaction() as connection:
            for garden in gardens:
                connection.execute("DELETE FROM found WHERE garden = ?", (garden,))

    def keep_about(self, about: About, *, round_s: int) -> None:
        """round_s: when all gardens had been looked at last; 0: never."""
        row = (1, about.k, about.gardens, about.name, about.licence, about.citation)
        with self._transaction() as connection:
            held = connection.execute("SELECT id, k, gardens, name, licence, citation FROM about").fetchone()
            connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, round_s))
            if held != row:
                _changed(connection)

    # Blocks and figures.

    def roll(self) -> Roll:
        """As it was kept last."""
        with self._transaction() as connection:
            return roll_of(connection)

    def made_to(self) -> Mapping[int, date | None]:
        """By block: the newest day that its figures were made of."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT id, made_to FROM block").fetchall()
            return {block: None if day is None else day_of(day) for block, day in rows}

    def turn(self, willing: Mapping[str, Kind], *, today: date, k: int) -> Roll:
        """Who counts together from now on: as blocks.turn, of gardens with findings.

        Blocks that are gone take their figures with them, out of reports too.
        """
        with self._transaction() as connection:
            held = roll_of(connection)
            found = {garden for (garden,) in connection.execute("SELECT garden FROM found")}
            asked = {name: kind for name, kind in willing.items() if name in found}  # some may have withdrawn just now
            roll = turn(held, willing=asked, today=today, k=k)
            if roll != held:
                _keep(connection, roll, held=held)
                _changed(connection)
            return roll

    def keep_figure(self, block: int, *, on: date, figure: Figure | None) -> None:
        """Of a day after the newest one that its figures were made of. None: it has none. It is never made anew."""
        with self._transaction() as connection:
            is_next = connection.execute(
                "UPDATE block SET made_to = ? WHERE id = ? AND (made_to IS NULL OR made_to < ?)",
                (on.toordinal(), block, on.toordinal()),
            ).rowcount
            if is_next and figure:
                row = figure_row(figure)
                marks = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO figure ({FIGURE}) VALUES ({marks})", row)  # noqa: S608
                _changed(connection)

    def forget_after(self, day: date) -> None:
        """What was made of days after that one, by a clock that was ahead: they are made when they come."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM figure WHERE day > ?", (day.toordinal(),))
            connection.execute("UPDATE block SET made_to = ?1 WHERE made_to > ?1", (day.toordinal(),))
            _changed(connection)

    def make_report(self, year: int, *, made_s: int) -> Report | None:
        """Out of the figures that there are, in place of an earlier one. None: there are none."""
        with self._transaction() as connection:
            blocks = _blocks_of(connection, year)
            report = _report(connection, year, made_s=made_s, blocks=blocks)
            if report:
                text = ",".join(map(str, sorted(blocks)))
                row = (year, made_s, text, codec.encode_report(report))
                connection.execute("INSERT OR REPLACE INTO report VALUES (?, ?, ?, ?)", row)
                _changed(connection)
            return report

    # A resident's requests.

    def withdraw(self, garden: str) -> int:
        """Nothing of it is shown or counted any more. How many figures of its block went with it."""
        with self._transaction() as connection:
            return _withdraw(connection, garden)

    def erase(self, garden: str) -> None:
        """No byte of it stays in the file. RetryableError: it cannot be written, or somebody reads it."""
        with self._transaction() as connection:
            _withdraw(connection, garden)
            connection.execute("DELETE FROM clan WHERE garden = ?", (garden,))
        with self._lock:
            try:
                scrub(self._connection)
            except sqlite3.Error as error:
                raise away(self._path, error) from error

    def close(self) -> None:
        """Let others read it after we are gone."""
        with self._lock:
            close_readable(self._connection)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                with transaction(self._connection):
                    yield self._connection
            except sqlite3.Error as error:
                raise away(self._path, error) from error


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        path.chmod(0o600)  # a command may have another umask than the analyst
        connection.execute("PRAGMA temp_store = MEMORY")  # nothing of a query lands in a file elsewhere
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # a figure is made once, a withdrawal lasts
        connection.execute("PRAGMA foreign_keys = ON")
        overwrite_deleted(connection)
        migrate(connection, room="almanac")
    except (sqlite3.Error, ConfigError):
        connection.close()
        raise
    return connection


def _keep(connection: sqlite3.Connection, roll: Roll, *, held: Roll) -> None:
    """In place of the one that is held."""
    _drop(connection, held.standing.keys() - roll.standing.keys())
    for number, standing in roll.standing.items():
        row = block_row(standing.block)
        marks = ", ".join("?" * len(row))
        if number not in held.standing:
            connection.execute(f"INSERT INTO block ({BLOCK}) VALUES ({marks})", row)  # noqa: S608
            members = [(name, number) for name in sorted(standing.members)]
            connection.executemany("INSERT INTO member VALUES (?, ?)", members)
        elif held.standing[number].block != standing.block:
            query = f"UPDATE block SET ({BLOCK}) = ({marks}) WHERE id = ?"  # noqa: S608
            connection.execute(query, (*row, number))
    waiting = [(name, since.toordinal()) for name, since in roll.waiting.items()]
    connection.execute("DELETE FROM waiting")
    connection.executemany("INSERT INTO waiting VALUES (?, ?)", waiting)
    changed = [(name, clan) for name, clan in roll.clans.items() if held.clans.get(name) != clan]
    connection.executemany("INSERT OR REPLACE INTO clan VALUES (?, ?)", changed)
    connection.execute("UPDATE version SET next_block = ?", (roll.next_id,))


def _withdraw(connection: sqlite3.Connection, garden: str) -> int:
    connection.execute("DELETE FROM found WHERE garden = ?", (garden,))
    connection.execute("DELETE FROM waiting WHERE garden = ?", (garden,))
    row = connection.execute("SELECT block FROM member WHERE garden = ?", (garden,)).fetchone()
    figures = 0
    if row:
        (figures,) = connection.execute("SELECT count(*) FROM figure WHERE block = ?", row).fetchone()
        _drop(connection, row)
    _changed(connection)
    return figures


def _drop(connection: sqlite3.Connection, blocks: Collection[int]) -> None:
    """With all that rests on them; reports are made again from what is left."""
    connection.executemany("DELETE FROM block WHERE id = ?", [(block,) for block in blocks])
    for year, made_s, text in connection.execute("SELECT year, made_s, blocks FROM report").fetchall():
        first = numbers_of(text)
        if first.isdisjoint(blocks):
            continue
        report = _report(connection, year, made_s=made_s, blocks=first)
        if report is None:
            connection.execute("DELETE FROM report WHERE year = ?", (year,))
        else:
            connection.execute("UPDATE report SET body = ? WHERE year = ?", (codec.encode_report(report), year))


def _blocks_of(connection: sqlite3.Connection, year: int) -> set[int]:
    rows = connection.execute("SELECT DISTINCT block FROM figure WHERE day BETWEEN ? AND ?", _days_of(year))
    return {block for (block,) in rows}


def _report(connection: sqlite3.Connection, year: int, *, made_s: int, blocks: Collection[int]) -> Report | None:
    """Out of figures of these blocks alone, of those that still stand."""
    query = f"SELECT {FIGURE} FROM figure WHERE day BETWEEN ? AND ?"  # noqa: S608
    figures = [each for each in figures_of(connection.execute(query, _days_of(year))) if each.block in blocks]
    left = {each.block for each in figures}
    return report_of(figures, year=year, made_s=made_s, dropped=len(set(blocks) - left))


def _days_of(year: int) -> tuple[int, int]:
    return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()


def _changed(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE version SET number = number + 1")
