"""Many devices are enrolled in one go: all of a file or none of it."""

import json
from pathlib import Path

import pytest

from stoep_gateway.commands.main import main
from stoep_gateway.registry.store import Registry

_LINES = """\
# the street
garden-1 --profile soil --cell 81250,455250 --sample-s 60

air-1 --profile air --group "roof"   # on the roof
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "stoep.toml"
    main(["init", "--config", str(file)])
    return str(file)


def enroll(config: str, *, lines: str, into: str = "bundles") -> int:
    folder = Path(config).parent
    (folder / "street.txt").write_text(lines)
    return main(
        ["device", "enroll", "--from", str(folder / "street.txt"), "--into", str(folder / into), "--config", config]
    )


def names(config: str) -> dict[str, int]:
    devices = Registry(Path(config).parent / "state").load()
    return {name: device.generation for name, device in devices.items()}


def test_each_line_is_a_device_with_a_bundle_of_its_own(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert enroll(config, lines=_LINES) == 0
    said = capsys.readouterr().out
    assert f"air-1 enrolled (generation 1): carry {tmp_path}/bundles/air-1.json to the device" in said
    assert said.count("these bundles lead to 127.0.0.1") == 1
    assert names(config) == {"air-1": 1, "garden-1": 1}
    devices = Registry(tmp_path / "state").load()
    assert (devices["garden-1"].sample_s, devices["air-1"].group) == (60, "roof")
    bundle = json.loads((tmp_path / "bundles/garden-1.json").read_text())
    assert (bundle["device"], bundle["generation"]) == ("garden-1", 1)
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "bundles", *(tmp_path / "bundles").iterdir())]
    assert modes == [0o700, 0o600, 0o600]


def test_they_are_as_if_enrolled_one_after_the_other(config: str, tmp_path: Path) -> None:
    main(["device", "enroll", "garden-1", "--profile", "soil", "--bundle", str(tmp_path / "b"), "--config", config])
    assert enroll(config, lines=_LINES) == 0
    assert names(config) == {"air-1": 1, "garden-1": 2}
    assert enroll(config, lines="air-1\n", into="later") == 0
    assert names(config) == {"air-1": 2, "garden-1": 2}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("b-1 --profile soil --cell 81251,455250\n", "street.txt:1: --cell: not the centre of a 500 m cell"),
        ("b-1 --profile soil\nb-1 --profile air\n", "street.txt:2: b-1 has a line already"),
        ("b-1 --profile soil\nb-2 --speed 4\n", "street.txt:2: unrecognized arguments: --speed 4"),
        ("b-1 --sample-s soon\n", "street.txt:1: argument --sample-s: invalid int value: 'soon'"),
        ('b-1 --group "roof\n', "street.txt:1: No closing quotation"),
        ("# nobody\n", "street.txt: names no device: write one a line, such as garden-7 --profile soil"),
        ("b-1 --profile soil\nb_2 --profile soil\n", '"b_2": not a device name'),
        ("b-1 --profile soil\nb-2\n", '"b-2" is new: say what it measures with --profile'),
        (
            "p-1 --profile people --group g\np-2 --profile people --group g\n",
            'group "g" already counts people with "p-1"',
        ),
        ("b-1 --profile soil\nair-1 --profile air\n", "bundles/air-1.json: exists and is not overwritten"),
    ],
)
def test_with_one_mistake_nobody_is_enrolled(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: str, said: str
) -> None:
    (tmp_path / "bundles").mkdir()
    (tmp_path / "bundles/air-1.json").write_text("mine")
    assert enroll(config, lines=lines) == 2
    assert said in capsys.readouterr().err
    assert names(config) == {}
    assert [path.name for path in (tmp_path / "bundles").iterdir()] == ["air-1.json"]


def test_a_mistake_in_the_last_line_leaves_the_bundles_of_before(config: str, tmp_path: Path) -> None:
    assert enroll(config, lines="b-1 --profile soil\n") == 0
    before = (tmp_path / "bundles/b-1.json").read_text()
    assert enroll(config, lines="b-1\nb-2\n") == 2  # b-2 is new and does not say what it measures
    assert (tmp_path / "bundles/b-1.json").read_text() == before
    assert names(config) == {"b-1": 1}


def test_two_counters_of_a_cell_are_told_of_each_other(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    line = "beam-{} --profile people --cell 81250,455250\n"
    assert enroll(config, lines=line.format(1) + line.format(2)) == 0
    assert capsys.readouterr().out.count("beam-2 counts people in the same cell as beam-1") == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--from", "street.txt"],
        ["--into", "bundles"],
        ["b-1", "--from", "street.txt", "--into", "bundles"],
        ["--from", "street.txt", "--into", "bundles", "--profile", "soil"],
        ["b-1"],
        ["--bundle", "b.json"],
        [],
    ],
)
def test_one_or_many_but_not_half_of_both(config: str, words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["device", "enroll", *words, "--config", config])
    assert caught.value.code == 2
    assert names(config) == {}
