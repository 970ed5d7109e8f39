"""Garden rounds when something is wrong: a garden, the desk, a list, an archive; and when somebody stops."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from stoep_gateway.almanac.records import WAITS, GardenFindings
from stoep_gateway.almanac.tables import FILE_NAME
from stoep_gateway.almanac.writer import AlmanacWriter
from stoep_gateway.desk import database
from stoep_gateway.errors import RetryableError
from support.garden_town import DAY_S, HOUR_S, GardenTown, garden_town

TODAY = date(2026, 7, 15)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[GardenTown]:
    with garden_town(tmp_path) as town:
        yield town


def found(town: GardenTown, name: str) -> GardenFindings:
    findings = town.almanac.garden(name)
    assert findings is not None
    return findings


def run(town: GardenTown) -> None:
    with town.rounds() as rounds:
        town.settle(rounds)


def run_for(town: GardenTown, hours: int) -> None:
    with town.rounds(k=3) as rounds:
        for _ in range(hours):
            town.settle(rounds)
            town.now_s += HOUR_S


def test_a_damaged_archive_of_one_garden_stops_no_other(town: GardenTown, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("tuin-1", "tuin-2"):
        town.add(name)
        town.soil(name, days=3)
    with closing(sqlite3.connect(town.archive)) as connection, connection:
        connection.execute("UPDATE part SET body = x'02' WHERE device = (SELECT id FROM device WHERE name = 'tuin-1')")
    run(town)
    assert town.almanac.garden("tuin-1") is None
    assert found(town, "tuin-2").days
    assert "restore the file from a backup" in caplog.text
    assert "tuin-1" not in caplog.text


def test_each_garden_that_fails_is_counted_also_when_another_fails_alike(
    town: GardenTown, caplog: pytest.LogCaptureFixture
) -> None:
    names = town.gardens(3)

    def points(value: object, *gardens: str) -> list[str]:
        """What is told once the desk has these of those gardens."""
        caplog.clear()
        with closing(sqlite3.connect(town.state / database.FILE_NAME)) as connection, connection:
            for name in gardens:
                connection.execute("UPDATE garden SET dry_mv = ? WHERE name = ?", (value, name))
        town.desk.consent(names[2], "research", is_given=town.now_s % 2 == 1, by="keeper", now_s=town.now_s)
        town.now_s += HOUR_S + 1
        for name in names:
            town.measure(name, quantity="probe_mv", values=lambda _: 1_800, times_s=[town.now_s - 1])
        town.settle(rounds)
        return [message.split(":")[1].strip() for message in caplog.messages if "looked at" in message]

    with town.rounds() as rounds:
        town.settle(rounds)
        assert points("x", names[0]) == ["1 cannot be looked at"]
        assert points("x", names[0]) == []
        assert points("x", names[1]) == ["2 cannot be looked at"]
        assert points(2_700, *names) == []
        assert points("x", names[0]) == ["1 cannot be looked at"]


def test_what_nobody_thought_of_in_one_garden_stops_no_other(
    town: GardenTown, caplog: pytest.LogCaptureFixture
) -> None:
    names = town.gardens(2)
    with closing(sqlite3.connect(town.state / database.FILE_NAME)) as connection, connection:
        connection.execute("UPDATE garden SET dry_mv = 'palm' WHERE name = ?", (names[0],))  # by hand
    run(town)
    assert town.almanac.garden(names[0]) is None
    assert found(town, names[1]).days
    assert "gardens: 1 cannot be looked at: a fault of stoep itself (TypeError at " in caplog.text
    assert "palm" not in caplog.text


@pytest.mark.parametrize("change", ["research", "withdrawn", "erased"])
def test_whoever_stops_takes_the_figures_along(town: GardenTown, change: str) -> None:
    names = town.gardens(4)
    with town.rounds(k=3) as rounds:
        town.settle(rounds)
        assert town.almanac.figures(date(2026, 1, 1), TODAY)
        if change == "research":
            town.consent(names[2], research=False)
        else:
            del town.groups[names[2]]
            town.withdrawn = [names[2]] if change == "withdrawn" else []
            town.tell()
        if change == "erased":
            town.desk.erase(names[2])
        town.now_s += 1
        town.settle(rounds)
        assert town.almanac.figures(date(2026, 1, 1), TODAY) == ()
        assert (town.almanac.garden(names[2]) is None) is (change != "research")
        assert found(town, names[0]).research == WAITS


@pytest.mark.parametrize("is_put_back", [False, True])
def test_figures_stay_for_a_day_of_a_garden_that_nobody_said_has_stopped(
    town: GardenTown, is_put_back: bool, caplog: pytest.LogCaptureFixture
) -> None:
    names = town.gardens(4)
    run_for(town, 1)
    before = town.almanac.figures(date(2026, 1, 1), TODAY)
    missing = {names[2]: town.groups.pop(names[2])}
    town.tell()
    with town.rounds(k=3) as rounds:
        town.settle(rounds)
        town.now_s += DAY_S - 1
        town.settle(rounds)
        assert set(before) <= set(town.almanac.figures(date(2026, 1, 1), TODAY))
        assert "gardens that are in no list any more: 1:" in caplog.text
        assert names[2] not in caplog.text
        if not is_put_back:
            town.now_s += 1
            town.settle(rounds)
            assert town.almanac.figures(date(2026, 1, 1), TODAY) == ()
            return
    town.groups |= missing
    town.tell()
    run_for(town, 2)
    (block,) = town.almanac.blocks()
    assert (block.gardens, block.region) == (4, "080-450")
    assert set(before) <= set(town.almanac.figures(date(2026, 1, 1), TODAY))


def test_a_command_that_withdraws_is_not_undone_by_a_turn(town: GardenTown) -> None:
    names = town.gardens(4)
    with town.rounds(k=3) as rounds:
        town.settle(rounds)
        with closing(AlmanacWriter(town.state / FILE_NAME)) as command:
            assert command.withdraw(names[2]) > 0
        town.now_s += 61
        town.settle(rounds)
        assert (town.almanac.blocks(), town.almanac.garden(names[2])) == ((), None)


def test_without_the_desk_nobody_is_taken_to_have_stopped(town: GardenTown, caplog: pytest.LogCaptureFixture) -> None:
    town.gardens(4)
    with town.rounds(k=3) as rounds:
        town.settle(rounds)
        desk = town.state / database.FILE_NAME
        away = desk.rename(desk.with_name("away"))
        town.now_s += 3_600
        town.settle(rounds)
        assert len(town.almanac.blocks()) == 1
        assert "desk.db: cannot be read" in caplog.text
        away.rename(desk)
    with closing(sqlite3.connect(desk)) as connection:
        connection.execute("PRAGMA user_version")
    with town.rounds(k=3) as rounds:
        desk.rename(away)
        town.settle(rounds)
        assert len(town.almanac.blocks()) == 1


def test_without_a_list_of_gardens_nobody_is_taken_to_have_stopped(town: GardenTown) -> None:
    town.gardens(4)
    with town.rounds(k=3) as rounds:
        town.settle(rounds)
        town.groups = {}
        town.tell()
        town.now_s += 3_600
        town.settle(rounds)
    assert len(town.almanac.blocks()) == 1


def test_a_clock_that_is_not_trusted_makes_no_round(town: GardenTown) -> None:
    town.gardens(1)
    with town.rounds() as rounds:
        town.now_s = None  # type: ignore[assignment]
        assert not rounds.turn()
    assert town.almanac.garden("tuin-00") is None


def test_an_archive_that_is_away_is_an_error_that_passes(town: GardenTown) -> None:
    town.gardens(1)
    with town.rounds() as rounds:
        away = town.archive.rename(town.archive.with_name("away"))
        with pytest.raises(RetryableError, match="cannot be read"):
            rounds.turn()
        away.rename(town.archive)
        town.settle(rounds)
    assert found(town, "tuin-00").days
