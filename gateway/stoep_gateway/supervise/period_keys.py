"""The keys of pseudonyms: one a period, random, made when first needed, destroyed when nothing needs it any more."""

import asyncio
import logging
import os
import re
import secrets
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from stoep_gateway.anonymise.pseudonyms import KEY_BYTES, end_of
from stoep_gateway.config.private_file import make_private_folder, sync_folder, write_private
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.records import WIRE_EPOCH_S

FOLDER = "pseudonyms"
# After its period: the longest ring ([people] ring_s) holds 30 days, and the usual one (three days) leaves a back-end
# four weeks to be away. Repeats after that are told by the identity of what was sent, so they need no key either.
KEPT_S = 31 * 86_400
_LOG = logging.getLogger("stoep.gateway")
_ROUND_S = 3600.0
_FILE = re.compile(r"2[01]\d\d(?:-(?:0[1-9]|1[0-2]))?")
_CRC_BYTES = 4


class PeriodKeys:
    """now_s: wire time, None while nobody knows it: then no key is made and none destroyed."""

    def __init__(self, folder: Path, *, now_s: Callable[[], int | None]) -> None:
        self._folder = folder
        self._now_s = now_s
        self._known: dict[str, bytes] = {}
        self._lock = asyncio.Lock()

    async def get(self, periods: Iterable[str]) -> Mapping[str, bytes]:
        """Of those periods that still have one. RetryableError: the time is not known yet, or the disk fails."""
        wanted = set(periods)
        if not wanted <= self._known.keys():
            async with self._lock:
                for period in sorted(wanted - self._known.keys()):
                    if key := await asyncio.to_thread(self._load, period):
                        self._known[period] = key
        return {period: self._known[period] for period in wanted & self._known.keys()}

    async def run(self) -> None:
        """Destroy what is due, for ever, until cancelled."""
        while True:
            try:
                await self.destroy_due()
            except RetryableError as error:
                _LOG.warning("%s", error)
            await asyncio.sleep(_ROUND_S)

    async def destroy_due(self) -> None:
        """RetryableError: the disk fails."""
        async with self._lock:
            for file in await asyncio.to_thread(lambda: sorted(self._folder.glob("*.key"))):
                if _FILE.fullmatch(file.stem) and self._is_past(file.stem):
                    await asyncio.to_thread(_destroy, file)
                    self._known.pop(file.stem, None)
                    _LOG.info("pseudonyms of %s: their key is destroyed", file.stem)

    def _load(self, period: str) -> bytes | None:
        """None: there is none any more. One that is due is not read, whenever it is destroyed."""
        path = self._folder / f"{period}.key"
        if self._is_past(period):
            return None
        try:
            if not path.exists():
                return self._make(path)
            data = path.read_bytes()
        except OSError as error:
            raise RetryableError(f"{path}: cannot be read ({error.strerror}): check rights and the disk") from error
        key = data[:KEY_BYTES]
        if data != _encoded(key):
            raise RetryableError(f"{path}: damaged: remove it, then the names of {period} begin anew")
        return key

    def _make(self, path: Path) -> bytes:
        if self._now_s() is None:
            raise RetryableError("new pseudonyms wait until this machine knows the time ([clock] trust)")
        key = secrets.token_bytes(KEY_BYTES)
        try:
            make_private_folder(self._folder)
            write_private(path, _encoded(key))
        except ConfigError as error:
            raise RetryableError(str(error)) from error
        return key

    def _is_past(self, period: str) -> bool:
        now_s = self._now_s()
        return now_s is not None and end_of(period) + KEPT_S <= now_s + WIRE_EPOCH_S


def stored(folder: Path) -> dict[str, bytes]:
    """The keys that are there, by period; makes none. ConfigError: the disk fails."""
    found = {}
    try:
        for file in sorted(folder.glob("*.key")):
            data = file.read_bytes()
            if _FILE.fullmatch(file.stem) and data == _encoded(data[:KEY_BYTES]):
                found[file.stem] = data[:KEY_BYTES]
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be read ({error.strerror}): check rights and the disk") from error
    return found


def _encoded(key: bytes) -> bytes:
    return key + zlib.crc32(key).to_bytes(_CRC_BYTES, "big")


def _destroy(file: Path) -> None:
    """Overwritten before it goes, as far as a disk lets one."""
    try:
        descriptor = os.open(file, os.O_WRONLY)
        try:
            os.write(descriptor, bytes(KEY_BYTES + _CRC_BYTES))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        file.unlink()
        sync_folder(file.parent)
    except OSError as error:
        raise RetryableError(f"{file}: cannot be destroyed ({error.strerror}): remove it") from error
