"""A scenario's outcome as text and as JSON; both end with the accounts and the command that does the same again."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from stoep_simulators.scenarios.arrivals import arrivals
from stoep_simulators.scenarios.durations import words
from stoep_simulators.scenarios.outcome import Outcome
from stoep_simulators.scenarios.promises import Verdict
from stoep_simulators.scenarios.records import Fault


def as_text(outcome: Outcome, *, verdicts: Sequence[Verdict], command: str) -> str:
    """A page for people. command: what was typed, with its seed."""
    scenario, arrived = outcome.scenario, arrivals(outcome.accounts)
    kinds = Counter(f"{device.kind}{' on the VM' if device.on_vm else ''}" for device in outcome.devices)
    dropped = f", dropped by full rings {arrived.dropped:,}" if arrived.dropped else ""
    refused = f", refused {arrived.rejected:,}" if arrived.rejected else ""
    oldest = max(outcome.devices, key=lambda device: device.oldest_s)
    fleet = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    lines = [
        f"{scenario.title}: {len(outcome.devices)} devices ({fleet}), {words(scenario.end_s)}, seed {scenario.seed}",
        *(f"  {told(fault)}" for fault in scenario.faults),
        *([f"  gateway of {scenario.config.file}"] if scenario.config else []),
        f"virtual ÷ real time: {outcome.speed:,.0f} ({scenario.end_s:,} s in {outcome.played_s:.1f} s)",
        f"rows {outcome.taken:,}: kept {arrived.kept:,}, in windows still open {arrived.open:,}{refused}{dropped}",
        *([f"messages of the attacker: {outcome.injected:,}"] if outcome.injected else []),
        f"oldest on delivery: {words(oldest.oldest_s)} ({oldest.name})",
        *(
            f"{each.name} was away: {each.waited:,} observations waited for it, and were there {each.caught_up_s:.1f} s"
            " after it was back"
            for each in outcome.returns
            if not each.left
        ),
        f"SHA-256 of the row logs: {outcome.rows_sha256}",
        "",
        *map(_line, verdicts),
        "",
        outcome.accounts_table.rstrip(),
        "",
        f"the same again: {command}",
    ]
    return "\n".join(lines)


def as_json(outcome: Outcome, *, verdicts: Sequence[Verdict], command: str) -> dict[str, Any]:
    """Plain values for `json.dumps`."""
    scenario = outcome.scenario
    return {
        "scenario": scenario.title,
        "seed": scenario.seed,
        "days": scenario.days,
        "faults": [told(fault) for fault in scenario.faults],
        "virtual_s": scenario.end_s,
        "played_real_s": round(outcome.played_s, 2),
        "virtual_to_real": round(outcome.speed, 1),
        "real_s": round(outcome.real_s, 1),
        "rows": outcome.taken,
        "injected": outcome.injected,
        "returns": [
            {"backend": each.name, "waited": each.waited, "left": each.left, "real_s": round(each.caught_up_s, 2)}
            for each in outcome.returns
        ],
        "rows_sha256": outcome.rows_sha256,
        "devices": [
            {
                "name": device.name,
                "kind": device.kind,
                "vm": device.on_vm,
                "rows": len(device.taken_s),
                "conversations": len(device.met_s),
                "oldest_s": device.oldest_s,
            }
            for device in outcome.devices
        ],
        "promises": [
            {"promise": verdict.promise, "holds": not verdict.broken, "found": verdict.broken} for verdict in verdicts
        ],
        "accounts": outcome.accounts,
        "command": command,
    }


def _line(verdict: Verdict) -> str:
    return f"FAILED  {verdict.promise}: {verdict.broken}" if verdict.broken else f"ok      {verdict.promise}"


def told(fault: Fault) -> str:
    """A fault in one line."""
    what = fault.kind
    if fault.sensor:
        what += f" {fault.sensor}"
    if fault.backend:
        what += f" {fault.backend}"
    if fault.by_s:
        what += f" by {words(fault.by_s)}"
    if fault.mid_conversation:
        what += " in mid-conversation"
    if fault.ppm:
        what += f" by {fault.ppm:,} ppm"
    names = sorted(fault.devices)
    whom = "the gateway" if not names else names[0] if len(names) == 1 else f"{len(names)} devices"
    return f"{what} at {words(fault.at_s)} for {words(fault.for_s)}: {whom}"
