"""The makers' guides say what program, drivers and wiring say, the same in both languages, in few commands."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from stoep_maker.usual_sensors import SENSORS
from support.guides.advice import DUTCH
from support.guides.commands import ADDRESS, INSTALL, PORT, read_steps
from support.guides.drawing import connections, drawing
from support.guides.pages import GUIDES, HARDWARE, advice, page, written
from support.guides.wiring import LANGUAGES, WIRINGS, Wiring
from support.repository import ROOT

MOST_COMMANDS = 10
PICTURES = [(node, language) for node in WIRINGS for language in LANGUAGES]
SVG = "{http://www.w3.org/2000/svg}"
NOT_PINS = ("debounce_ms", "broken")
BY_BUS = {"bme280": ("scl", "sda"), "scd41": ("scl", "sda"), "sgp41": ("scl", "sda"), "pms5003": ("tx", "rx")}


def usual_pins() -> dict[str, int]:
    """Those that hal.py takes when stoep.json names none."""
    source = (ROOT / "firmware/stoep_firmware/hal.py").read_text()
    return {name: int(number) for name, number in re.findall(r'_pins\.get\("(\w+)", (\d+)\)', source)}


def wanted_pins(node: str) -> set[tuple[str, str, int]]:
    """(type, setting, GPIO) of all that the node's usual sensors are wired to."""
    named = {
        (sensor["type"], setting, number)
        for sensor in SENSORS[node]
        for setting, number in sensor.items()
        if isinstance(number, int) and setting not in NOT_PINS
    }
    by_bus = {
        (sensor["type"], setting, usual_pins()[setting])
        for sensor in SENSORS[node]
        for setting in BY_BUS.get(sensor["type"], ())
    }
    return named | by_bus


def drawn_pins(wiring: Wiring) -> set[tuple[str, str, int | None]]:
    return {(part.type, pin.setting, pin.net.gpio) for part in wiring.parts for pin in part.pins if pin.setting}


def test_guides_and_drawings_are_as_they_would_be_written_now() -> None:
    assert [file.name for file, text in written() if file.read_text() != text] == [], "write them anew: make reference"


@pytest.mark.parametrize("node", WIRINGS)
def test_a_wiring_has_the_pins_that_the_firmware_uses(node: str) -> None:
    assert drawn_pins(WIRINGS[node]) == wanted_pins(node)


@pytest.mark.parametrize("node", WIRINGS)
def test_every_pin_of_the_board_in_a_drawing_leads_somewhere_and_has_its_own_colour(node: str) -> None:
    wiring = WIRINGS[node]
    assert {pin.net for part in wiring.parts for pin in part.pins} == set(wiring.nets)
    assert len({net.colour for net in wiring.nets}) == len(wiring.nets)


@pytest.mark.parametrize(("node", "language"), PICTURES)
def test_a_drawing_is_told_to_who_cannot_see_it(node: str, language: str) -> None:
    root = ElementTree.fromstring(drawing(node, language=language))  # noqa: S314 - our own
    title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text
    assert told is not None
    assert told.text == "; ".join(connections(node, language=language)) + "."


@pytest.mark.parametrize(("node", "language"), PICTURES)
def test_wires_run_where_no_words_are(node: str, language: str) -> None:
    root = ElementTree.fromstring(drawing(node, language=language))  # noqa: S314 - our own
    paths = [path.get("d", "") for path in root.iter(f"{SVG}path") if "wire" in path.get("class", "")]
    # M has an x and a y behind it, H an x, V a y.
    xs = [float(x) for path in paths for x in re.findall(r"[MH]([\d.]+)", path)]
    ys = [float(y) for path in paths for y in re.findall(r"M[\d.]+ ([\d.]+)", path) + re.findall(r"V([\d.]+)", path)]
    words = [extent(text) for text in root.iter(f"{SVG}text")]
    beside = [(left, right) for left, right, y in words if min(ys) < y + 4 and y - 16 < max(ys)]
    assert beside
    assert [(left, right) for left, right in beside if right > min(xs) and left < max(xs)] == []
    for n, (left, right, y) in enumerate(words):
        assert 0 <= left < right <= float(root.get("width", ""))
        assert not [other for other in words[:n] if other[2] == y and other[0] < right and left < other[1]]


def extent(text: ElementTree.Element) -> tuple[float, float, float]:
    """Left, right and base line. A letter is taken to be as wide as a bold one of DejaVu Sans is on average."""
    size = {"title": 20, "note": 13, "name": 15, "pin": 14, "far": 13}[text.get("class", "")]
    width = 0.68 * size * len(text.text or "")
    x, y = float(text.get("x", "")), float(text.get("y", ""))
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", "")] * width
    return left, left + width, y


def test_every_advice_has_its_dutch_words_and_no_other_has() -> None:
    used = {likely for node in WIRINGS for _, likely in advice(node, language="en")}
    assert used == set(DUTCH)


@pytest.mark.parametrize("node", WIRINGS)
def test_both_languages_quote_the_same_lines_of_the_board(node: str) -> None:
    dutch, english = (advice(node, language=language) for language in ("nl", "en"))
    assert [line for line, _ in dutch] == [line for line, _ in english]
    table = HARDWARE.read_text()
    assert not [line for line, likely in english if f"| {line} | {likely} |" not in table]
    assert {line.split(":")[0] for line, _ in english} == {sensor["type"] for sensor in SENSORS[node]}


@pytest.mark.parametrize(("node", "language"), PICTURES)
def test_the_first_reading_takes_at_most_ten_commands(node: str, language: str) -> None:
    steps = read_steps(page(node, language=language))
    changes = 1  # the edit of stoep.toml is one too
    assert len(steps.shared) + changes + len(steps.with_board) + len(steps.seen) <= MOST_COMMANDS
    assert len(steps.shared) + changes + len(steps.without_board) + len(steps.seen) <= MOST_COMMANDS
    assert bool(steps.page) != bool(steps.seen)
    assert steps.shared[: len(INSTALL)] == INSTALL
    assert ADDRESS in steps.settings
    assert PORT in steps.without_board[-1]
    named = re.findall(r"--sensor (\S+)", steps.without_board[0])
    assert named == [sensor["type"] for sensor in SENSORS[node]]


def test_all_guides_have_the_same_commands_but_for_names() -> None:
    def nameless(node: str, language: str) -> str:
        text = repr(replace(read_steps(page(node, language=language)), seen=(), page=""))
        return re.sub(r"( --sensor \S+?)+(?=')", " SENSORS", text.replace(f"{node}-1", "NAME")).replace(
            f"--profile {node} ", "--profile PROFILE "
        )

    assert len({nameless(node, language) for node, language in PICTURES}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_leads_to_every_guide(language: str) -> None:
    index = (GUIDES / language / "README.md").read_text()
    assert not [node for node in WIRINGS if f"({page(node, language=language).name})" not in index]
