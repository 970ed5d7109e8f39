"""Which devices are a garden's, as the gateway tells it beside the archive. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from stoep_gateway.archive.told import Json, members


@dataclass(frozen=True, slots=True, kw_only=True)
class Gardens:
    """devices: names of those of each garden that takes part. withdrawn: devices that their resident took back."""

    devices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()

    @property
    def hidden(self) -> frozenset[str]:
        """Devices that nobody but their keeper may see, or nobody at all."""
        return self.withdrawn.union(*self.devices.values())


def read_gardens(top: Json) -> Gardens | None:
    """Of the status, parsed. None: the gateway has not told, it may be one of before 0.7."""
    if not isinstance(top.get("gardens"), dict):
        return None
    return Gardens(
        devices={name: _names(entry) for name, entry in members(top.get("gardens")).items()},
        withdrawn=frozenset(_names(top.get("withdrawn"))),
    )


def parse_gardens(text: str) -> Gardens | None:
    """Of the status as it is written."""
    try:
        return read_gardens(members(json.loads(text)))
    except ValueError:
        return None


def _names(value: object) -> tuple[str, ...]:
    return tuple(name for name in value if isinstance(name, str)) if isinstance(value, list) else ()
