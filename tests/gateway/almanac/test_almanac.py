"""The almanac's file: what was kept is read back, what was taken back is gone from everything that rests on it."""

import sqlite3
import stat
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from stoep_gateway.almanac.blocks import Kind
from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.records import COUNTS, NO, WAITS, About, GardenFindings
from stoep_gateway.almanac.tables import FILE_NAME
from stoep_gateway.almanac.writer import AlmanacWriter, Made
from stoep_gateway.errors import RetryableError
from support.garden_figures import figure
from support.street_almanac import DRY, TODAY, gardens

DAY = date(2026, 6, 1)
NEXT = DAY + timedelta(days=1)
SAND = Kind(soil="sand", paved="0-33", region="080-450", is_open=True)
FOUND: GardenFindings = gardens()[0]
NAMES = [f"tuin-{number:02}" for number in range(11)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE_NAME


@pytest.fixture
def writer(path: Path) -> Iterator[AlmanacWriter]:
    with closing(AlmanacWriter(path)) as writer:
        yield writer


@pytest.fixture
def reader(path: Path, writer: AlmanacWriter) -> AlmanacReader:
    return AlmanacReader(path)


def keep(writer: AlmanacWriter, *names: str) -> None:
    for name in names:
        short = replace(FOUND, name=name, days=FOUND.days[-2:], estimates=FOUND.estimates[-2:])
        writer.keep_garden(short, recent_from=TODAY, stamp="1")


def willing(*names: str) -> Mapping[str, Kind]:
    return dict.fromkeys(names, SAND)


def one_block(writer: AlmanacWriter) -> None:
    """Block 1 of NAMES, with figures of two days."""
    keep(writer, *NAMES)
    writer.turn(willing(*NAMES), today=DAY, k=10)
    for on in (DAY, NEXT):
        writer.keep_figure(1, on=on, figure=figure(on))


def test_only_the_gateways_user_may_read_it(path: Path, writer: AlmanacWriter) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_findings_come_back_as_they_were_kept(writer: AlmanacWriter, reader: AlmanacReader) -> None:
    for recent_from in (TODAY, date(2020, 1, 1), date(2030, 1, 1)):
        writer.keep_garden(FOUND, recent_from=recent_from, stamp="a")
        told = reader.garden(DRY)
        assert told is not None
        assert (told.days, told.events, told.advice, told.devices) == (
            *(
                tuple(
                    replace(day, evening=round(day.evening or 0, 4), soil_c=round(day.soil_c or 0, 4))
                    for day in FOUND.days
                ),
            ),
            *(FOUND.events, FOUND.advice, FOUND.devices),
        )
        assert [each.date for each in told.estimates] == [each.date for each in FOUND.estimates]
    assert writer.made() == {DRY: Made(setup_version=3, made_s=FOUND.made_s, past_stamp="a")}
    assert reader.garden("nobody") is None


def test_the_past_is_read_apart(writer: AlmanacWriter) -> None:
    writer.keep_garden(FOUND, recent_from=TODAY, stamp="a")
    assert [day.date for day in writer.past(DRY).days] == [day.date for day in FOUND.days[:-1]]
    assert writer.past("nobody").days == ()


def test_a_garden_counts_once_there_are_enough(writer: AlmanacWriter, reader: AlmanacReader) -> None:
    keep(writer, *NAMES, "alone")
    writer.turn(willing(*NAMES[:10]), today=DAY, k=10)
    assert reader.states() == {NO: 2, WAITS: 10, COUNTS: 0}
    roll = writer.turn(willing(*NAMES), today=NEXT, k=10)
    assert roll == writer.roll()
    assert reader.states() == {NO: 1, WAITS: 0, COUNTS: 11}
    (block,) = reader.blocks()
    assert (block.gardens, block.since, block.soil) == (11, NEXT, "sand")
    told = reader.garden(NAMES[0])
    assert told is not None
    assert told.research == COUNTS


def test_a_garden_without_findings_does_not_count(writer: AlmanacWriter, reader: AlmanacReader) -> None:
    keep(writer, *NAMES[:10])
    writer.turn(willing(*NAMES), today=DAY, k=10)
    assert reader.blocks() == ()


def test_figures_are_made_once(path: Path, writer: AlmanacWriter, reader: AlmanacReader) -> None:
    one_block(writer)
    writer.keep_figure(1, on=NEXT, figure=figure(NEXT, fill_percent=1))
    writer.keep_figure(1, on=DAY, figure=figure(DAY, fill_percent=1))
    assert reader.figures(DAY, NEXT) == (figure(DAY), figure(NEXT))
    assert reader.figures(NEXT, NEXT) == (figure(NEXT),)
    assert writer.made_to() == {1: NEXT}
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="made once"):
        connection.execute("UPDATE figure SET fill_percent = 1")


