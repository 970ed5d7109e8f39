"""Which devices are a garden, what the lists keep of everybody else, and how much a back-end can have at most."""

from dataclasses import replace
from pathlib import Path

import pytest

from stoep_gateway.archive.gardens import Gardens
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.enrolment import Enrolment
from stoep_gateway.registry.invite import Invite
from stoep_gateway.residents import words
from stoep_gateway.residents.garden import (
    Garden,
    find,
    gardens,
    reinvited,
    uninvited,
    withdrawn,
    without,
    without_orders,
    without_progress,
)
from stoep_gateway.residents.held import Count
from stoep_gateway.residents.requests import copies_until, lost_place, place_of, requests
from stoep_gateway.updates.orders import Order, Orders
from stoep_gateway.updates.progress import Progress
from stoep_protocol.profiles import by_name
from stoep_testing.observations import T0_S, reading, window
from support.ingest_bench import CELL, enrolled

DEVICES = {
    "garden-7": enrolled("garden-7"),
    "yard-1": enrolled("yard-1", group="yard", generation=4),
    "yard-2": enrolled("yard-2", group="yard"),
}
YARD = Garden(name="yard", names=("yard-1", "yard-2"))


def invite(name: str, *, group: str | None = None, used_s: int | None = None) -> Invite:
    request = Enrolment(name=name, group=group, cell=CELL)
    return Invite(request=request, token_sha256="0" * 64, expires_s=10, used_s=used_s)


def test_a_garden_is_all_devices_of_its_group_or_what_is_held_under_a_name() -> None:
    assert find("yard", devices=DEVICES, held=()).names == ("yard-1", "yard-2")
    assert find("garden-7", devices=DEVICES, held=()).names == ("garden-7",)
    assert find("garden-6", devices=DEVICES, held=("garden-6",)) == Garden(name="garden-6", names=("garden-6",))
    with pytest.raises(ConfigError, match="one of the devices of garden yard"):
        find("yard-1", devices=DEVICES, held=("yard-1",))
    with pytest.raises(ConfigError, match="no such garden"):
        find("yard-9", devices=DEVICES, held=())


def test_a_group_in_which_soil_is_measured_is_a_garden_until_it_is_withdrawn() -> None:
    devices = {
        **{name: replace(device, profile=by_name("soil")) for name, device in DEVICES.items()},
        "yard-2": replace(DEVICES["yard-2"], profile=by_name("weather")),
        "mast-1": replace(enrolled("mast-1"), profile=by_name("weather")),
    }
    assert gardens(devices) == Gardens(devices={"garden-7": ("garden-7",), "yard": ("yard-1", "yard-2")})
    assert gardens(withdrawn(devices, garden=YARD)) == Gardens(
        devices={"garden-7": ("garden-7",)}, withdrawn=frozenset({"yard-1", "yard-2"})
    )


def test_withdrawing_changes_nobody_else() -> None:
    after = withdrawn(DEVICES, garden=YARD)
    assert {name: (device.revoked, device.withdrawn) for name, device in after.items()} == {
        "garden-7": (False, False),
        "yard-1": (True, True),
        "yard-2": (True, True),
    }


def test_new_names_start_above_every_generation_that_went() -> None:
    kept, first_generation = without(DEVICES, garden=YARD)
    assert (list(kept), first_generation) == (["garden-7"], 6)
    assert without(kept, garden=YARD) == (kept, 1)


def test_open_used_and_expired_invites_of_the_garden_go() -> None:
    others = (invite("garden-7"), invite("garden-9", group="elsewhere"))
    theirs = (invite("yard-1"), invite("yard-3", group="yard"), invite("yard-2", used_s=5))
    assert uninvited((*others, *theirs), garden=YARD) == others
    moved = reinvited((*others, *theirs), garden=YARD, cell=None)
    assert [each.request.cell for each in moved] == [CELL, CELL, None, CELL, None]


