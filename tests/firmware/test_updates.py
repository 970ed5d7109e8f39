"""Updates over the air, from the offer to the confirmed version or back: the firmware on a board at the desk.

The chip's side of a start is `boot.begin`; what it would import next, this interpreter has already, so a version on
trial here is the same code. Real code in real slots runs in tests/system/test_update_on_a_board.py.
"""

import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stoep_firmware import boot
from stoep_firmware.download import version_in
from stoep_firmware.slots import Slots
from stoep_protocol import __version__
from stoep_protocol.image import MAX_HEAD_BYTES
from stoep_protocol.update import (
    CRASHED,
    DAMAGED,
    FORGED,
    NO_ROOM,
    OLDER,
    RUNS,
    UNREACHABLE,
    WRONG_BOARD,
    report,
    version_number,
)
from support.bare_broker import BareBroker
from support.neighbour import Neighbour
from support.update_image import contents, image, modulus

RUNNING = version_number(__version__)
NEXT = RUNNING + 1


def text(version: int) -> str:
    return f"{version // 1_000_000}.{version // 1000 % 1000}.{version % 1000}"


class Updated(Neighbour):
    """A neighbour whose board has two slots, and a gateway that may have an image for it."""

    def __init__(self, folder: Path, broker: BareBroker) -> None:
        super().__init__(folder, broker)
        self.folder = folder
        self.gateway.time_s = 200_000_000
        self.write_bundle(update_keys=[modulus("maker"), modulus("offline")])
        (folder / "a" / "stoep_firmware").mkdir(parents=True)
        boot.write(str(folder), boot.Choice("a", boot.NONE, 0, boot.NONE))

    def offer(self, data: bytes, *, version: int = NEXT) -> None:
        head_bytes = data.index(contents()["stoep_firmware/part_0.mpy"][:16])
        self.gateway.update = (version, head_bytes, data)

    async def live(self, lives: int) -> None:
        """As the chip: the slot is chosen before each life."""
        for _ in range(lives):
            boot.begin(str(self.folder))
            await super().live(1)

    async def next_send(self) -> None:
        """Until the board has joined the network once more."""
        joins = self.board.joins
        while self.board.joins == joins:
            await self.live(1)

    @property
    def slot(self) -> str:
        choice = boot.read(str(self.folder))
        assert choice is not None
        return choice.active

    @property
    def reported(self) -> int:
        return int(self.gateway.versions[3])


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Updated]:
    async with BareBroker(tmp_path) as broker:
        folder = tmp_path / "flash"
        folder.mkdir()
        made = Updated(folder, broker)
        async with made.served():
            yield made


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.mpy")}


