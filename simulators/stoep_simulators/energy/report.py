"""A node's day as a table and as JSON: mAh, days on a battery, what dominates; on a bare module and on a dev board."""

from dataclasses import dataclass

from stoep_simulators.energy.currents import DEV_BOARD_MA, DRAWS, USABLE, mah
from stoep_simulators.energy.node_day import BOOT_MS, NodeDay
from stoep_simulators.energy.quiet_gateway import JOIN_MS, TRIP_MS

_HOURS = 24
_DEV_BOARD = ("board", "powered")  # regulator, USB chip, LED
_DEV_BOARD_SOURCE = "1 to 10 mA; 11.4 measured by others on a copy of a DevKitC (kohacraft.com)"
_RADIO = ("joining", "talking", "joined")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """node: its name on the command line."""

    node: str
    day: NodeDay
    sample_s: int
    send_s: int
    battery_mah: int

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        day = self.day
        return {
            "node": self.node,
            "sample_s": self.sample_s,
            "send_s": self.send_s,
            "battery_mah": self.battery_mah,
            "usable": USABLE,
            "wakes": day.wakes,
            "rows": day.rows,
            "radio_on": {"times": day.joins, "seconds_each": self._radio_s_each()},
            "assumed_ms": {"boot": BOOT_MS, "join": JOIN_MS, "trip": TRIP_MS},
            "parts": [
                {
                    "part": part,
                    "state": state,
                    "seconds": self.day.booked[part, state] / 1000,
                    "ma": DRAWS[part, state].ma,
                    "volts": DRAWS[part, state].volts,
                    "mah": used,
                    "source": DRAWS[part, state].source,
                }
                for (part, state), used in self._bare()
            ],
            "bare_module": self._sum(dict(self._bare())),
            "dev_board": self._sum(self._on_dev_board()),
        }

    def as_text(self) -> str:
        """Lines."""
        lines = [f"{self.node}: a row every {self.sample_s} s, a send every {self.send_s} s", self._radio_line(), ""]
        lines.append(f"{'part':<9} {'state':<11} {'s a day':>8} {'mA':>8} {'mAh a day':>10}  source")
        for (part, state), used in self._bare():
            draw, seconds = DRAWS[part, state], self.day.booked[part, state] / 1000
            at = "" if draw.volts == 3.3 else f" (at {draw.volts:g} V)"
            lines.append(f"{part:<9} {state:<11} {seconds:>8.0f} {draw.ma:>8g} {used:>10.1f}  {draw.source}{at}")
        dev_board = DEV_BOARD_MA * _HOURS
        lines.append(
            f"{_DEV_BOARD[0]:<9} {_DEV_BOARD[1]:<11} {_HOURS * 3600:>8} {DEV_BOARD_MA:>8g} {dev_board:>10.1f}  "
            f"dev boards only: {_DEV_BOARD_SOURCE}"
        )
        lines += ["", f"{'':<12} {'mAh a day':>10} {'days':>7}  most of it"]
        for name, used_by in (("bare module", dict(self._bare())), ("dev board", self._on_dev_board())):
            total = self._sum(used_by)
            lines.append(
                f"{name:<12} {total['mah']:>10.1f} {total['days']:>7.1f}  {total['dominates']} ({total['share']:.0%})"
            )
        lines += [
            "",
            f"Days on {self.battery_mah} mAh, of which {USABLE:.0%} count. Calculated from the firmware's own duty",
            f"cycle and the currents above; nothing was measured. Assumed: {BOOT_MS} ms from reset to the firmware,",
            f"{JOIN_MS} ms to join the Wi-Fi, {TRIP_MS} ms to the gateway and back, no time to compute,",
            "no failed attempt.",
        ]
        return "\n".join(lines)

    def _bare(self) -> list[tuple[tuple[str, str], float]]:
        """The thirstiest first."""
        return sorted(mah(self.day.booked).items(), key=lambda item: (-item[1], item[0]))

    def _on_dev_board(self) -> dict[tuple[str, str], float]:
        return {**dict(self._bare()), _DEV_BOARD: DEV_BOARD_MA * _HOURS}

    def _sum(self, used_by: dict[tuple[str, str], float]) -> dict[str, float | str]:
        total = sum(used_by.values())
        first = max(used_by, key=lambda key: used_by[key])
        days = self.battery_mah * USABLE / total
        return {"mah": total, "days": days, "dominates": " ".join(first), "share": used_by[first] / total}

    def _radio_s_each(self) -> float | None:
        """None where it is never switched off."""
        if not self.day.joins:
            return None
        return sum(self.day.booked.get(("chip", state), 0) for state in _RADIO) / 1000 / self.day.joins

    def _radio_line(self) -> str:
        each_s = self._radio_s_each()
        if each_s is None:
            return f"in a day: {self.day.rows} rows; it counts, so it never sleeps, and its radio stays on"
        return f"in a day: {self.day.wakes} wakes, {self.day.joins} of them with the radio on, for {each_s:.2f} s each"