def test_rollouts_to_the_garden_and_pins_of_its_devices_go() -> None:
    orders = [Order(id=group, group=group, version=1, firmware="x", image="x.img") for group in ("yard", "gardens")]
    kept = without_orders(Orders(rollouts=tuple(orders), pinned=("garden-7", "yard-1")), garden=YARD)
    assert ([each.group for each in kept.rollouts], kept.pinned) == (["gardens"], ("garden-7",))
    progress = [
        Progress(id=order.id, group=order.group, firmware="x", first=None, stopped="", devices=()) for order in orders
    ]
    assert [each.group for each in without_progress(progress, garden=YARD)] == ["gardens"]


def test_what_is_gone_from_the_archive_is_in_what_there_ever_was() -> None:
    count = Count(is_people=False, columns=5, kept=10, released=0)
    for row in range(4, 8):
        count.add(reading(row))
        count.add(reading(row, quantity="air_humidity"))
    count.wait(["city"])
    held = count.held()
    assert (held.observations, held.ever, held.is_all, held.waiting) == (8, 8 + 6 * 5, False, {"city": 1})
    assert (held.first_s, held.last_s) == (T0_S + 2400, T0_S + 4200)


def test_of_a_counter_only_released_windows_were_ever_passed_on() -> None:
    count = Count(is_people=True, columns=2, kept=1000, released=5)
    for number in range(3):
        count.add(window(number))
    assert (count.held().ever, count.held().is_all) == (5, False)


def test_all_that_there_is_is_all_that_there_was() -> None:
    count = Count(is_people=False, columns=5, kept=2, released=0)
    for row in (1, 2):
        count.add(reading(row, time_s=None))
    assert (count.held().ever, count.held().is_all, count.held().last_s) == (2, True, None)


@pytest.mark.parametrize(
    ("kind", "options", "where"),
    [
        ("sensorthings", {"url": "https://me:hush@city.example/v1.1"}, "https://city.example/v1.1"),
        (
            "postgres",
            {"host": "db.example", "user": "me", "database": "town", "password_file": "/x"},
            "db.example, database town",
        ),
        ("mqtt", {"host": "mqtt.example", "port": 1883, "topic": "a/{device}"}, "mqtt.example:1883, topic a/{device}"),
        ("csv", {}, "/srv/state/files"),
        ("telegram", {"chat": "7"}, "?"),
    ],
)
def test_where_a_back_end_is_is_told_without_its_secrets(kind: str, options: dict[str, object], where: str) -> None:
    settings = BackendSettings(name="files", type=kind, options=options)
    place = place_of(settings, state_dir=Path("/srv/state"), keys={})
    assert (place.where, place.is_here) == (where, kind == "csv")


def test_files_elsewhere_are_their_keepers() -> None:
    settings = BackendSettings(name="files", type="csv", options={"output_dir": "/srv/elsewhere"})
    assert not place_of(settings, state_dir=Path("/srv/state"), keys={}).is_here


def test_pseudonyms_are_those_of_the_back_ends_own_kind_of_period() -> None:
    settings = BackendSettings(name="open", type="mqtt", options={"host": "x"}, pseudonyms="month")
    place = place_of(settings, state_dir=Path("/x"), keys={"2026-05": b"a" * 32, "2026": b"b" * 32})
    assert [each.period for each in place.names_of("yard-1")] == ["", "2026-05"]
    other = place_of(replace(settings, pseudonyms=""), state_dir=Path("/x"), keys={"2026-05": b"a" * 32})
    assert [each.name for each in other.names_of("yard-1")] == ["yard-1"]


def test_who_surely_got_nothing_is_not_asked() -> None:
    count = Count(is_people=False, columns=5, kept=1, released=0)
    count.add(reading(1))
    count.wait(["city"])
    held = {name: count.held() for name in YARD.names}
    found = list(requests(words.ERASE, garden=YARD, held=held, places=[lost_place("city"), lost_place("old")]))
    assert [(each.place.name, each.device, each.at_most) for each in found] == [
        ("old", "yard-1", 1),
        ("old", "yard-2", 1),
    ]


def test_copies_have_thirty_days() -> None:
    assert copies_until(T0_S) == "2026-07-01"
