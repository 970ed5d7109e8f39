"""What the operator's orders for updates become, on disk too."""

import re
from pathlib import Path

import pytest

from stoep_gateway.errors import ConfigError
from stoep_gateway.updates.orders import Order, Orders, pin, start, stop, unpin
from stoep_gateway.updates.progress import DeviceProgress, Progress
from stoep_gateway.updates.store import UpdateStore
from support.ingest_bench import enrolled

DEVICES = {
    device.name: device
    for device in (
        enrolled("garden-1", group="gardens"),
        enrolled("garden-2", group="gardens"),
        enrolled("street-1", group="street"),
        enrolled("gone-1", group="gone", revoked=True),
    )
}


def order(group: str = "gardens", *, image: str = "a.img", number: int = 1, first: str | None = None) -> Order:
    return Order(id=str(number), group=group, version=4_001, firmware="stoep-0.4.1", image=image, first=first)


PROGRESS = Progress(
    id="1",
    group="gardens",
    firmware="stoep-0.4.1",
    first="garden-1",
    stopped="garden-1, the first device, reverted it",
    devices=(
        DeviceProgress(name="garden-1", stage="reverted", begun=True, percent=9, version=4_001, outcome=6, seen_s=7),
        DeviceProgress(
            name="garden-2", stage="takes no updates", begun=False, percent=0, version=None, outcome=None, seen_s=None
        ),
    ),
)


def test_a_group_has_one_rollout_and_a_new_one_takes_its_place() -> None:
    orders = start(Orders(), order=order(), devices=DEVICES)
    orders = start(orders, order=order("street", number=2), devices=DEVICES)
    orders = start(orders, order=order(number=3), devices=DEVICES)
    assert [(each.group, each.id) for each in orders.rollouts] == [("gardens", "3"), ("street", "2")]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (order("nowhere"), '--group nowhere: no device is in it: stoep device list --json shows "group"'),
        (order("gone"), '--group gone: no device is in it: stoep device list --json shows "group"'),
        (order(first="street-1"), "--first street-1: not in group gardens, or pinned: choose another one"),
        (order(first="garden-2"), "--first garden-2: not in group gardens, or pinned: choose another one"),
    ],
)
def test_what_cannot_begin_is_one_line(wanted: Order, message: str) -> None:
    orders = pin(Orders(), name="garden-2", devices=DEVICES)
    with pytest.raises(ConfigError, match=re.escape(message)):
        start(orders, order=wanted, devices=DEVICES)


def test_so_many_images_are_held_and_no_more() -> None:
    orders, devices = Orders(), {f"d{number}": enrolled(f"d{number}") for number in range(9)}
    for number in range(8):
        orders = start(orders, order=order(f"d{number}", image=f"{number}.img"), devices=devices)
    with pytest.raises(ConfigError, match="8 images are rolled out already"):
        start(orders, order=order("d8", image="8.img"), devices=devices)
    assert len(start(orders, order=order("d8", image="3.img"), devices=devices).rollouts) == 9
    assert len(start(orders, order=order("d0", image="8.img"), devices=devices).rollouts) == 8


def test_a_rollout_is_stopped_and_only_one_that_there_is() -> None:
    orders = stop(start(Orders(), order=order(), devices=DEVICES), group="gardens")
    assert orders.rollouts[0].stopped
    with pytest.raises(ConfigError, match="--group street: no rollout for it"):
        stop(orders, group="street")


def test_devices_are_pinned_and_unpinned() -> None:
    orders = pin(pin(Orders(), name="garden-2", devices=DEVICES), name="garden-1", devices=DEVICES)
    assert orders.pinned == ("garden-1", "garden-2")
    assert unpin(orders, name="garden-2").pinned == ("garden-1",)
    with pytest.raises(ConfigError, match='--pin "nobody": no such device'):
        pin(orders, name="nobody", devices=DEVICES)
    with pytest.raises(ConfigError, match='--unpin "street-1": it is not pinned'):
        unpin(orders, name="street-1")


def test_orders_and_progress_come_back_as_they_were_written(tmp_path: Path) -> None:
    store = UpdateStore(tmp_path)
    assert (store.load_orders(), store.load_progress()) == (Orders(), ())
    orders = pin(start(Orders(), order=order(first="garden-1"), devices=DEVICES), name="garden-2", devices=DEVICES)
    before = store.stamp()
    store.put_orders(orders)
    store.put_progress([PROGRESS])
    assert (store.load_orders(), store.load_progress()) == (orders, (PROGRESS,))
    assert store.stamp() != before
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "updates").iterdir()} == {0o600}


def test_an_image_that_nobody_wants_any_more_is_removed(tmp_path: Path) -> None:
    store = UpdateStore(tmp_path)
    kept, gone = store.put_image(b"kept", firmware="stoep-0.4.1"), store.put_image(b"gone", firmware="stoep-0.4.1")
    store.put_orders(Orders(rollouts=(order(image=kept),)))
    assert store.image_path(kept).read_bytes() == b"kept"
    assert not store.image_path(gone).exists()


@pytest.mark.parametrize("file", ["orders.json", "progress.json"])
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("}", "", "damaged (JSONDecodeError): remove it, and start the rollouts again"),
        ("gardens", "gardenz", "damaged (checksum): remove it, and start the rollouts again"),
        ('"format": 1', '"format": 2', "written by a newer stoep (format 2): update this one"),
    ],
    ids=["cut", "changed", "newer"],
)
def test_a_damaged_file_is_one_line(file: str, old: str, new: str, message: str, tmp_path: Path) -> None:
    store = UpdateStore(tmp_path)
    store.put_orders(start(Orders(), order=order(), devices=DEVICES))
    store.put_progress([PROGRESS])
    path = tmp_path / "updates" / file
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ConfigError, match=re.escape(f"{path}: {message}")):
        store.load_orders() if file == "orders.json" else store.load_progress()
