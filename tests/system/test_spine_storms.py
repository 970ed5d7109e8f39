"""Days on which messages come late, in another order, twice, and again later: each counts once."""

from pathlib import Path

import pytest

from support.due_windows import in_closed_windows
from support.one_broker import ONE_BROKER
from support.recording_proxy import RecordingProxy
from support.spine import Spine
from support.spine_board import CountingBoard, SoilBoard
from support.stormy_network import StormyNetwork

pytestmark = pytest.mark.needs("micropython")

DEVICES = {
    "tuin-herhaald": "soil",
    "tuin-storm": "soil",
    "tuin-dubbel": "soil",
    "telpunt-herhaald": "people",
    "telpunt-storm": "people",
}
DAYS_S = 2 * 86_400  # of rows that fill several frames


@pytest.mark.parametrize("kind", ["tuin", "telpunt"])
async def test_frames_that_come_doubled_late_and_again_count_once(spine: Spine, kind: str) -> None:
    name = f"{kind}-herhaald"
    crowd = spine.crowd(name)
    async with spine.network(name, seed=7) as network:
        for _ in range(8):
            crowd.sample(9)
            await network.storm(crowd.ring)
        crowd.sample_until_window_ends()
        await network.calm(crowd.ring)
    start = spine.accounts().start
    assert start.duplicate > 0
    assert start.not_taken > 0
    assert spine.accounts().unopened["stale"] > 0
    if kind == "telpunt":
        spine.wait_for_windows(name, crowd.rows)
    else:
        spine.wait_for(name, crowd.values)
    [life] = spine.account(name)
    assert (life.absent, life.dropped, life.rejected) == (0, 0, {})


async def test_a_board_in_a_storm_brings_each_row_once(spine: Spine, compiled: Path) -> None:
    name = "tuin-storm"
    before = spine.accounts()
    with spine.storm(spine.bundles[name], seed=3) as bundle:
        board = SoilBoard(spine, name, bundle=bundle, compiled=compiled)
        await board.set_out(DAYS_S, DAYS_S)
        await board.meet()
        await board.meet()
        await board.live()
    spine.wait_for(name, board.values)
    after = spine.accounts()
    assert after.start.duplicate > before.start.duplicate
    assert after.start.not_taken > before.start.not_taken
    assert after.unopened["stale"] > before.unopened.get("stale", 0)
    [life] = spine.account(name)
    assert (life.absent, life.dropped, life.rejected) == (0, 0, {})


@ONE_BROKER
async def test_a_counter_in_a_storm_counts_everybody_once(spine: Spine, compiled: Path) -> None:
    name = "telpunt-storm"
    before = spine.accounts()
    with spine.storm(spine.bundles[name], seed=4) as bundle:
        board = CountingBoard(spine, name, bundle=bundle, compiled=compiled)
        await board.set_out(7_200, 3_600)
        await board.meet()
        await board.meet()
        await board.live()
    spine.wait_for_windows(name, board.rows)
    after = spine.accounts()
    assert after.start.duplicate > before.start.duplicate
    assert after.start.not_taken > before.start.not_taken
    assert after.unopened["stale"] > before.unopened.get("stale", 0)
    assert spine.lost(name, of=in_closed_windows(board.rows)) == {}


@ONE_BROKER
async def test_the_proxy_tells_a_nonce_that_comes_twice(spine: Spine) -> None:
    """The control: without it, no repeats says nothing."""
    name = "tuin-dubbel"
    ring = spine.crowd(name).ring
    with RecordingProxy(target_port=spine.gateway.port) as proxy:
        broker = {**spine.bundles[name]["broker"], "port": proxy.port}
        async with StormyNetwork(
            bundle={**spine.bundles[name], "broker": broker}, broker_port=proxy.port, seed=1
        ) as network:
            await network.storm(ring)
        assert [device for device, _, _ in proxy.repeated()] == [name]
