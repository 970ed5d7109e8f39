"""Where each device of a rollout stands, who may have the update now, and when it stops by itself. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from stoep_protocol.update import CRASHED, RUNS, UNREACHABLE

NO_UPDATES = "takes no updates"  # or has not said so yet
PINNED = "pinned"
WAITING = "waiting"
OFFERED = "offered"
DOWNLOADING = "downloading"
STALLED = "stalled"  # it began, is alive, and asks no more
NOT_BACK = "not back"  # it began, and is silent
RUNNING = "running"
REFUSED = "refused"
REVERTED = "reverted"
ABOVE = "above"  # it knows a higher version, whatever became of that
STAGES = (
    NO_UPDATES,
    PINNED,
    WAITING,
    OFFERED,
    DOWNLOADING,
    STALLED,
    NOT_BACK,
    RUNNING,
    REFUSED,
    REVERTED,
    ABOVE,
)  # fmt: skip

_UNDER_WAY = (OFFERED, DOWNLOADING)
_LOST = (NOT_BACK, REVERTED)
_NO_FIRST = (None, PINNED, ABOVE)  # None: gone from the group
_WAVE = 10  # a tenth of the group at a time
_LOST_MIN = 2  # one board may have died of something else
_INTERVALS = 3  # as many wakes as a trial takes
_SPARE_S = 3600  # for the download itself, and a gateway or Wi-Fi that was away
_NAMED_MAX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """offered_mono_s: when it was offered last. asked_mono_s: of its last question. reached: bytes asked for so far."""

    offered_mono_s: float
    asked_mono_s: float | None = None
    reached: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What is known of one device. interval_s: between its sends. reported: (version, outcome), None: never.

    heard_mono_s: of its last frame, None: not since the gateway's start.
    """

    is_pinned: bool
    interval_s: int
    reported: tuple[int, int] | None
    heard_mono_s: float | None
    attempt: Attempt | None


def stage_of(candidate: Candidate, *, version: int, mono_s: float) -> str:
    """Of a rollout of that version. What a device reports goes before everything else."""
    if candidate.reported is None:
        return NO_UPDATES
    known, outcome = candidate.reported
    if known > version:
        return ABOVE
    if known == version:
        return RUNNING if outcome == RUNS else REVERTED if outcome in (CRASHED, UNREACHABLE) else REFUSED
    if candidate.is_pinned:
        return PINNED
    attempt = candidate.attempt
    if attempt is None:
        return WAITING
    limit_s = _INTERVALS * candidate.interval_s + _SPARE_S
    if attempt.asked_mono_s is None:
        return OFFERED if mono_s - attempt.offered_mono_s <= limit_s else WAITING
    if mono_s - max(attempt.asked_mono_s, candidate.heard_mono_s or 0.0) > limit_s:
        return NOT_BACK
    return DOWNLOADING if mono_s - attempt.asked_mono_s <= limit_s else STALLED


def first_or_none(first: str | None, *, stages: Mapping[str, str]) -> str | None:
    """first, unless it can no longer show whether the version runs: then another one has to."""
    return None if first is None or stages.get(first) in _NO_FIRST else first


def may_have(name: str, *, first: str | None, stages: Mapping[str, str], harmless: Collection[str]) -> bool:
    """Whether the device, which is being answered, is offered the version now. first None: it may become the first."""
    if stages[name] in _UNDER_WAY:
        return True
    if stages[name] not in (WAITING, STALLED):
        return False
    if first is None:
        return name in harmless or all(stages[other] != WAITING for other in harmless)
    if name == first:
        return True
    if stages[first] != RUNNING:
        return False
    takers = sum(stage not in (NO_UPDATES, PINNED) for stage in stages.values())
    return sum(stage in _UNDER_WAY for stage in stages.values()) < max(1, takers // _WAVE)


def reason_to_stop(*, first: str | None, stages: Mapping[str, str], begun: Collection[str]) -> str:
    """Empty: go on. begun: who has asked for a part of this image."""
    if first is not None and first in begun and stages[first] in (REFUSED, *_LOST):
        what = {REFUSED: "refused it", REVERTED: "reverted it", NOT_BACK: "did not come back"}
        return f"{first}, the first device, {what[stages[first]]}"
    lost = sorted(name for name in begun if stages.get(name) in _LOST)
    if len(lost) < max(_LOST_MIN, -(-len(begun) // _WAVE)):
        return ""
    named = ", ".join(lost[:_NAMED_MAX]) + (" …" if len(lost) > _NAMED_MAX else "")
    return f"{len(lost)} of {len(begun)} devices reverted it or did not come back: {named}"
