"""How long frames of a thousand devices wait, and what that takes: `stoep load` as a user runs it.

`python -m bench.load` does it alone.
"""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

from bench.figures import Figure, table
from support.gateway import STOEP

DEVICES = 1_000
PER_MINUTE = (1, 10)
MINUTES = 2
_WHOLE_S = 1_200.0  # enrolment, the minutes, the last commit: on a machine with much else to do


def load_figures() -> list[Figure]:
    """Three minutes a rate, and what it takes to enrol a thousand devices."""
    return [figure for per_minute in PER_MINUTE for figure in _figures(per_minute)]


def _figures(per_minute: int) -> Iterator[Figure]:
    told = _told(per_minute)
    conditions = (
        f"{DEVICES:,} devices, {per_minute} frame{'s' * (per_minute > 1)} a minute each in real time for {MINUTES}"
        f" minutes, {told['frames']['due']:,} frames of one row, open loop, journal on disk, commit interval"
        f" {told['commit_interval_s']:g} s, NATS; the generator on the same machine,"
        f" {told['lateness_s']['p99'] * 1_000:.1f} ms late at p99"
    )
    name = f"load_{DEVICES}x{per_minute}"
    yield Figure(
        name=f"{name}_lost",
        value=told["frames"]["lost"],
        unit="frames",
        bar="= 0",
        conditions=f"not kept; {conditions}",
    )
    yield Figure(
        name=f"{name}_unsettled",
        value=told["frames"]["due"] - told["frames"]["settled"],
        unit="frames",
        bar="= 0",
        conditions=f"of which no reply said in time that they are on the disk; {conditions}",
    )
    for delay, words in (("answered", "the reply that covers it"), ("settled", "the reply that settles it")):
        for percentile, value in told[f"{delay}_s"].items():
            if value is not None:  # that of a frame that was never answered or settled
                yield Figure(
                    name=f"{name}_{delay}_{percentile.replace('.', '')}_s",
                    value=value,
                    unit="s",
                    conditions=f"from a frame's scheduled moment to {words}, {percentile}; {conditions}",
                )
    for who in ("gateway", "broker", "load generator"):
        used = told["usage"][who]
        part = who.rpartition(" ")[2]
        yield Figure(
            name=f"{name}_{part}_cpu",
            value=round(100 * used["cpu_cores"], 1),
            unit="% of a core",
            conditions=f"of all processes of the {who} while frames were due; {conditions}",
        )
        yield Figure(
            name=f"{name}_{part}_mib",
            value=used["memory_mib"],
            unit="MiB",
            conditions=f"most PSS of all processes of the {who} together; {conditions}",
        )


def _told(per_minute: int) -> dict[str, Any]:
    command = [
        str(STOEP), "load", "--devices", str(DEVICES), "--per-minute", str(per_minute), "--minutes", str(MINUTES),
        "--json",
    ]  # fmt: skip
    run = subprocess.run(command, stdout=subprocess.PIPE, timeout=_WHOLE_S, check=False)
    assert run.returncode in (0, 1), f"stoep load ended with {run.returncode}"
    told: dict[str, Any] = json.loads(run.stdout)
    return told


if __name__ == "__main__":
    print(table(load_figures()))
