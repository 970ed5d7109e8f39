"""Durations as people write them: `90 m`, `6 h`, `1 d 12 h`, with a sign where a clock may be behind."""

import re

_UNIT_S = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_WHOLE = re.compile(r"(-?)((?:\s*\d{1,9}\s*[smhd])+)\s*")
_PART = re.compile(r"(\d+)\s*([smhd])")
FORM = '"90 m", "6 h" or "1 d 12 h"'


def seconds(text: str) -> int:
    """ValueError if it is none."""
    found = _WHOLE.fullmatch(text)
    if not found:
        raise ValueError(text)
    total_s = sum(int(number) * _UNIT_S[unit] for number, unit in _PART.findall(found[2]))
    return -total_s if found[1] else total_s


def words(total_s: int) -> str:
    """The shortest way to write it; `0 s` for none."""
    left_s, parts = abs(total_s), []
    for unit, unit_s in sorted(_UNIT_S.items(), key=lambda each: -each[1]):
        count, left_s = divmod(left_s, unit_s)
        if count:
            parts.append(f"{count} {unit}")
    return ("-" if total_s < 0 else "") + (" ".join(parts) or "0 s")