@pytest.mark.parametrize("key", ["maker", "offline"])
async def test_an_update_is_fetched_switched_to_and_confirmed(
    desk: Updated, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.live(1)
    assert desk.reported == report(RUNNING, RUNS)
    desk.offer(image(text(NEXT), key=key))
    await desk.next_send()
    assert boot.read(str(desk.folder)) == boot.Choice("b", "a", 3, boot.NONE)
    assert files_of(desk.folder / "b") == contents()
    monkeypatch.setattr("stoep_firmware.app.__version__", text(NEXT))
    await desk.live(1)
    assert f"update {text(NEXT)} runs: the gateway has answered" in desk.lines
    assert boot.read(str(desk.folder)) == boot.Choice("b", boot.NONE, 0, boot.NONE)
    await desk.next_send()
    assert desk.reported == report(NEXT, RUNS)
    asks = len(desk.gateway.asks)
    await desk.next_send()
    assert len(desk.gateway.asks) == asks


async def test_files_that_are_there_already_are_not_fetched(desk: Updated) -> None:
    await desk.live(1)
    for path, data in contents().items():
        if not path.endswith("_2.mpy"):
            (desk.folder / "a" / path).write_bytes(data)
    desk.offer(image(text(NEXT)))
    await desk.next_send()
    assert files_of(desk.folder / "b") == contents()
    asked_bytes = sum(ask.size for ask in desk.gateway.asks)
    assert asked_bytes == desk.gateway.update[1] + len(contents()["stoep_firmware/part_2.mpy"])


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


PLATFORMS = {"for another chip": ("esp32h2", 6), "for another MicroPython": ("esp32", 7)}
REFUSED = {
    "signed by a stranger": (lambda: image(text(NEXT), key="stranger"), NEXT, FORGED),
    "a bit of the manifest": (lambda: _flipped(image(text(NEXT)), 500), NEXT, FORGED),
    "a bit of the signature": (lambda: _flipped(image(text(NEXT)), 100), NEXT, FORGED),
    "a bit of the last file": (lambda: _flipped(image(text(NEXT)), -1 % len(image(text(NEXT)))), NEXT, DAMAGED),
    "cut in a file": (lambda: image(text(NEXT))[:-700], NEXT, DAMAGED),
    "cut in the head": (lambda: image(text(NEXT))[:300], NEXT, DAMAGED),
    "no head at all": (lambda: bytes(4000), NEXT, DAMAGED),
    "another version than offered": (lambda: image(text(NEXT + 1)), NEXT, DAMAGED),
    "older than what runs": (lambda: image("0.0.1"), 1, OLDER),
    "for another chip": (lambda: image(text(NEXT)), NEXT, WRONG_BOARD),
    "for another MicroPython": (lambda: image(text(NEXT)), NEXT, WRONG_BOARD),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_is_no_update_for_this_board_is_refused_and_the_gateway_told(desk: Updated, case: str) -> None:
    make, version, outcome = REFUSED[case]
    desk.board.chip = PLATFORMS.get(case, desk.board.chip)
    await desk.live(1)
    head_bytes = 1000 if case.startswith(("cut in the head", "no head")) else None
    data = make()
    if head_bytes is None:
        desk.offer(data, version=version)
    else:
        desk.gateway.update = (version, head_bytes, data)
    await desk.next_send()
    await desk.next_send()
    assert desk.reported == report(version, outcome)
    assert [line for line in desk.lines if line.startswith(f"update {text(version)} refused: ")]
    assert desk.slot == "a"
    asks = len(desk.gateway.asks)
    await desk.next_send()
    assert len(desk.gateway.asks) == asks, "it is not asked for again"
    desk.board.chip = ("esp32", 6)
    desk.board.lose_power()
    desk.offer(image(text(NEXT + 5)), version=NEXT + 5)
    await desk.next_send()
    assert desk.slot == "b", "a good one is taken all the same"


async def test_an_image_from_before_is_refused_once_a_later_one_has_run(
    desk: Updated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stoep_firmware.app.__version__", text(NEXT + 1))
    await desk.live(1)
    monkeypatch.undo()
    await desk.next_send()  # as after a restored flash: the floor is what remembers
    desk.offer(image(text(NEXT)))
    await desk.next_send()
    await desk.next_send()
    assert desk.reported == report(NEXT, OLDER)
    assert desk.slot == "a"


async def test_no_room_in_flash(desk: Updated, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.live(1)
    monkeypatch.setattr("os.statvfs", lambda path: (4096, 4096, 512, 10, 10, 0, 0, 0, 0, 255))
    desk.offer(image(text(NEXT)))
    await desk.next_send()
    await desk.next_send()
    assert desk.reported == report(NEXT, NO_ROOM)


async def _on_trial(desk: Updated) -> None:
    await desk.live(1)
    desk.offer(image(text(NEXT)))
    await desk.next_send()
    assert desk.slot == "b"


async def test_a_version_that_reaches_no_gateway_is_given_up(desk: Updated, monkeypatch: pytest.MonkeyPatch) -> None:
    await _on_trial(desk)
    monkeypatch.setattr("stoep_firmware.app.__version__", text(NEXT))
    monkeypatch.setattr(desk.board, "connect", _nobody)
    for _ in range(3):
        assert desk.slot == "b"
        await desk.next_send()
    monkeypatch.undo()
    await desk.live(1)
    assert desk.slot == "a"
    assert f"update {text(NEXT)} given up: it reached no gateway, and the version before is back" in desk.lines
    await desk.next_send()
    await desk.next_send()
    assert desk.reported == report(NEXT, UNREACHABLE)
    asks = len(desk.gateway.asks)
    await desk.next_send()
    assert (desk.slot, len(desk.gateway.asks)) == ("a", asks), "the same version is not tried again"


async def test_a_version_that_crashes_is_given_up(desk: Updated) -> None:
    await _on_trial(desk)
    for _ in range(3):
        assert boot.begin(str(desk.folder)).active == "b"
        boot.write_crashes(str(desk.folder), boot.crashes(str(desk.folder)) + 1)  # as boot.start and main.py do
    desk.gateway.versions = {}
    await desk.live(1)
    assert desk.slot == "a"
    await desk.next_send()
    assert desk.reported == report(NEXT, CRASHED)
    assert boot.crashes(str(desk.folder)) == 0


async def test_a_wifi_that_is_away_uses_up_no_try(desk: Updated, monkeypatch: pytest.MonkeyPatch) -> None:
    await _on_trial(desk)
    monkeypatch.setattr("stoep_firmware.app.__version__", text(NEXT))
    desk.board.is_online = False
    await desk.live(60)
    assert boot.read(str(desk.folder)) == boot.Choice("b", "a", 3, boot.NONE)
    desk.board.is_online = True
    await desk.next_send()
    assert boot.read(str(desk.folder)) == boot.Choice("b", boot.NONE, 0, boot.NONE)


async def test_a_download_goes_on_where_it_was_interrupted(desk: Updated, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.live(1)
    desk.offer(image(text(NEXT)))
    give = desk.gateway._block

    def three_blocks(ask, envelope):
        return give(ask, envelope) if len(desk.gateway.asks) < 3 else b""

    monkeypatch.setattr(desk.gateway, "_block", three_blocks)
    monkeypatch.setattr("stoep_firmware.link._REPLY_LIMIT_MS", 50)
    await desk.next_send()
    assert desk.slot == "a"
    monkeypatch.undo()
    await desk.next_send()
    assert desk.slot == "b"
    assert files_of(desk.folder / "b") == contents()
    first = {(ask.offset, ask.size) for ask in desk.gateway.asks[:3] if ask.offset >= desk.gateway.update[1]}
    assert not first & {(ask.offset, ask.size) for ask in desk.gateway.asks[3:]}, "a whole file is not fetched twice"


async def test_an_offer_that_is_taken_back_ends_the_download(desk: Updated, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.live(1)
    desk.offer(image(text(NEXT)))
    give = desk.gateway._block

    def withdrawn(ask, envelope):
        if len(desk.gateway.asks) == 2:
            desk.gateway.update = None
        return give(ask, envelope)

    monkeypatch.setattr(desk.gateway, "_block", withdrawn)
    await desk.next_send()
    assert desk.slot == "a"
    assert len(desk.gateway.asks) == 2


async def test_a_board_without_slots_or_keys_takes_no_updates(desk: Updated) -> None:
    desk.write_bundle()
    await desk.live(1)
    assert 3 not in desk.gateway.versions
    desk.write_bundle(update_keys=[modulus()])
    (desk.folder / "slot").unlink()
    shutil.rmtree(desk.folder / "a")
    desk.board.lose_power()
    await desk.live(1)
    assert 3 not in desk.gateway.versions


async def _nobody(host: str, port: int, ca_der: bytes | None) -> None:
    raise OSError("connection refused")


async def test_a_block_of_more_than_was_asked_for_is_no_update(desk: Updated, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.live(1)
    desk.offer(image(text(NEXT)))
    give = desk.gateway._block
    monkeypatch.setattr(
        desk.gateway, "_block", lambda ask, envelope: give(ask._replace(size=min(ask.size + 1, 896)), envelope)
    )
    await desk.next_send()
    await desk.next_send()
    assert desk.reported == report(NEXT, DAMAGED)
    assert desk.slot == "a"


def _refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is noted of updates finds no room."""
    rename = os.rename

    def full(source: str, target: str) -> None:
        if Path(target).name in ("slot", "update", "crashes"):
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr("os.rename", full)


NOTED = {
    "first start": boot.Choice("a", boot.NONE, 0, boot.NONE),
    "given up": boot.Choice("a", boot.NONE, 0, "b"),
    "on trial": boot.Choice("b", "a", 2, boot.NONE),
}


@pytest.mark.parametrize("state", NOTED)
async def test_a_full_flash_keeps_no_row_from_the_gateway(
    desk: Updated, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    boot.write(str(desk.folder), NOTED[state])
    _refuse(monkeypatch)
    for _ in range(3):
        await Neighbour.live(desk, 4)
    assert desk.gateway.taken >= 9


async def test_who_was_given_up_on_a_full_flash_is_not_confirmed_by_the_version_before(
    desk: Updated, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _on_trial(desk)
    boot.write(str(desk.folder), boot.Choice("b", "a", 0, boot.NONE))
    with monkeypatch.context() as full:
        _refuse(full)
        assert boot.begin(str(desk.folder)).active == "a"
        monkeypatch.setattr(sys, "path", [f"{desk.folder}/a", *sys.path])
    await Neighbour.live(desk, 1)  # there is room again
    assert boot.read(str(desk.folder)) == boot.Choice("a", boot.NONE, 0, boot.NONE)
    await desk.next_send()
    await desk.next_send()
    assert desk.reported == report(NEXT, UNREACHABLE)


async def test_a_flash_that_counts_no_tries_starts_no_version_on_trial(
    desk: Updated, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _on_trial(desk)
    _refuse(monkeypatch)
    assert boot.begin(str(desk.folder)).active == "a"


def test_a_switch_that_flash_refuses_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    boot.write(str(tmp_path), NOTED["first start"])
    slots = Slots(str(tmp_path))
    with monkeypatch.context() as full:
        _refuse(full)
        with pytest.raises(OSError, match="No space"):
            slots.switch()
    assert not slots.is_on_trial
    assert slots.try_again()
    assert boot.read(str(tmp_path)) == NOTED["first start"]


def test_a_slot_tells_its_version_by_its_head_and_none_by_one_that_is_too_long(tmp_path: Path) -> None:
    whole = image(text(NEXT))
    (tmp_path / "head").write_bytes(whole[: whole.index(contents()["stoep_firmware/part_0.mpy"][:16])])
    assert version_in(str(tmp_path)) == NEXT
    with (tmp_path / "head").open("ab") as file:
        file.write(bytes(MAX_HEAD_BYTES))
    assert version_in(str(tmp_path)) == 0
    assert version_in(str(tmp_path / "none")) == 0
