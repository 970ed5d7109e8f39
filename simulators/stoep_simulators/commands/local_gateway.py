"""One gateway on this machine in a folder of its own, used as an operator uses it: through the `stoep` command line."""

import asyncio
import json
import os
import re
import shlex
import shutil
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stoep_simulators.commands.daemon_log import DaemonLog
from stoep_simulators.commands.lifeline import Lifeline
from stoep_simulators.commands.local_config import Changes, OwnConfig, change_settings
from stoep_simulators.commands.own_ports import own_ports

# `python -m`: the same program as `stoep`, found also where no script folder is on the PATH.
_STOEP = (sys.executable, "-m", "stoep_gateway")
# The same command line, many times in one process: each alone would take half a second to load, and there are dozens.
_MANY = """
import json, sys
from stoep_gateway.commands.main import main
asked = json.load(sys.stdin)
for words in asked["lines"]:
    code = main(words)
    if code not in asked["codes"]:
        raise SystemExit(code)
    print("\\x04", flush=True)
"""
_DONE = b"\x04\n"
_LINE_BYTES = 1 << 26  # of what a command says: accounts of a large fleet are one
_HERE = "127.0.0.1"
_MQTT_PORT = 1883  # of a broker that does not say, as the gateway has it
_COMMAND_S = 60.0
_READY_S = 90.0  # a machine may have much else to do; what cannot start says so, or ends
_STOP_S = 15.0
_PAGE_S = 5.0
_POLL_S = 0.05
_COUNT_S = 0.25
_OBSERVATIONS = re.compile(r'^stoep_observations\{backend="([^"]+)",outcome="(\w+)"\} (\S+)$', re.MULTILINE)
_FAILING = re.compile(r'^stoep_backend_failing\{backend="([^"]+)"\} 1(?:\.0)?$', re.MULTILINE)


class GatewayError(Exception):
    """The gateway or one of its commands did not do what it should. The message is what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A device to be enrolled. cell: its centre, RD New metres."""

    name: str
    profile: str
    cell: tuple[int, int]
    sample_s: int
    send_s: int

    @property
    def options(self) -> tuple[str, ...]:
        """Of `stoep device enroll`."""
        rates = ("--sample-s", str(self.sample_s), "--send-s", str(self.send_s))
        return ("--profile", self.profile, "--cell", f"{self.cell[0]},{self.cell[1]}", *rates)


