"""A row log is read whole or piece by piece, and its digest holds what a seed decides and nothing else."""

from dataclasses import replace
from pathlib import Path

from stoep_simulators.row_log import GrowingFile, KeptRow, rows_sha256

_START_S = 205_027_200
_ROW = KeptRow(row=1, time_s=None, at_s=_START_S + 600, values=(1_500, None))
_LOGS = {"tuin-vlier": [_ROW], "lucht-haven": [replace(_ROW, values=(90,))]}


def test_the_order_of_the_devices_does_not_change_the_digest() -> None:
    turned = dict(reversed(_LOGS.items()))
    assert rows_sha256(turned, start_s=_START_S) == rows_sha256(_LOGS, start_s=_START_S)


def test_the_same_days_elsewhere_in_the_calendar_have_the_same_digest() -> None:
    moved = {name: [replace(row, at_s=row.at_s + 86_400) for row in rows] for name, rows in _LOGS.items()}
    assert rows_sha256(moved, start_s=_START_S + 86_400) == rows_sha256(_LOGS, start_s=_START_S)


def test_names_numbers_moments_and_values_all_count() -> None:
    changed = [
        {"tuin-hulst": [_ROW]},
        {"tuin-vlier": [replace(_ROW, row=2)]},
        {"tuin-vlier": [replace(_ROW, at_s=_ROW.at_s + 1)]},
        {"tuin-vlier": [replace(_ROW, values=(1_500, 0))]},
        {"tuin-vlier": []},
    ]
    digests = {rows_sha256(logs, start_s=_START_S) for logs in [{"tuin-vlier": [_ROW]}, *changed]}
    assert len(digests) == len(changed) + 1


def test_a_growing_file_gives_each_byte_once(tmp_path: Path) -> None:
    growing = GrowingFile(tmp_path / "log")
    assert growing.more() == b""
    with (tmp_path / "log").open("ab", buffering=0) as file:
        file.write(b"first\nhal")
        assert growing.more() == b"first\nhal"
        assert growing.more() == b""
        file.write(b"f\n")
        assert growing.more() == b"f\n"
