"""`stoep run` for real: broker, gateway and pages live, die, come back and stop together."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_gateway.anonymise.policy import Policy
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.registry.master import load_master
from stoep_protocol import mqtt
from support.gateway import STOEP, Gateway
from support.waiting import LIMIT_S
from support.wire_client import WireClient
from support.wire_device import WireDevice

PARTS = {"broker", "gateway", "web"}
NOON_S = 150_000_000


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with Gateway(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """It runs, and nobody stops it."""
    with Gateway(tmp_path_factory.mktemp("shared")) as made:
        made.start()
        yield made


def row(number: int) -> tuple[int, tuple[int, ...]]:
    return NOON_S + 600 * number, (1500 + number, 180, 150, 200, 600)


async def test_rows_arrive_once_although_every_part_is_killed(gateway: Gateway) -> None:
    bundle = gateway.enroll("garden-7", profile="soil", cell="81250,455250")
    gateway.start()
    device = WireDevice("garden-7", master=load_master(gateway.state_dir))
    for number, part in enumerate(("gateway", "broker", "web", ""), start=1):
        async with WireClient(device, bundle=bundle) as client:
            await client.say(device.hello(oldest_row=1, next_row=number + 1))
            reply = await client.say(device.rows(1, [row(at) for at in range(1, number + 1)]))
            while reply.settled < number:
                reply = await client.hear()
            assert reply.time_s is not None
            assert abs(reply.time_s + WIRE_EPOCH_S - time.time()) < 60
        if part:
            gateway.kill(part)
            gateway.wait_until(gateway.is_healthy, what="healthy again")
    gateway.wait_until(lambda: gateway.accounts()["backends"][0]["pending"] == 0, what="all delivered")
    accounts = gateway.accounts()
    assert accounts["balanced"]
    assert accounts["lives"][0]["kept"] == 4
    assert accounts["backends"][0]["delivered"] == 4 * 5


def test_all_parts_run_and_stop_by_themselves(gateway: Gateway) -> None:
    """Five seconds are what they are given before they are killed; `make bench` measures how long it takes."""
    gateway.start()
    gateway.wait_until(lambda: set(gateway.pids()) == PARTS, what="three parts")
    gateway.wait_until(lambda: _page(gateway.web_port) == 200, what="pages")
    pids = gateway.pids()
    assert gateway.stop() == 0
    said = gateway.log.read_text()
    assert "killed" not in said
    assert [line for line in said.splitlines() if "message" not in json.loads(line)] == []
    assert not [pid for pid in pids.values() if Path(f"/proc/{pid}").exists()]


def test_a_device_enrolled_while_it_runs_is_let_in_and_a_revoked_one_is_not(shared: Gateway) -> None:
    shared.enroll("late", profile="soil")
    shared.wait_until(lambda: "device list changed: 1 devices" in shared.log.read_text(), what="one device")
    shared.stoep("device", "revoke", "late")
    shared.wait_until(lambda: "device list changed: 0 devices" in shared.log.read_text(), what="no device")


def test_the_broker_is_said_to_know_a_changed_device_list_when_it_does(shared: Gateway) -> None:
    config, told = shared.state_dir / "broker" / "nats.conf", "device list changed: the broker knows"

    def said() -> int:
        return shared.log.read_text().count(told)

    def enroll(name: str) -> None:
        shared.enroll(name, profile="soil")
        shared.wait_until(lambda: name.encode() in config.read_bytes(), what=f"the broker's configuration has {name}")

    broker = shared.pids()["broker"]
    os.kill(broker, signal.SIGSTOP)
    try:
        enroll("later-1")
        known = said()  # of what it had said before it stood still all is in the log
        enroll("later-2")
        enroll("later-3")  # now everything is done and said about the second
        assert said() == known
    finally:
        os.kill(broker, signal.SIGCONT)
    shared.wait_until(lambda: said() > known, what="the broker knows")
    for number in (1, 2, 3):
        shared.stoep("device", "revoke", f"later-{number}")  # others count the devices


def test_a_second_run_on_the_same_folder_is_refused(shared: Gateway) -> None:
    assert "another stoep runs on this state folder: stop it first" in shared.stoep("run", code=2)


def test_a_new_run_takes_over_from_a_killed_one(gateway: Gateway) -> None:
    gateway.start()
    process = gateway._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    gateway.start()
    gateway.wait_until(lambda: set(gateway.pids()) == PARTS, what="three parts")


def test_systemd_is_told_of_readiness_life_and_stop(gateway: Gateway, tmp_path: Path) -> None:
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(path))
        channel.settimeout(LIMIT_S)
        environment = {**os.environ, "NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "2000000"}
        with gateway.log.open("ab") as log:
            process = subprocess.Popen(
                [str(STOEP), "run", "--config", str(gateway.config)], env=environment, stderr=log, stdout=log
            )
        try:
            heard: list[str] = []
            while not any(message.startswith("READY=1") for message in heard) or heard.count("WATCHDOG=1") < 3:
                heard.append(channel.recv(1000).decode())
            process.terminate()
            while "STOPPING=1" not in heard:
                heard.append(channel.recv(1000).decode())
        finally:
            process.terminate()
            process.wait(LIMIT_S)
    assert process.returncode == 0


def test_logs_are_json_lines_when_nobody_watches(shared: Gateway) -> None:
    def said() -> list[dict[str, str]]:
        return [json.loads(line) for line in shared.log.read_text().rpartition("\n")[0].splitlines()]

    parts = {"run", "gateway", "web"}  # each has a first word, in no order
    shared.wait_until(lambda: {line["part"] for line in said()} >= parts, what="all parts have said something")
    assert [line for line in said() if "message" not in line] == []


def test_a_stranger_who_keeps_trying_is_told_of_once(gateway: Gateway) -> None:
    gateway.start()
    for user in ("nobody",) * 5 + ("another",):
        with socket.create_connection(("127.0.0.1", gateway.port), timeout=LIMIT_S) as stranger:
            stranger.sendall(mqtt.connect(client_id="x", user=user, password="x", clean_session=True, keepalive_s=60))
            while stranger.recv(64):
                pass
    # What the broker wrote and nobody read before a stop is lost; its lines come in their order.
    gateway.wait_until(lambda: "broker refused another" in gateway.log.read_text(), what="the last one is told of")
    assert gateway.log.read_text().count("broker refused nobody") == 1


def test_metrics_tell_the_accounts(shared: Gateway) -> None:
    text = _text_with("\nstoep_accounts_balanced ", shared, port=shared.metrics_port, path="/metrics")
    assert "\nstoep_accounts_balanced 1.0\n" in text
    assert 'stoep_observations{backend="archive",outcome="delivered"} 0.0' in text


def test_page_and_command_tell_the_policy_that_the_ledger_has(gateway: Gateway) -> None:
    gateway.start()
    text = _text_with("number 1<", gateway, port=gateway.web_port, path="/privacy?lang=en")
    assert "From the beginning" in text
    assert "the first one is under way" in text  # devices that waited come first
    said = json.loads(gateway.stoep("privacy", "explain", "--json"))
    assert said["changes"]["in_force"] == Policy().text()
    assert said["changes"]["differs"] == []


def _page(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=LIMIT_S) as answer:
            return int(answer.status)
    except OSError:
        return 0


def _text_with(word: str, gateway: Gateway, *, port: int, path: str) -> str:
    """The page, once that is on it."""
    text = ""

    def is_there() -> bool:
        nonlocal text
        text = _text(port, path)
        return word in text

    gateway.wait_until(is_there, what=f"{word.strip()} at {path}")
    return text


def _text(port: int, path: str) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=LIMIT_S) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


async def test_a_disk_that_turns_read_only_between_two_starts_loses_nothing(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    state = tmp_path / "state"
    state.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", state], check=False).returncode:
        pytest.skip("no right to mount a disk here")
    try:
        with Gateway(tmp_path) as gateway:
            bundle = gateway.enroll("garden-7", profile="soil")
            device = WireDevice("garden-7", master=load_master(state))
            for rows in (1, 2):
                gateway.start()
                async with WireClient(device, bundle=bundle) as client:
                    await client.say(device.hello(next_row=rows + 1))
                    reply = await client.say(device.rows(1, [row(at) for at in range(1, rows + 1)]))
                    while reply.settled < rows:
                        reply = await client.hear()
                gateway.stop()
                subprocess.run(["mount", "-o", "remount,ro", state], check=True)
                assert "Read-only file system" in gateway.stoep("run", code=2)
                subprocess.run(["mount", "-o", "remount,rw", state], check=True)
            assert gateway.accounts()["lives"][0]["kept"] == 2
    finally:
        subprocess.run(["umount", state], check=True)


def test_it_runs_without_a_broker_of_its_own_and_before_that_one_is_there(gateway: Gateway) -> None:
    password = gateway.folder / "password"
    password.write_text("hush")
    password.chmod(0o600)
    text = gateway.config.read_text()
    gateway.config.write_text(text.replace("[broker]", '[broker]\nembedded = false\npassword_file = "password"'))
    with gateway.log.open("ab") as log:
        process = subprocess.Popen([str(STOEP), "run", "--config", str(gateway.config)], stderr=log, stdout=log)
    try:
        gateway.wait_until(lambda: "running: " in gateway.log.read_text(), what="running")
        gateway.wait_until(lambda: "is not there (Connection refused)" in gateway.log.read_text(), what="says so")
    finally:
        process.terminate()
        process.wait(LIMIT_S)
    assert process.returncode == 0
