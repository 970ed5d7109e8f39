"""The day after a disk failed: the gateway is put back from an older copy, on both brokers."""

from pathlib import Path

import pytest

from support.due_windows import WINDOW_S, in_closed_windows, since
from support.spine import Spine
from support.spine_board import CountingBoard, SoilBoard

pytestmark = pytest.mark.needs("micropython")

SHUT = "ledger: a device knows more than this gateway"
DEVICES = {"tuin-kopie": "soil", "telpunt-kopie": "people", "menigte-kopie": "people"}


async def test_a_gateway_restored_from_an_older_copy_gets_again_what_rings_hold_and_draws_nothing_twice(
    spine: Spine, compiled: Path
) -> None:
    """The first counter that knows of a newer release shuts the books; after the recovery counts go on."""
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
    await board.live()
    await counter.live()  # its counts wait, and it knows
    spine.gateway.wait_until(lambda: SHUT in spine.gateway.log.read_text(), what="the books are shut")
    spine.wait_for("tuin-kopie", board.values)
    spine.wait_for_windows("telpunt-kopie", known)
    spine.wait_for_windows("menigte-kopie", known_here)

    until_s = spine.mend("ledger", "recover")
    crowd.set_clock(by_s=until_s - crowd.ring.now_s - 120)  # two minutes more of the last closed window
    spine.clock.go_on(WINDOW_S + 3_600)
    await a_day()
    await counter.live()
    spine.wait_for("tuin-kopie", board.values)
    [life] = spine.account("tuin-kopie")
    assert (life.absent, life.kept) == (0, len(board.values))
    for name, rows, before, forgotten in (
        ("telpunt-kopie", counter.rows, known, settled - len(known)),
        ("menigte-kopie", crowd.rows, known_here, settled_here - len(known_here)),
    ):
        after = since(rows, until_s)
        spine.wait_for_windows(name, [*before, *after])
        late = len(rows) - len(before) - forgotten - len(after)
        assert spine.lost(name, of=in_closed_windows(rows)) == {"restore": forgotten, "order": late}
        assert min(forgotten, late, len(after)) > 0
