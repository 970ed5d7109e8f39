"""Days on which something goes wrong with gateway or broker: nothing is lost unseen, nothing comes twice."""

from pathlib import Path

import pytest

from support.due_windows import WINDOW_S, in_closed_windows, since, window_of
from support.one_broker import ONE_BROKER
from support.spine import Spine
from support.spine_board import CountingBoard, SoilBoard

pytestmark = pytest.mark.needs("micropython")

YEAR_S = 365 * 86_400
HALF_RING_ROWS = 216  # of 72 h at a row in ten minutes
SOIL = ("tuin-leeg", "tuin-voor", "tuin-achter", "tuin-tijdloos")
COUNTERS = ("telpunt-leeg", "telpunt-voor", "telpunt-achter", "telpunt-tijdloos", "telpunt-tijdig")
CROWDS = ("menigte-leeg", "menigte-voor", "menigte-achter")  # devices in this process
DEVICES = dict.fromkeys(SOIL, "soil") | dict.fromkeys((*COUNTERS, *CROWDS), "people")


async def test_a_broker_that_lost_its_store_loses_nothing(spine: Spine, compiled: Path) -> None:
    board = SoilBoard(spine, "tuin-leeg", bundle=spine.bundles["tuin-leeg"], compiled=compiled)
    counter = CountingBoard(spine, "telpunt-leeg", bundle=spine.bundles["telpunt-leeg"], compiled=compiled)
    crowd = spine.crowd("menigte-leeg")
    network = spine.network("menigte-leeg", seed=8)
    await board.live()
    await counter.set_out(7_200, 1_200, 1_200)
    await counter.meet()
    crowd.sample(20)
    crowd.sample_until_window_ends()
    async with network:
        await network.calm(crowd.ring)
    spine.gateway.pause_gateway()
    async with spine.sends("tuin-leeg"):
        await board.power_on()
    async with spine.sends("telpunt-leeg"):
        await counter.reach()
    crowd.sample(20)
    async with network:
        await network.shout(crowd.ring)  # the broker takes it for the gateway
    await board.cut_power()
    spine.gateway.lose_broker_store()
    spine.gateway.kill("gateway")
    spine.gateway.wait_until(spine.gateway.is_healthy, what="the gateway answers")
    await board.live()
    await counter.part()
    await counter.meet()
    await counter.live()
    crowd.sample_until_window_ends()
    async with network:
        await network.calm(crowd.ring)
    spine.wait_for("tuin-leeg", board.values)
    spine.wait_for_windows("telpunt-leeg", counter.rows)
    assert spine.lost("telpunt-leeg", of=in_closed_windows(counter.rows)) == {}
    spine.wait_for_windows("menigte-leeg", crowd.rows)
    assert spine.lost("menigte-leeg", of=crowd.rows) == {}


