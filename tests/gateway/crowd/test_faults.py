"""A line that cannot be trusted is told by its kind; lines that only see a busy day are not."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray

from stoep_gateway.crowd.board import Fault
from stoep_gateway.crowd.faults import distrusted, find
from stoep_gateway.crowd.lines import LineCounts

SLOT_S, PER_DAY = 900, 96
DAYS = 60
ZONE = ZoneInfo("Europe/Amsterdam")
START_S = int(datetime(2026, 3, 2, tzinfo=ZONE).astimezone(UTC).timestamp())  # summer time begins on the way
K = 10
PEAKS_H, PEOPLE = (9, 12, 14, 17, 20), (160, 240, 120, 400, 90)  # in a slot, both directions
BEGIN = 68  # slot of the day, five in the afternoon
TOWN = {3: 1.4, 31: 0.6, DAYS - 1: 1.6}  # days that differ, everywhere


def town(*, noise: float = 0.0, threshold: int = 0) -> LineCounts:
    """Five lines, each with its own rhythm of the day, for DAYS days; a fine last day."""
    random = np.random.default_rng(7)
    slots = DAYS * PER_DAY
    local_h = np.array([_local_h(START_S + slot * SLOT_S) for slot in range(slots)])
    day = np.arange(slots) // PER_DAY
    weekend = np.where(day % 7 >= 5, 0.7, 1.0)
    busy = np.array([TOWN.get(number, 1.0) for number in day]) * np.exp(random.normal(0, 0.12, DAYS))[day]
    means = [
        people * weekend * busy * (0.03 + _bump(local_h, peak, 2.5) + 0.4 * _bump(local_h, 18, 2))
        for peak, people in zip(PEAKS_H, PEOPLE, strict=True)
    ]  # fmt: skip
    true = random.poisson(np.stack(means, axis=1)[..., None] / 2, size=(slots, len(PEOPLE), 2)).astype(np.float32)
    return released(true, noise=noise, threshold=threshold)


def released(counts: NDArray[np.float32], *, noise: float = 0.0, threshold: int = 0) -> LineCounts:
    random = np.random.default_rng(8)
    shown = np.round(counts + random.laplace(0, noise / 2**0.5, counts.shape)) if noise else counts
    hidden = shown < threshold
    return LineCounts(
        slot_s=SLOT_S, start_s=START_S, lines=tuple(f"line-{number}" for number in range(counts.shape[1])),
        counts=np.where(hidden, 0.4 * threshold, shown).astype(np.float32), hidden=hidden,
        noise=np.full(counts.shape[1], noise, dtype=np.float32),
    )  # fmt: skip


def changed(kind: str, counts: NDArray[np.float32], *, line: int, since: int) -> NDArray[np.float32]:
    """The same with a fault from slot `since` on."""
    random = np.random.default_rng(9)
    made, one = counts.copy(), counts[:, line]
    match kind:
        case "silent":
            made[since:, line] = np.nan
        case "dead":
            made[since:, line] = 0
        case "stuck":
            made[since:, line] = one[since - 1]
        case "doubled":
            made[since:, line] = 2 * one[since:]
        case "moved":
            made[since:, line] = 0.8 * counts[since:, (line + 2) % counts.shape[1]]
        case "clock":
            made[since:, line] = one[since - 4 : -4]
        case "gap":
            made[since : since + PER_DAY, line] = np.nan
        case "reset":
            made[since, line] = one[since - PER_DAY : since].sum(axis=0)
        case "noisy":
            hourly = np.exp(random.normal(0, 1.0, len(one) // 4 + 1)).repeat(4)[: len(one)]
            made[since:, line] = np.round(one[since:] * hourly[since:, None])
    return made


def faults_of(lines: LineCounts) -> dict[str, str]:
    return {fault.device: fault.kind for fault in find(lines, zone=ZONE, due_s=lines.now_s)}


def _bump(local_h: NDArray[np.float64], at: float, width: float) -> NDArray[np.float64]:
    bump: NDArray[np.float64] = np.exp(-(((local_h - at) / width) ** 2))
    return bump


def _local_h(time_s: int) -> float:
    local = datetime.fromtimestamp(time_s, ZONE)
    return local.hour + local.minute / 60


@pytest.mark.parametrize("noise", [0.0, 2.83])
@pytest.mark.parametrize("line", range(len(PEOPLE)))
@pytest.mark.parametrize("kind", ["silent", "dead", "stuck", "doubled", "moved", "clock", "noisy"])
def test_a_fault_is_found_within_two_days_and_no_other_line_blamed(kind: str, line: int, noise: float) -> None:
    since = (DAYS - 2) * PER_DAY - PER_DAY + BEGIN
    wrong = changed(kind, town().counts, line=line, since=since)[: since + 2 * PER_DAY]
    found = find(made := released(wrong, noise=noise, threshold=K if noise else 0), zone=ZONE, due_s=made.now_s)
    assert [(fault.device, fault.kind) for fault in found] == [(f"line-{line}", "silent" if kind == "dead" else kind)]


def test_a_missing_day_is_told_for_a_week_after_it() -> None:
    since = (DAYS - 5) * PER_DAY
    wrong = released(changed("gap", town().counts, line=1, since=since))
    [fault] = find(wrong, zone=ZONE, due_s=wrong.now_s)
    assert fault == Fault(device="line-1", kind="gap", since_s=START_S + since * SLOT_S)


def test_a_total_that_was_sent_as_new_is_told_for_a_day() -> None:
    since = (DAYS - 1) * PER_DAY + BEGIN - 4
    wrong = released(changed("reset", town().counts, line=1, since=since)[: since + 12])
    assert faults_of(wrong) == {"line-1": "reset"}


def test_two_windows_that_are_missing_are_late_and_a_night_in_one_window_is_not() -> None:
    lines = town()
    wrong = lines.counts.copy()
    wrong[-2:, 2] = np.nan
    late = released(wrong)
    assert faults_of(late) == {"line-2": "late"}
    assert find(late, zone=ZONE, due_s=late.now_s - 2 * SLOT_S) == ()


@pytest.mark.parametrize(("noise", "threshold"), [(0.0, 0), (2.83, K)])
def test_busy_and_quiet_days_of_a_whole_town_are_no_faults(noise: float, threshold: int) -> None:
    lines = town(noise=noise, threshold=threshold)
    for days in range(DAYS - 14, DAYS + 1):
        part = released_until(lines, slots=days * PER_DAY)
        assert faults_of(part) == {}, days


def test_young_lines_are_not_judged_by_what_is_usual() -> None:
    part = released_until(town(), slots=6 * PER_DAY)
    assert faults_of(part) == {}


def test_a_stuck_line_is_left_out_and_a_doubled_one_is_not() -> None:
    lines = town()
    day_s = START_S + (DAYS - 1) * 86_400
    faults = (
        Fault(device="line-0", kind="stuck", since_s=day_s), Fault(device="line-1", kind="doubled", since_s=day_s),
    )  # fmt: skip
    flags = distrusted(lines, faults=faults)
    assert flags[-PER_DAY:, 0].all()
    assert not flags[:-PER_DAY].any()
    assert not flags[:, 1:].any()


def released_until(lines: LineCounts, *, slots: int) -> LineCounts:
    return LineCounts(
        slot_s=lines.slot_s, start_s=lines.start_s, lines=lines.lines, counts=lines.counts[:slots],
        hidden=lines.hidden[:slots], noise=lines.noise,
    )  # fmt: skip
