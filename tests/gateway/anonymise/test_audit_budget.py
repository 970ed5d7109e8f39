"""A ledger whose windows were not released as its policies say is found out, also by who can count hashes."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from stoep_gateway.anonymise.audit import findings
from stoep_gateway.anonymise.ledger import FIRST_HASH, Ledger, row_hash
from stoep_gateway.anonymise.policy import Policy
from stoep_gateway.grid import DAY_S
from stoep_gateway.journal.records import LedgerRow, LedgerState

KEY = bytes(range(32))
DAY = 2_500 * DAY_S
POLICY = Policy(night_h=0, per_day=Fraction(3))


def books(*, later: Policy | None = None, from_s: int = DAY + DAY_S) -> list[LedgerRow]:
    """Five quarters of a day that may spend three, and one of the next day."""
    ledger = Ledger(LedgerState(), key=KEY, epoch=b"epoch-07")
    rows = [ledger.declare(POLICY, from_s=0)]
    for at in range(5):
        rows.append(ledger.draw(place="beach", start_s=DAY + at * 900, end_s=DAY + at * 900 + 900, policy=POLICY))
    if later:
        rows.append(ledger.declare(later, from_s=from_s))
    start_s, end_s = (later or POLICY).window_of(DAY + DAY_S)
    rows.append(ledger.draw(place="beach", start_s=start_s, end_s=end_s, policy=later or POLICY))
    return rows


def found(rows: Sequence[LedgerRow]) -> list[str]:
    """Of these rows, chained anew."""
    chained: list[LedgerRow] = []
    for row in rows:
        chained.append(replace(row, hash=row_hash(chained[-1].hash if chained else FIRST_HASH, row)))
    state = LedgerState(index=chained[-1].index, hashes=tuple(row.hash for row in chained))
    return list(findings(iter(chained), state=state, anchor=None, key=KEY))


def test_books_that_were_kept_as_declared_have_no_finding() -> None:
    rows = books()
    assert [row.mode for row in rows[1:]] == ["laplace"] * 3 + ["budget"] * 2 + ["laplace"]
    assert found(rows) == []


def test_a_policy_that_changed_at_midnight_has_no_finding() -> None:
    assert found(books(later=Policy(window_s=3600, epsilon=None))) == []


def test_a_policy_that_begins_in_the_middle_of_a_day_is_found() -> None:
    assert found(books(later=Policy(k=1, night_h=0), from_s=DAY + 7200)) == [
        "row 7: a policy that does not begin at a UTC midnight"
    ]


@pytest.mark.parametrize(
    ("at", "change", "finding"),
    [
        (1, {"spent": 1}, "row 2: beach drew in another way than the policy of that time says"),
        (1, {"mode": "none", "spent": 0}, "row 2: beach drew in another way than the policy of that time says"),
        (5, {"mode": "laplace", "spent": 1_000_000}, "row 6: beach spent more than its day allows"),
        (5, {"spent": 1_000_000}, "row 6: beach drew in another way than the policy of that time says"),
        (1, {"end_s": DAY + 300}, "row 2: beach drew from another window than the policy of that time has"),
        (0, {"mode": "window=0"}, "row 1: its policy cannot be read: of a later stoep, or somebody changed it"),
    ],
)
def test_a_changed_row_is_found(at: int, change: dict[str, object], finding: str) -> None:
    rows = books()
    rows[at] = replace(rows[at], **change)  # type: ignore[arg-type]
    assert finding in found(rows)


def test_a_policy_that_was_widened_afterwards_is_found() -> None:
    rows = books()
    rows[0] = replace(rows[0], mode=Policy(night_h=0, epsilon=Fraction(5)).text())
    assert len(found(rows)) == 4  # whatever was drawn, but what was closed without a draw


def test_a_budget_counts_each_place_and_each_day_for_itself() -> None:
    ledger = Ledger(LedgerState(), key=KEY, epoch=b"epoch-07")
    rows = [ledger.declare(POLICY, from_s=0)]
    for at in range(3):
        for place in ("beach", "street"):
            for day_s in (DAY, DAY + DAY_S):
                start_s = day_s + at * 900
                if (place, day_s) != ("beach", DAY + DAY_S):
                    rows.append(ledger.draw(place=place, start_s=start_s, end_s=start_s + 900, policy=POLICY))
    assert {row.mode for row in rows[1:]} == {"laplace"}
    assert found(rows) == []
