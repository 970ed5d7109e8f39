"""Boards that are wiped, restored or cloned: nothing is lost unseen, nothing comes twice."""

from pathlib import Path

import pytest

from stoep_firmware.link import CLONE
from support.due_windows import WINDOW_S, in_closed_windows, window_of
from support.one_broker import ONE_BROKER
from support.spine import Spine
from support.spine_board import CountingBoard, SoilBoard

pytestmark = pytest.mark.needs("micropython")

SOIL = ("tuin-gewist", "tuin-terug-1800", "tuin-terug-43200", "tuin-kloon")
PEOPLE = ("telpunt-gewist", "telpunt-terug-1800", "telpunt-terug-43200", "telpunt-kloon")
DEVICES = dict.fromkeys(SOIL, "soil") | dict.fromkeys(PEOPLE, "people")
AWAY = pytest.mark.parametrize("away_s", [1_800, 43_200], ids=["fewer rows than before", "more rows than before"])


async def test_a_wiped_board_goes_on_in_a_new_life_and_its_old_keys_are_refused(spine: Spine, compiled: Path) -> None:
    name = "tuin-gewist"
    board = SoilBoard(spine, name, bundle=spine.bundles[name], compiled=compiled)
    await board.live()
    newer = spine.renew(name)
    await board.live()  # it still waits for its re-flash
    before = board.values
    flashed = SoilBoard(spine, f"{name}-2", bundle=newer, compiled=compiled, now_s=board.now_s)
    await flashed.live()
    await board.power_on()
    spine.wait_until_refused("key")
    await board.cut_power()
    await flashed.live()
    spine.wait_for(name, before + flashed.values)
    assert [life.absent + life.dropped for life in spine.account(name)] == [0, 0]


@ONE_BROKER
async def test_the_counts_of_a_wiped_board_stay_in_their_window_and_its_new_life_adds_to_it(
    spine: Spine, compiled: Path
) -> None:
    name = "telpunt-gewist"
    board = CountingBoard(spine, name, bundle=spine.bundles[name], compiled=compiled)
    await board.live()
    newer = spine.renew(name)
    spine.clock.go_on_to(after_s=60, of_s=WINDOW_S)
    await board.live(away_s=120)  # it still waits for its re-flash
    flashed = CountingBoard(spine, f"{name}-2", bundle=newer, compiled=compiled, now_s=board.now_s)
    await flashed.live()
    await board.power_on()
    spine.wait_until_refused("key")
    await board.cut_power()
    await flashed.live()
    rows = board.rows + flashed.rows
    assert window_of(board.rows[-1].end_s) == window_of(flashed.rows[0].end_s)
    spine.wait_for_windows(name, rows)
    assert spine.lost(name, of=in_closed_windows(rows)) == {}
    assert len(spine.account(name)) == 2


@ONE_BROKER
@AWAY
async def test_restored_flash_draws_a_new_life_and_loses_no_row(spine: Spine, away_s: int, compiled: Path) -> None:
    name = f"tuin-terug-{away_s}"
    board = SoilBoard(spine, name, bundle=spine.bundles[name], compiled=compiled)
    await board.live()
    image = board.copy_flash()
    await board.live()
    board.restore_flash(image)
    await board.live(away_s=away_s)
    await board.live()
    spine.wait_for(name, board.values)
    assert [life.absent + life.dropped for life in spine.account(name)] == [0, 0]


@ONE_BROKER
@AWAY
async def test_restored_flash_of_a_counter_draws_a_new_life_and_no_one_is_lost_or_counted_twice(
    spine: Spine, away_s: int, compiled: Path
) -> None:
    name = f"telpunt-terug-{away_s}"
    board = CountingBoard(spine, name, bundle=spine.bundles[name], compiled=compiled)
    await board.live()
    image = board.copy_flash()
    await board.live()
    board.restore_flash(image)
    await board.live(away_s=away_s, is_told_first=False)
    await board.live()
    spine.wait_for_windows(name, board.rows)
    assert spine.lost(name, of=in_closed_windows(board.rows)) == {}
    assert len(spine.account(name)) == 2


async def test_a_cloned_board_is_refused_and_told_so_and_the_first_one_goes_on(spine: Spine, compiled: Path) -> None:
    name = "tuin-kloon"
    board = SoilBoard(spine, name, bundle=spine.bundles[name], compiled=compiled)
    clone = SoilBoard(spine, f"{name}-2", bundle=spine.bundles[name], compiled=compiled, seed=1)
    await board.live()
    await clone.live()
    await board.live()
    spine.wait_until_refused("clone")
    spine.wait_for(name, board.values)
    assert CLONE in clone.said
    assert (clone.last_trouble, board.last_trouble) == (CLONE, "")
    assert f"frame from stoep/1/{name}/up refused (clone)" in spine.gateway.log.read_text()
    [life] = spine.account(name)
    assert life.kept == len(board.values)


@ONE_BROKER
async def test_a_cloned_counter_adds_nobody_to_the_windows_of_the_first_one(spine: Spine, compiled: Path) -> None:
    name = "telpunt-kloon"
    board = CountingBoard(spine, name, bundle=spine.bundles[name], compiled=compiled)
    clone = CountingBoard(spine, f"{name}-2", bundle=spine.bundles[name], compiled=compiled, seed=1)
    await board.live()
    await clone.live()
    await board.live()
    assert CLONE in clone.said
    assert f"frame from stoep/1/{name}/up refused (clone)" in spine.gateway.log.read_text()
    spine.wait_for_windows(name, board.rows)
    assert spine.lost(name, of=in_closed_windows(board.rows)) == {}
    assert len(spine.account(name)) == 1
