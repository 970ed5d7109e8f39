"""One measured figure, and how all of them are shown."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """bar: what it is held against, such as "≤ 104"; "" when it is told for its own sake."""

    name: str
    value: float
    unit: str
    conditions: str
    bar: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the value keeps to its bar."""
        if not self.bar:
            return True
        sign, limit = self.bar.split()
        return {"≤": self.value <= float(limit), "≥": self.value >= float(limit), "=": self.value == float(limit)}[sign]


def table(figures: Iterable[Figure]) -> str:
    """A line a figure."""
    lines = []
    for figure in figures:
        mark = "" if not figure.bar else "  ok" if figure.is_met else "  MISSED"
        lines.append(f"{figure.name:38} {figure.value:10.4g} {figure.unit:18} {figure.bar:8}{mark}")
    return "\n".join(lines)


def write_json(figures: Iterable[Figure], path: Path) -> None:
    """{"name": {"value": …, "unit": …, "conditions": …}, "bars": {"name": {"bar": …, "is_met": …}}}"""
    path.parent.mkdir(parents=True, exist_ok=True)
    figures = list(figures)
    content: dict[str, object] = {
        figure.name: {"value": figure.value, "unit": figure.unit, "conditions": figure.conditions} for figure in figures
    }
    content["bars"] = {figure.name: {"bar": figure.bar, "is_met": figure.is_met} for figure in figures if figure.bar}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
