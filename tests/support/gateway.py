"""A gateway as an operator runs it: the `stoep` command, its daemon in processes, in a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from stoep_gateway.commands.main import main
from stoep_simulators.commands.own_ports import own_ports
from support.gateway_clock import GatewayClock
from support.waiting import LIMIT_S

STOEP = Path(sys.executable).with_name("stoep")
_STOPPED_S = 60.0


class Gateway:
    """`stoep init`, then settings, then `stoep run` in the background. As a context manager it ends every process."""

    def __init__(
        self,
        folder: Path,
        *,
        settings: Mapping[str, Mapping[str, object]] | None = None,
        backends: Sequence[Mapping[str, object]] = (),
        clock: GatewayClock | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """settings: {section: {key: value}} over what `init` writes; ports are found free. backends: their tables.

        clock: what it goes by; without one it has this machine's. environment: of the daemon, besides ours.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.config = folder / "stoep.toml"
        self.log = folder / "run.log"
        self.port, self.web_port, self.metrics_port, self.enrolment_port = own_ports(4)
        self._clock = clock
        self.environment = dict(environment or {})
        self.namespace: Sequence[str] = ()  # words before a command that lead into a network namespace
        self._process: subprocess.Popen[bytes] | None = None
        self.stoep("init")
        values: dict[str, dict[str, object]] = tomllib.loads(self.config.read_text())
        changes: list[Mapping[str, Mapping[str, object]]] = [
            {
                "clock": {"trust": "system"},
                "broker": {"port": self.port},
                "web": {"port": self.web_port},
                "metrics": {"port": self.metrics_port},
                "enrolment": {"host": "127.0.0.1", "port": self.enrolment_port},
                "journal": {"commit_interval_s": 0.2},
                "archive": {"keep_days": 0},  # tests bring rows of any year
            },
            settings or {},
        ]
        for change in changes:
            for section, keys in change.items():
                values.setdefault(section, {}).update(keys)
        tables = "".join(f"\n[[backend]]\n{_keys(backend)}\n" for backend in backends)
        self.config.write_text(_toml(values) + tables)

    def __enter__(self) -> "Gateway":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def state_dir(self) -> Path:
        return self.folder / "state"

    def stoep(self, *arguments: str | Path, code: int = 0) -> str:
        """One command against this gateway; its output, both streams. The exit code must be `code`.

        In this process, which has everything loaded; `run` gets one of its own: it takes over logging and signals.
        """
        ended, said = self._stoep(arguments)
        assert ended == code, f"stoep {arguments}: exit code {ended}\n{said}"
        return said

    def try_stoep(self, *arguments: str | Path) -> str:
        """The same, whatever its exit code."""
        return self._stoep(arguments)[1]

    def _stoep(self, arguments: Sequence[str | Path]) -> tuple[int, str]:
        words = [*map(str, arguments), "--config", str(self.config)]
        if words[0] == "run":
            run = subprocess.run([STOEP, *words], capture_output=True, text=True, timeout=LIMIT_S, check=False)
            return run.returncode, run.stdout + run.stderr
        with redirect_stdout(StringIO()) as output, redirect_stderr(StringIO()) as errors:
            ended = main(words)
        return ended, output.getvalue() + errors.getvalue()

    def enroll(self, name: str, *, profile: str, **options: object) -> dict[str, Any]:
        """The device's bundle."""
        file = self.folder / f"{name}.bundle.json"
        more = [text for key, value in options.items() for text in (f"--{key.replace('_', '-')}", str(value))]
        self.stoep("device", "enroll", name, "--profile", profile, "--bundle", file, *more)
        bundle: dict[str, Any] = json.loads(file.read_text())
        return bundle

    def invite(self, name: str, **options: object) -> str:
        """A code."""
        more = [text for key, value in options.items() for text in (f"--{key.replace('_', '-')}", str(value))]
        said = self.stoep("device", "invite", name, *more)
        return next(line for line in said.splitlines() if "/" in line and " " not in line)

    def start(self) -> None:
        """Start the daemon and wait until broker and gateway answer."""
        environment = {**os.environ, **(self._clock.environment if self._clock else {}), **self.environment}
        with self.log.open("ab") as log:
            command = [*self.namespace, str(STOEP), "run", "--config", str(self.config)]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, env=environment)
        self.wait_until(self.is_healthy, what="the gateway answers")

    def is_healthy(self) -> bool:
        if self.namespace:  # out of reach from here
            return "running: " in self.log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> int:
        """SIGTERM and wait: a graceful stop. Its exit code, 0 if it does not run."""
        if self._process is None:
            return 0
        self._process.terminate()
        try:
            return self._process.wait(timeout=_STOPPED_S)
        except subprocess.TimeoutExpired:
            for pid in self.pids().values():
                os.kill(pid, signal.SIGKILL)
            self._process.kill()
            self._process.wait()
            raise
        finally:
            self._process = None

    def pids(self) -> dict[str, int]:
        """The children that live now: gateway, web, broker. Not those that are about to begin, or have ended."""
        found: dict[str, int] = {}
        if self._process is None:
            return found
        own = _words(Path(f"/proc/{self._process.pid}"))
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                state, parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[:2]
                words = _words(folder)
            except (OSError, IndexError):
                continue
            # own: it is still a copy; [""]: it is ending, its memory is gone and its state not yet Z.
            if int(parent) != self._process.pid or state == "Z" or words in (own, [], [""]):
                continue
            part = words[words.index("--part") + 1] if "--part" in words else "broker"
            found[part] = int(folder.name)
        return found

    def kill(self, part: str) -> None:
        """SIGKILL one child; the supervisor starts it again."""
        pid = self.pids()[part]
        os.kill(pid, signal.SIGKILL)
        self.wait_until(lambda: self.pids().get(part, pid) != pid, what=f"{part} runs again")

    def signal_all(self, number: signal.Signals) -> None:
        """To every process of it, the supervisor first."""
        assert self._process
        children = self.pids().values()
        for pid in (self._process.pid, *children):
            os.kill(pid, number)

    def accounts(self) -> dict[str, Any]:
        accounts: dict[str, Any] = json.loads(self.stoep("accounts", "--json"))
        return accounts

    def wait_until(
        self, condition: Callable[[], bool], *, what: str, limit_s: float = LIMIT_S, pause_s: float = 0.05
    ) -> None:
        """Ask again and again; AssertionError with the end of the log when it never holds. pause_s: longer for what
        costs something to ask, and takes a while.
        """
        end = time.monotonic() + limit_s
        never = threading.Event()  # nobody sets it: its wait is a bounded pause between two looks at another process
        while not condition():
            if time.monotonic() > end or (self._process is not None and self._process.poll() is not None):
                raise AssertionError(f"never: {what}\n" + self.log.read_text()[-3000:])
            never.wait(pause_s)


def _words(folder: Path) -> list[str]:
    """The command line of a process, by its folder in /proc; none if it has ended."""
    try:
        return (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def _toml(sections: Mapping[str, Mapping[str, object]]) -> str:
    return "\n".join(f"[{section}]\n{_keys(keys)}\n" for section, keys in sections.items())


def _keys(keys: Mapping[str, object]) -> str:
    return "\n".join(f"{key} = {json.dumps(value)}" for key, value in keys.items())
