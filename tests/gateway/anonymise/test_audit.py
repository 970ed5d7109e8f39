"""Whoever changes one field of one row of the ledger, or puts back an older copy, is found out."""

import weakref
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.anonymise.audit import findings
from stoep_gateway.anonymise.ledger import FIRST_HASH, RECOVER, WINDOW, Anchor, Ledger, row_hash
from stoep_gateway.journal.records import LedgerRow, LedgerState
from support.policies import PLAIN

KEY = bytes(range(32))
EPOCH = b"epoch-07"
QUARTER_S = 900


def sound(windows: int = 6) -> list[LedgerRow]:
    """Windows of two places, a recovery and a barred range among them."""
    ledger = Ledger(LedgerState(), key=KEY, epoch=EPOCH)
    rows = []
    for at in range(windows):
        for place in ("beach", "street"):
            rows.append(ledger.draw(place=place, start_s=at * QUARTER_S, end_s=(at + 1) * QUARTER_S, policy=PLAIN))
        if at == windows // 2:
            rows.append(ledger.recover(until_s=(at + 1) * QUARTER_S))
            rows.append(ledger.bar(place="beach", start_s=90_000_000, end_s=90_009_000))
    return rows


class Counted(LedgerRow):
    """A row that can be watched."""

    __slots__ = ("__weakref__",)

    __hash__ = object.__hash__


def chained(rows: Sequence[LedgerRow]) -> list[LedgerRow]:
    """The same rows by somebody who can count hashes."""
    done: list[LedgerRow] = []
    for row in rows:
        done.append(replace(row, hash=row_hash(done[-1].hash if done else FIRST_HASH, row)))
    return done


def found(rows: Sequence[LedgerRow], *, claimed: int = 0, anchor: Anchor | None = None) -> list[str]:
    since = [row for row in rows if row.index >= recovered_index(rows)]
    state = LedgerState(
        index=rows[-1].index if rows else 0,
        hashes=tuple(row.hash for row in since),
        recovered_index=recovered_index(rows),
        claimed=claimed,
        anchor=anchor,
    )
    return list(findings(iter(rows), state=state, anchor=anchor, key=KEY))


def recovered_index(rows: Sequence[LedgerRow]) -> int:
    return max((row.index for row in rows if row.kind == RECOVER), default=0)


def anchor_of(rows: Sequence[LedgerRow]) -> Anchor:
    state = LedgerState(index=rows[-1].index, hashes=(rows[-1].hash,))
    anchor = Ledger(state, key=KEY, epoch=EPOCH).anchor
    assert anchor is not None
    return anchor


def window(*, start_s: int, place: str = "beach", length_s: int = QUARTER_S, index: int = 0) -> LedgerRow:
    return LedgerRow(
        index=index,
        epoch=EPOCH,
        kind=WINDOW,
        place=place,
        start_s=start_s,
        end_s=start_s + length_s,
        mode="none",
        spent=0,
        hash=b"",
    )


def numbered(*rows: LedgerRow) -> list[LedgerRow]:
    return chained([replace(row, index=at) for at, row in enumerate(rows, start=1)])


def test_an_empty_ledger_is_sound() -> None:
    assert found([]) == []


def test_a_sound_ledger_of_some_hundred_rows_has_no_findings() -> None:
    rows = sound(200)
    assert found(rows, anchor=anchor_of(rows)) == []


def test_windows_of_one_place_may_come_in_any_order_of_time() -> None:
    assert found(numbered(*(window(start_s=start_s) for start_s in (9000, 900, 2700, 1800, 0)))) == []


@pytest.mark.parametrize("at", [0, 3, 6])
def test_a_row_that_is_missing_is_found(at: int) -> None:
    rows = sound()
    gone = chained([*rows[:at], *rows[at + 1 :]])
    assert found(gone) == [f"row {at + 2} follows row {at}: rows are missing, put back your backup"]


def test_a_row_that_was_taken_out_breaks_the_chain_too() -> None:
    rows = sound()
    assert any("its hash does not fit" in line for line in found([*rows[:3], *rows[4:]]))


def test_a_changed_row_is_found() -> None:
    rows = sound()
    rows[2] = replace(rows[2], start_s=rows[2].start_s + 1)
    assert found(rows) == ["row 3: its hash does not fit: somebody changed the ledger, put back your backup"]


