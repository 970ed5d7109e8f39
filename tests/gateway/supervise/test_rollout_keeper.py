"""Between the files of the updates folder and a gateway that starts, runs and starts again."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from stoep_gateway.config.load import parse
from stoep_gateway.ingest.rollouts import Rollouts
from stoep_gateway.supervise.rollout_keeper import RolloutKeeper
from stoep_gateway.updates.image import Image
from stoep_gateway.updates.orders import Order, Orders
from stoep_gateway.updates.progress import DeviceProgress, Progress
from stoep_gateway.updates.stages import REVERTED
from stoep_gateway.updates.store import UpdateStore
from support.update_image import image, public_pem

ORDER = Order(id="1", group="gardens", version=4_001, firmware="stoep-0.4.1", image="", first="garden-1")


class Site:
    """A state folder with one rollout, and gateways that follow it."""

    def __init__(self, folder: Path, *, data: bytes) -> None:
        (folder / "update.pub.pem").write_bytes(public_pem())
        self.settings = parse('[updates]\npublic_keys = ["update.pub.pem"]\n', file=folder / "stoep.toml")
        self.store = UpdateStore(self.settings.gateway.state_dir)
        self.order = replace(ORDER, image=self.store.put_image(data, firmware="stoep-0.4.1"))
        self.store.put_orders(Orders(rollouts=(self.order,)))

    def start(self) -> tuple[Rollouts, RolloutKeeper]:
        rollouts = Rollouts()
        keeper = RolloutKeeper(self.settings, rollouts=rollouts)
        keeper.follow()
        return rollouts, keeper


_image = cache(image)


@pytest.fixture
def make_site(tmp_path: Path) -> Callable[..., Site]:
    return lambda data=None: Site(tmp_path, data=data or _image())


def test_what_was_ordered_is_taken_up_and_written_down(make_site: Callable[..., Site]) -> None:
    site = make_site()
    rollouts, keeper = site.start()
    keeper.keep(mono_s=1.0)
    (told,) = site.store.load_progress()
    assert (told.id, told.first, told.stopped) == ("1", "garden-1", "")
    assert not rollouts.changed


def test_a_gateway_without_rollouts_writes_nothing(tmp_path: Path) -> None:
    settings = parse("", file=tmp_path / "stoep.toml")
    keeper = RolloutKeeper(settings, rollouts=Rollouts())
    keeper.follow()
    keeper.keep(mono_s=99.0)
    assert list(tmp_path.iterdir()) == []


def test_what_stopped_is_said_once_and_outlives_a_start(
    make_site: Callable[..., Site], caplog: pytest.LogCaptureFixture
) -> None:
    site = make_site()
    rollouts, keeper = site.start()
    rollouts.stop_all("garden-1, the first device, reverted it")
    for _ in range(3):
        keeper.keep(mono_s=1.0)
    again, keeper = site.start()
    keeper.keep(mono_s=1.0)
    assert again.progress()[0].stopped == "garden-1, the first device, reverted it"
    assert [record.getMessage() for record in caplog.records] == [
        "rollout of stoep-0.4.1 to group gardens stopped: garden-1, the first device, reverted it: stoep device update"
        " tells more"
    ]


def test_another_order_for_the_group_begins_anew(make_site: Callable[..., Site]) -> None:
    site = make_site()
    rollouts, keeper = site.start()
    rollouts.stop_all("enough")
    keeper.keep(mono_s=1.0)
    site.store.put_orders(Orders(rollouts=(replace(site.order, id="2", first=None),)))
    keeper.follow()
    assert [(each.id, each.first, each.stopped) for each in rollouts.progress()] == [("2", None, "")]


def test_an_image_of_several_groups_is_held_once(
    make_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site()
    orders = tuple(replace(site.order, id=str(number), group=f"d{number}") for number in range(3))
    site.store.put_orders(Orders(rollouts=orders))
    followed: list[Image | None] = []
    rollouts = Rollouts()
    monkeypatch.setattr(rollouts, "follow", lambda wanted, *, pinned: followed.extend(image for _, image in wanted))
    RolloutKeeper(site.settings, rollouts=rollouts).follow()
    assert len(followed) == 3
    assert followed[0] is not None
    assert len({id(each) for each in followed}) == 1


def test_percentages_alone_are_written_twice_a_minute(make_site: Callable[..., Site]) -> None:
    site = make_site()
    _, keeper = site.start()
    keeper.keep(mono_s=100.0)
    path = site.store.image_path("progress.json")
    path.unlink()
    keeper.keep(mono_s=129.0)
    assert not path.exists()
    keeper.keep(mono_s=131.0)
    assert path.exists()


def test_at_the_end_what_nobody_would_have_waited_for_is_written(make_site: Callable[..., Site]) -> None:
    site = make_site()
    _, keeper = site.start()
    keeper.keep(mono_s=100.0)
    path = site.store.image_path("progress.json")
    path.unlink()
    keeper.keep(mono_s=101.0, is_last=True)
    assert path.exists()


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: image(key="stranger"), "signed with none of the keys"),
        (lambda: image()[:-1], "damaged or cut short"),
        (lambda: image("0.4.2"), "not the image that was ordered"),
    ],
    ids=["stranger", "cut", "another version"],
)
def test_an_image_that_is_not_right_is_said_and_not_offered(
    made: Callable[[], bytes], message: str, make_site: Callable[..., Site], caplog: pytest.LogCaptureFixture
) -> None:
    site = make_site(made())
    rollouts, keeper = site.start()
    keeper.follow()
    (line,) = [record.getMessage() for record in caplog.records]
    assert message in line
    assert line.endswith("stoep-0.4.1 is not offered to group gardens")
    assert len(rollouts.progress()) == 1


def test_progress_that_cannot_be_read_stops_everything(
    make_site: Callable[..., Site], caplog: pytest.LogCaptureFixture
) -> None:
    site = make_site()
    lost = DeviceProgress(name="garden-1", stage=REVERTED, begun=True, percent=1, version=4_001, outcome=6, seen_s=None)
    site.store.put_progress(
        [Progress(id="1", group="gardens", firmware="x", first="garden-1", stopped="", devices=(lost,))]
    )
    site.store.image_path("progress.json").write_text("{")
    rollouts, _ = site.start()
    assert rollouts.progress()[0].stopped == "what became of it so far cannot be read"
    assert "progress.json: damaged (JSONDecodeError)" in caplog.text


def test_damaged_orders_leave_rollouts_as_they_were(
    make_site: Callable[..., Site], caplog: pytest.LogCaptureFixture
) -> None:
    site = make_site()
    rollouts, keeper = site.start()
    site.store.image_path("orders.json").write_text("{ ")
    keeper.follow()
    keeper.follow()
    assert len(rollouts.progress()) == 1
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