class LocalGateway:
    """`stoep init`, changed settings, `stoep device enroll`, `stoep run` as a child, `stoep garden` and `accounts`."""

    def __init__(self, folder: Path, *, environment: Mapping[str, str] | None = None) -> None:
        """environment: of the daemon and all its parts, in place of this program's own."""
        self._environment = environment
        self._folder = folder
        self._config = folder / "stoep.toml"
        self._log = DaemonLog(folder / "gateway.log")
        self._run: asyncio.subprocess.Process | None = None
        self._lifeline = Lifeline()  # killed by a CI's time limit, we leave no daemon behind
        self._own: OwnConfig | None = None
        self.broker_host = _HERE
        self.broker_port, self.web_port, self._metrics_port = own_ports(3)

    async def prepare(self, *, changes: Changes, more: str = "", own: OwnConfig | None = None) -> None:
        """Write the configuration. own: an operator's, in place of the usual; its broker is used if it has one.

        changes: (section, key) -> value; more: TOML to add at the end. GatewayError.
        """
        await self._stoep("init")
        ports: dict[tuple[str, str], object] = {
            ("broker", "port"): self.broker_port,
            ("web", "port"): self.web_port,
            ("metrics", "port"): self._metrics_port,
        }
        if own is None:
            text = change_settings(self._config.read_text(), changes={**ports, **changes})
        else:
            self._own = own
            if (broker := own.broker) is not None:
                del ports["broker", "port"]
                self.broker_host = str(broker.get("host", self.broker_host))
                self.broker_port = int(broker.get("port", _MQTT_PORT))
            text = own.text(changes={**ports, **changes})
        self._config.write_text(text + more)
        if own is not None:
            try:
                await self._stoep("device", "list")  # reads it and says what is wrong
            except GatewayError as error:
                raise GatewayError(str(error).removeprefix("stoep device list: ")) from error

    async def enroll(self, devices: Sequence[Wish], *, told: Callable[[int], None]) -> dict[str, dict[str, Any]]:
        """Enrol devices, all or none. Their bundles by name, as they would be carried to the boards. GatewayError.

        told: called now and then with how many are done, and when all are.
        """
        lines, folder = self._folder / "devices.txt", self._folder / "bundles"
        lines.write_text("".join(shlex.join((wish.name, *wish.options)) + "\n" for wish in devices))
        words = ("device", "enroll", "--from", str(lines), "--into", str(folder))
        counting = asyncio.create_task(_tell_files(folder, told=told), name="count bundles")
        try:
            await self._stoep(*words, patience_s=_COMMAND_S + len(devices))
            told(len(devices))
            return {wish.name: json.loads((folder / f"{wish.name}.json").read_text()) for wish in devices}
        finally:
            counting.cancel()
            lines.unlink()
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def add_operator(self, name: str, *, password_file: Path) -> None:
        """Somebody may log in at the pages and acknowledge alerts. GatewayError."""
        await self._stoep("desk", "user", "add", name, "--role", "act", "--password-file", str(password_file))

    async def commands(self, commands: Sequence[Sequence[str]], *, codes: tuple[int, ...] = (0,)) -> list[str]:
        """What many commands say, one after the other, until one fails; also beside the running daemon. GatewayError.

        codes: with which none has failed.
        """
        lines = [[*words, "--config", str(self._config)] for words in commands]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _MANY,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            start_new_session=True, limit=_LINE_BYTES,
        )  # fmt: skip
        said = [b""]
        # Beside its output, not after it: who writes more than a pipe holds waits until somebody reads.
        saying = asyncio.create_task(_all_of(process.stderr), name="errors of commands")
        try:
            async with asyncio.timeout(_COMMAND_S + len(lines)):
                await _told(process, json.dumps({"lines": lines, "codes": codes}).encode())
                while process.stdout is not None and (line := await process.stdout.readline()):
                    if line == _DONE:
                        said.append(b"")
                    else:
                        said[-1] += line
                errors = await saying
                await process.wait()
        except TimeoutError as error:
            raise GatewayError(f"stoep {lines[len(said) - 1][0]}: no answer in time") from error
        finally:
            saying.cancel()
            await _ended(process)
        if process.returncode:
            words = " ".join(lines[len(said) - 1][:2])
            raise GatewayError(f"stoep {words}: {errors.decode(errors='replace').strip()}")
        return [output.decode() for output in said[:-1]]

    async def start(self) -> None:
        """Start the daemon; does not wait for it."""
        self._log.begin()
        with self._log.path.open("ab") as log:
            # A session of its own: Ctrl-C reaches this program alone, which ends the daemon when the devices are done.
            command = (*_STOEP, "run", "--config", str(self._config))
            self._run = await self._lifeline.start(*command, output=log, environment=self._environment)

    async def ready(self, *, patience_s: float = _READY_S) -> None:
        """Wait until broker, gateway and pages answer. GatewayError if one cannot, or takes too long."""
        silent = ""
        try:
            async with asyncio.timeout(patience_s):
                places = ((self.broker_host, self.broker_port), (_HERE, self._metrics_port), (_HERE, self.web_port))
                for host, port in places:
                    silent = f"{host}:{port}"
                    while not await _answers(host, port=port):
                        self.check()
                        if refused := self._log.refusal():
                            raise GatewayError(self._plain(refused))
                        await asyncio.sleep(_POLL_S)
        except TimeoutError as error:
            if self._own is not None and self._own.broker and silent == f"{self.broker_host}:{self.broker_port}":
                raise GatewayError(
                    f"{self._own.file}: no broker answers at {silent} within {patience_s:.0f} s"
                ) from error
            said = self._plain(self._log.last_words())
            raise GatewayError(f"stoep run did not answer within {patience_s:.0f} s: {said}") from error

    def check(self) -> None:
        """GatewayError if the daemon has ended."""
        if self._run is None or self._run.returncode is not None:
            raise GatewayError(f"stoep run ended by itself: {self._plain(self._log.last_words())}")

    async def observations(self, outcome: str) -> dict[str, int]:
        """How many of each back-end, as the daemon's metrics say. Empty while they say nothing."""
        page = await _page(self._metrics_port)
        return {name: int(float(count)) for name, told, count in _OBSERVATIONS.findall(page) if told == outcome}

    async def failing(self) -> frozenset[str]:
        """Back-ends whose last send failed, as the daemon's metrics say. Empty while they say nothing."""
        return frozenset(_FAILING.findall(await _page(self._metrics_port)))

    async def accounts(self) -> dict[str, Any]:
        """The accounts as they are now. GatewayError."""
        accounts: dict[str, Any] = json.loads(await self._stoep("accounts", "--json", codes=(0, 1)))
        return accounts

    async def rollouts(self) -> list[dict[str, Any]]:
        """What `stoep device update --json` says. GatewayError."""
        told: list[dict[str, Any]] = json.loads(await self._stoep("device", "update", "--json", codes=(0, 1)))
        return told

    async def counted(self) -> tuple[dict[str, Any], str]:
        """The accounts as they are now, and the same for people. GatewayError."""
        accounts, table = await self.commands([("accounts", "--json"), ("accounts",)], codes=(0, 1))
        return json.loads(accounts), table

    async def stop(self) -> None:
        """End the daemon gracefully; with all its children by force if it does not come to an end."""
        run, self._run = self._run, None
        if run is not None and run.returncode is None:
            run.terminate()
            try:
                async with asyncio.timeout(_STOP_S):
                    await run.wait()
            except TimeoutError:
                with suppress(ProcessLookupError):
                    os.killpg(run.pid, signal.SIGKILL)
                await run.wait()
        self._lifeline.let_go()

    async def kill(self) -> None:
        """SIGKILL for the daemon, its broker and all else that it started: a power cut. `start` may follow."""
        run, self._run = self._run, None
        if run is not None and run.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)
            await run.wait()
        self._lifeline.let_go()

    @property
    def config(self) -> Path:
        """Its stoep.toml, once it is prepared."""
        return self._config

    @property
    def pid(self) -> int | None:
        """Of the daemon, which starts all other parts; None while it does not run."""
        return self._run.pid if self._run is not None and self._run.returncode is None else None

    @property
    def is_wanted(self) -> bool:
        """Whether it was started, and neither stopped nor killed since."""
        return self._run is not None

    def _plain(self, said: str) -> str:
        """With an operator's file in place of the one that was made from it, whose lines nobody knows."""
        if self._own is None:
            return said
        return re.sub(rf"(stoep: )?{re.escape(str(self._config))}:\d+: ", f"{self._own.file}: ", said)

    async def _stoep(self, *arguments: str, codes: tuple[int, ...] = (0,), patience_s: float = _COMMAND_S) -> str:
        """Output of one command. It is killed when it takes too long or when nobody waits for it any more."""
        process = await asyncio.create_subprocess_exec(
            *_STOEP, *arguments, "--config", str(self._config),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip
        try:
            async with asyncio.timeout(patience_s):
                output, errors = await process.communicate()
        except TimeoutError as error:
            raise GatewayError(f"stoep {arguments[0]}: no answer within {patience_s:.0f} s") from error
        finally:
            await _ended(process)
        if process.returncode not in codes:
            said = self._plain(errors.decode(errors="replace").strip())
            raise GatewayError(f"stoep {' '.join(arguments[:2])}: {said}")
        return output.decode()


async def _told(process: asyncio.subprocess.Process, text: bytes) -> None:
    """All of it by its standard input: a thousand commands are longer than Linux lets an argument be."""
    if process.stdin is None:
        return
    with suppress(ConnectionError):  # it ended at once: its errors say why
        process.stdin.write(text)
        await process.stdin.drain()
    process.stdin.close()


async def _all_of(stream: asyncio.StreamReader | None) -> bytes:
    return await stream.read() if stream is not None else b""


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


async def _tell_files(folder: Path, *, told: Callable[[int], None]) -> None:
    """Tell how many files are there, until cancelled."""
    while True:
        await asyncio.sleep(_COUNT_S)
        told(await asyncio.to_thread(_files_in, folder))


def _files_in(folder: Path) -> int:
    return sum(1 for _ in folder.iterdir()) if folder.exists() else 0


async def _answers(host: str, *, port: int) -> bool:
    try:
        async with asyncio.timeout(1.0):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True


async def _page(port: int) -> str:
    """The metrics; empty if they do not come in time."""
    try:
        async with asyncio.timeout(_PAGE_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            with closing(writer):
                writer.write(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return (await reader.read()).decode()
    except (OSError, TimeoutError):
        return ""
