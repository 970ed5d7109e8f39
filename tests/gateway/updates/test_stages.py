"""Who may have an update now, where each device stands, and when a rollout stops by itself."""

import pytest

from stoep_gateway.updates.stages import (
    ABOVE,
    DOWNLOADING,
    NO_UPDATES,
    NOT_BACK,
    OFFERED,
    PINNED,
    REFUSED,
    REVERTED,
    RUNNING,
    STAGES,
    STALLED,
    WAITING,
    Attempt,
    Candidate,
    first_or_none,
    may_have,
    reason_to_stop,
    stage_of,
)
from stoep_protocol.update import CRASHED, DAMAGED, FORGED, NO_ROOM, OLDER, RUNS, UNREACHABLE, WRONG_BOARD

NEW, OLD, NEWER = 4_001, 4_000, 5_000
HOUR_S = 3600
NOW_S = 1_000_000.0
LIMIT_S = 3 * HOUR_S + HOUR_S  # of a device that sends each hour


def candidate(
    reported: tuple[int, int] | None = (OLD, RUNS),
    *,
    pinned: bool = False,
    offered_s: float | None = None,
    asked_s: float | None = None,
    heard_s: float | None = None,
) -> Candidate:
    """offered_s, asked_s, heard_s: so long ago."""
    attempt = None
    if offered_s is not None:
        attempt = Attempt(
            offered_mono_s=NOW_S - offered_s, asked_mono_s=None if asked_s is None else NOW_S - asked_s, reached=100
        )
    return Candidate(
        is_pinned=pinned,
        interval_s=HOUR_S,
        reported=reported,
        heard_mono_s=None if heard_s is None else NOW_S - heard_s,
        attempt=attempt,
    )


@pytest.mark.parametrize(
    ("device", "stage"),
    [
        (candidate(None), NO_UPDATES),
        (candidate(None, pinned=True), NO_UPDATES),
        (candidate(), WAITING),
        (candidate((OLD, CRASHED)), WAITING),  # what became of an older one says nothing of this one
        (candidate(pinned=True), PINNED),
        (candidate(pinned=True, offered_s=9, asked_s=5), PINNED),
        (candidate((NEW, RUNS)), RUNNING),
        (candidate((NEW, RUNS), pinned=True), RUNNING),
        (candidate((NEW, RUNS), offered_s=9 * LIMIT_S, asked_s=8 * LIMIT_S), RUNNING),
        (candidate((NEW, CRASHED), offered_s=9, asked_s=5), REVERTED),
        (candidate((NEW, UNREACHABLE)), REVERTED),
        *((candidate((NEW, outcome)), REFUSED) for outcome in (FORGED, DAMAGED, OLDER, WRONG_BOARD, NO_ROOM)),
        (candidate((NEWER, RUNS)), ABOVE),
        (candidate((NEWER, FORGED)), ABOVE),
        (candidate(offered_s=LIMIT_S), OFFERED),
        (candidate(offered_s=LIMIT_S + 1), WAITING),
        (candidate(offered_s=LIMIT_S + 2, asked_s=LIMIT_S), DOWNLOADING),
        (candidate(offered_s=LIMIT_S + 2, asked_s=LIMIT_S + 1), NOT_BACK),
        (candidate(offered_s=LIMIT_S + 3, asked_s=LIMIT_S + 2, heard_s=LIMIT_S + 1), NOT_BACK),
        (candidate(offered_s=LIMIT_S + 2, asked_s=LIMIT_S + 1, heard_s=LIMIT_S), STALLED),
        (candidate(offered_s=LIMIT_S + 2, asked_s=LIMIT_S, heard_s=9 * LIMIT_S), DOWNLOADING),
    ],
)
def test_where_a_device_stands(device: Candidate, stage: str) -> None:
    assert stage_of(device, version=NEW, mono_s=NOW_S) == stage


GARDENS = [f"garden-{number}" for number in range(30)]


def group(**stages: str) -> dict[str, str]:
    """Thirty gardens that wait, but for those named (garden_3)."""
    return dict.fromkeys(GARDENS, WAITING) | {name.replace("_", "-"): stage for name, stage in stages.items()}


