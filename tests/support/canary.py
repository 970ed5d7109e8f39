"""Search files for recognisable counts, in every form that a program may have written them in."""

import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

_NEAR_BYTES = 4096


def written_files(folder: Path, *, pids: Iterable[int]) -> set[Path]:
    """All files below the folder, and every regular file that one of the processes holds open for writing elsewhere."""
    found = {path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                flags = int((Path(f"/proc/{pid}/fdinfo") / link.name).read_text().split("flags:")[1].split()[0], 8)
                if stat.S_ISREG(link.stat().st_mode) and flags & os.O_ACCMODE != os.O_RDONLY:
                    found.add(link)
            except OSError:
                continue
    return found


def hits(data: bytes, *, values: Sequence[int]) -> set[int]:
    """Which of the values (2^20–2^24) stand in the data: as text, or as an integer of 3 or more bytes near its like.

    Three bytes occur by chance, so such a find counts only where three different values stand within 4 KB.
    """
    found = {value for value in values if any(form in data for form in _text_forms(value) + _wide_forms(value))}
    places: list[tuple[int, int]] = []
    for value in values:
        for form in (value.to_bytes(3, "big"), value.to_bytes(3, "little")):
            at = data.find(form)
            while at >= 0:
                places.append((at, value))
                at = data.find(form, at + 1)
    places.sort()
    for index, (at, _) in enumerate(places):
        near = {value for place, value in places[index:] if place - at < _NEAR_BYTES}
        if len(near) >= 3:
            found |= near
    return found


def _text_forms(value: int) -> list[bytes]:
    forms = {f"{value}", f"{value:x}", f"{value:X}", f"{value:06x}", f"{value:_}", f"{value:,}"}
    return [form.encode() for form in forms]


def _wide_forms(value: int) -> list[bytes]:
    """With the CBOR head of an unsigned or negative integer, and as a base-128 varint."""
    varint, rest = b"", value
    while True:
        varint += bytes([rest & 0x7F | (0x80 if rest > 0x7F else 0)])
        rest >>= 7
        if not rest:
            break
    return [b"\x1a" + value.to_bytes(4, "big"), b"\x3a" + (value - 1).to_bytes(4, "big"), varint]
