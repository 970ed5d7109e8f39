"""The table of docs/messages.md: exact lines, with {words} that stand for what differs."""

import re

from support.repository import ROOT

PAGE = ROOT / "docs" / "messages.md"
_ROW = re.compile(r"\| (?P<situation>[^|]+) \| (?P<by>[^|]+) \| `(?P<message>.+)` \|")


def messages() -> dict[str, re.Pattern[str]]:
    """Situation -> pattern of the whole line."""
    return {row["situation"]: _pattern(row["message"]) for row in _rows()}


def spoken_by(*whom: str) -> list[str]:
    """Messages as they stand there, of rows that name one of these as who says it."""
    return [row["message"] for row in _rows() if set(whom) & set(re.split(r"[ ,]+", row["by"]))]


def _rows() -> list[re.Match[str]]:
    return [found for line in PAGE.read_text().splitlines() if (found := _ROW.fullmatch(line))]


def _pattern(message: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts = []
    for part in re.split(r"(\{\w+\})", message):
        if not part.startswith("{"):
            parts.append(re.escape(part))
        elif part in seen:
            parts.append(f"(?P={part[1:-1]})")
        else:
            seen.add(part)
            parts.append(f"(?P<{part[1:-1]}>.+)")
    return re.compile("".join(parts))
