"""The real firmware on a board at the desk fetches what the real ingest offers it, over a real broker.

The version on trial is the same code under another number, see tests/firmware/test_updates.py.
"""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from stoep_firmware import boot
from stoep_firmware.mqtt import MqttClient
from stoep_gateway.records import Arrival
from stoep_gateway.updates.image import parse_image
from stoep_gateway.updates.orders import Order
from stoep_gateway.updates.stages import DOWNLOADING, REFUSED, REVERTED, RUNNING
from stoep_protocol import __version__
from stoep_protocol.master_keys import device_secret
from stoep_protocol.names import down_topic, up_topic
from stoep_protocol.update import CRASHED, FORGED, RUNS, version_number
from support.bare_broker import BareBroker
from support.ingest_bench import MASTER, Core, enrolled
from support.neighbour import DEVICE, Neighbour
from support.update_image import contents, image, modulus, rsa_key

MAJOR, MINOR, PATCH = __version__.split(".")
NEXT = f"{MAJOR}.{MINOR}.{int(PATCH) + 1}"


class Desk(Neighbour):
    """Every frame goes through ingest and a commit, and everything that it answers goes down."""

    def __init__(self, folder: Path, broker: BareBroker, core: Core, *, key: str) -> None:
        super().__init__(folder, broker)
        self.core = core
        self.folder = folder
        secret = device_secret(MASTER, device_id=DEVICE, generation=1).hex()
        self.write_bundle(secret=secret, update_keys=[modulus(key)])
        (folder / "a" / "stoep_firmware").mkdir(parents=True)
        boot.write(str(folder), boot.Choice("a", boot.NONE, 0, boot.NONE))

    async def _answer(self, client: MqttClient) -> None:
        while True:
            message = await client.receive(limit_ms=30_000)
            if message is None:
                continue
            self.core.take(Arrival(topic=up_topic(DEVICE), payload=bytes(message)))
            answers = self.core.replies()
            self.core.commit()
            for outgoing in (*answers, *self.core.replies()):
                await client.publish(down_topic(DEVICE), outgoing.payload)

    def order(self, data: bytes) -> None:
        held = parse_image(data, keys=[rsa_key().public_key()], where="update")
        order = Order(id="1", group=DEVICE, version=held.version, firmware=held.firmware, image="x")
        self.core.ingest.rollouts.follow([(order, held)], pinned=())

    async def send(self) -> None:
        """Until the board has joined the network once more, each life as the chip begins it."""
        joins = self.board.joins
        while self.board.joins == joins:
            boot.begin(str(self.folder))
            await self.live(1)
        self.core.ingest.tick(now_s=None, mono_s=0.0)

    @property
    def told(self) -> tuple[str, int | None, int | None, str]:
        (rollout,) = self.core.ingest.rollouts.progress()
        (device,) = rollout.devices
        return device.stage, device.version, device.outcome, rollout.stopped


@pytest.fixture
async def make_desk(tmp_path: Path) -> AsyncIterator[Callable[..., Desk]]:
    (tmp_path / "flash").mkdir()
    async with BareBroker(tmp_path) as broker:
        with Core(tmp_path, enrolled(DEVICE)) as core:
            yield lambda key="maker": Desk(tmp_path / "flash", broker, core, key=key)


async def test_what_the_gateway_offers_runs_and_is_known_to_run(
    make_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk()
    async with desk.served():
        await desk.send()
        desk.order(image(NEXT))
        await desk.send()
        assert desk.told[:1] == (DOWNLOADING,)
        slot = desk.folder / "b"
        assert {path.relative_to(slot).as_posix(): path.read_bytes() for path in slot.rglob("*.mpy")} == contents()
        monkeypatch.setattr("stoep_firmware.app.__version__", NEXT)
        await desk.send()
        await desk.send()
    assert desk.told == (RUNNING, version_number(NEXT), RUNS, "")


async def test_what_crashes_there_is_back_and_ends_the_rollout(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    async with desk.served():
        await desk.send()
        desk.order(image(NEXT))
        await desk.send()
        for _ in range(3):
            boot.begin(str(desk.folder))
            boot.write_crashes(str(desk.folder), boot.crashes(str(desk.folder)) + 1)  # as boot.start and main.py do
        await desk.send()
        await desk.send()
    assert desk.told == (REVERTED, version_number(NEXT), CRASHED, f"{DEVICE}, the first device, reverted it")


async def test_a_board_with_another_key_refuses_and_ends_the_rollout(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(key="offline")
    async with desk.served():
        await desk.send()
        desk.order(image(NEXT))
        await desk.send()
        await desk.send()
    assert desk.told == (REFUSED, version_number(NEXT), FORGED, f"{DEVICE}, the first device, refused it")
