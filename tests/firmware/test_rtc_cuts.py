"""A reset at every write of the RTC record, in whole wakes: no device ever seals twice under one nonce."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stoep_firmware import app
from stoep_firmware.rtc import RtcRecord
from stoep_protocol.limits import MAX_INT
from support.answering_gateway import AnsweringGateway
from support.cut_board import AFTER, BEFORE, TORN, Cut, CutBoard
from support.desk_board import Asleep, Restarted

START_S = 200_000_000
WAKES = 3  # after the first: a configuration, a restart, a quiet one


class Life:
    """One device and its gateway, from the factory on. old: an image of its flash from the first wake."""

    def __init__(self, folder: Path, *, profile: str, counter: int) -> None:
        self.flash, self.old = folder / "flash", folder / "old"
        self.flash.mkdir(parents=True)
        self.near = AnsweringGateway("cut-1", time_s=START_S)
        self.board = CutBoard(str(self.flash), gateway=self.near)
        self.board.pins[34] = 1_500_000
        bundle = self.near.bundle(profile, [{"type": "probe", "pin": 34}], sample_s=600, send_s=600)
        bundle["broker"]["port"] = 1  # not used
        (self.flash / "stoep.json").write_text(json.dumps(bundle))
        self._counter = counter

    async def wake(self) -> bool:
        """From reset to sleep; False when a reset came first."""
        self.board.is_joined = self.board.is_off = False
        try:
            await app.run(self.board, say=lambda _line: None)
        except (Asleep, Restarted, ValueError):  # ValueError: no counter is left; main.py resets the board
            return True
        except Cut:
            return False
        raise AssertionError("the firmware ended")

    async def go(self) -> bool:
        """From power-on on; False when a reset ended it."""
        shutil.copytree(self.flash, self.old)
        if not await self.wake():
            return False
        shutil.copytree(self.flash, self.old, dirs_exist_ok=True)
        record = self.record()
        record.counter += self._counter
        record.commit()  # no write of the board's own
        self.near.gateway.configuration = (3, {1: 300, 2: 300})
        self.near.gateway.command = (7, 1)
        for _ in range(WAKES):
            if not await self.wake():
                return False
        return True

    async def wake_until_sent(self) -> int:
        """Until SENDS of them ended with a send that was answered, AGAIN times at most, or a reset came: how many."""
        sends = 0
        for _ in range(AGAIN):
            before = len(self.board.nonces)
            if not await self.wake():
                break
            sends += len(self.board.nonces) > before and self.record().failures == 0
            if sends == SENDS:
                break
        return sends

    def record(self) -> RtcRecord:
        return RtcRecord(self.board.rtc, write=self._put)

    def _put(self, data: bytes | bytearray) -> None:
        self.board.rtc = bytes(data)


def nothing(life: Life) -> None:
    """The reset alone."""
    del life


def power_loss(life: Life) -> None:
    life.board.lose_power()


def restored_flash(life: Life) -> None:
    """An older image comes back while RTC memory lasts."""
    shutil.rmtree(life.flash)
    shutil.copytree(life.old, life.flash)


def restored_all(life: Life) -> None:
    restored_flash(life)
    life.board.lose_power()


def new_gateway(life: Life) -> None:
    """It has forgotten what it had not committed, and speaks under another epoch."""
    life.near.gateway.start(b"epoch--2")


AGAIN = 8  # wakes within which a send that was cut off has been tried again
SENDS = 3  # after that: of a row, of the next one, and of one more under counters that are new for certain
AFTERMATHS: dict[str, tuple[Callable[[Life], None], ...]] = {
    BEFORE: (nothing, power_loss, restored_flash, restored_all, new_gateway),
    TORN: (nothing, restored_flash),  # in place of a power loss
    AFTER: (nothing, new_gateway),
}


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where there is such a place: a thousand lives rename files some times each."""
    memory = Path("/dev/shm")  # noqa: S108 - a file system without a disk, as Linux has one everywhere
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.mark.parametrize(("profile", "counter"), [("people", 0), ("soil", MAX_INT - 3)])
async def test_no_nonce_is_used_twice_whatever_write_of_the_record_is_cut(
    profile: str, counter: int, folder: Path
) -> None:
    whole = Life(folder / "whole", profile=profile, counter=counter)
    assert await whole.go()
    sessions = {kid for kid, _ in whole.board.nonces}
    assert len(sessions) == (2 if counter else 1)  # a counter that has run out begins another
    writes = whole.board.writes
    assert writes > 20
    assert len(whole.board.nonces) >= 5
    for at in range(1, writes + 1):
        for reset, aftermaths in AFTERMATHS.items():
            for aftermath in aftermaths:
                where = f"{reset} write {at}, {aftermath.__name__}"
                life = Life(folder / where, profile=profile, counter=counter)
                life.board.resets[at] = reset
                assert not await life.go(), where
                aftermath(life)
                assert await life.wake_until_sent() > 0, where
                assert set(life.board.nonces.values()) == {1}, where
                assert life.record().failures == 0, where
