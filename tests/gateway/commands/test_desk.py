"""`stoep desk`: users, their passwords, and the log."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_gateway.config.private_file import write_private
from stoep_gateway.desk.desk import Desk
from stoep_gateway.desk.passwords import matches
from support.gateway import STOEP, Gateway
from support.terminal import AtProgram

GOOD = "zee wind zand 12"


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with Gateway(tmp_path / "gateway") as made:
        yield made


def added(gateway: Gateway, name: str, *, role: str = "act", password: str = GOOD) -> str:
    file = gateway.folder / "password"
    write_private(file, password.encode())
    return gateway.stoep("desk", "user", "add", name, "--role", role, "--password-file", file)


def admits(gateway: Gateway, name: str, *, password: str) -> bool:
    desk = Desk(gateway.state_dir / "desk" / "desk.db", keep_days=180)
    return matches(password, hash=desk.admit(name, address="", browser="", now_s=0).hash)


def test_users_are_added_listed_given_roles_and_removed(gateway: Gateway) -> None:
    assert gateway.stoep("desk", "user", "list") == "nobody may log in: stoep desk user add NAME --role act\n"
    assert added(gateway, "duty-1") == "duty-1 may log in at /desk, role act\n"
    added(gateway, "duty-2", role="see")
    gateway.stoep("desk", "user", "role", "duty-1", "see")
    gateway.stoep("desk", "user", "remove", "duty-2")
    listed = json.loads(gateway.stoep("desk", "user", "list", "--json"))
    assert [(user["name"], user["role"]) for user in listed] == [("duty-1", "see")]
    said = [line.split("  ", 1)[1] for line in gateway.stoep("desk", "log").splitlines()]
    assert said == [
        "console  removed duty-2",
        "console  role duty-1: see",
        "console  added duty-2: see",
        "console  added duty-1: act",
    ]
    assert json.loads(gateway.stoep("desk", "log", "--newest", "1", "--json"))[0]["what"] == "removed"


def test_a_password_is_asked_for_twice_and_never_shown(gateway: Gateway) -> None:
    added(gateway, "duty-1")
    new = "een heel andere zin"
    with AtProgram(STOEP, "desk", "user", "password", "duty-1", "--config", gateway.config) as person:
        person.until("at least 12 characters: ")
        person.type(new + "\n")
        person.until("Once more: ")
        person.type(new + "\n")
        said = person.until("logged out everywhere")
        assert person.ended() == 0
    assert new not in said
    assert admits(gateway, "duty-1", password=new)
    assert not admits(gateway, "duty-1", password=GOOD)


def test_two_passwords_that_differ_change_nothing(gateway: Gateway) -> None:
    added(gateway, "duty-1")
    with AtProgram(STOEP, "desk", "user", "password", "duty-1", "--config", gateway.config) as person:
        person.until("at least 12 characters: ")
        person.type("een heel andere zin\n")
        person.until("Once more: ")
        person.type("een heel andere zee\n")
        person.until("the two passwords differ: nothing was changed")
        assert person.ended() == 2
    assert admits(gateway, "duty-1", password=GOOD)
