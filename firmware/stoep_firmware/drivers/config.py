"""Read one sensor's entry of stoep.json: pins and names, with errors that say which entry is wrong."""

from stoep_firmware.drivers.errors import SensorError
from stoep_protocol.compat import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


def number(config: "dict[str, Any]", name: str, default: "int | None" = None) -> int:
    """An integer setting such as a pin."""
    value = config.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise SensorError(config["type"], 'stoep.json needs "' + name + '" as a whole number')
    return value


def names(config: "dict[str, Any]", own: "tuple[str, ...]") -> "dict[str, str]":
    """The sensor's own name of each quantity → its name on the wire, for the quantities wanted."""
    wanted = config.get("as")
    if wanted is None:
        return {name: name for name in own}
    result = {}
    for wire_name in wanted:
        if wanted[wire_name] not in own:
            raise SensorError(config["type"], 'stoep.json: "as" may only use ' + ", ".join(own))
        result[wanted[wire_name]] = wire_name
    return result
