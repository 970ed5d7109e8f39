"""What enrolling and revoking do to the list."""

from dataclasses import replace

import pytest

from stoep_gateway.errors import ConfigError
from stoep_gateway.records import Cell
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.enrolment import Enrolment, enroll, revoke, successor
from stoep_protocol.profiles import by_name

PLACE = Cell(x_m=81250, y_m=455250, size_m=500)


def new(name: str = "garden-7", *, profile: str = "soil") -> Device:
    return enroll({}, request=Enrolment(name=name, profile=by_name(profile)))


def test_a_new_device_gets_its_profiles_rates_and_a_group_of_its_own() -> None:
    device = new(profile="air")
    assert (device.generation, device.group, device.sample_s, device.send_s) == (1, "garden-7", 300, 1800)


def test_the_same_name_again_is_the_next_generation_and_keeps_the_rest() -> None:
    first = enroll({}, request=Enrolment(name="a", profile=by_name("people"), cell=PLACE, group="square"))
    second = enroll({"a": first}, request=Enrolment(name="a"))
    assert (second.generation, second.cell, second.group, second.profile) == (2, PLACE, "square", by_name("people"))


def test_a_revoked_device_comes_back_by_enrolling_it() -> None:
    gone = revoke({"garden-7": new()}, name="garden-7")
    assert gone.revoked
    assert not enroll({"garden-7": gone}, request=Enrolment(name="garden-7")).revoked


def test_the_key_of_a_revoked_device_does_not_come_back_with_it() -> None:
    gone = revoke({"garden-7": new()}, name="garden-7")
    back = enroll({"garden-7": gone}, request=Enrolment(name="garden-7"))
    assert back.broker_users == (("garden-7_3", 3), ("garden-7_2", 2))


def test_a_name_that_was_erased_starts_above_the_keys_that_its_old_board_has() -> None:
    again = enroll({}, request=Enrolment(name="garden-7", profile=by_name("soil")), first_generation=5)
    assert again.broker_users == (("garden-7_5", 5), ("garden-7_4", 4))


def test_a_garden_that_was_withdrawn_takes_part_again_by_enrolling_or_replacing_its_device() -> None:
    gone = replace(new(), revoked=True, withdrawn=True)
    assert not enroll({"garden-7": gone}, request=Enrolment(name="garden-7")).withdrawn
    assert not successor({"garden-7": gone}, name="garden-7").withdrawn


@pytest.mark.parametrize("is_revoked", [False, True])
def test_a_successor_keeps_the_place_and_shuts_the_board_before_it_out(is_revoked: bool) -> None:
    first = enroll({}, request=Enrolment(name="a", profile=by_name("people"), cell=PLACE, group="square", send_s=300))
    before = revoke({"a": first}, name="a") if is_revoked else first
    second = successor({"a": before}, name="a")
    assert second == replace(first, generation=3)
    assert not {user for user, _ in second.broker_users} & {user for user, _ in first.broker_users}


def test_a_successor_of_nobody_or_of_a_counter_whose_place_was_taken_is_refused() -> None:
    with pytest.raises(ConfigError, match="no such device"):
        successor({}, name="a")
    gone = revoke({"a": new("a", profile="people")}, name="a")
    other = enroll({"a": gone}, request=Enrolment(name="b", profile=by_name("people"), group="a"))
    with pytest.raises(ConfigError, match='already counts people with "b"'):
        successor({"a": gone, "b": other}, name="a")


def test_a_revoked_device_has_no_user_at_the_broker() -> None:
    assert revoke({"garden-7": new()}, name="garden-7").broker_users == ()


def test_the_broker_lets_in_the_generation_before_too() -> None:
    third = Device(name="a", profile=by_name("soil"), generation=3, group="a", cell=None, sample_s=1, send_s=1)
    assert third.broker_users == (("a_3", 3), ("a_2", 2))


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (Enrolment(name="Garden", profile=by_name("soil")), "not a device name"),
        (Enrolment(name="x"), "say what it measures with --profile (soil, soil-rs485, air, people, weather)"),
        (Enrolment(name="x", profile=by_name("soil"), group="A B"), '--group "A B"'),
        (Enrolment(name="x", profile=by_name("soil"), sample_s=-1), "need 1 <= sample <= send"),
        (
            Enrolment(name="x", profile=by_name("soil"), sample_s=0),
            "--sample-s 0, --send-s 3600: need 1 <= sample <= send",
        ),
        (
            Enrolment(name="x", profile=by_name("soil"), send_s=0),
            "--sample-s 600, --send-s 0: need 1 <= sample <= send",
        ),
        (Enrolment(name="x", profile=by_name("soil"), send_s=10), "need 1 <= sample <= send"),
    ],
)
def test_a_wrong_wish_is_refused_with_the_remedy(request_: Enrolment, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        enroll({}, request=request_)
    assert message in str(caught.value)


def test_one_group_counts_people_with_one_device() -> None:
    one = enroll({}, request=Enrolment(name="a", profile=by_name("people"), group="square"))
    with pytest.raises(ConfigError, match='already counts people with "a"'):
        enroll({"a": one}, request=Enrolment(name="b", profile=by_name("people"), group="square"))


@pytest.mark.parametrize("profile", ["soil", "weather"])
@pytest.mark.parametrize("is_revoked", [False, True])
def test_what_a_name_has_measured_in_a_garden_does_not_follow_it_elsewhere(profile: str, is_revoked: bool) -> None:
    devices = {
        name: enroll({}, request=Enrolment(name=name, profile=by_name(kind), group="yard"))
        for name, kind in (("probe", "soil"), ("other", profile))
    }
    devices = {name: replace(device, revoked=is_revoked, withdrawn=is_revoked) for name, device in devices.items()}
    assert enroll(devices, request=Enrolment(name="other", group="yard")).group == "yard"
    with pytest.raises(ConfigError, match=r"other: has measured in garden yard.*under a new name$"):
        enroll(devices, request=Enrolment(name="other", group="hof"), has_measured=lambda: True)
    with pytest.raises(ConfigError, match=r"probe: may have measured in garden yard.*or with stoep device enroll$"):
        enroll(devices, request=Enrolment(name="probe", profile=by_name("air")))


def test_a_name_that_has_measured_nothing_may_leave_a_garden() -> None:
    probe = enroll({}, request=Enrolment(name="probe", profile=by_name("soil")))
    found = enroll({"probe": probe}, request=Enrolment(name="probe", group="yard"), has_measured=lambda: False)
    assert (found.group, found.generation) == ("yard", 2)


def test_a_station_that_was_in_no_garden_may_become_a_gardens() -> None:
    station = enroll({}, request=Enrolment(name="station", profile=by_name("weather")))
    assert enroll({"station": station}, request=Enrolment(name="station", group="yard")).group == "yard"


def test_revoking_a_stranger_is_an_error() -> None:
    with pytest.raises(ConfigError, match='"nobody": no such device'):
        revoke({}, name="nobody")
