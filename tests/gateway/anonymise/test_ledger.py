"""The books of what was drawn: their chain, their anchors, and what an anchor that comes back says about them."""

import hashlib
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.anonymise.ledger import CLOCK, EVERY_PLACE, FIRST_HASH, RECOVER, WINDOW, Anchor, Ledger, row_hash
from stoep_gateway.anonymise.policy import Policy
from stoep_gateway.grid import DAY_S
from stoep_gateway.journal.records import LEDGER_HISTORY_ROWS, LedgerRow, LedgerState
from stoep_protocol.limits import ANCHOR_MAC_BYTES, MAX_INT
from support.policies import PLAIN

KEY = bytes(range(32))
EPOCH = b"epoch-07"
QUARTER_S = 900
PLACES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-*", min_size=1, max_size=32)
WIRE_INTS = st.integers(0, MAX_INT)
# What a gateway does to its books; a draw is by far the usual thing.
DEEDS = st.lists(st.sampled_from([WINDOW, WINDOW, WINDOW, CLOCK, RECOVER]), max_size=25)


def draw(ledger: Ledger, windows: int, *, place: str = "beach", first: int = 0) -> list[LedgerRow]:
    """One window after the other, each of them durable at once."""
    rows = []
    for at in range(first, first + windows):
        rows.append(ledger.draw(place=place, start_s=at * QUARTER_S, end_s=(at + 1) * QUARTER_S, policy=PLAIN))
        ledger.durable(rows[-1])
    return rows


def books(
    rows: Sequence[LedgerRow] = (), *, claimed: int = 0, anchor: Anchor | None = None, history_rows: int = 1000
) -> LedgerState:
    """As a start would load them."""
    since = max((at for at, row in enumerate(rows) if row.kind == RECOVER), default=0)
    is_recovered = bool(rows) and rows[since].kind == RECOVER
    return LedgerState(
        index=rows[-1].index if rows else 0,
        hashes=tuple(row.hash for row in rows[since:])[-history_rows:],
        recovered_index=rows[since].index if is_recovered else 0,
        recovered_until_s=rows[since].end_s if is_recovered else 0,
        claimed=claimed,
        anchor=anchor,
    )


def opened(rows: Sequence[LedgerRow] = (), *, key: bytes = KEY) -> Ledger:
    return Ledger(books(rows), key=key, epoch=EPOCH)


def anchor_of(rows: Sequence[LedgerRow], *, key: bytes = KEY) -> Anchor:
    anchor = opened(rows, key=key).anchor
    assert anchor is not None
    return anchor


def shuts(ledger: Ledger, anchor: Anchor) -> bool:
    ledger.hear(anchor)
    return ledger.is_shut


def do(ledger: Ledger, deeds: Sequence[str], *, first: int = 0) -> list[tuple[LedgerRow, Anchor]]:
    """Each durable row with its anchor."""
    done = []
    for at, deed in enumerate(deeds, start=first):
        start_s, end_s = at * QUARTER_S, (at + 1) * QUARTER_S
        if deed == WINDOW:
            row = ledger.draw(place="beach", start_s=start_s, end_s=end_s, policy=PLAIN)
        elif deed == CLOCK:
            row = ledger.bar(place="beach", start_s=start_s, end_s=end_s)
        else:
            row = ledger.recover(until_s=end_s)
        ledger.durable(row)
        assert ledger.anchor is not None
        done.append((row, ledger.anchor))
    return done


@given(
    before=st.binary(min_size=32, max_size=32),
    index=WIRE_INTS,
    kind=st.sampled_from([WINDOW, RECOVER, CLOCK]),
    place=PLACES,
    times=st.tuples(WIRE_INTS, WIRE_INTS),
    mode=st.sampled_from(["none", "laplace"]),
    spent=WIRE_INTS,
)
def test_a_row_s_hash_is_sha_256_over_canonical_cbor_of_its_fields_and_the_hash_before(
    before: bytes, index: int, kind: str, place: str, times: tuple[int, int], mode: str, spent: int
) -> None:
    start_s, end_s = times
    row = LedgerRow(
        index=index, epoch=EPOCH, kind=kind, place=place, start_s=start_s, end_s=end_s, mode=mode, spent=spent, hash=b""
    )
    encoded = cbor2.dumps([before, index, EPOCH, kind, place, start_s, end_s, mode, spent], canonical=True)
    assert row_hash(before, row) == hashlib.sha256(encoded).digest()


