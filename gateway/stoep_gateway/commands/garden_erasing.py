"""Erasures that have begun, in a file of their own until they are done: one that was interrupted is taken up again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stoep_gateway.registry.list_file import ListFile
from stoep_gateway.residents.garden import Garden
from stoep_gateway.residents.held import Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """held: what there was of each device before the first byte was erased, for the list of requests."""

    garden: Garden
    held: Mapping[str, Held]


class Erasures:
    """The file. Used by one process at a time, which holds the gateway's locks."""

    def __init__(self, state_dir: Path) -> None:
        self._path = state_dir / "erasing.json"
        self._file = ListFile(
            self._path, key="erasures", what="list of erasures", remedy="remove it, and erase those gardens again"
        )

    def load(self) -> dict[str, Erasure]:
        """By garden. ConfigError: damaged, readable by others."""
        entries = self._file.load()
        try:
            return {entry["garden"]: _erasure(entry) for entry in entries}
        except (KeyError, TypeError, AttributeError) as error:
            raise self._file.damaged(type(error).__name__) from error

    def begin(self, erasure: Erasure) -> None:
        """From now on it is known what has to go. ConfigError."""
        self._write({**self.load(), erasure.garden.name: erasure})

    def end(self, garden: Garden) -> None:
        """All of it is gone, and so is this. ConfigError."""
        self._write({name: each for name, each in self.load().items() if name != garden.name})

    def _write(self, erasures: Mapping[str, Erasure]) -> None:
        if erasures:
            self._file.put([_entry(erasures[name]) for name in sorted(erasures)])
        else:
            self._path.unlink(missing_ok=True)


def _entry(erasure: Erasure) -> dict[str, Any]:
    held = {name: asdict(each) for name, each in erasure.held.items()}
    return {"garden": erasure.garden.name, "names": erasure.garden.names, "held": held}


def _erasure(entry: dict[str, Any]) -> Erasure:
    held = {name: Held(**each) for name, each in entry["held"].items()}
    return Erasure(garden=Garden(name=entry["garden"], names=tuple(entry["names"])), held=held)
