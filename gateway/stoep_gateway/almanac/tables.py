"""Rows of the almanac as records, and back; the file's opening. Blocks and figures have a column a member."""

import sqlite3
from dataclasses import astuple, fields
from datetime import date
from pathlib import Path

from stoep_gateway.almanac.blocks import Roll, Standing
from stoep_gateway.almanac.records import Block, Figure
from stoep_gateway.errors import RetryableError

FILE_NAME = "almanac/almanac.db"  # of the state folder; in a folder that holds nothing else
BUSY_S = 5.0
BLOCK = "id, gardens, soil, paved, region, since, is_open, open_since"
FIGURE = ", ".join(("day", *(field.name for field in fields(Figure)[1:])))

Row = tuple[object, ...]


class DamagedError(sqlite3.DatabaseError):
    """The file can be read, and what is in it cannot be meant."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def day_of(ordinal: int) -> date:
    """As the tables keep days. DamagedError: it is none."""
    try:
        return date.fromordinal(ordinal)
    except (ValueError, OverflowError, TypeError) as error:
        raise DamagedError("a day that is none") from error


def numbers_of(text: str) -> set[int]:
    """As the table of reports keeps blocks. DamagedError: they are none."""
    try:
        return {int(number) for number in text.split(",")}
    except (ValueError, AttributeError) as error:
        raise DamagedError("a block that is none") from error


def block_row(block: Block) -> Row:
    """In the order of BLOCK."""
    open_since = block.open_since.toordinal() if block.open_since else None
    days = (block.since.toordinal(), int(block.is_open), open_since)
    return (block.id, block.gardens, block.soil, block.paved, block.region, *days)


def block_of(row: tuple[int, int, str, str, str, int, int, int | None]) -> Block:
    """In the order of BLOCK."""
    number, gardens, soil, paved, region, since, is_open, open_since = row
    return Block(
        id=number,
        gardens=gardens,
        soil=soil,
        paved=paved,
        region=region,
        since=day_of(since),
        is_open=bool(is_open),
        open_since=None if open_since is None else day_of(open_since),
    )


def figure_row(figure: Figure) -> Row:
    """In the order of FIGURE."""
    return (figure.date.toordinal(), *astuple(figure)[1:])


def figures_of(rows: sqlite3.Cursor) -> tuple[Figure, ...]:
    """Rows in the order of FIGURE."""
    names = [field.name for field in fields(Figure)]
    return tuple(Figure(**dict(zip(names, (day_of(day), *rest), strict=True))) for day, *rest in rows)


def roll_of(connection: sqlite3.Connection) -> Roll:
    """As it was kept last."""
    members: dict[int, set[str]] = {}
    for garden, block in connection.execute("SELECT garden, block FROM member"):
        members.setdefault(block, set()).add(garden)
    blocks = [block_of(row) for row in connection.execute(f"SELECT {BLOCK} FROM block ORDER BY id")]  # noqa: S608
    waiting = connection.execute("SELECT garden, since FROM waiting ORDER BY garden")
    row = connection.execute("SELECT next_block FROM version").fetchone()
    if row is None:
        raise DamagedError("it does not say which blocks there were")
    return Roll(
        standing={block.id: Standing(block=block, members=frozenset(members.get(block.id, ()))) for block in blocks},
        waiting={garden: day_of(since) for garden, since in waiting},
        clans=dict(connection.execute("SELECT garden, clan FROM clan").fetchall()),
        next_id=row[0],
    )


def away(path: Path, error: sqlite3.Error) -> RetryableError:
    """What to tell of a file that cannot be written."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest of a code only says where
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return RetryableError(
            f"{path}: damaged ({error}): put back your backup; without one move it away, and start figures of gardens"
            " anew"
        )
    return RetryableError(f"{path}: cannot be written ({error}): check room, rights and the disk")