def test_each_row_is_chained_to_the_one_before_and_the_first_to_zeros() -> None:
    rows = [row for row, _ in do(opened(), [WINDOW, CLOCK, WINDOW, RECOVER, WINDOW])]
    assert [row.hash for row in rows] == [
        row_hash(before, row) for before, row in zip([FIRST_HASH, *(row.hash for row in rows)], rows, strict=False)
    ]


def test_a_start_chains_on_where_the_last_one_ended() -> None:
    before = draw(opened(), 3)
    (row,) = draw(opened(before), 1, first=3)
    assert (row.index, row.hash) == (4, row_hash(before[-1].hash, row))


def test_a_draw_costs_nothing_while_there_is_no_noise() -> None:
    (row,) = draw(opened(), 1)
    assert (row.kind, row.place, row.start_s, row.end_s, row.mode, row.spent) == (
        WINDOW,
        "beach",
        0,
        QUARTER_S,
        "none",
        0,
    )


def test_before_the_first_row_there_is_no_anchor() -> None:
    assert (opened().head, opened().anchor) == (None, None)


def test_a_row_that_is_not_durable_has_its_anchor_in_the_head_alone() -> None:
    ledger = opened(draw(opened(), 2))
    durable = ledger.anchor
    row = ledger.draw(place="beach", start_s=9000, end_s=9900, policy=PLAIN)
    assert (durable, ledger.head and ledger.head[0]) == (ledger.anchor, 3)
    ledger.durable(row)
    assert ledger.anchor == ledger.head


def test_the_anchor_is_of_the_row_that_is_durable_and_not_of_a_later_one() -> None:
    ledger = opened()
    rows = [ledger.draw(place="beach", start_s=at * 900, end_s=at * 900 + 900, policy=PLAIN) for at in range(5)]
    ledger.durable(rows[2])
    assert ledger.anchor == anchor_of(rows[:3])
    assert ledger.head == anchor_of(rows)


def test_a_mac_has_the_length_that_the_wire_gives_it() -> None:
    assert len(anchor_of(draw(opened(), 1))[1]) == ANCHOR_MAC_BYTES


def test_the_own_anchor_never_shuts() -> None:
    rows = draw(opened(), 3)
    assert not shuts(opened(rows), anchor_of(rows))


def test_a_higher_index_with_its_proof_shuts() -> None:
    rows = draw(opened(), 3)
    ledger = opened(rows[:2])
    assert shuts(ledger, anchor_of(rows))
    assert ledger.claimed == 3


def test_books_that_know_nothing_are_shut_by_any_anchor_of_this_master() -> None:
    assert shuts(opened(), anchor_of(draw(opened(), 1)))


@given(damaged=st.integers(0, 4), by=st.integers(1, 255))
def test_a_damaged_proof_says_nothing(damaged: int, by: int) -> None:
    rows = draw(opened(), 3)
    index, mac = anchor_of(rows)
    forged = mac[:damaged] + bytes([mac[damaged] ^ by]) + mac[damaged + 1 :]
    assert not shuts(opened(rows[:2]), (index, forged))


@pytest.mark.parametrize("mac", [b"", b"1234", bytes(8), bytes(64)])
def test_a_mac_out_of_thin_air_says_nothing(mac: bytes) -> None:
    assert not shuts(opened(draw(opened(), 3)), (9, mac))


def test_the_proof_of_another_index_says_nothing() -> None:
    _, mac = anchor_of(draw(opened(), 3))
    assert not shuts(opened(draw(opened(), 2)), (4, mac))


def test_an_anchor_under_another_master_says_nothing() -> None:
    other = anchor_of(draw(opened(key=bytes(32)), 5), key=bytes(32))
    assert not shuts(opened(draw(opened(), 2)), other)


def test_another_history_at_an_index_that_is_known_shuts() -> None:
    common = draw(opened(), 2)
    lost = [*common, *draw(opened(common), 1, first=2)]
    gone_on = [*common, *draw(opened(common), 3, place="street")]
    assert shuts(opened(gone_on), anchor_of(lost))


