"""A gateway's folder and the trouble around it: strangers' programs on its ports, full disks, refused devices."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from stoep_gateway.config.private_file import write_private
from support.gateway import Gateway
from support.message_table import messages
from support.waiting import LIMIT_S

TABLE = messages()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A fresh gateway folder and what a scene needs around it.

    server: a city's, or "running", by the name of its fixture.
    """

    gateway: Gateway
    tmp_path: Path
    server: Callable[[str], Any]

    def configured(self, text: str) -> None:
        self.gateway.config.write_text(text)

    def changed(self, old: str, new: str) -> None:
        text = self.gateway.config.read_text()
        assert old in text
        self.configured(text.replace(old, new))

    def error(self, *words: str | Path) -> str:
        """What a command complains of."""
        return self.gateway.stoep(*words, code=2).removeprefix("stoep: ").rstrip("\n")

    def logged_error(self, *words: str | Path) -> str:
        """The last log line of a command that gives up."""
        return str(json.loads(self.gateway.stoep(*words, code=2).splitlines()[-1])["message"])

    def own_broker(self, port: int) -> None:
        """The gateway looks for a broker of the operator's."""
        password = self.tmp_path / "password"
        password.write_text("hush")
        password.chmod(0o600)
        self.changed(f"port = {self.gateway.port}", f'embedded = false\npassword_file = "{password}"\nport = {port}')

    def logged(self, situation: str) -> str:
        """Start only the gateway part, which needs nobody else, and wait for the line."""
        with self.running_part("gateway") as log:
            return self.wait(log, situation=situation)

    @contextmanager
    def running_part(self, part: str) -> Iterator[Path]:
        """Its log."""
        log = self.tmp_path / "part.log"
        with log.open("wb") as file:
            command = [sys.executable, "-m", "stoep_gateway", "run", "--part", part, "--config"]
            process = subprocess.Popen([*command, str(self.gateway.config)], stderr=file)
        try:
            yield log
        finally:
            process.terminate()
            process.wait(LIMIT_S)

    def wait(self, log: Path, *, situation: str) -> str:
        self.gateway.wait_until(lambda: bool(self.heard(log, situation=situation)), what=situation)
        return self.heard(log, situation=situation)

    def heard(self, log: Path, *, situation: str) -> str:
        """The line of it that the log has; "" if none is there yet."""
        lines = [json.loads(line)["message"] for line in log.read_text().splitlines() if line.endswith("}")]
        return next((line for line in lines if TABLE[situation].fullmatch(line)), "")

    def said_while(self, situation: str, act: Callable[[dict[str, Any]], None]) -> str:
        """Run everything, let somebody act with garden-7's bundle, wait for the line."""
        bundle = self.gateway.enroll("garden-7", profile="soil")
        self.gateway.start()
        act(bundle)
        return self.wait(self.gateway.log, situation=situation)

    def said_beside(self, situation: str, act: Callable[[dict[str, Any]], None]) -> str:
        """The same beside a gateway that other scenes use too: for what is refused and leaves nothing behind."""
        gateway, bundle = self.server("running")
        act(bundle)
        gateway.wait_until(lambda: bool(self.heard(gateway.log, situation=situation)), what=situation)
        return self.heard(gateway.log, situation=situation)


def publish(bundle: dict[str, Any], *, topic: str, payload: bytes = b"x", user: str = "", password: str = "") -> None:
    async def once() -> None:
        broker = bundle["broker"]
        async with aiomqtt.Client(
            broker["host"],
            port=broker["port"],
            username=user or broker["user"],
            password=password or broker["password"],
        ) as client:
            await client.publish(topic, payload, qos=1)

    asyncio.run(once())


def refused(bundle: dict[str, Any], *, user: str) -> None:
    with pytest.raises(aiomqtt.MqttError):
        publish(bundle, topic="stoep/1/x/up", user=user, password="wrong")


@contextmanager
def listening(answer: bytes = b"") -> Iterator[int]:
    """Somebody else's program on a port; answers the first bytes of each connection with `answer`."""
    code = (
        "import socket, sys\n"
        "server = socket.create_server(('127.0.0.1', 0)); print(server.getsockname()[1], flush=True)\n"
        "while True:\n"
        " client, _ = server.accept(); client.recv(1000); client.sendall(bytes.fromhex(sys.argv[1])); client.recv(1)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, answer.hex()], stdout=subprocess.PIPE)
    assert process.stdout
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """The folder's files on a disk of 16 MB of their own."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m,mode=700", "none", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no right to mount a disk here")
    try:
        for name, data in files.items():
            write_private(folder / name, data)
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(file: Path) -> None:
    with suppress(OSError), file.open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))
