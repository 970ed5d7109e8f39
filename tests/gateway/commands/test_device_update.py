"""`stoep device update` as an operator uses it."""

import json
from pathlib import Path

import pytest

from stoep_gateway.commands.main import main
from stoep_gateway.updates.progress import DeviceProgress, Progress
from stoep_gateway.updates.store import UpdateStore
from support.update_image import image, public_pem


class Desk:
    """A gateway's folder with two gardens in a group, a signed image, and what the command says."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.config = folder / "stoep.toml"
        self._capsys = capsys
        main(["init", "--config", str(self.config)])
        (folder / "update.pub.pem").write_bytes(public_pem())
        text = self.config.read_text().replace("# public_keys = []", 'public_keys = ["update.pub.pem"]')
        self.config.write_text(text)
        for name in ("garden-1", "garden-2"):
            bundle = str(folder / name)
            words = ["device", "enroll", name, "--profile", "soil", "--group", "gardens", "--bundle", bundle]
            main([*words, "--config", str(self.config)])
        self.image = folder / "stoep-0.4.1.img"
        self.image.write_bytes(image())
        self.store = UpdateStore(folder / "state")

    def update(self, *words: str | Path, code: int = 0) -> str:
        """What it says; its error when it fails."""
        self._capsys.readouterr()
        assert main(["device", "update", *map(str, words), "--config", str(self.config)]) == code
        said = self._capsys.readouterr()
        return (said.err or said.out).rstrip("\n")

    def begin(self) -> None:
        self.update("--group", "gardens", "--image", self.image)

    def gateway_tells(self, *devices: DeviceProgress, stopped: str = "") -> None:
        (order,) = self.store.load_orders().rollouts
        told = Progress(
            id=order.id, group="gardens", firmware=order.firmware, first="garden-1", stopped=stopped, devices=devices
        )
        self.store.put_progress([told])


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def device(name: str, stage: str, *, version: int = 4_000, outcome: int = 0, percent: int = 0) -> DeviceProgress:
    return DeviceProgress(
        name=name, stage=stage, begun=True, percent=percent, version=version, outcome=outcome, seen_s=1_795_000_000
    )


def test_a_rollout_begins_with_a_copy_of_the_image(desk: Desk) -> None:
    said = desk.update("--group", "gardens", "--image", desk.image, "--first", "garden-2")
    assert said.startswith("rollout of stoep-0.4.1 to group gardens begins, one device first")
    (order,) = desk.store.load_orders().rollouts
    assert (order.version, order.first) == (4_001, "garden-2")
    desk.image.unlink()
    assert desk.store.image_path(order.image).read_bytes() == image()
    assert desk.update() == "stoep-0.4.1 to group gardens: the gateway has not taken it up yet: is stoep run running?"


def test_without_rollouts_it_says_how_to_begin_one(desk: Desk) -> None:
    assert desk.update() == "no rollouts: stoep device update --group GROUP --image FILE begins one"


def test_it_shows_how_far_each_device_is(desk: Desk) -> None:
    desk.begin()
    desk.gateway_tells(device("garden-1", "running", version=4_001), device("garden-2", "downloading", percent=40))
    assert desk.update().splitlines() == [
        "stoep-0.4.1 to group gardens: 1 downloading, 1 running; first: garden-1",
        "  garden-1                 running, reported 0.4.1",
        "  garden-2                 downloading, 40 %",
    ]
    (entry,) = json.loads(desk.update("--json"))
    assert (entry["group"], entry["firmware"], entry["first"], entry["stopped"]) == (
        "gardens", "stoep-0.4.1", "garden-1", ""
    )  # fmt: skip
    assert [(each["name"], each["stage"], each["percent"]) for each in entry["devices"]] == [
        ("garden-1", "running", 0),
        ("garden-2", "downloading", 40),
    ]


def test_one_that_stopped_by_itself_is_a_finding_here_and_for_check(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.begin()
    why = "garden-1, the first device, reverted it"
    desk.gateway_tells(device("garden-1", "reverted", version=4_001, outcome=7), stopped=why)
    said = desk.update(code=1)
    assert f"stopped: {why}; 1 reverted" in said
    assert "garden-1                 reverted: it reached no gateway" in said
    main(["check", "--config", str(desk.config)])
    line = f"rollout of stoep-0.4.1 to group gardens stopped: {why}: stoep device update tells more"
    assert line in capsys.readouterr().out.splitlines()


def test_who_is_silent_is_shown_with_when_it_was_heard(desk: Desk) -> None:
    desk.begin()
    desk.gateway_tells(device("garden-1", "not back"))
    assert "not back since 2026-11-1" in desk.update()


def test_what_became_of_another_version_is_told_apart(desk: Desk) -> None:
    desk.begin()
    desk.gateway_tells(device("garden-1", "waiting", version=3_009, outcome=1))
    assert "waiting (0.3.9 refused): signed with no key that it trusts" in desk.update()


def test_a_rollout_is_stopped_and_begun_again(desk: Desk) -> None:
    desk.begin()
    assert desk.update("--group", "gardens", "--stop").startswith("rollout to group gardens stopped")
    desk.gateway_tells(device("garden-1", "waiting"))
    assert "stopped by you; 1 waiting" in desk.update()
    desk.begin()
    assert "not taken it up yet" in desk.update()


def test_a_pinned_device_is_shown(desk: Desk) -> None:
    desk.begin()
    desk.update("--pin", "garden-2")
    assert desk.update().splitlines()[-1] == "pinned: garden-2"
    desk.update("--unpin", "garden-2")
    assert "pinned" not in desk.update()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--group", "gardens"], "--group goes with --image FILE or --stop"),
        (["--image", "x.img"], "--group goes with --image FILE or --stop"),
        (["--stop"], "--group goes with --image FILE or --stop"),
        (["--first", "garden-1"], "--first goes with --image FILE"),
        (["--pin", "garden-1", "--unpin", "garden-1"], "one at a time"),
        (["--group", "gardens", "--stop"], "--group gardens: no rollout for it"),
        (["--pin", "nobody"], '--pin "nobody": no such device'),
    ],
)
def test_wrong_use_is_one_line(desk: Desk, words: list[str], message: str) -> None:
    said = desk.update(*words, code=2)
    assert message in said
    assert "\n" not in said


def test_an_image_of_a_stranger_reaches_nobody(desk: Desk) -> None:
    desk.image.write_bytes(image(key="stranger"))
    said = desk.update("--group", "gardens", "--image", desk.image, code=2)
    assert said == f"stoep: {desk.image}: signed with none of the keys in [updates] public_keys"
    assert desk.store.load_orders().rollouts == ()
    assert [path.name for path in desk.store.image_path("").iterdir()] == ["orders.lock"]


def test_a_gateway_without_keys_says_what_is_missing(desk: Desk) -> None:
    desk.config.write_text(desk.config.read_text().replace("public_keys =", "# public_keys ="))
    assert "nobody may sign updates here" in desk.update("--group", "gardens", "--image", desk.image, code=2)