def test_another_history_is_noticed_by_the_books_that_wrote_on_too() -> None:
    common = draw(opened(), 2)
    lost = [*common, *draw(opened(common), 1, first=2)]
    running = opened(common)
    draw(running, 3, place="street")
    assert shuts(running, anchor_of(lost))


def test_an_anchor_that_is_older_than_the_history_says_nothing() -> None:
    rows = draw(opened(), 9)
    other = draw(opened(), 9, place="street")
    assert not shuts(Ledger(books(rows, history_rows=3), key=KEY, epoch=EPOCH), anchor_of(other[:6]))
    assert shuts(Ledger(books(rows, history_rows=3), key=KEY, epoch=EPOCH), anchor_of(other[:7]))


def test_books_that_write_on_for_long_forget_no_more_than_the_oldest_history() -> None:
    hashes = tuple(hashlib.sha256(b"%d" % at).digest() for at in range(2 * LEDGER_HISTORY_ROWS))
    ledger = Ledger(LedgerState(index=len(hashes), hashes=hashes), key=KEY, epoch=EPOCH)
    draw(ledger, 1)
    oldest_index = len(hashes) - LEDGER_HISTORY_ROWS + 2
    others = (bytes(32),) * oldest_index
    own = Ledger(LedgerState(index=oldest_index, hashes=hashes[:oldest_index]), key=KEY, epoch=EPOCH).anchor
    other = Ledger(LedgerState(index=oldest_index, hashes=others), key=KEY, epoch=EPOCH).anchor
    assert own is not None
    assert other is not None
    assert not shuts(ledger, own)
    assert shuts(ledger, other)


def test_the_second_file_shuts_at_the_start() -> None:
    rows = draw(opened(), 3)
    assert Ledger(books(rows[:2], anchor=anchor_of(rows)), key=KEY, epoch=EPOCH).is_shut
    assert not Ledger(books(rows, anchor=anchor_of(rows[:2])), key=KEY, epoch=EPOCH).is_shut


def test_what_was_claimed_before_a_restart_shuts_still() -> None:
    assert Ledger(books(draw(opened(), 2), claimed=7), key=KEY, epoch=EPOCH).is_shut


def test_shut_books_draw_nothing() -> None:
    ledger = Ledger(books(draw(opened(), 2), claimed=7), key=KEY, epoch=EPOCH)
    with pytest.raises(ValueError, match="shut"):
        ledger.draw(place="beach", start_s=9000, end_s=9900, policy=PLAIN)
    assert ledger.anchor == anchor_of(draw(opened(), 2))


def test_shut_books_have_no_head_for_the_second_file() -> None:
    ledger = opened(draw(opened(), 2))
    before = ledger.head
    ledger.hear(anchor_of(draw(opened(), 3)))
    assert (before is None, ledger.head) == (False, None)


def test_what_shut_the_books_first_stays_the_claim() -> None:
    rows = draw(opened(), 9)
    ledger = opened(rows[:2])
    ledger.hear(anchor_of(rows[:5]))
    ledger.hear(anchor_of(rows))
    assert ledger.claimed == 5


def test_a_recovery_opens_the_books_and_closes_every_place_until_then() -> None:
    ledger = Ledger(books(draw(opened(), 2), claimed=7), key=KEY, epoch=EPOCH)
    row = ledger.recover(until_s=9000)
    assert (row.kind, row.place, row.start_s, row.end_s) == (RECOVER, EVERY_PLACE, 0, 9000)
    assert (ledger.is_shut, ledger.recovered_index, ledger.head and ledger.head[0]) == (False, row.index, row.index)


@pytest.mark.parametrize(("claimed", "highest"), [(0, 2), (7, 7)])
def test_a_recovery_goes_far_beyond_every_index_that_somebody_may_know(claimed: int, highest: int) -> None:
    ledger = Ledger(books(draw(opened(), 2), claimed=claimed), key=KEY, epoch=EPOCH)
    assert ledger.recover(until_s=9000).index == highest + 100_000


