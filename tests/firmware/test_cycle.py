"""The rhythm without a network: when rows are taken, what is said, when sending is tried again."""

import json
from pathlib import Path
from typing import Any

import pytest

from stoep_firmware import app, boot, last_trouble
from stoep_firmware.outbox import Outbox
from stoep_firmware.rtc import RtcRecord
from stoep_firmware.settings import SettingsError
from stoep_protocol.profiles import by_name
from support.desk_board import Asleep, DeskBoard, Restarted

BUNDLE: dict[str, Any] = {
    "format": 1,
    "device": "desk-1",
    "secret": "07" * 32,
    "generation": 1,
    "broker": {"host": "127.0.0.1", "port": 1, "user": "desk-1", "password": "pass-word", "ca_pem": None},
    "profile": "soil",
    "sample_s": 600,
    "send_s": 3600,
    "wifi": [["home", "wifi-word"], ["garden", "wifi-word"]],
    "sensors": [{"type": "probe", "pin": 34}],
}
PEOPLE = {"profile": "people", "sample_s": 60, "send_s": 60, "sensors": [{"type": "support.count_driver"}]}


class Desk:
    """One board whose network is away, and what it did."""

    def __init__(self, folder: Path, **changes: object) -> None:
        (folder / "stoep.json").write_text(json.dumps({**BUNDLE, **changes}))
        self.board = DeskBoard(str(folder))
        self.board.is_online = False
        self.board.pins[34] = 900_000
        self.lines: list[str] = []
        self.times: list[int] = []

    async def live(self, lives: int) -> "Desk":
        for _ in range(lives):
            with pytest.raises(Asleep):
                await app.run(
                    self.board, say=self.lines.append, on_row=lambda _, time_s, *__: self.times.append(time_s)
                )
        return self


async def test_power_on_takes_a_row_at_once_and_then_one_per_multiple(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.board.now_ms = 7_000
    await desk.live(4)
    assert desk.times == [7, 600, 1200, 1800]


async def test_a_reset_between_two_moments_takes_no_row(tmp_path: Path) -> None:
    desk = await Desk(tmp_path).live(2)
    desk.board.now_ms -= 200_000  # a watchdog bit long before the next moment
    await desk.live(1)
    assert desk.times == [0, 600]


async def test_a_wake_that_comes_too_late_says_when_the_row_was_really_taken(tmp_path: Path) -> None:
    desk = await Desk(tmp_path).live(1)
    desk.board.now_ms += 45_000
    await desk.live(1)
    assert desk.times == [0, 645]


async def test_a_node_that_counts_stays_awake_and_its_rows_end_on_whole_minutes(tmp_path: Path) -> None:
    desk = Desk(tmp_path, **PEOPLE)
    desk.board.stop_at_ms = 600_000
    await desk.live(1)
    assert desk.times == [60 * n for n in range(1, 11)]


async def test_a_node_that_counts_tips_takes_a_row_at_power_on_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path, profile="weather", sensors=[{"type": "support.tip_driver"}])
    desk.board.now_ms = 7_000
    desk.board.stop_at_ms = 1_200_000
    await desk.live(1)
    assert desk.times == [7, 600, 1200]


async def test_people_counts_and_secrets_are_never_printed(tmp_path: Path) -> None:
    desk = Desk(tmp_path, **PEOPLE)
    desk.board.stop_at_ms = 180_000
    await desk.live(1)
    said = [line for line in desk.lines if line.startswith("row")]
    assert said == ["row 1 kept", "row 2 kept", "row 3 kept"]
    assert not any(word in line for line in desk.lines for word in ("pass-word", "wifi-word", "0707"))


async def test_a_network_that_is_away_is_one_line_and_asked_ever_more_seldom(tmp_path: Path) -> None:
    desk = await Desk(tmp_path).live(50)
    away = "Wi-Fi home, garden: cannot join: is it in reach, is the password right?"
    assert desk.lines.count(away) == desk.board.joins // 2
    assert 8 <= desk.lines.count(away) <= 14  # fifty rows: at first each wake, then about hourly
    assert last_trouble.read(desk.board.data_dir) == away


