"""A rollout as an operator sees it: ordered beside the running gateway, over a restart, until it stops by itself."""

import asyncio
from pathlib import Path

import httpx

from stoep_gateway.registry.master import load_master
from stoep_protocol.extras import Extras
from stoep_protocol.update import CRASHED, RUNS, report
from support.gateway import Gateway
from support.update_image import image, public_pem
from support.waiting import LIMIT_S
from support.wire_client import WireClient
from support.wire_device import WireDevice

OLD, NEW = 4_000, 4_001


def versions(version: int, outcome: int = RUNS) -> Extras:
    return Extras(None, {3: report(version, outcome)}, None)


async def test_an_ordered_update_is_offered_and_a_crash_stops_it_over_a_restart(tmp_path: Path) -> None:
    (tmp_path / "update.pub.pem").write_bytes(public_pem())
    (tmp_path / "stoep-0.4.1.img").write_bytes(image())
    settings = {"updates": {"public_keys": [str(tmp_path / "update.pub.pem")]}}
    with Gateway(tmp_path / "gateway", settings=settings) as gateway:
        bundle = gateway.enroll("garden-1", profile="soil", group="gardens")
        assert len(bundle["update_keys"][0]) == 768
        master = load_master(gateway.state_dir)
        gateway.start()
        device = WireDevice("garden-1", master=master)
        async with WireClient(device, bundle=bundle) as client:
            assert (await client.say(device.hello(extras=versions(OLD)))).update is None
            gateway.stoep("device", "update", "--group", "gardens", "--image", tmp_path / "stoep-0.4.1.img")
            async with asyncio.timeout(LIMIT_S):
                while (await client.say(device.rows(1, []))).update is None:
                    continue
            block = await client.ask(device.ask(NEW, 0))
            assert block.data == image()[:896]
        gateway.stop()
        gateway.start()
        device = WireDevice("garden-1", master=master, session=b"session2")
        async with WireClient(device, bundle=bundle) as client:
            assert (await client.say(device.hello(next_row=2, extras=versions(NEW, CRASHED)))).update is None
        # The stop before wrote down that it had begun.
        why = "rollout of stoep-0.4.1 to group gardens stopped: garden-1, the first device, reverted it"
        gateway.wait_until(lambda: why in gateway.log.read_text(), what="it stops")
        metrics = f"http://127.0.0.1:{gateway.metrics_port}/metrics"
        page = await asyncio.to_thread(httpx.get, metrics, timeout=LIMIT_S)
        assert "stoep_rollouts_stopped 1.0" in page.text
        assert 'stoep_rollout_devices{group="gardens",stage="reverted"} 1.0' in page.text
        assert "garden-1                 reverted: it did not run" in gateway.stoep("device", "update", code=1)
