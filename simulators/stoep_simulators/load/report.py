"""What a load run found, for people and for programs; and whether it is as it should be."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stoep_simulators.load.settings import LoadSettings
from stoep_simulators.load.spread import Spread, spread
from stoep_simulators.load.tally import Tally
from stoep_simulators.load.usage import Usage

LATE_S = 0.1  # 1 % of the moments met later than this: the generator had not enough of a processor
_MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """sent_s: from the first moment to the last. usage: by who ("gateway", "broker", "load generator"), within it.

    answered, settled: from a frame's moment until a reply covers it, and until one says that its row is durable.
    lateness: of the generator itself. accounts: as the stopped gateway left them. No usage: this machine tells none.
    """

    settings: LoadSettings
    tally: Tally
    sent_s: float
    answered: Spread | None
    settled: Spread | None
    lateness: Spread | None
    usage: Mapping[str, Usage]
    accounts: Mapping[str, Any]

    @property
    def kept(self) -> int:
        """Rows, and so frames, that the gateway has."""
        return sum(int(life["kept"]) for life in self.accounts["lives"])

    @property
    def lost(self) -> int:
        """Frames that were due and that the gateway has not kept."""
        return self.tally.due - self.kept

    @property
    def is_late(self) -> bool:
        """Whether the generator did not keep its schedule."""
        return self.lateness is not None and self.lateness.p99 > LATE_S

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, in words."""
        found = []
        if self.lost:
            found.append(f"{self.lost:,} of {self.tally.due:,} frames are lost")
        if self.tally.unsettled:
            found.append(f"{self.tally.unsettled:,} of {self.tally.due:,} frames were not settled in time")
        if not self.accounts["balanced"]:
            found.append("the accounts do not balance")
        return tuple(found)

    @property
    def warning(self) -> str:
        """Why the figures are not about the gateway; "" if they are."""
        if self.lateness is None or not self.is_late:
            return ""
        return (
            f"the load generator itself was late ({_time(self.lateness.p99)} at p99): the delays are not about the"
            " gateway alone: fewer devices, or a machine with more processors"
        )

    def as_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`. A time that never came is null."""
        settings, tally = self.settings, self.tally
        return {
            "devices": settings.devices,
            "every_s": round(settings.every_s, 3),
            "frames_each": settings.frames,
            "seed": settings.seed,
            "commit_interval_s": settings.commit_interval_s,
            "sent_s": round(self.sent_s, 2),
            "frames": {
                "due": tally.due,
                "sent": tally.sent,
                "again": tally.again,
                "settled": tally.settled,
                "kept": self.kept,
                "lost": self.lost,
            },
            "connections_broken": tally.breaks,
            "replies_refused": tally.refused,
            "answered_s": _plain(self.answered),
            "settled_s": _plain(self.settled),
            "lateness_s": _plain(self.lateness),
            "usage": {
                who: {
                    "cpu_cores": round(used.cores, 4),
                    "memory_mib": round(used.memory_bytes / _MIB, 1),
                    "processes": used.processes,
                }
                for who, used in self.usage.items()
            },
            "balanced": self.accounts["balanced"],
            "faults": list(self.faults),
            "warning": self.warning,
        }

    def as_text(self) -> str:
        """A page for people; the last line says how it went."""
        settings, tally = self.settings, self.tally
        again = f", {tally.again:,} messages again" if tally.again else ""
        broken = f"; connections broken: {tally.breaks:,}" if tally.breaks else ""
        refused = f"; replies refused: {tally.refused:,}" if tally.refused else ""
        rate = settings.devices / settings.every_s
        lines = [
            f"{settings.devices:,} devices, a frame each every {settings.every_s:g} s ({rate:.1f} frames a second)"
            f" for {self.sent_s / 60:.1f} minutes, seed {settings.seed}",
            f"frames due {tally.due:,}, sent {tally.sent:,}{again}, settled {tally.settled:,}, lost {self.lost:,}"
            + broken
            + refused,
            f"from sample to reply: {_line(self.answered)}",
            f"from sample to settled: {_line(self.settled)}; a commit every {settings.commit_interval_s:g} s",
            f"the generator's own lateness: {_line(self.lateness)}",
            *(self._used(who) for who in self.usage),
        ]
        if not self.usage:
            lines.append("processor and memory: this machine does not tell (no /proc)")
        if self.warning:
            lines.append(f"WARNING: {self.warning}")
        lines.append("; ".join(self.faults) or "every frame was settled and the accounts balance")
        return "\n".join(lines)

    def _used(self, who: str) -> str:
        used = self.usage[who]
        many = f" in {used.processes} processes" if used.processes > 1 else ""
        return f"{who}: {used.cores:.1%} of a core, at most {used.memory_bytes / _MIB:.0f} MiB{many}"


def report_of(
    settings: LoadSettings, *, tally: Tally, sent_s: float, usage: Mapping[str, Usage], accounts: Mapping[str, Any]
) -> LoadReport:
    """A run's report; what never came to its end has no delay and stands above all that did."""
    return LoadReport(
        settings=settings,
        tally=tally,
        sent_s=sent_s,
        answered=spread(tally.answered_s, never=tally.due - len(tally.answered_s)),
        settled=spread(tally.settled_s, never=tally.unsettled),
        lateness=spread(tally.lateness_s),
        usage=usage,
        accounts=accounts,
    )


def _line(found: Spread | None) -> str:
    if found is None:
        return "nothing was measured"
    return f"p50 {_time(found.p50)}, p99 {_time(found.p99)}, p99.9 {_time(found.p999)}, max {_time(found.most)}"


def _time(time_s: float) -> str:
    if math.isinf(time_s):
        return "never"
    return f"{time_s * 1_000:.1f} ms" if time_s < 1 else f"{time_s:.2f} s"


def _plain(found: Spread | None) -> dict[str, float | None] | None:
    if found is None:
        return None
    told = {"p50": found.p50, "p99": found.p99, "p99.9": found.p999, "max": found.most}
    return {name: None if math.isinf(time_s) else round(time_s, 4) for name, time_s in told.items()}
