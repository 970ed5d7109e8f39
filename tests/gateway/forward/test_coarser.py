"""A back-end that gets less than was released: what is left of each value, and what the accounts say."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway import accounts
from stoep_gateway.anonymise.coarser import AS_RELEASED, FEW, NO_PEOPLE, Coarser
from stoep_gateway.errors import PermanentError
from stoep_gateway.forward import Forwarder, ForwardLimits
from stoep_gateway.journal import Journal
from stoep_gateway.journal.blob import decode_letter, encode_window
from stoep_gateway.records import Observation
from stoep_protocol.profiles import by_name
from stoep_simulators.virtual_time import run_virtual
from stoep_testing.observations import NOISY, reading, window
from support.commit_batches import batch
from support.direct_journal import DirectJournal
from support.fake_sink import FakeSink

COUNTS = (10, 14, 15, 24, 25, 41)


@pytest.mark.parametrize("people", [AS_RELEASED, Coarser(is_none=True), Coarser(k=99, rounding=50)])
def test_a_reading_stays_as_it_is(people: Coarser) -> None:
    assert people.of(reading(1)) == reading(1)


def test_as_released_changes_nothing() -> None:
    assert AS_RELEASED.of(window(1, provenance=NOISY)) == window(1, provenance=NOISY)
    assert AS_RELEASED.of(window(1)) == window(1)


@pytest.mark.parametrize(
    ("people", "left"),
    [
        (Coarser(is_none=True), [NO_PEOPLE] * 6),
        (Coarser(k=15), [FEW, FEW, 15, 24, 25, 41]),
        (Coarser(rounding=10), [10, 10, 20, 20, 30, 40]),
        (Coarser(k=15, rounding=10), [FEW, FEW, 20, 20, 30, 40]),
        (Coarser(k=24, rounding=10), [FEW, FEW, FEW, FEW, 30, 40]),  # 24 becomes 20, which is below
    ],
)
def test_what_is_left_of_a_count(people: Coarser, left: list[int | str]) -> None:
    found = [people.of(window(1, value=float(value), provenance=NOISY)) for value in COUNTS]
    assert [one if isinstance(one, str) else one.value for one in found] == left


def test_the_provenance_tells_what_the_value_is_now() -> None:
    found = Coarser(k=15, rounding=10).of(window(1, value=41.0, provenance=NOISY))
    assert isinstance(found, Observation)
    assert found.provenance == replace(NOISY, k=15, rounding=10)
    assert found.identity == window(1).identity


def test_a_value_that_the_policy_rounds_more_coarsely_is_not_rounded_again() -> None:
    coarse = replace(NOISY, rounding=20, k=30)
    assert Coarser(k=10, rounding=10).of(window(1, value=40.0, provenance=coarse)) == window(
        1, value=40.0, provenance=coarse
    )


@given(value=st.integers(0, 10_000), k=st.integers(0, 200), rounding=st.integers(1, 100))
def test_only_the_released_value_decides_and_no_value_below_k_leaves(value: int, k: int, rounding: int) -> None:
    found = Coarser(k=k, rounding=rounding).of(window(1, value=float(value), provenance=NOISY))
    if isinstance(found, Observation):
        assert found.value >= k
        assert found.value % rounding == 0
        assert abs(found.value - value) <= rounding / 2
    else:
        assert value < k + rounding


def test_each_count_has_one_outcome_in_the_accounts_and_dead_letters_keep_what_was_released(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    journal.attach(["city"])
    for position, value in enumerate(COUNTS, start=1):
        blob = encode_window(
            "beach-1",
            profile=by_name("people").id,
            cell=None,
            start_s=900 * position,
            window_s=900,
            values=[(0, value)],
            provenance=NOISY,
        )
        journal.commit(replace(batch(position, row=position), entries=((1, blob),)))
    sink = RefusingSink()

    async def main() -> None:
        forwarder = Forwarder(
            "city",
            backend=sink,
            journal=DirectJournal(journal),
            delays_s=lambda: repeat(10.0),
            limits=ForwardLimits(max_observations=4, max_age_s=2.0),
            on_change=lambda _: None,
            people=Coarser(k=15, rounding=10),
        )
        task = asyncio.create_task(forwarder.run(), name="forward city")
        await asyncio.sleep(100)
        task.cancel()
        await asyncio.wait([task])

    run_virtual(main())
    journal.close()
    with closing(sqlite3.connect(tmp_path / "journal.db")) as connection:
        [(body,)] = connection.execute("SELECT observation FROM dead_letters")
    letter = decode_letter(body)
    [account] = accounts.read(tmp_path / "journal.db").backends
    assert [one.value for one in sink.stored] == [20, 20, 40]
    assert (account.released, account.delivered, account.dead, account.withheld) == (6, 3, 1, {FEW: 2})
    assert account.balanced
    assert (letter.value, letter.provenance) == (25, NOISY)


class RefusingSink(FakeSink):
    """Refuses 30."""

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        refused = tuple(index for index, one in enumerate(batch) if one.value == 30)
        await super().send(tuple(one for one in batch if one.value != 30), unsure=unsure)
        if refused:
            raise PermanentError("refused", rejected=refused)