def test_a_day_without_a_figure_stays_without(writer: AlmanacWriter, reader: AlmanacReader) -> None:
    one_block(writer)
    later = NEXT + timedelta(days=1)
    writer.keep_figure(1, on=later, figure=None)
    writer.keep_figure(1, on=later, figure=figure(later))
    assert reader.figures(later, later) == ()


def test_whoever_withdraws_takes_the_blocks_figures_along(writer: AlmanacWriter, reader: AlmanacReader) -> None:
    one_block(writer)
    assert writer.withdraw(NAMES[3]) == 2
    assert (reader.figures(DAY, NEXT), reader.blocks(), reader.garden(NAMES[3])) == ((), (), None)
    roll = writer.turn(willing(*NAMES), today=NEXT, k=10)  # by a list that does not know of it yet
    assert sorted(roll.waiting) == sorted({*NAMES} - {NAMES[3]})
    assert set(roll.clans) == set(NAMES)


def test_a_garden_that_no_longer_consents_takes_the_blocks_figures_along(
    writer: AlmanacWriter, reader: AlmanacReader
) -> None:
    one_block(writer)
    writer.turn(willing(*NAMES[1:]), today=NEXT, k=10)
    assert (reader.figures(DAY, NEXT), reader.blocks()) == ((), ())
    assert reader.garden(NAMES[0]) is not None


def test_an_id_of_a_block_is_never_given_twice(writer: AlmanacWriter, reader: AlmanacReader) -> None:
    one_block(writer)
    others = [f"hof-{number:02}" for number in range(11)]
    keep(writer, *others)
    writer.withdraw(NAMES[0])
    writer.turn(willing(*NAMES[1:], *others), today=NEXT, k=10)
    assert [block.id for block in reader.blocks()] == [2]


def test_a_report_is_made_again_without_blocks_that_are_gone(writer: AlmanacWriter, reader: AlmanacReader) -> None:
    one_block(writer)
    others = [f"hof-{number:02}" for number in range(11)]
    keep(writer, *others)
    writer.turn(willing(*NAMES, *others), today=NEXT, k=10)
    writer.keep_figure(2, on=NEXT, figure=figure(NEXT, block=2))
    made = writer.make_report(2026, made_s=7)
    assert made is not None
    assert (made.blocks, made.gardens, made.dropped, made.made_s) == (2, 22, 0, 7)
    assert reader.report(2026) == made
    writer.withdraw(NAMES[0])
    left = reader.report(2026)
    assert left is not None
    assert (left.blocks, left.gardens, left.dropped, left.made_s) == (1, 11, 1, 7)
    writer.withdraw(others[0])
    assert (reader.report(2026), reader.reports()) == (None, ())


def test_a_year_without_figures_has_no_report(writer: AlmanacWriter, reader: AlmanacReader) -> None:
    one_block(writer)
    assert writer.make_report(2025, made_s=7) is None
    writer.make_report(2026, made_s=7)
    assert reader.reports() == (2026,)


def test_what_was_erased_is_in_no_byte_of_the_file(path: Path, writer: AlmanacWriter) -> None:
    one_block(writer)
    writer.turn(willing(*NAMES[1:]), today=NEXT, k=10)
    writer.erase(NAMES[0])
    writer.close()
    assert NAMES[0].encode() not in path.read_bytes()
    assert not path.with_name(f"{path.name}-wal").exists()
    assert NAMES[1].encode() in path.read_bytes()


