"""Days on which something goes wrong between machines, on both brokers: nothing is lost unseen, nothing comes twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.recording_proxy import RecordingProxy
from support.spine import Board, Spine
from support.stormy_network import StormyNetwork

YEAR_S = 365 * 86_400
pytestmark = pytest.mark.needs("micropython")


SOIL = (
    "tuin-gewist",
    "tuin-terug-1800",
    "tuin-terug-43200",
    "tuin-kloon",
    "tuin-herhaald",
    "tuin-kopie",
    "tuin-leeg",
    "tuin-dubbel",
    "tuin-voor",
    "tuin-achter",
)
PEOPLE = ("telpunt-herhaald", "telpunt-kopie", "telpunt-leeg", "telpunt-voor", "telpunt-achter")
DEVICES = dict.fromkeys(SOIL, "soil") | dict.fromkeys(PEOPLE, "people")


@pytest.fixture(scope="module", params=["nats", pytest.param("mosquitto", marks=pytest.mark.needs("mosquitto"))])
def spine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spine]:
    with Spine(tmp_path_factory.mktemp(request.param), broker=request.param, devices=DEVICES).running() as running:
        yield running


async def test_a_wiped_board_goes_on_in_a_new_life_and_its_old_keys_are_refused(spine: Spine, compiled: Path) -> None:
    name = "tuin-gewist"
    board = Board(spine, name, bundle=spine.bundles[name], compiled=compiled)
    await board.live()
    newer = spine.renew(name)
    await board.live()  # it still waits for its re-flash
    before = board.values
    flashed = Board(spine, f"{name}-2", bundle=newer, compiled=compiled, now_s=board.now_s)
    await flashed.live()
    await board.power_on()
    spine.wait_until_refused("key")
    await board.cut_power()
    await flashed.live()
    spine.wait_for(name, before + flashed.values)
    assert [life.absent + life.dropped for life in spine.account(name)] == [0, 0]


@pytest.mark.parametrize("away_s", [1_800, 43_200], ids=["fewer rows than before", "more rows than before"])
async def test_restored_flash_draws_a_new_life_and_loses_no_row(spine: Spine, away_s: int, compiled: Path) -> None:
    name = f"tuin-terug-{away_s}"
    board = Board(spine, name, bundle=spine.bundles[name], compiled=compiled)
    await board.live()
    image = board.copy_flash()
    await board.live()
    board.restore_flash(image)
    await board.live(away_s=away_s)
    await board.live()
    spine.wait_for(name, board.values)
    assert [life.absent + life.dropped for life in spine.account(name)] == [0, 0]


async def test_a_cloned_board_is_refused_and_told_so_and_the_first_one_goes_on(spine: Spine, compiled: Path) -> None:
    name = "tuin-kloon"
    board = Board(spine, name, bundle=spine.bundles[name], compiled=compiled)
    clone = Board(spine, f"{name}-2", bundle=spine.bundles[name], compiled=compiled, seed=1)
    await board.live()
    await clone.live()
    await board.live()
    spine.wait_until_refused("clone")
    spine.wait_for(name, board.values)
    assert "another board uses this device's key: enrol this board anew" in clone.said
    assert f"frame from stoep/1/{name}/up refused (clone)" in spine.gateway.log.read_text()
    [life] = spine.account(name)
    assert life.kept == len(board.values)


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
        spine.wait_for(name, [value for _, value in crowd.rows])
    [life] = spine.account(name)
    assert (life.absent, life.dropped, life.rejected) == (0, 0, {})


async def test_a_broker_that_lost_its_store_loses_nothing(spine: Spine, compiled: Path) -> None:
    board = Board(spine, "tuin-leeg", bundle=spine.bundles["tuin-leeg"], compiled=compiled)
    crowd = spine.crowd("telpunt-leeg")
    network = spine.network("telpunt-leeg", seed=8)
    await board.live()
    crowd.sample(20)
    async with network:
        await network.calm(crowd.ring)
    spine.gateway.pause_gateway()
    await board.power_on()
    await spine.until_sent("tuin-leeg")
    crowd.sample(20)
    async with network:
        await network.shout(crowd.ring)  # the broker takes it for the gateway
    await board.cut_power()
    spine.gateway.lose_broker_store()
    spine.gateway.kill("gateway")
    spine.gateway.wait_until(spine.gateway.is_healthy, what="the gateway answers")
    await board.live()
    crowd.sample_until_window_ends()
    async with network:
        await network.calm(crowd.ring)
    spine.wait_for("tuin-leeg", board.values)
    spine.wait_for_windows("telpunt-leeg", crowd.rows)
    [life] = spine.account("telpunt-leeg")
    assert (life.absent, life.dropped, life.rejected) == (0, 0, {})


async def test_a_gateway_restored_from_an_older_copy_gets_again_what_rings_hold(spine: Spine, compiled: Path) -> None:
    """Without the ledger the people rows whose receipts the copy has forgotten are `absent`; with it `restore`."""
    board = Board(spine, "tuin-kopie", bundle=spine.bundles["tuin-kopie"], compiled=compiled)
    crowd = spine.crowd("telpunt-kopie")
    network = spine.network("telpunt-kopie", seed=9)

    async def a_day() -> None:
        await board.live()
        crowd.sample(11)
        crowd.sample_until_window_ends()
        async with network:
            await network.calm(crowd.ring)

    await a_day()
    early = crowd.rows
    spine.gateway.stop()
    copy = spine.copy_state()
    spine.gateway.start()
    await a_day()
    forgotten = crowd.ring.settled - len(early)
    spine.gateway.stop()
    spine.restore_state(copy)
    spine.gateway.start()
    before = len(crowd.rows)
    await a_day()
    spine.wait_for("tuin-kopie", board.values)
    spine.wait_for_windows("telpunt-kopie", early + crowd.rows[before:])
    [life] = spine.account("telpunt-kopie")
    assert life.absent == forgotten > 0
    [life] = spine.account("tuin-kopie")
    assert (life.absent, life.kept) == (0, len(board.values))


@pytest.mark.parametrize("direction", ["voor", "achter"])
async def test_a_gateway_that_boots_a_year_off_loses_no_row_unseen(
    spine: Spine, direction: str, compiled: Path
) -> None:
    """Ahead: people rows of the right time come before the last window, which `stoep clock accept` is to mend."""
    error_s = YEAR_S if direction == "voor" else -YEAR_S
    board = Board(spine, f"tuin-{direction}", bundle=spine.bundles[f"tuin-{direction}"], compiled=compiled)
    crowd = spine.crowd(f"telpunt-{direction}")
    network = spine.network(f"telpunt-{direction}", seed=10)
    spine.gateway.stop()
    spine.gateway.start(clock_error_s=error_s)
    await board.live()
    crowd.set_clock(by_s=error_s)
    crowd.sample(11)
    crowd.sample_until_window_ends()
    async with network:
        await network.calm(crowd.ring)
    off = crowd.rows
    spine.gateway.stop()
    spine.gateway.start()
    await board.live()
    crowd.set_clock(by_s=-error_s)
    crowd.sample(20)
    if error_s < 0:
        crowd.sample_until_window_ends()
    async with network:
        await network.calm(crowd.ring)
    spine.wait_for(f"tuin-{direction}", board.values)
    spine.wait_for_windows(f"telpunt-{direction}", off if error_s > 0 else crowd.rows)
    [life] = spine.account(f"telpunt-{direction}")
    assert life.rejected == ({"order": 20} if error_s > 0 else {})
    assert crowd.ring.settled == crowd.ring.next_row - 1


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
