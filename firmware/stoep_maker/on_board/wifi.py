"""Which of the networks that the board knows are in reach. Names of others stay on the board."""

import json

import network


def main(names: "list[str]") -> None:
    """One object. rssi: best dBm of each name, null out of reach. seen: how many networks there are at all."""
    wlan = network.WLAN(network.STA_IF)
    found: "dict[str, object]" = {}
    try:
        wlan.active(1)
        seen = wlan.scan()
        wlan.active(0)
    except (OSError, RuntimeError) as error:
        found["problem"] = str(error)
    else:
        found["seen"] = len(seen)
        found["rssi"] = [_best(name.encode(), seen) for name in names]
    print(json.dumps(found))


def _best(name: bytes, seen: "list[tuple[bytes, bytes, int, int, int, int]]") -> "int | None":
    levels = [entry[3] for entry in seen if entry[0] == name]
    return max(levels) if levels else None
