"""Counts of a simulated summer at the beach, as `stoep forecast backtest` reads them: sensor,ts,count by the quarter.

    python examples/counts_of_a_beach.py --days 60 > counts.csv
    stoep forecast backtest counts.csv --train-until 2026-07-15

Plausible, not measured: for trying things out, not for knowing how good forecasts are.
"""

import argparse
import csv
import sys
from bisect import bisect_left
from datetime import UTC, datetime

from stoep_simulators.beach_day import DAY, SLOT_S, crowds
from stoep_simulators.sim_clock import WIRE_EPOCH_UNIX_S
from stoep_simulators.worlds.local_time import day_start_s
from stoep_simulators.worlds.weather import weather


def main() -> None:
    """Days up to 18 July 2026."""
    options = argparse.ArgumentParser(description="counts of a simulated summer at the beach, as CSV")
    options.add_argument("--days", type=int, default=60)
    options.add_argument("--seed", type=int, default=1)
    args = options.parse_args()
    start_s, end_s = day_start_s(DAY + 1 - args.days), day_start_s(DAY + 1)
    people = crowds(weather(args.seed, start_s=start_s, end_s=end_s), seed=args.seed)
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(("sensor", "ts", "count"))
    for slot_s in range(start_s, end_s, SLOT_S):
        time = datetime.fromtimestamp(slot_s + WIRE_EPOCH_UNIX_S, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for gate, crowd in people.items():
            rows.writerow((gate, time, _between(crowd.ins_ms, slot_s) + _between(crowd.outs_ms, slot_s)))


def _between(times_ms: tuple[int, ...], slot_s: int) -> int:
    return bisect_left(times_ms, (slot_s + SLOT_S) * 1_000) - bisect_left(times_ms, slot_s * 1_000)


if __name__ == "__main__":
    main()
