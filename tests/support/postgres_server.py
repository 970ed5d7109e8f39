"""A real PostgreSQL as a private cluster in a folder of its own: one a session, an empty database for each test."""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from support import tools
from support.certificates import Certificate
from support.once import once
from support.ports import free_port
from support.waiting import LIMIT_S

OWNER, PASSWORD = "keeper", "geheim-van-de-stad"
DATABASE = "city"


class PostgresServer:
    """Start, SIGKILL and start again on the same port and data. User OWNER may do everything, by password."""

    def __init__(self, folder: Path, *, certificate: Certificate | None = None) -> None:
        """folder: of `private_folder`. certificate: offer TLS with it."""
        self._certificate = certificate
        self._folder = folder
        self._programs = tools.path("postgresql").resolve().parent
        # PostgreSQL refuses to run as root.
        self._as_user: dict[str, Any] = {"user": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        self._child: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    def make(self, *, like: Path | None = None) -> "PostgresServer":
        """The cluster; about half a second. like: what `copy` made of another one, which takes a tenth of that."""
        if self._as_user:
            shutil.chown(self._folder, self._as_user["user"])
        if like is not None:
            _copy(like, self._data)
            return self
        (password := self._folder / "password").write_text(PASSWORD)
        password.chmod(0o644)
        command = ["initdb", "-D", str(self._data), "-U", OWNER, "-A", "scram-sha-256", f"--pwfile={password}"]
        self._run(*command, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        return self

    def copy(self, path: Path) -> None:
        """The cluster, before the first start."""
        _copy(self._data, path)

    def start(self) -> "PostgresServer":
        """Returns when connections are accepted. A running server is left alone."""
        if self._child is not None:
            return self
        options = {
            "fsync": "off",
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self._folder),
        }
        if self._certificate:
            options |= {"ssl": "on", "ssl_cert_file": self._kept("cert.pem"), "ssl_key_file": self._kept("key.pem")}
        command = [str(self._programs / "postgres"), "-D", str(self._data)]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "server.log").open("ab") as log:
            self._child = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **self._as_user)
        end = time.monotonic() + LIMIT_S
        never = threading.Event()
        while not self._answers():
            assert self._child.poll() is None, (self._folder / "server.log").read_text()[-2000:]
            assert time.monotonic() < end, "PostgreSQL does not answer"
            never.wait(0.02)
        return self

    def kill(self) -> None:
        """At whatever it is doing. By its immediate shutdown: a SIGKILL would leave its children running."""
        if self._child is not None:
            self._child.send_signal(signal.SIGQUIT)
            self._child.wait(LIMIT_S)
            self._child = None

    def wipe(self) -> None:
        """An empty database, whoever is connected to the old one."""
        self.sql(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)", f"CREATE DATABASE {DATABASE}", database="postgres")

    def sql(self, *texts: str, database: str = DATABASE) -> list[list[str]]:
        """Run them as OWNER, each in a transaction; the rows of their answers as text, NULL as ""."""
        out = self._run(
            "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-F", "\t", "-h", "127.0.0.1",
            "-p", str(self.port), "-U", OWNER, "-d", database,
            *(part for text in texts for part in ("-c", text)),
        )  # fmt: skip
        return [line.split("\t") for line in out.splitlines()]

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _kept(self, name: str) -> str:
        """A copy that the server, and nobody else, may read."""
        assert self._certificate
        copy = shutil.copy(self._certificate.file.with_name(name), self._folder)
        Path(copy).chmod(0o600)
        if self._as_user:
            shutil.chown(copy, self._as_user["user"])
        return str(copy)

    def _answers(self) -> bool:
        """Not by port: it takes connections before it is ready for them."""
        try:
            self.sql("SELECT 1", database="postgres")
        except subprocess.CalledProcessError:
            return False
        return True

    def _run(self, program: str, *arguments: str) -> str:
        environment = {"PATH": "/usr/bin:/bin", "PGPASSWORD": PASSWORD, "LC_ALL": "C.UTF-8"}
        command = [str(self._programs / program), *arguments]
        done: subprocess.CompletedProcess[str] = subprocess.run(
            command, check=True, capture_output=True, text=True, cwd="/", env=environment, **self._as_user
        )
        return done.stdout


def _copy(cluster: Path, to: Path) -> None:
    """With its owner, who alone may use it."""
    subprocess.run(["cp", "-a", str(cluster), str(to)], check=True)


@contextmanager
def private_folder() -> Iterator[Path]:
    """pytest's own folders are closed to everybody but root, and their names are too long for a socket's."""
    with tempfile.TemporaryDirectory(prefix="stoep-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres_cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For `make(like=)`."""

    def make(path: Path) -> None:
        with private_folder() as folder:
            PostgresServer(folder).make().copy(path)

    return once("postgres", tmp_path_factory=tmp_path_factory, make=make)


@pytest.fixture(scope="session")
def postgres_process(postgres_cluster: Path) -> Iterator[PostgresServer]:
    with private_folder() as folder:
        server = PostgresServer(folder).make(like=postgres_cluster).start()
        yield server
        server.kill()


@pytest.fixture
def postgres(postgres_process: PostgresServer) -> Iterator[PostgresServer]:
    """Running and empty; a test may kill it."""
    postgres_process.start()
    postgres_process.wipe()
    yield postgres_process
    postgres_process.start()
