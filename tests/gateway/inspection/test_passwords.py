"""Passwords that everybody knows: tried at the broker, and found in what the gateway and its broker keep."""

from collections.abc import Mapping
from pathlib import Path

from stoep_gateway.broker.mosquitto_files import password_text
from stoep_gateway.broker.nats_config import render
from stoep_gateway.broker.users import BrokerUser
from stoep_gateway.config.load import parse
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import RetryableError
from stoep_gateway.inspection.passwords import RULE, look_at_passwords
from stoep_gateway.inspection.worst import found_in

ADMIN = BrokerUser(name="admin", password="admin", subscribe=("#",))
OWN = BrokerUser(name="telpunt-1", password="Zm9vYmFyZm9vYmFyZm9vYmFy")


class Door:
    """Lets these in."""

    def __init__(self, users: Mapping[str, str]) -> None:
        self._users = users
        self.tried: list[tuple[str, str]] = []

    async def __call__(self, user: str, password: str) -> bool:
        self.tried.append((user, password))
        return self._users.get(user) == password


def settings(folder: Path, text: str = "") -> Settings:
    (folder / "state" / "broker").mkdir(parents=True, exist_ok=True)
    return parse(text, file=folder / "stoep.toml")


def nats(folder: Path, *users: BrokerUser) -> None:
    text = render(users, host="x", port=1, store_dir=folder, store_max_bytes=1, pid_file=folder / "pid")
    (folder / "state" / "broker" / "nats.conf").write_text(text)


async def test_a_broker_that_refuses_them_all_has_passwords_of_its_own(tmp_path: Path) -> None:
    used = settings(tmp_path)
    nats(tmp_path, OWN)
    door = Door({})
    seen = await look_at_passwords(used, attempt=door, devices=())
    assert found_in(seen.evidence, chain="people")["login"].value == "own_or_unique"
    assert seen.findings == ()
    assert ("", "") in door.tried


async def test_a_door_that_opens_is_found_whatever_the_files_say(tmp_path: Path) -> None:
    seen = await look_at_passwords(settings(tmp_path), attempt=Door({"admin": "admin"}), devices=())
    assert found_in(seen.evidence, chain="people")["login"].value == "factory_default"
    assert [finding.rule for finding in seen.findings] == [RULE]


async def test_one_in_the_brokers_own_file_is_found_with_its_line(tmp_path: Path) -> None:
    used = settings(tmp_path)
    nats(tmp_path, OWN, ADMIN)
    (finding,) = (await look_at_passwords(used, attempt=Door({}), devices=())).findings
    assert finding.where.endswith("nats.conf:14")
    assert "admin" in finding.what


async def test_two_users_with_one_password_are_found(tmp_path: Path) -> None:
    used = settings(tmp_path)
    nats(tmp_path, OWN, BrokerUser(name="telpunt-2", password=OWN.password))
    (finding,) = (await look_at_passwords(used, attempt=Door({}), devices=())).findings
    assert "telpunt-2 has the same password as telpunt-1" in finding.what


async def test_one_in_a_file_of_mosquittos_is_found_by_its_hash(tmp_path: Path) -> None:
    used = settings(tmp_path)
    text = password_text([OWN, ADMIN], master=bytes(32))
    (tmp_path / "state" / "broker" / "mosquitto.passwd").write_text(text)
    (finding,) = (await look_at_passwords(used, attempt=Door({}), devices=())).findings
    assert finding.where.endswith("mosquitto.passwd:2")


async def test_one_for_a_back_end_is_found_and_never_told(tmp_path: Path) -> None:
    secret = tmp_path / "city.password"
    secret.write_text("welkom01\n")
    secret.chmod(0o600)
    table = (
        '[[backend]]\nname = "city"\ntype = "postgres"\nhost = "db"\nuser = "stoep"\npassword_file = "city.password"\n'
    )
    seen = await look_at_passwords(settings(tmp_path, table), attempt=Door({}), devices=())
    (finding,) = seen.findings
    assert finding.where == str(secret)
    assert "welkom01" not in str(seen)


async def test_at_somebody_elses_broker_nothing_is_tried(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("Zm9vYmFyZm9vYmFy\n")
    secret.chmod(0o600)
    text = '[broker]\nembedded = false\nhost = "broker.example.org"\npassword_file = "password"\n'
    door = Door({"admin": "admin"})
    seen = await look_at_passwords(settings(tmp_path, text), attempt=door, devices=())
    assert door.tried == []
    assert [look.is_done for look in seen.looks] == [True, False]


async def test_a_broker_that_is_away_is_told_as_not_looked_at(tmp_path: Path) -> None:
    async def away(user: str, password: str) -> bool:
        raise RetryableError("is not there: is the gateway running?")

    seen = await look_at_passwords(settings(tmp_path), attempt=away, devices=())
    assert "login" not in found_in(seen.evidence, chain="people")
