"""Every setting as a Markdown table: `python -m stoep_gateway.config.reference` renews docs/configuration.md."""

import json
import sys
from pathlib import Path

from stoep_gateway.config.key import Key
from stoep_gateway.config.keys import QUANTITY_KEYS, SECTIONS

_HEAD = """\
# Configuration

One file, `stoep.toml`: written by `stoep init`, looked over by `stoep check`, found as `./stoep.toml` or
`/etc/stoep/stoep.toml` or by `--config FILE`. An unknown key, a wrong type or a value out of range is an error that
names file, line and key. Relative paths start at the file's folder. Secrets stand alone in files of mode 0600 that the
settings name; wider modes are refused. A change takes effect at the next start of `stoep run`, except that what
`[people]` says of how counts are released holds from the UTC midnight after that start; the list of devices is read
again by itself.

"""

_QUANTITIES = """\
## [quantities.NAME]

One table for each quantity of [makers' own profiles](operate.md#a-makers-own-profile). While there is none, rows
with it wait on the device.

| key | range | meaning |
|---|---|---|
"""

_SENSORS = """\
## [air.sensors]

Devices whose particle sensor is another than `[air] sensor`: `NAME = "TYPE"`, TYPE as there
([what that decides](air.md#which-sensor)).

"""

_TAIL = """\
## [[backend]]

One table for each place that readings go to. The archive is always there, as back-end `archive`.

| key | meaning |
|---|---|
| `name` | its name in accounts and metrics: 1 to 32 of `a-z`, `0-9` and `-`, each name once |
| `type` | what it is; the other keys of the table belong to the type |
| `pseudonyms` | `"month"`, `"year"`: how long a device has one [name there](backends.md#pseudonyms); else its own |
| `people` | `"none"`: no counts of people go there; else [as released, or less](backends.md#less-than-was-released) |
| `people_k` | smaller counts do not go there |
| `people_rounding` | counts there are multiples of this |

Keys that end in `_file` or `_dir` are paths from the file's folder. Renaming a back-end makes it a new one, which
starts with what the journal still holds.

## [[alert]]

One table for each [channel](crowd.md#channels) that news of crowds goes out by: alerts that are raised and that end.

| key | meaning |
|---|---|
| `name` | its name on pages and in metrics: 1 to 32 of `a-z`, `0-9` and `-`, each name once |
| `type` | `mqtt`, `webhook` or `email`; the other keys of the table belong to the type |
"""


def text() -> str:
    """The whole page."""
    parts = [_HEAD]
    for section, keys in SECTIONS.items():
        parts.append(f"## [{section}]\n\n| key | default | range | meaning |\n|---|---|---|---|\n")
        parts += [f"| `{key.name}` | `{json.dumps(key.default)}` | {_range(key)} | {key.meaning} |\n" for key in keys]
        parts.append("\n")
    parts.append(_SENSORS)
    parts.append(_QUANTITIES)
    parts += [f"| `{key.name}` | {_range(key)} | {key.meaning} |\n" for key in QUANTITY_KEYS]
    return "".join((*parts, "\n", _TAIL))


def _range(key: Key) -> str:
    if key.pattern:
        return ", or ".join([key.pattern_means, *(f"`{json.dumps(choice)}`" for choice in key.choices)])
    if key.choices:
        return ", ".join(f"`{choice}`" for choice in key.choices)
    if key.type is list:
        return f"up to {_number(key.high)} paths"
    if key.low is not None:
        divides = f", divides {key.divides}" if key.divides else ""
        return f"{_number(key.low)} to {_number(key.high)}{divides}"
    return "path" if key.path else {str: "text", bool: "true, false"}.get(key.type, "number")


def _number(value: float | None) -> str:
    return "" if value is None else str(int(value))


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else "docs/configuration.md").write_text(text())