@pytest.mark.parametrize(
    ("start_s", "length_s"), [(900, 900), (0, 3600), (600, 900), (1200, 900), (1000, 300), (1799, 900), (0, 901)]
)
def test_a_window_drawn_twice_is_found(start_s: int, length_s: int) -> None:
    rows = numbered(window(start_s=900), window(start_s=9000), window(start_s=start_s, length_s=length_s))
    assert found(rows) == [f"row 3: beach drew from the window at {start_s} (wire time) before"]


def test_the_same_window_at_another_place_is_another_window() -> None:
    assert found(numbered(window(start_s=900), window(start_s=900, place="street"))) == []


def test_a_window_of_before_a_recovery_is_found() -> None:
    ledger = Ledger(LedgerState(), key=KEY, epoch=EPOCH)
    rows = [ledger.recover(until_s=9000), ledger.draw(place="beach", start_s=8100, end_s=9000, policy=PLAIN)]
    assert found(rows) == [f"row {rows[1].index}: beach drew from the window at 8100 (wire time) before"]


def test_of_two_recoveries_the_later_one_counts() -> None:
    ledger = Ledger(LedgerState(), key=KEY, epoch=EPOCH)
    rows = [ledger.recover(until_s=90_000), ledger.recover(until_s=9000)]
    assert found([*rows, ledger.draw(place="beach", start_s=9000, end_s=9900, policy=PLAIN)]) == []


def test_what_a_device_knows_better_is_found() -> None:
    assert found(sound(), claimed=77) == [
        "a device knows row 77 and this ledger does not: it was put back from an older copy: stop the gateway,"
        " run stoep ledger recover"
    ]


@pytest.mark.parametrize("kept", [0, 1, 5])
def test_what_the_second_file_knows_better_is_found(kept: int) -> None:
    rows = sound()[:6]
    (line,) = found(rows[:kept], anchor=anchor_of(rows))
    assert line.startswith("the second file knows row 6 and this ledger does not: it was put back from an older copy")


def test_a_second_file_that_lags_behind_is_no_finding() -> None:
    rows = sound()
    assert found(rows, anchor=anchor_of(rows[:-1])) == []


def test_rows_taken_off_the_end_are_found_by_the_second_file_alone() -> None:
    rows = sound()
    assert found(rows[:-2]) == []
    assert len(found(rows[:-2], anchor=anchor_of(rows))) == 1


ROWS = sound()
SQLITE_INTS = st.integers(-(1 << 63), (1 << 63) - 1)
OTHER = {
    "index": SQLITE_INTS,
    "kind": st.text(max_size=200),
    "epoch": st.binary(max_size=200),
    "place": st.text(max_size=200),
    "start_s": SQLITE_INTS,
    "end_s": SQLITE_INTS,
    "mode": st.text(max_size=200),
    "spent": SQLITE_INTS,
    "hash": st.binary(max_size=64),
}


@given(
    at=st.integers(0, len(ROWS) - 1), field=st.sampled_from([field.name for field in fields(LedgerRow)]), data=st.data()
)
def test_any_single_changed_field_of_any_row_is_found(at: int, field: str, data: st.DataObject) -> None:
    is_value = getattr(ROWS[at], field)
    value = data.draw(OTHER[field].filter(lambda value: value != is_value))
    changed = [*ROWS[:at], replace(ROWS[at], **{field: value}), *ROWS[at + 1 :]]  # type: ignore[arg-type]
    assert any("its hash does not fit" in line for line in found(changed))


def test_rows_are_read_once_and_none_is_kept() -> None:
    """A list of a million rows would take half a gigabyte, on a machine that may have one."""
    living: weakref.WeakSet[Counted] = weakref.WeakSet()
    most = 0

    def rows() -> Iterator[LedgerRow]:
        nonlocal most
        for row in sound(200):
            counted = Counted(**{name.name: getattr(row, name.name) for name in fields(row)})
            living.add(counted)
            most = max(most, len(living))
            yield counted

    assert list(findings(rows(), state=LedgerState(), anchor=None, key=KEY)) == []
    assert most <= 3
