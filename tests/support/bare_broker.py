"""A real NATS server with its MQTT listener for one test: two users, nothing else."""

import asyncio
import json
import sys
from pathlib import Path
from types import TracebackType

from support.ports import free_port
from support.waiting import LIMIT_S

USERS = {"desk-1": "desk-password", "gateway": "gateway-password"}
_READY = b"Server is ready"


class BareBroker:
    """`async with`: running. `kill()` and `start()` play a crash."""

    def __init__(self, folder: Path, *, is_open: bool = False) -> None:
        """is_open: whoever comes is let in, by any name."""
        self._is_open = is_open
        self.port = free_port()
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> "BareBroker":
        await self.start()
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self.kill()

    async def start(self) -> None:
        users = [{"user": user, "password": password} for user, password in USERS.items()]
        config = self._folder / "nats.conf"
        config.write_text(
            json.dumps(
                {
                    "server_name": "bare",
                    "host": "127.0.0.1",
                    "port": -1,
                    "jetstream": {"store_dir": str(self._folder / "store")},
                    "mqtt": {"host": "127.0.0.1", "port": self.port},
                    **({} if self._is_open else {"authorization": {"users": users}}),
                }
            )
        )
        self._process = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("nats-server"), "-c", config, stderr=asyncio.subprocess.PIPE
        )
        assert self._process.stderr is not None
        async with asyncio.timeout(LIMIT_S):
            while _READY not in (line := await self._process.stderr.readline()):
                assert line, "nats-server ended"

    async def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            await self._process.communicate()
            self._process = None
