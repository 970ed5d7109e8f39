"""Look into what the gateway told in JSON. Unknown members are passed over, missing ones are empty: it may be another
version's. Pure.
"""

import math
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

Json = Mapping[str, object]
_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")


def members(value: object) -> Json:
    """Of an object; of anything else none."""
    return value if isinstance(value, dict) else {}


def tables(value: object) -> Iterable[Json]:
    """The objects of a list."""
    return (entry for entry in value if isinstance(entry, dict)) if isinstance(value, list) else ()


def number(entry: Json, key: str) -> int:
    """0 if it is none, or endless: Python reads NaN and Infinity in JSON."""
    value = entry.get(key)
    if isinstance(value, float):
        return int(value) if math.isfinite(value) else 0
    return int(value) if isinstance(value, int) else 0


def decimal(entry: Json, key: str) -> Fraction | None:
    """Of decimal text."""
    value = entry.get(key)
    return Fraction(value) if isinstance(value, str) and _DECIMAL.fullmatch(value) else None
