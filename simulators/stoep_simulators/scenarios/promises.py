"""What must hold after a scenario, one verdict each: sentences of its reports, test cases of its JUnit XML."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stoep_simulators.scenarios.arrivals import arrivals
from stoep_simulators.scenarios.durations import words
from stoep_simulators.scenarios.full_rings import unexplained_drops
from stoep_simulators.scenarios.outcome import Outcome
from stoep_simulators.scenarios.records import (
    CLOCK_DRIFT,
    CLOCK_OFF,
    OF_THE_GATEWAY,
    POWER_CUT,
    UPDATE_HALF_WAY,
    Fault,
    Group,
)

# Why the gateway may refuse a row of people counts: only a wrong or unknown time, and only where a fault explains it.
_EXPLAINED: Mapping[str, frozenset[str]] = {
    POWER_CUT: frozenset({"no time"}),  # a row from before the cut that nobody can date any more
    UPDATE_HALF_WAY: frozenset({"no time"}),
    CLOCK_OFF: frozenset({"no time", "order", "ahead"}),
    CLOCK_DRIFT: frozenset({"order", "ahead"}),
}
_OF_ALL = OF_THE_GATEWAY | {CLOCK_DRIFT}  # a device with a wrong time closes windows of its neighbours, too
_NAMED = 5  # devices in one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """promise: a sentence. broken: "" if it holds, else what was found instead, in one line."""

    promise: str
    broken: str = ""


def explained_by(faults: Iterable[Fault], *, device: str) -> frozenset[str]:
    """Reasons of the gateway to refuse a row of the device that follow from these faults."""
    mine = (fault for fault in faults if fault.kind in _OF_ALL or device in fault.devices)
    return frozenset().union(*(_EXPLAINED.get(fault.kind, frozenset()) for fault in mine))


def losses(accounts: Mapping[str, Any], *, faults: Iterable[Fault], groups: Iterable[Group]) -> str:
    """Rows that are lost, dropped or refused, and no device or none of the faults says why; "" if there are none.

    A device's word that its ring was full is not enough: the faults must have kept it away for so long.
    """
    faults = tuple(faults)
    lost: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for life in accounts["lives"]:
        device = life["device"]
        lost[device] += life["absent"] + life["restore"]
        dropped[device] += life["dropped"]
        allowed = explained_by(faults, device=device)
        for reason, count in life["rejected"].items():
            if reason not in allowed:
                refused[f"{device} ({reason})"] += count
    found = []
    if any(lost.values()):
        found.append(f"rows lost, and no device says why: {_counts(lost)}")
    if beyond := unexplained_drops(dropped, groups=groups, faults=faults):
        named = [f"{device} {count:,} (explained: {explained:,})" for device, (count, explained) in beyond.items()]
        found.append(f"rows dropped by rings that cannot have been full: {_names(named)}")
    if any(refused.values()):
        found.append(f"rows refused: {_counts(refused)}")
    return "; ".join(found)


def undelivered(accounts: Mapping[str, Any]) -> str:
    """What a back-end has not got; "" if it has all."""
    for backend in accounts["backends"]:
        for word in ("pending", "expired", "dead"):
            if backend[word]:
                return f"{backend['name']}: {backend[word]:,} observations {word}"
    return ""


def verdicts(outcome: Outcome) -> tuple[Verdict, ...]:
    """All promises, in the order in which they are told."""
    found = [
        Verdict(promise="every row arrived once", broken=_rows(outcome)),
        Verdict(
            promise="no row was lost or refused without a reason",
            broken=losses(outcome.accounts, faults=outcome.scenario.faults, groups=outcome.scenario.groups),
        ),
        Verdict(promise="every observation was delivered", broken=undelivered(outcome.accounts)),
        Verdict(promise="the accounts balance", broken=_balance(outcome)),
        Verdict(promise="every device said all that it had", broken=_silence(outcome)),
    ]
    if outcome.updates:
        late = [f"{name} ({stage})" for name, stage in outcome.updates if stage != "running"]
        broken = f"not so: {_names(late)}" if late else ""
        found.append(Verdict(promise="every update that was cut half-way runs", broken=broken))
    if outcome.returns:
        promise = "every back-end that was away got at once what had waited for it"
        found.append(Verdict(promise=promise, broken=_late(outcome)))
    if (age_s := outcome.scenario.promises.row_age_s) is not None:
        found.append(Verdict(promise=f"no row was older than {words(age_s)}", broken=_ages(outcome, limit_s=age_s)))
    return tuple(found)


def _rows(outcome: Outcome) -> str:
    """Rows by device: what it took against what the gateway knows of. Counts in open windows have no device's name."""
    known: Counter[str] = Counter()
    for life in outcome.accounts["lives"]:
        known[life["device"]] += sum(life[word] for word in ("kept", "dropped", "absent", "restore"))
        known[life["device"]] += sum(life["rejected"].values())
    wrong = {
        device.name: len(device.taken_s) - known[device.name]
        for device in outcome.devices
        if device.kind != "people" and len(device.taken_s) != known[device.name]
    }
    if wrong:
        return f"rows missing: {_counts(wrong)}"
    missing = outcome.taken - arrivals(outcome.accounts).accounted
    return f"{missing:,} rows of people counts are missing" if missing else ""


def _late(outcome: Outcome) -> str:
    unmet = [each.name for each in outcome.returns if not each.was_met]
    late = [
        f"{each.name} {each.left:,} of {each.waited:,}, and nothing moved any more"
        for each in outcome.returns
        if each.left
    ]
    found = [f"the gateway did not try meanwhile: {_names(unmet)}"] if unmet else []
    return "; ".join([*found, *([f"observations that still waited: {_names(late)}"] if late else [])])


def _balance(outcome: Outcome) -> str:
    return "" if outcome.accounts["balanced"] else "they do not: see the accounts below"


def _silence(outcome: Outcome) -> str:
    end_s = outcome.scenario.end_s
    silent = [device.name for device in outcome.devices if not device.met_s or device.met_s[-1] < end_s]
    return f"no good conversation after the end: {_names(silent)}" if silent else ""


def _ages(outcome: Outcome, *, limit_s: int) -> str:
    old = {device.name: device.oldest_s for device in outcome.devices if device.oldest_s > limit_s}
    return f"older on delivery: {_names([f'{name} {words(age_s)}' for name, age_s in old.items()])}" if old else ""


def _counts(by_name: Mapping[str, int]) -> str:
    return _names([f"{name} {count:,}" for name, count in by_name.items() if count])


def _names(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