def test_windows_of_a_day_that_a_recovery_closed_count_as_paid_for() -> None:
    policy = Policy(night_h=0, per_day=Fraction(10))
    ledger = opened()
    rows = [ledger.recover(until_s=DAY_S + 8 * QUARTER_S)]
    spans = [(DAY_S + at * QUARTER_S, DAY_S + (at + 1) * QUARTER_S) for at in range(8, 12)]
    rows += [ledger.draw(place="beach", start_s=start_s, end_s=end_s, policy=policy) for start_s, end_s in spans]
    assert [row.mode for row in rows[1:]] == ["laplace", "laplace", "budget", "budget"]
    assert ledger.draw(place="beach", start_s=2 * DAY_S, end_s=2 * DAY_S + 900, policy=policy).mode == "laplace"


def test_the_default_budget_pays_for_every_window_after_a_recovery() -> None:
    policy, ledger = Policy(), opened()
    ledger.recover(until_s=DAY_S + 5 * 3600)
    spans = [policy.window_of(at_s) for at_s in range(DAY_S + 5 * 3600, 2 * DAY_S, QUARTER_S)]
    drawn = [ledger.draw(place="beach", start_s=start_s, end_s=end_s, policy=policy) for start_s, end_s in spans]
    assert {row.mode for row in drawn} == {"laplace"}


def test_anchors_of_before_a_recovery_say_nothing() -> None:
    original = draw(opened(), 40)
    copy = opened(original[:5])
    copy.hear(anchor_of(original[:20]))
    row = copy.recover(until_s=90_000)
    copy.durable(row)
    again = opened([*original[:5], row])
    for ledger in (copy, again):
        assert not [n for n in range(1, 41) if shuts(ledger, anchor_of(original[:n]))]


def test_two_recoveries_of_the_same_copy_are_told_apart() -> None:
    copy = draw(opened(), 5)
    first, second = (opened(copy).recover(until_s=until_s) for until_s in (90_000, 90_900))
    assert first.index == second.index
    assert shuts(opened([*copy, first]), anchor_of([*copy, second]))


def test_a_barred_range_has_an_anchor_as_a_draw_has() -> None:
    rows = draw(opened(), 2)
    barred = [*rows, opened(rows).bar(place="beach", start_s=90_000, end_s=99_000)]
    assert shuts(opened(rows), anchor_of(barred))


@given(deeds=DEEDS, restarts=st.sets(st.integers(0, 25), max_size=3), data=st.data())
def test_whatever_own_anchors_come_back_in_any_order_the_books_stay_open(
    deeds: list[str], restarts: set[int], data: st.DataObject
) -> None:
    rows: list[LedgerRow] = []
    given_away: list[Anchor] = []
    ledger = opened()
    for at, deed in enumerate(deeds):
        if at in restarts:
            ledger = opened(rows)
        ((row, anchor),) = do(ledger, [deed], first=at)
        rows.append(row)
        given_away.append(anchor)
        ledger.hear(data.draw(st.sampled_from(given_away)))
        assert not ledger.is_shut
    for reader in (ledger, opened(rows)):
        for anchor in data.draw(st.permutations(given_away)):
            assert not shuts(reader, anchor)


@given(before=DEEDS, lost=DEEDS.filter(bool), gone_on=st.integers(0, 30), restarted=st.booleans(), data=st.data())
def test_a_copy_is_shut_by_every_anchor_of_what_it_lost_also_when_it_has_gone_on(
    before: list[str], lost: list[str], gone_on: int, restarted: bool, data: st.DataObject
) -> None:
    original = opened()
    kept = [row for row, _ in do(original, before)]
    later = [anchor for _, anchor in do(original, lost, first=len(before))]
    copy = opened(kept)
    new = draw(copy, gone_on, place="street")  # the same window drawn again would be the same row
    if restarted:
        copy = opened([*kept, *new])
    anchor = data.draw(st.sampled_from(later))
    assert shuts(copy, anchor)
    assert copy.claimed == anchor[0]


@given(deeds=DEEDS)
def test_indexes_only_rise(deeds: list[str]) -> None:
    indexes = [row.index for row, _ in do(opened(), deeds)]
    assert all(later > before for before, later in pairwise(indexes))
