"""Redeeming: once, in time, and never half."""

import logging
import secrets
from pathlib import Path

import pytest

from stoep_gateway.config.load import parse
from stoep_gateway.config.private_file import make_private_folder
from stoep_gateway.enrol.desk import FAULT, TOO_OFTEN, Desk
from stoep_gateway.registry.enrolment import Enrolment, revoke
from stoep_gateway.registry.invite import Invite, RefusedError, token_sha256
from stoep_gateway.registry.invites import Invites
from stoep_gateway.registry.store import Registry
from stoep_protocol.profiles import by_name

NOW_S = 1_800_000_000
HOUR_S = 3600


class Counter:
    """A desk in a fresh folder, at a time that the test says."""

    def __init__(self, folder: Path) -> None:
        make_private_folder(folder / "state")
        self.registry = Registry(folder / "state")
        self.invites = Invites(folder / "state")
        self.now_s = float(NOW_S)
        settings = parse("", file=folder / "stoep.toml")
        self._desk = Desk(settings, master=bytes(32), now_s=lambda: self.now_s, mono_s=lambda: self.now_s)

    def invite(self, name: str, *, profile: str = "soil", group: str | None = None) -> str:
        token = secrets.token_hex(8)
        request = Enrolment(name=name, profile=by_name(profile), group=group)
        made = Invite(request=request, token_sha256=token_sha256(token), expires_s=NOW_S + HOUR_S)
        self.invites.put([*self.invites.load(), made])
        return token

    def redeem(self, token: str, *, address: str = "10.0.0.2") -> dict[str, object]:
        return self._desk.redeem(token, address=address)

    def refused(self, token: str, *, address: str = "10.0.0.2") -> str:
        with pytest.raises(RefusedError) as caught:
            self.redeem(token, address=address)
        return caught.value.reason


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path)


def test_a_code_enrols_once_and_says_used_for_a_day(counter: Counter, tmp_path: Path) -> None:
    token = counter.invite("garden-7")
    assert counter.registry.load() == {}
    bundle = counter.redeem(token)
    assert (bundle["device"], bundle["generation"]) == ("garden-7", 1)
    assert counter.registry.load()["garden-7"].generation == 1
    assert counter.refused(token) == "used"
    assert Counter(tmp_path).refused(token) == "used"  # after a crash, too
    counter.now_s += 86_400 - 1
    assert counter.refused(token) == "used"
    assert counter.registry.load()["garden-7"].generation == 1


def test_a_code_for_an_enrolled_device_gives_its_next_generation(counter: Counter) -> None:
    first = counter.redeem(counter.invite("garden-7"))
    second = counter.redeem(counter.invite("garden-7"))
    assert second["generation"] == 2
    assert second["secret"] != first["secret"]


def test_a_code_that_expired_has_changed_nothing(counter: Counter) -> None:
    token = counter.invite("garden-7")
    counter.now_s += HOUR_S
    assert counter.refused(token) == "expired"
    assert counter.registry.load() == {}


def test_wrong_codes_bar_the_address_they_come_from_for_a_minute(counter: Counter) -> None:
    token = counter.invite("garden-7")
    assert [counter.refused("guess") for _ in range(6)] == ["unknown"] * 5 + [TOO_OFTEN]
    assert counter.refused(token) == TOO_OFTEN
    assert counter.refused("guess", address="10.0.0.3") == "unknown"
    counter.now_s += 60
    assert counter.redeem(token)["device"] == "garden-7"


def test_the_addresses_that_are_remembered_are_bounded(counter: Counter) -> None:
    for number in range(1_500):
        counter.refused("guess", address=f"fd00::{number:x}")
    assert len(counter._desk._wrong._tries) == 1_000


def test_what_the_registry_refuses_leaves_the_code_good(counter: Counter) -> None:
    first, second = (counter.invite(name, profile="people", group="street") for name in ("beam-1", "beam-2"))
    counter.redeem(first)
    assert counter.refused(second) == FAULT
    devices = counter.registry.load()
    counter.registry.put(revoke(devices, name="beam-1"), devices=devices)
    assert counter.redeem(second)["device"] == "beam-2"


def test_cut_off_before_it_is_marked_as_used_nobody_got_its_keys_and_it_is_good(counter: Counter) -> None:
    token = counter.invite("garden-7")
    in_the_way = counter.registry.path.with_name(".invites.json.new")
    in_the_way.mkdir()
    assert counter.refused(token) == FAULT
    assert counter.registry.load()["garden-7"].generation == 1
    in_the_way.rmdir()
    assert counter.redeem(token)["generation"] == 2
    assert counter.refused(token) == "used"


def test_the_log_has_neither_codes_nor_addresses(counter: Counter, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = counter.invite("garden-7")
    bundle = counter.redeem(token)
    counter.refused(token)
    counter.refused("guess")
    assert "garden-7 enrolled by code (generation 1)" in caplog.text
    assert "a code was refused (used)" in caplog.text
    for word in (token, "guess", "10.0.0.2", str(bundle["secret"])):
        assert word not in caplog.text
