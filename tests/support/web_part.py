"""The pages' process as `stoep run` starts it, without the rest of the gateway, and an archive to show."""

import asyncio
import subprocess
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.desk.database import FILE_NAME as DESK_FILE
from stoep_gateway.desk.desk import Desk
from stoep_testing.observations import reading
from support.archived import deliver
from support.gateway import STOEP, Gateway

_STOPPED_S = 60.0


class WebPart:
    """As a context manager it runs. settings: of [web]."""

    def __init__(self, folder: Path, *, settings: Mapping[str, object]) -> None:
        self.gateway = Gateway(folder, settings={"web": settings})
        self.port = self.gateway.web_port
        archive = self.gateway.state_dir / ARCHIVE_FILE
        archive.parent.mkdir(mode=0o700)
        asyncio.run(deliver(archive, [reading(row, device="garden-7") for row in (1, 2, 3)]))
        self.desk = Desk(self.gateway.state_dir / DESK_FILE, keep_days=180)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "WebPart":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """And wait until it answers."""
        with self.gateway.log.open("ab") as log:
            command = [str(STOEP), "run", "--part", "web", "--config", str(self.gateway.config)]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        self.gateway.wait_until(self._answers, what="the pages answer")

    def stop(self) -> None:
        """SIGTERM, and wait."""
        if self._process:
            self._process.terminate()
            self._process.wait(_STOPPED_S)
            self._process = None

    def log(self) -> str:
        return self.gateway.log.read_text()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