@ONE_BROKER
@pytest.mark.parametrize("direction", ["voor", "achter"])
async def test_a_gateway_that_boots_a_year_off_loses_no_row_unseen(
    spine: Spine, direction: str, compiled: Path
) -> None:
    """Ahead: people rows of the right time come before the last window, until `stoep clock accept`."""
    error_s = YEAR_S if direction == "voor" else -YEAR_S
    board = SoilBoard(spine, f"tuin-{direction}", bundle=spine.bundles[f"tuin-{direction}"], compiled=compiled)
    name = f"telpunt-{direction}"
    counter = CountingBoard(spine, name, bundle=spine.bundles[name], compiled=compiled)
    here = f"menigte-{direction}"
    crowd = spine.crowd(here)
    network = spine.network(here, seed=10)
    spine.gateway.stop()
    spine.clock.go_on(error_s)
    spine.gateway.start()
    await board.live()
    await counter.live()
    spine.clock.go_on_to(after_s=60, of_s=WINDOW_S)
    await counter.live(away_s=120)  # a window is open when the gateway stops
    crowd.set_clock(by_s=error_s)
    crowd.sample(11)
    crowd.sample_until_window_ends()
    async with network:
        await network.calm(crowd.ring)
    off, off_here = counter.rows, crowd.rows
    spine.gateway.stop()
    spine.clock.go_on(-error_s)
    spine.gateway.start()
    await board.live()
    await counter.live()
    crowd.set_clock(by_s=-error_s)
    crowd.sample(20)
    if error_s < 0:
        crowd.sample_until_window_ends()
    async with network:
        await network.calm(crowd.ring)
    spine.wait_for(f"tuin-{direction}", board.values)
    if error_s < 0:
        spine.wait_for_windows(name, counter.rows)
        assert spine.lost(name, of=in_closed_windows(counter.rows)) == {}
        spine.wait_for_windows(here, crowd.rows)
        assert spine.lost(here, of=crowd.rows) == {}
    else:
        spine.wait_for_windows(name, off)
        still_open = len(off) - len(in_closed_windows(off))
        right = len(counter.rows) - len(off)
        assert spine.lost(name, of=counter.rows) == {"ahead": still_open, "order": right}
        spine.wait_for_windows(here, off_here)
        assert spine.lost(here, of=crowd.rows) == {"order": 20}
        spine.mend("clock", "accept")
        mended_s = spine.clock.now_s  # its window was not drawn: counts go on in it
        crowd.set_clock(by_s=window_of(mended_s) + 60 - crowd.ring.now_s)
        crowd.sample_until_window_ends()
        crowd.sample(WINDOW_S // 60)
        await counter.live()
        async with network:
            await network.calm(crowd.ring)
        spine.wait_for_windows(here, [*off_here, *since(crowd.rows[len(off_here) + 20 :], window_of(mended_s))])
        assert counter.rows[-1].end_s > mended_s
    assert crowd.ring.settled == crowd.ring.next_row - 1


@ONE_BROKER
async def test_without_a_synchronised_clock_counts_wait_and_old_soil_rows_go_undated(
    spine: Spine, compiled: Path
) -> None:
    """The gateway then gives no time. One counter has never been told it, the other was, before the clock was lost."""
    board = SoilBoard(spine, "tuin-tijdloos", bundle=spine.bundles["tuin-tijdloos"], compiled=compiled)
    untold = CountingBoard(spine, "telpunt-tijdloos", bundle=spine.bundles["telpunt-tijdloos"], compiled=compiled)
    told = CountingBoard(spine, "telpunt-tijdig", bundle=spine.bundles["telpunt-tijdig"], compiled=compiled)
    await told.set_out(3_600, 3_600)
    await told.part()
    spine.clock.lose_synchronisation()
    before = spine.accounts().start
    await untold.set_out(3_600, 3_600)
    await board.set_out(40 * 3_600, 3_600)
    for each in (told, untold, board):
        await each.meet()
    undated = board.values[: board.rows_before_talk - HALF_RING_ROWS]
    assert undated
    spine.wait_for("tuin-tijdloos", undated)
    assert not any(line.is_dated for line in spine.delivered("tuin-tijdloos"))
    after = spine.accounts().start
    assert after.not_taken > before.not_taken
    assert after.open == before.open
    assert [spine.delivered(name) for name in ("telpunt-tijdloos", "telpunt-tijdig")] == [[], []]
    assert "the gateway told the time" in told.said
    assert "the gateway told the time" not in untold.said + board.said

    spine.clock.synchronise()
    for each in (told, untold, board):
        await each.meet()
    spine.wait_for("tuin-tijdloos", board.values)
    undated = board.values[: board.rows_before_talk - HALF_RING_ROWS]  # its first frame went before it was told
    assert [line.value for line in spine.delivered("tuin-tijdloos") if not line.is_dated] == undated
    [life] = spine.account("tuin-tijdloos")
    assert (life.kept, life.rejected) == (len(board.values), {})
    for counter in (told, untold):
        spine.wait_for_windows(counter.name, counter.rows)
        assert spine.lost(counter.name, of=in_closed_windows(counter.rows)) == {}
