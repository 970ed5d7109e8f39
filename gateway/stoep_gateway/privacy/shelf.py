"""One folder of rules, read anew when the day is another: rules come and go by date."""

from datetime import date
from pathlib import Path

from stoep_gateway.privacy.rulebook import Rulebook, load


class Shelf:
    """directory: None for the rulebook that stoep ships. Two threads may read it at once: that does no harm."""

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self._newest: Rulebook | None = None

    def on(self, day: date) -> Rulebook:
        """Of that day. RulebookError."""
        held = self._newest
        if held is None or held.day != day:
            held = self._newest = load(self._directory, on=day)
        return held
