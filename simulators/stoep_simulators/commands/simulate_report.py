"""What a simulation found: rows that were taken, what became of them, and whether that is all right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stoep_simulators.scenarios.arrivals import Arrivals

_DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """rows: taken while away, by profile; they alone are in rows_sha256. taken: all, until the device connected.

    arrived: at the moment of `taken`. accounts: as the gateway left them.
    """

    devices: int
    days: int
    seed: int
    on_vm: bool
    away_s: float
    real_s: float
    rows: Mapping[str, int]
    rows_sha256: str
    taken: int
    arrived: Arrivals
    accounts: Mapping[str, Any]

    @property
    def speed(self) -> float:
        """Virtual time ÷ real time while the whole fleet was away."""
        return self.days * _DAY_S / self.away_s

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, in words. A full ring that drops its oldest rows and counts them is not."""
        arrived = self.arrived
        found = []
        if not self.accounts["balanced"]:
            found.append("the accounts do not balance")
        if self.taken != arrived.accounted:
            found.append(
                f"{self.taken - arrived.accounted:,} rows did not arrive: is this machine too slow for so many devices?"
            )
        if arrived.absent or arrived.restore:
            found.append(f"{arrived.absent + arrived.restore:,} rows are lost and no device says why")
        if arrived.rejected:
            found.append(f"{arrived.rejected:,} rows were rejected")
        if arrived.pending:
            found.append(f"{arrived.pending:,} observations were not delivered")
        return tuple(found)

    @property
    def is_fine(self) -> bool:
        """Whether every row of the rings arrived and the accounts balance."""
        return not self.faults

    def as_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`."""
        arrived = self.arrived
        return {
            "devices": self.devices,
            "days": self.days,
            "seed": self.seed,
            "vm": self.on_vm,
            "virtual_s": self.days * _DAY_S,
            "away_real_s": round(self.away_s, 2),
            "virtual_to_real": round(self.speed, 1),
            "real_s": round(self.real_s, 1),
            "rows": dict(sorted(self.rows.items())),
            "rows_sha256": self.rows_sha256,
            "arrived": {
                "taken": self.taken,
                "kept": arrived.kept,
                "open": arrived.open,
                "rejected": arrived.rejected,
                "dropped": arrived.dropped,
                "absent": arrived.absent,
                "restore": arrived.restore,
                "missing": self.taken - arrived.accounted,
                "pending": arrived.pending,
            },
            "faults": list(self.faults),
            "balanced": self.accounts["balanced"],
            "accounts": self.accounts,
        }

    def as_text(self) -> str:
        """A page for people; the last line says how it went."""
        arrived = self.arrived
        kinds = ", ".join(f"{profile} {rows:,}" for profile, rows in sorted(self.rows.items()))
        told = ", ".join(f"{backend['name']} {backend['delivered']:,}" for backend in self.accounts["backends"])
        machine = "the MicroPython VM" if self.on_vm else "CPython"
        dropped = f", dropped by full rings {arrived.dropped:,}" if arrived.dropped else ""
        verdict = "; ".join(self.faults) or "every row of the rings arrived and the accounts balance"
        lines = (
            f"{self.devices} devices on {machine}, {self.days} days away, seed {self.seed}",
            f"virtual ÷ real time: {self.speed:,.0f} ({self.days * _DAY_S:,} s in {self.away_s:.1f} s)",
            f"rows while away: {kinds}",
            f"SHA-256 of the row logs: {self.rows_sha256}",
            f"rows in all {self.taken:,}: kept {arrived.kept:,}, in windows still open {arrived.open:,}{dropped}",
            f"observations delivered: {told}",
            verdict,
        )
        return "\n".join(lines)
