"""The search finds counts that were written, in every form; without that a search that finds nothing says nothing."""

import gzip
import json
import os
import random
import sqlite3
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from redteam.canary import hits, written_files
from redteam.looks import CANARIES, CONTROL, COUNTS
from stoep_protocol.cbor import Writer
from stoep_protocol.extras import NO_EXTRAS
from stoep_protocol.limits import MAX_FRAME_BYTES
from stoep_protocol.rows import FrameBuffer, encode_rows

NOISE = random.Random(1).randbytes(300_000)


def opened_frame() -> bytes:
    frame = FrameBuffer(max_rows=5, max_columns=1)
    frame.profile_id, frame.column_count, frame.life, frame.count = 23, 1, b"life", 5
    frame.extras = NO_EXTRAS
    for row in range(5):
        frame.times[row], frame.values[row] = 60 * row, COUNTS[row]
    writer = Writer(MAX_FRAME_BYTES)
    encode_rows(writer, frame)
    return NOISE + bytes(writer.view()) + NOISE


def database(folder: Path) -> bytes:
    with sqlite3.connect(folder / "database") as opened:
        opened.execute("CREATE TABLE rows (count INTEGER)")
        opened.executemany("INSERT INTO rows VALUES (?)", [(count,) for count in COUNTS])
    opened.close()
    return (folder / "database").read_bytes()


FORMS: dict[str, Callable[[Path], bytes]] = {
    "opened frame": lambda _: opened_frame(),
    "database": database,
    "log line": lambda _: json.dumps({"level": "debug", "message": "row taken", "values": COUNTS[:1]}).encode(),
    "page": lambda _: f"<td>{COUNTS[0]:,}</td>".replace(",", ".").encode(),
    "hex dump": lambda _: " ".join(f"{count:08x}" for count in COUNTS).encode(),
    "three bytes": lambda _: NOISE + b"".join(count.to_bytes(3, "little") for count in COUNTS) + NOISE,
    "four bytes": lambda _: NOISE + struct.pack(f">{len(COUNTS)}I", *COUNTS) + NOISE,
    "eight bytes": lambda _: NOISE + struct.pack("<q", COUNTS[0]) + NOISE,
    "fractions": lambda _: NOISE + struct.pack("<d", COUNTS[0]) + NOISE,
    "packed": lambda _: gzip.compress(json.dumps({"open": COUNTS[0]}).encode()),
    "running sum": lambda _: json.dumps(sum(COUNTS[:5])).encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_search_finds_counts_that_were_written(form: str, tmp_path: Path) -> None:
    assert hits(FORMS[form](tmp_path), values=CANARIES)


def test_the_search_finds_neither_set_in_noise_and_the_control_set_in_no_count() -> None:
    noise = random.Random(2).randbytes(3_000_000)
    assert not hits(noise, values=CANARIES)
    assert not hits(noise + json.dumps(COUNTS).encode(), values=CONTROL)


def test_a_file_without_a_name_is_looked_at_as_long_as_it_is_open(tmp_path: Path) -> None:
    with tempfile.TemporaryFile(dir=tmp_path) as file:
        file.write(b"something")
        file.flush()
        assert b"something" in [path.read_bytes() for path in written_files(tmp_path, pids=[os.getpid()])]