async def test_neighbours_do_not_come_back_together(tmp_path: Path) -> None:
    dues = set()
    for name in ("a-1", "a-2", "a-3", "a-4"):
        folder = tmp_path / name
        folder.mkdir()
        desk = await Desk(folder, device=name, sample_s=1000).live(4)
        dues.add(RtcRecord(desk.board.rtc, write=lambda _: None).send_due_s)
    assert len(dues) == 4


async def test_a_row_that_flash_refuses_is_one_line_and_the_next_is_kept(tmp_path: Path) -> None:
    desk = await Desk(tmp_path).live(1)
    segment = next((tmp_path / "outbox").glob("*.seg"))
    segment.rename(tmp_path / "aside")
    segment.symlink_to("/dev/full")
    await desk.live(1)
    words = "outbox: cannot write a row to flash ([Errno 28] No space left on device): this row is lost"
    assert words in desk.lines
    segment.unlink()
    (tmp_path / "aside").rename(segment)
    await desk.live(1)
    assert desk.lines[-1].startswith("row 2 kept")


async def test_each_power_on_has_its_own_number_and_a_deep_sleep_has_not(tmp_path: Path) -> None:
    desk = await Desk(tmp_path).live(3)
    desk.board.lose_power()
    await desk.live(2)
    outbox = Outbox(str(tmp_path), owner=0, profile=by_name("soil"), capacity_rows=400)
    assert outbox.state.boot == 2


async def test_a_wrong_sensor_entry_costs_its_columns_only(tmp_path: Path) -> None:
    desk = Desk(tmp_path, sensors=[{"type": "crystal-ball"}, {"type": "probe", "pin": 34}])
    await desk.live(1)
    assert any(line.startswith("sensor crystal-ball: ") for line in desk.lines)
    assert any("probe_mv 900" in line for line in desk.lines)


async def test_a_damaged_configuration_is_said_and_the_bundle_holds(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{")
    desk = await Desk(tmp_path).live(2)
    assert desk.lines[0].startswith("settings.json: damaged")
    assert desk.times == [0, 600]


async def test_without_a_bundle_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not found: flash the device with its bundle"):
        await app.run(DeskBoard(str(tmp_path)))


class BrokenRadio(DeskBoard):
    """Joining the network raises what the test says."""

    def __init__(self, folder: Path, error: Exception) -> None:
        super().__init__(str(folder))
        self.pins[34] = 900_000
        self._error = error

    async def radio_on(self, ssid: str, password: str) -> None:
        del ssid, password
        raise self._error


async def test_a_radio_with_a_code_of_its_own_is_a_network_that_is_away(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.board = BrokenRadio(tmp_path, RuntimeError("Wifi Unknown Error 0x3012"))
    await desk.live(3)
    assert desk.lines.count("Wi-Fi home, garden: cannot join: is it in reach, is the password right?") >= 1
    assert len(desk.times) == 3


async def test_a_conversation_without_memory_ends_in_one_restart_and_a_later_try(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.board = BrokenRadio(tmp_path, MemoryError("memory allocation failed"))
    with pytest.raises(Restarted):
        await app.run(desk.board, say=desk.lines.append)
    await desk.live(1)  # the restart does not try again at once
    assert [line for line in desk.lines if "memory" in line] == [
        "no room in memory (memory allocation failed): the board restarts and tries again later"
    ]


async def test_a_conversation_that_crashes_the_board_is_tried_ever_more_seldom_and_rows_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("stoep_firmware.conversation.Conversation.__init__", crash)
    desk = Desk(tmp_path, send_s=600)
    crashes = 0
    for _ in range(12):
        try:
            await app.run(desk.board, say=desk.lines.append, on_row=lambda _, time_s, *__: desk.times.append(time_s))
        except Asleep:
            pass
        except MemoryError:  # main.py counts it and restarts
            crashes += 1
            boot.write_crashes(str(tmp_path), boot.crashes(str(tmp_path)) + 1)
    assert crashes < 6
    assert len(desk.times) >= 6
    assert not [line for line in desk.lines if "safe mode" in line]


async def test_a_board_that_waits_for_its_bundle_counts_no_crashes(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (tmp_path / "stoep.json").unlink()
    desk.board.cause = 3  # the watchdog, once; main.py starts the firmware every ten seconds
    for _ in range(3):
        with pytest.raises(SettingsError):
            await app.run(desk.board)
    assert boot.crashes(str(tmp_path)) == 0
