"""What a gateway's daemon says, in words: its log has a JSON object a line."""

import json
from pathlib import Path
from typing import Any

_LINES = 5
_REFUSING = "stoep.run"  # says that a part cannot run with this configuration; it would be started again for ever


class DaemonLog:
    """A file that the daemon writes, start after start."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._from_bytes = 0

    def begin(self) -> None:
        """A start: `refusal` looks at what comes from now on."""
        self._from_bytes = self.path.stat().st_size if self.path.exists() else 0

    def refusal(self) -> str:
        """Why a part of the daemon cannot run with this configuration; "" if none says so."""
        entries = (_entry(line) for line in self._lines(from_bytes=self._from_bytes))
        refused = (entry["message"] for entry in entries if entry.get("logger") == _REFUSING and "message" in entry)
        return str(next(refused, ""))

    def last_words(self) -> str:
        """The end of it, in one line."""
        lines = self._lines(from_bytes=0)[-_LINES:]
        return " / ".join(str(_entry(line).get("message", line)) for line in lines) or "it said nothing"

    def _lines(self, *, from_bytes: int) -> list[str]:
        if not self.path.exists():
            return []
        with self.path.open("rb") as file:
            file.seek(from_bytes)
            return file.read().decode(errors="replace").splitlines()


def _entry(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