@pytest.mark.parametrize(
    ("name", "first", "stages", "may"),
    [
        ("garden-3", None, group(), True),
        ("garden-3", "garden-3", group(), True),
        ("garden-3", "garden-4", group(), False),
        ("garden-3", "garden-4", group(garden_4=OFFERED), False),
        ("garden-3", "garden-4", group(garden_4=DOWNLOADING), False),
        ("garden-3", "garden-4", group(garden_4=STALLED), False),
        ("garden-3", "garden-4", group(garden_4=RUNNING), True),
        ("garden-3", "garden-4", group(garden_4=RUNNING, garden_3=STALLED), True),
        ("garden-3", "garden-4", group(garden_4=RUNNING, garden_5=DOWNLOADING, garden_6=OFFERED), True),
        (
            "garden-3",
            "garden-4",
            group(garden_4=RUNNING, garden_5=DOWNLOADING, garden_6=OFFERED, garden_7=OFFERED),
            False,
        ),
        (
            "garden-5",
            "garden-4",
            group(garden_4=RUNNING, garden_5=DOWNLOADING, garden_6=OFFERED, garden_7=OFFERED),
            True,
        ),
        (
            "garden-3",
            "garden-4",
            group(garden_4=RUNNING, garden_5=STALLED, garden_6=NOT_BACK, garden_7=REVERTED, garden_8=OFFERED),
            True,
        ),
        ("garden-4", "garden-4", group(garden_4=RUNNING), False),
        *(
            ("garden-3", None, group(garden_3=stage), False)
            for stage in (NO_UPDATES, PINNED, REFUSED, REVERTED, RUNNING, ABOVE)
        ),
    ],
)
def test_who_may_have_it_now(name: str, first: str | None, stages: dict[str, str], may: bool) -> None:
    assert may_have(name, first=first, stages=stages, harmless=GARDENS) is may


def test_two_devices_get_it_one_after_the_other() -> None:
    stages = {"a": RUNNING, "b": DOWNLOADING, "c": WAITING}
    assert not may_have("c", first="a", stages=stages, harmless="abc")
    assert may_have("c", first="a", stages=stages | {"b": RUNNING}, harmless="abc")


@pytest.mark.parametrize(
    ("harmless", "stage", "may"), [([], WAITING, True), (["soil"], WAITING, False), (["soil"], NO_UPDATES, True)]
)
def test_a_counter_of_people_is_the_first_only_where_nobody_else_can_be(
    harmless: list[str], stage: str, may: bool
) -> None:
    assert may_have("counter", first=None, stages={"counter": WAITING, "soil": stage}, harmless=harmless) is may


@pytest.mark.parametrize(
    ("stages", "kept"),
    [
        ({"a": WAITING}, True),
        ({"a": NO_UPDATES}, True),
        ({"a": REVERTED}, True),
        ({"a": RUNNING}, True),
        ({"a": PINNED}, False),
        ({"a": ABOVE}, False),
        ({}, False),
    ],
)
def test_another_one_is_the_first_when_it_can_show_nothing_any_more(stages: dict[str, str], kept: bool) -> None:
    assert first_or_none("a", stages=stages) == ("a" if kept else None)


@pytest.mark.parametrize(
    ("stage", "reason"),
    [
        (REFUSED, "garden-4, the first device, refused it"),
        (REVERTED, "garden-4, the first device, reverted it"),
        (NOT_BACK, "garden-4, the first device, did not come back"),
        *((stage, "") for stage in STAGES if stage not in (REFUSED, REVERTED, NOT_BACK)),
    ],
)
def test_what_becomes_of_the_first_decides(stage: str, reason: str) -> None:
    assert reason_to_stop(first="garden-4", stages=group(garden_4=stage), begun=["garden-4"]) == reason


def test_what_an_earlier_rollout_of_the_version_did_is_no_reason() -> None:
    assert reason_to_stop(first=None, stages=group(garden_4=REVERTED, garden_5=REVERTED), begun=[]) == ""


@pytest.mark.parametrize(
    ("lost", "begun", "reason"),
    [
        (1, 5, ""),
        (2, 5, "2 of 5 devices reverted it or did not come back: garden-1, garden-2"),
        (2, 20, "2 of 20 devices reverted it or did not come back: garden-1, garden-2"),
        (2, 21, ""),
        (3, 21, "3 of 21 devices reverted it or did not come back: garden-1, garden-2, garden-3"),
        (4, 30, "4 of 30 devices reverted it or did not come back: garden-1, garden-2, garden-3 …"),
    ],
)
def test_two_lost_devices_or_a_tenth_stop_it(lost: int, begun: int, reason: str) -> None:
    stages = dict.fromkeys(GARDENS, RUNNING) | {
        f"garden-{number}": (NOT_BACK, REVERTED)[number % 2] for number in range(1, lost + 1)
    }
    assert reason_to_stop(first="garden-0", stages=stages, begun=GARDENS[:begun]) == reason
