"""What encoding and sealing cost on the MicroPython VM, in plain bytecode."""

import json
from statistics import median

from bench.figures import Figure
from support.on_device import ROOT, run_on_micropython


def firmware(*, runs: int) -> list[Figure]:
    """A second a run: both sides take turns within each."""
    found = []
    for _ in range(runs):
        run = run_on_micropython("bench_seal.py", path=[ROOT / "protocol"], heap="64m")
        assert run.returncode == 0, run.stdout + run.stderr
        found.append(json.loads(run.stdout))
    return [
        Figure(
            name="firmware_seal_vs_senml_json",
            value=round(median(run["seal_us"] / run["json_us"] for run in found), 3),
            unit="ratio",
            bar="≤ 0.75",
            conditions="encode + seal of 30 readings from source ÷ json.dumps of their SenML alone;"
            f" median of {runs} runs",
        ),
        Figure(
            name="firmware_encode_alloc_bytes",
            value=max(run["alloc_bytes"] for run in found),
            unit="B",
            bar="= 0",
            conditions="gc.mem_alloc() around one encode_rows",
        ),
    ]
