"""examples/privacy/: devices as their owners would answer, and what each rule says of them, argued from its sources."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from support.repository import ROOT

_FOLDER = ROOT / "examples" / "privacy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argued:
    """missing: facts that have to be among those that the tool names as missing."""

    verdict: str
    why: str
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedExample:
    """argued: by rule."""

    name: str
    device: Path
    on: date
    argued: Mapping[str, Argued]


def worked_examples() -> tuple[WorkedExample, ...]:
    """In the order of their names. source-*.toml is no device file but a description of a sensor."""
    return tuple(_example(path) for path in sorted(_FOLDER.glob("*.toml")) if not path.name.startswith("source-"))


def worked_example(name: str) -> WorkedExample:
    return _example(_FOLDER / f"{name}.toml")


def argued_names() -> frozenset[str]:
    """Of the files with arguments."""
    return frozenset(path.stem for path in (_FOLDER / "argued").glob("*.toml"))


def _example(device: Path) -> WorkedExample:
    read = tomllib.loads((_FOLDER / "argued" / device.name).read_text(encoding="utf-8"))
    on = read.pop("on")
    return WorkedExample(name=device.stem, device=device, on=on, argued={rule: _argued(read[rule]) for rule in read})


def _argued(read: Mapping[str, Any]) -> Argued:
    missing = frozenset(read.get("missing", ()))
    return Argued(verdict=read["verdict"], why=read["why"], missing=missing)
