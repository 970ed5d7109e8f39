"""An update over the air that a simulated device can take: signed, of the next version, with the same code in effect.

A simulated device's code does not lie in its flash, so what it fetches is filler; what runs from then on says that it
is the new version, because the slot holds node.py's VERSION_FILE.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stoep_firmware import boot
from stoep_maker.image import build_image
from stoep_maker.signing_key import create_key, read_key
from stoep_protocol import __version__
from stoep_simulators.commands.local_gateway import GatewayError
from stoep_simulators.node import VERSION_FILE

_FILLERS, _FILLER_BYTES = 12, 4_000  # some dozens of blocks, as many as an eye can follow
_LOOK_S = 0.001
_OFFERED_S = 120.0  # the daemon looks for orders once a second; a busy machine takes long to say what it has seen
_LOOK_AT_OFFERS_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """image, public_key: files. size_bytes: of what comes to lie in a slot."""

    image: Path
    public_key: Path
    size_bytes: int


def make_update(folder: Path) -> Update:
    """Into a new folder. Takes a second: the key is drawn."""
    files = folder / "files"
    (files / VERSION_FILE).parent.mkdir(parents=True)
    major, minor, patch = __version__.split(".")
    version = f"{major}.{minor}.{int(patch) + 1}"
    (files / VERSION_FILE).write_text(version)
    for number in range(_FILLERS):
        filler = hashlib.shake_256(bytes([number])).digest(_FILLER_BYTES)
        (files / VERSION_FILE).with_name(f"filler_{number}.mpy").write_bytes(filler)
    key = folder / "update.pem"
    public_key = create_key(key)
    paths = [path.relative_to(files) for path in sorted(files.rglob("*.mpy"))]
    image = folder / "update.img"
    image.write_bytes(build_image(files, paths=paths, version=version, sign=read_key(key)))
    return Update(image=image, public_key=public_key, size_bytes=_FILLERS * _FILLER_BYTES)


def flash_slots(flash: Path) -> None:
    """Before its first power-on: a device with two slots, so that it takes updates."""
    (flash / "a").mkdir(parents=True)
    boot.write(str(flash), boot.Choice("a", boot.NONE, 0, boot.NONE))


def half_of(update: Update, *, flash: Path) -> Callable[[], Coroutine[Any, Any, None]]:
    """Something to wait for: half of the update lies in the device's other slot."""

    async def wait() -> None:
        while _size_bytes(flash / "b") < update.size_bytes // 2:  # noqa: ASYNC110 - a folder sets no event
            await asyncio.sleep(_LOOK_S)

    return wait


async def offered(names: Iterable[str], *, known: Callable[[], Awaitable[Collection[str]]]) -> None:
    """Until all of them are among `known`, the devices that the gateway has an update for. GatewayError: who is not."""
    wanted = missing = frozenset(names)
    try:
        async with asyncio.timeout(_OFFERED_S):
            while missing := wanted.difference(await known()):  # noqa: ASYNC110 - the daemon looks once a second
                await asyncio.sleep(_LOOK_AT_OFFERS_S)
    except TimeoutError as error:
        late = ", ".join(sorted(missing))
        raise GatewayError(f"an update was not offered to {late} within {_OFFERED_S:.0f} s") from error


def _size_bytes(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # renamed this very moment
            continue
    return total
