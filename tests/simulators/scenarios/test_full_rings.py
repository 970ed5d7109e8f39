"""How many rows a full ring can have lost follows from rhythm, ring and faults, and never from what a device counts."""

from collections.abc import Sequence

import pytest

from stoep_firmware.outbox import capacity_rows
from stoep_simulators.scenarios.days_away import days_away
from stoep_simulators.scenarios.full_rings import (
    droppable,
    explained_drops,
    ring_rows,
    silences,
    unexplained_drops,
)
from stoep_simulators.scenarios.records import USUAL_RATES_S, Fault, Group

H_S, D_S = 3_600, 86_400
SOIL = Group(name="soil", kind="soil", count=1, on_vm=False, sample_s=600, send_s=3_600)
PEOPLE = Group(name="soil", kind="people", count=1, on_vm=False, sample_s=60, send_s=60)
MINE = frozenset({"soil-1"})
REACH_S = 4_500 + 600  # an hour and a quarter of it, and a row


def away(
    at_s: int, for_s: int, *, kind: str = "wifi-away", devices: frozenset[str] = MINE, **more: int | bool
) -> Fault:
    return Fault(kind=kind, at_s=at_s, for_s=for_s, devices=devices, **more)  # type: ignore[arg-type]


def explained(*faults: Fault, group: Group = SOIL) -> int:
    return explained_drops(group, device="soil-1", faults=faults)


@pytest.mark.parametrize("sample_s", [1, 51, 52, 60, 300, 600, 900, 2_025, 3_600, D_S])
def test_a_ring_is_as_large_as_the_firmware_makes_it(sample_s: int) -> None:
    assert ring_rows(sample_s) == capacity_rows(sample_s)


def test_without_a_fault_no_drop_is_explained() -> None:
    assert explained() == 0
    assert explained(away(0, 60 * D_S, devices=frozenset({"soil-2"}))) == 0
    assert explained(away(0, 60 * D_S, kind="stuck-sensor")) == 0


def test_what_a_ring_holds_is_not_lost() -> None:
    assert explained(away(D_S, 3 * D_S - 4 * H_S)) == 0
    assert explained(away(D_S, 3 * D_S, kind="gateway-away", devices=frozenset())) < 30


def test_of_a_longer_silence_all_but_a_ring_full_is_explained() -> None:
    from_start = explained(away(0, 5 * D_S))
    assert 2 * 144 <= from_start <= 2 * 144 + 12  # two days more than the ring's three; then until it has delivered
    assert explained(away(D_S, 5 * D_S)) <= from_start + 9


@pytest.mark.parametrize("kind", sorted(USUAL_RATES_S))
def test_what_the_firmware_drops_in_five_days_is_explained(kind: str) -> None:
    dropped = {"soil": 256, "weather": 256, "air": 512, "people": 2_820}[kind]  # played once, with the seed 7
    scenario = days_away(devices=4, days=5, seed=7, on_vm=False)
    counts = {f"{kind}-1": dropped}
    assert not unexplained_drops(counts, groups=scenario.groups, faults=scenario.faults)
    less = days_away(devices=4, days=3, seed=7, on_vm=False)
    ((count, most),) = unexplained_drops(counts, groups=less.groups, faults=less.faults).values()
    assert (count, most < 25) == (dropped, True)


def test_silences_that_leave_no_time_to_deliver_are_one() -> None:
    two = away(0, 2 * D_S), away(2 * D_S + H_S, 2 * D_S)
    assert len(silences(SOIL, device="soil-1", faults=two)) == 1
    assert 144 <= explained(*two) <= 144 + 20
    apart = away(0, 2 * D_S), away(2 * D_S + 2 * H_S, 2 * D_S)
    assert len(silences(SOIL, device="soil-1", faults=apart)) == 2
    assert explained(*apart) == 0


def test_who_has_no_power_takes_no_rows() -> None:
    cut = away(D_S, 5 * D_S, kind="power-cut")
    assert explained(cut) == 0
    assert explained(cut, away(0, 2 * D_S)) == 0
    assert 144 <= explained(away(0, 5 * D_S), away(H_S, D_S, kind="power-cut")) <= 144 + 15


def test_a_cut_in_the_first_conversation_comes_after_the_silence_that_it_waits_for() -> None:
    cut = away(D_S, H_S, kind="power-cut", mid_conversation=True)
    ((only),) = silences(SOIL, device="soil-1", faults=[away(H_S, 2 * D_S), cut])
    assert (only.begin_s, only.end_s, only.off_s) == (0, 2 * D_S + 2 * H_S + 2 * REACH_S, H_S)
    assert explained(away(0, 3 * D_S), cut) - explained(away(0, 3 * D_S)) in range(6, 12)
    update = away(D_S, 5 * D_S, kind="update-half-way")
    assert explained(update) == 0


def test_a_fast_crystal_takes_more_rows() -> None:
    drift = away(0, 5 * D_S, kind="clock-drift", ppm=30_000)
    assert explained(away(0, 5 * D_S), drift) - explained(away(0, 5 * D_S)) in range(21, 24)
    slow = away(0, 5 * D_S, kind="clock-drift", ppm=-30_000)
    assert explained(away(0, 5 * D_S), slow) == explained(away(0, 5 * D_S))


def test_a_gateway_without_power_forgets_what_it_had_in_memory() -> None:
    gone = away(D_S, 4 * D_S, kind="gateway-away", devices=frozenset())
    unmet = away(D_S, 4 * D_S)
    assert explained(gone, group=PEOPLE) - explained(unmet, group=PEOPLE) == 7 * 60
    assert explained(gone) - explained(unmet) in (8, 9)


def _places(taken_s: Sequence[int], *faults: Fault) -> list[int]:
    return sorted(droppable(taken_s, group=SOIL, device="soil-1", faults=faults))


def test_only_the_oldest_rows_of_a_silence_can_have_been_lost() -> None:
    taken_s = range(0, 6 * D_S, 600)
    places = _places(taken_s, away(D_S, 4 * D_S))
    first = (D_S - REACH_S) // 600 + 1
    assert places == list(range(first, first + len(places)))
    assert 144 <= len(places) <= 144 + 20
    assert _places(taken_s, away(D_S, 2 * D_S)) == []


def test_a_device_that_is_none_of_the_scenario_explains_nothing() -> None:
    dropped = {"soil-1": 3, "roof-1": 2, "roof-2": 0}
    assert unexplained_drops(dropped, groups=[SOIL], faults=[]) == {"soil-1": (3, 0), "roof-1": (2, 0)}
