"""`stoep privacy explain`: what is told of the declared policy, and of what holds in its place today."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.anonymise.policy import Policy, Schedule
from stoep_gateway.commands.explained import Section, explain
from stoep_gateway.commands.main import main
from stoep_gateway.config.load import parse
from stoep_gateway.grid import DAY_S
from stoep_gateway.journal import Journal
from stoep_gateway.journal.records import CommitBatch, LedgerState
from stoep_gateway.records import Cell
from stoep_gateway.registry.device import Device
from stoep_protocol.profiles import Profile, by_name
from support.own_profiles import own

NOW_S = 2000 * DAY_S + 7 * 3600
DEFAULT = Schedule([(0, Policy())])


def told(toml: str = "", *, schedule: Schedule = DEFAULT, devices: tuple[Device, ...] = ()) -> dict[str, Section]:
    settings = parse(toml, file=Path("stoep.toml"))
    return {section.key: section for section in explain(settings, schedule=schedule, devices=devices, now_s=NOW_S)}


def device(name: str, *, profile: Profile, x_m: int = 81_250) -> Device:
    cell = Cell(x_m=x_m, y_m=455_250, size_m=500)
    return Device(name=name, profile=profile, generation=1, group=name, cell=cell, sample_s=600, send_s=3600)


def facts(section: Section) -> Any:
    return json.loads(json.dumps(section.facts))


def test_the_default_policy_promises_what_epsilon_and_contribution_say() -> None:
    claims = facts(told()["promise"])
    assert [(claim["epsilon"], claim["best_guess"]) for claim in claims] == [
        (0.5, 0.6225),
        (1.0, 0.7311),
        (4.0, 0.982),
        (81.0, 1.0),
    ]
    assert "nearly always" in told()["promise"].lines[3]


def test_a_threshold_alone_promises_nothing_and_says_so() -> None:
    found = told('[people]\nepsilon = "none"\n', schedule=Schedule([(0, Policy(epsilon=None))]))
    assert facts(found["promise"]) == []
    assert found["promise"].lines[0].startswith("nothing:")
    assert facts(found["people"])["epsilon"] == "none"
    assert not any("epsilon" in line or line.startswith("habits") for line in found["not_claimed"].lines)


def test_what_holds_today_is_explained_and_not_what_is_wanted() -> None:
    found = told("[people]\nk = 25\n")
    assert facts(found["people"])["k"] == 10
    assert facts(found["changes"])["differs"] == [{"setting": "k", "today": 10, "stoep_toml": 25}]
    assert found["changes"].lines == (
        "not yet: start the gateway anew, and it declares this for the next UTC midnight; until then:",
        "k is 10, will be 25",
    )


def test_a_change_that_the_ledger_has_is_told_with_its_midnight() -> None:
    coming = Schedule([(0, Policy()), (2001 * DAY_S, Policy(k=25))])
    found = told("[people]\nk = 25\n", schedule=coming)["changes"]
    assert found.lines[0] == "from 2025-06-24 00:00 UTC on: the ledger has it, until then:"
    assert facts(found)["from"] == "2025-06-24T00:00:00+00:00"


def test_a_change_that_was_taken_back_before_its_midnight_is_still_one() -> None:
    coming = Schedule([(0, Policy()), (2001 * DAY_S, Policy(k=25))])
    assert told(schedule=coming)["changes"].lines[0].startswith("not yet:")


def test_nothing_differs_where_stoep_toml_holds() -> None:
    assert told()["changes"].lines == ("yes",)
    assert "first start" in told(schedule=Schedule(()))["changes"].lines[0]


def test_cells_with_a_single_garden_are_counted_however_many_devices_it_has() -> None:
    soil = by_name("soil")
    shared = (device("a", profile=soil), device("b", profile=soil))
    one_garden = (device("c", profile=soil, x_m=82_250), replace(device("d", profile=soil, x_m=82_250), group="c"))
    assert facts(told(devices=(*shared, *one_garden))["places"]) == {
        "cell_size_m": 500,
        "cells": 2,
        "cells_with_one_garden": 1,
    }


def test_a_quantity_that_nobody_has_classed_is_named() -> None:
    mast = device("mast-1", profile=own())
    assert any("mast-1 measures" in line for line in told(devices=(mast,))["readings"].lines)


def test_each_back_end_is_told_with_what_it_gets() -> None:
    toml = (
        '[[backend]]\nname = "city"\ntype = "csv"\ndir = "out"\npseudonyms = "month"\npeople = "none"\n'
        '[[backend]]\nname = "map"\ntype = "csv"\ndir = "map"\npeople_k = 25\npeople_rounding = 10\n'
    )
    found = told(toml)["backends"]
    assert found.lines[1:] == (
        "archive (of the pages): people windows, devices under their own names",
        "city (csv): no people windows, other names of devices each month",
        "map (csv): people windows from 25 on, rounded to multiples of 10, devices under their own names",
    )
    assert [(each["pseudonyms"], each["people"], each["people_k"]) for each in facts(found)] == [
        (None, True, 0),
        ("month", False, 0),
        (None, True, 25),
    ]


def test_a_back_end_that_wants_no_less_than_the_policy_gives_gets_just_that() -> None:
    toml = '[[backend]]\nname = "map"\ntype = "csv"\ndir = "map"\npeople_k = 5\npeople_rounding = 5\n'
    found = told(toml, schedule=Schedule([(0, Policy(k=10, rounding=10))]))["backends"]
    assert found.lines[-1] == "map (csv): people windows, devices under their own names"


def test_the_command_reads_what_the_ledger_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "stoep.toml"
    config.write_text("[people]\nk = 25\n")
    ledger = Ledger(LedgerState(), key=bytes(32), epoch=b"epoch-07")
    (tmp_path / "state").mkdir(mode=0o700)
    with closing(Journal.open(tmp_path / "state" / "journal.db")) as journal:
        journal.commit(CommitBatch(number=1, ledger=(ledger.declare(Policy(k=12), from_s=0),), anchor=ledger.head))
    assert main(["privacy", "explain", "--config", str(config), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["people"]["k"], said["changes"]["differs"][0]["stoep_toml"]) == (12, 25)
    assert main(["privacy", "explain", "--config", str(config)]) == 0
    assert "totals below 12, noise included, are not released" in capsys.readouterr().out
