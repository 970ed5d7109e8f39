"""The guides: what of them is written by `make reference`, so that a page says what table, drivers and docs say."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from stoep_maker.usual_sensors import SENSORS
from support.blocks import filled
from support.guides.advice import DUTCH
from support.guides.drawing import drawing
from support.guides.wiring import COLOURS, LANGUAGES, NAMES, WIRINGS, Text, said
from support.repository import ROOT

GUIDES = ROOT / "docs/guides"
IMAGES = ROOT / "docs/images"
HARDWARE = ROOT / "docs/hardware.md"
DEVICE = ROOT / "docs/device.md"

_PINS: Text = ("| onderdeel | pin | bordje | draad |", "| part | pin | board | wire |")
_DRAWN: Text = ("Tekening: hoe je het aansluit", "Drawing: how to wire it")
_SAYS: Text = ("| het zegt | waarschijnlijk |", "| it says | most likely |")
_DAYS: Text = (
    "Op één goede accu (18650, 3.000 mAh) houdt het ongeveer **{bare}** vol met een kaal ESP32-module,\n"
    "en **{dev}** met een ontwikkelbordje. Dat is berekend, niet gemeten.\n"
    "Reken het zelf uit, ook voor een andere accu: `stoep device energy {node}-default --battery-mah 6000`.",
    "On one good cell (18650, 3,000 mAh) it lasts about **{bare}** with a bare ESP32 module,\n"
    "and **{dev}** with a development board. That is calculated, not measured.\n"
    "Calculate it yourself, for another battery, too: `stoep device energy {node}-default --battery-mah 6000`.",
)
# Where the first reading is seen: what is measured in a garden is shown to its keeper alone.
_SEEN_BY_ALL = (
    "Open dan <http://127.0.0.1:8080/> op dezelfde computer: daar staat `{device}`.",
    "Then open <http://127.0.0.1:8080/> on the same computer: `{device}` stands there.",
)
_LINK = "\n\n```sh\nstoep garden link {device} --config ~/my-gateway/stoep.toml\n```\n\n"
_SEEN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "soil": (
            f"Maak dan de link van de tuin:{_LINK}Open op dezelfde computer het adres dat er staat: daar zie je de "
            "laatste meting van je voeler. Alleen wie die link heeft ziet wat je tuin meet. Bewaar hem goed.",
            f"Then make the link of the garden:{_LINK}Open the address that it prints on the same computer: there you "
            "see the last reading of your probe. Only who has that link sees what your garden measures. Keep it well.",
        )
    }
)
_DUTCH_DAYS: Mapping[str, str] = MappingProxyType({"days": "dagen", "day": "dag", ".": ","})


def page(node: str, *, language: str) -> Path:
    """docs/guides/nl/bodem.md and its like."""
    return GUIDES / language / f"{said(NAMES[node], language)}.md"


def image(node: str, *, language: str) -> Path:
    """docs/images/wiring-soil-nl.svg and its like."""
    return IMAGES / f"wiring-{node}-{language}.svg"


def written() -> Iterator[tuple[Path, str]]:
    """Every file with the text that it should have."""
    for node in WIRINGS:
        for language in LANGUAGES:
            yield image(node, language=language), drawing(node, language=language)
            file = page(node, language=language)
            yield file, filled(file.read_text(), _blocks(node, language=language))


def advice(node: str, *, language: str) -> list[tuple[str, str]]:
    """Rows of "When it says" about the node's usual sensors. KeyError: one has no Dutch words in advice.py."""
    table = HARDWARE.read_text().split("## When it says")[1].split("\n## ")[0]
    rows = [cells for line in table.splitlines() if len(cells := [cell.strip() for cell in line.split(" | ")]) == 2]
    kinds = [sensor["type"] for sensor in SENSORS[node]]
    found = [
        (said_by_board.removeprefix("| "), likely.removesuffix(" |"))
        for kind in kinds
        for said_by_board, likely in rows
        if said_by_board.startswith(f"| {kind}: ")
    ]
    return [(line, DUTCH[likely] if language == "nl" else likely) for line, likely in found]


def _blocks(node: str, *, language: str) -> Mapping[str, str]:
    return {
        "wiring": _wiring(node, language=language),
        "steps": _steps(node, language=language),
        "battery": _battery(node, language=language),
        "errors": "\n".join(
            [said(_SAYS, language), "|---|---|", *(f"| {a} | {b} |" for a, b in advice(node, language=language))]
        ),
    }


def _wiring(node: str, *, language: str) -> str:
    lines = [f"![{said(_DRAWN, language)}](../../images/{image(node, language=language).name})", ""]
    lines += [said(_PINS, language), "|---|---|---|---|"]
    for part in WIRINGS[node].parts:
        for pin in part.pins:
            cells = (part.name, pin.label, (pin.net.label, pin.net.label), COLOURS[pin.net.colour])
            lines.append(f"| {' | '.join(said(cell, language) for cell in cells)} |")
    return "\n".join(lines)


def _steps(node: str, *, language: str) -> str:
    """One text for all nodes, so that they cannot drift apart."""
    text = (GUIDES / language / "steps.txt").read_text().strip()
    text = text.replace("{seen}", said(_SEEN.get(node, _SEEN_BY_ALL), language))
    sensors = " ".join(f"--sensor {sensor['type']}" for sensor in SENSORS[node])
    for place, value in (("{device}", f"{node}-1"), ("{profile}", node), ("{sensors}", sensors)):
        text = text.replace(place, value)
    return text


def _battery(node: str, *, language: str) -> str:
    """From the table of docs/device.md."""
    (row,) = [line for line in DEVICE.read_text().splitlines() if line.startswith(f"| `{node}-default` |")]
    days = [cell.strip() for cell in row.split("|")[4:6]]
    if language == "nl":
        for english, dutch in _DUTCH_DAYS.items():
            days = [text.replace(english, dutch) for text in days]
    return said(_DAYS, language).format(bare=days[0], dev=days[1], node=node)
