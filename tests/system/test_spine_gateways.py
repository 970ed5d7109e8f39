"""Days on which something goes wrong with gateway or broker, on both: nothing is lost unseen, nothing comes twice."""

from pathlib import Path

import pytest

from support.due_windows import WINDOW_S, in_closed_windows
from support.spine import Spine
from support.spine_board import CountingBoard, SoilBoard

pytestmark = pytest.mark.needs("micropython")

YEAR_S = 365 * 86_400
HALF_RING_ROWS = 216  # of 72 h at a row in ten minutes
SOIL = ("tuin-kopie", "tuin-leeg", "tuin-voor", "tuin-achter", "tuin-tijdloos")
COUNTERS = ("telpunt-kopie", "telpunt-leeg", "telpunt-voor", "telpunt-achter", "telpunt-tijdloos", "telpunt-tijdig")
CROWDS = ("menigte-kopie", "menigte-leeg", "menigte-voor", "menigte-achter")  # devices in this process
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


async def test_a_gateway_restored_from_an_older_copy_gets_again_what_rings_hold(spine: Spine, compiled: Path) -> None:
    """Without the ledger the people rows whose receipts the copy has forgotten are `absent`; with it `restore`."""
    board = SoilBoard(spine, "tuin-kopie", bundle=spine.bundles["tuin-kopie"], compiled=compiled)
    counter = CountingBoard(spine, "telpunt-kopie", bundle=spine.bundles["telpunt-kopie"], compiled=compiled)
    crowd = spine.crowd("menigte-kopie")
    network = spine.network("menigte-kopie", seed=9)

    async def a_day() -> None:
        await board.live()
        await counter.live()
        crowd.sample(11)
        crowd.sample_until_window_ends()
        async with network:
            await network.calm(crowd.ring)

    await a_day()
    known, known_here = in_closed_windows(counter.rows), crowd.rows
    spine.gateway.stop()
    copy = spine.copy_state()
    spine.gateway.start()
    await a_day()
    settled, settled_here = counter.settled, crowd.ring.settled
    spine.gateway.stop()
    spine.restore_state(copy)
    spine.gateway.start()
    await a_day()
    spine.wait_for("tuin-kopie", board.values)
    [life] = spine.account("tuin-kopie")
    assert (life.absent, life.kept) == (0, len(board.values))
    spine.wait_for_windows("telpunt-kopie", known + counter.rows[settled:])
    forgotten = settled - len(known)
    assert forgotten > 0
    assert spine.lost("telpunt-kopie", of=in_closed_windows(counter.rows)) == {"absent": forgotten}
    spine.wait_for_windows("menigte-kopie", known_here + crowd.rows[settled_here:])
    assert spine.lost("menigte-kopie", of=crowd.rows) == {"absent": settled_here - len(known_here)}


@pytest.mark.parametrize("direction", ["voor", "achter"])
async def test_a_gateway_that_boots_a_year_off_loses_no_row_unseen(
    spine: Spine, direction: str, compiled: Path
) -> None:
    """Ahead: people rows of the right time come before the last window, which `stoep clock accept` is to mend."""
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
    assert crowd.ring.settled == crowd.ring.next_row - 1


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