def test_what_goes_with_figures_is_told(writer: AlmanacWriter, reader: AlmanacReader) -> None:
    assert (reader.about(), reader.round_s()) == (None, None)
    about = About(k=10, gardens=12, name="straat", licence="CC0-1.0", citation="x")
    writer.keep_about(about, round_s=0)
    assert (reader.about(), reader.round_s()) == (about, None)
    writer.keep_about(about, round_s=99)
    assert reader.round_s() == 99


def test_every_change_of_what_all_may_see_has_another_version(writer: AlmanacWriter, reader: AlmanacReader) -> None:
    seen = [reader.version()]

    def changes(change: object) -> bool:
        seen.append(reader.version())
        return seen[-1] > seen[-2]

    assert not changes(keep(writer, *NAMES))
    assert changes(writer.turn(willing(*NAMES), today=DAY, k=10))
    assert not changes(writer.turn(willing(*NAMES), today=NEXT, k=10))
    assert changes(writer.keep_figure(1, on=DAY, figure=figure(DAY)))
    assert changes(writer.make_report(2026, made_s=1))
    assert changes(writer.withdraw(NAMES[0]))


def test_it_is_readable_after_its_writer_is_gone(path: Path) -> None:
    with closing(AlmanacWriter(path)) as writer:
        one_block(writer)
    assert len(AlmanacReader(path).figures(DAY, NEXT)) == 2


def test_without_a_file_nothing_can_be_told(path: Path) -> None:
    with pytest.raises(RetryableError, match="has the analyst been started"):
        AlmanacReader(path).version()


def test_damaged_findings_count_as_not_there(path: Path, writer: AlmanacWriter, reader: AlmanacReader) -> None:
    keep(writer, "a", "b")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE found SET body = x'00' WHERE garden = 'a'")
        connection.execute("UPDATE past SET body = x'00' WHERE garden = 'b'")
    assert reader.garden("a") is None
    told = reader.garden("b")
    assert told is not None
    assert [day.date for day in told.days] == [TODAY]
    assert writer.past("b").days == ()


def test_since_when_a_block_is_open_is_kept(writer: AlmanacWriter, reader: AlmanacReader) -> None:
    keep(writer, *NAMES)
    for on, is_open in ((DAY, True), (DAY, False), (NEXT, True), (NEXT + timedelta(days=9), True)):
        kinds = {**willing(*NAMES), NAMES[3]: replace(SAND, is_open=is_open)}
        roll = writer.turn(kinds, today=on, k=10)
        assert [each.block for each in roll.standing.values()] == list(reader.blocks())
    assert [block.open_since for block in reader.blocks()] == [NEXT]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE block SET since = 0",
        "UPDATE block SET made_to = 99999999999999999999",
        "UPDATE waiting SET since = 'today'",
        f"UPDATE figure SET day = {DAY.toordinal()} + 0.5 WHERE day = {DAY.toordinal()}",
        "UPDATE report SET blocks = 'x'",
        "DELETE FROM version",
    ],
)
def test_rows_that_cannot_be_meant_are_damage_that_is_explained(
    path: Path, writer: AlmanacWriter, reader: AlmanacReader, change: str
) -> None:
    one_block(writer)
    keep(writer, "waits")
    writer.turn(willing(*NAMES, "waits"), today=DAY, k=10)
    writer.make_report(DAY.year, made_s=1)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER figure_stays")
        connection.execute(change)

    def use() -> None:
        writer.roll()
        writer.made_to()
        reader.figures(date.min, date.max)
        writer.withdraw(NAMES[0])

    with pytest.raises(RetryableError, match="put back your backup"):
        use()


def test_a_damaged_file_is_explained(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 500)
    with pytest.raises(RetryableError, match="put back your backup"):
        AlmanacWriter(path)
