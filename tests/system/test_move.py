"""The steps of docs/operate.md, "To a new machine", with two folders as machines and boards that run the firmware."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.gateway import Gateway
from support.spine import Spine
from support.spine_board import CountingBoard, SoilBoard

pytestmark = pytest.mark.needs("micropython")

SAME, READDRESSED, COUNTER = "tuin-zelfde", "tuin-ander", "telpunt-mee"
NEW_ADDRESS = "127.0.0.2"


@pytest.fixture
def spine(tmp_path: Path) -> Iterator[Spine]:
    devices = {SAME: "soil", READDRESSED: "soil", COUNTER: "people"}
    with Spine(tmp_path, broker="nats", devices=devices).running() as running:
        yield running


def move(gateway: Gateway, *, to: Path) -> None:
    """Stop, pack, unpack; of the old machine nothing is left."""
    assert gateway.stop() == 0
    parcel = gateway.folder.with_name("stoep-move.tar")
    subprocess.run(["tar", "-C", gateway.folder, "-cf", parcel, "stoep.toml", "state"], check=True)
    gateway.folder.rename(gateway.folder.with_name("scrapped"))
    to.mkdir()
    subprocess.run(["tar", "-C", to, "-xf", parcel], check=True)
    gateway.folder, gateway.config, gateway.log = to, to / "stoep.toml", to / "run.log"


async def test_a_gateway_on_a_new_machine_goes_on_where_the_old_one_stopped(spine: Spine, compiled: Path) -> None:
    gateway = spine.gateway
    same = SoilBoard(spine, SAME, bundle=spine.bundles[SAME], compiled=compiled)
    readdressed = SoilBoard(spine, READDRESSED, bundle=spine.bundles[READDRESSED], compiled=compiled)
    counter = CountingBoard(spine, COUNTER, bundle=spine.bundles[COUNTER], compiled=compiled)
    for board in (same, readdressed, counter):
        await board.live()

    move(gateway, to=spine.folder / "new")
    text = gateway.config.read_text()
    gateway.config.write_text(
        text.replace("[broker]\n", f'[broker]\nhost = "0.0.0.0"\npublic_host = "{NEW_ADDRESS}"\n')
    )
    assert "all is well" in gateway.stoep("journal", "verify")
    assert "all is well" in gateway.stoep("ledger", "verify")
    gateway.start()

    broker = {**spine.bundles[READDRESSED]["broker"], "host": NEW_ADDRESS, "port": gateway.port}
    edited = {**spine.bundles[READDRESSED], "broker": broker}  # on the board, which keeps its flash
    readdressed = SoilBoard(spine, READDRESSED, bundle=edited, compiled=compiled, now_s=readdressed.now_s)
    for board in (same, readdressed, counter):
        await board.live()
    for soil in (same, readdressed):
        spine.wait_for(soil.name, soil.values)
        [life] = spine.account(soil.name)
        assert (life.kept, life.dropped, life.absent, life.restore) == (len(soil.values), 0, 0, 0)
    spine.wait_for_windows(COUNTER, counter.rows)
    assert "ledger:" not in gateway.log.read_text()
