"""`make backtest`: what docs/crowd.md says of forecasts, measured. Writes build/backtest.json and build/backtest.html.

Each part is a process of its own, two at a time; `python -m backtest noise` runs one.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from backtest.cold_start import cold_start
from backtest.faults import faults
from backtest.forecasts import on_released_counts, on_true_counts, written
from backtest.weather import weather_gain

BUILD = Path("build")
_AT_A_TIME = 2

Part = dict[str, Any]


def main(arguments: list[str]) -> int:
    BUILD.mkdir(exist_ok=True)
    if arguments:
        return _part(arguments[0])
    begun_s = time.monotonic()
    with ThreadPoolExecutor(_AT_A_TIME) as workers:
        found = dict(zip(PARTS, workers.map(_in_a_process, PARTS), strict=True))
    whole = _joined(found)
    (BUILD / "backtest.json").write_text(json.dumps(whole, indent=1) + "\n")
    for key in KEYS:
        print(f"{key:<28}{json.dumps(whole[key])}")
    print(f"{BUILD / 'backtest.json'}, {BUILD / 'backtest.html'}: {(time.monotonic() - begun_s) / 60:.1f} minutes")
    return 0


KEYS = (
    "wape", "coverage80", "coverage80_worst_place", "coverage95", "width80", "noise_loss", "cold_start_gain",
    "average_precision", "precision", "crossings_caught", "reliability_gap", "weather_gain",
    "faults_found", "faults_false_per_place_year", "faults_others_worst",
)  # fmt: skip


def _joined(found: Mapping[str, Part]) -> Part:
    """One table. The worst place is the one whose coverage is furthest from 80 %, at any horizon."""
    plain, noisy = found["forecasts"], found["noise"]
    places = [share for place in plain["places"].values() for share in place["coverage80"].values()]
    alerts = plain["alerts"]
    return {
        "wape": plain["wape"],
        "coverage80": plain["coverage80"],
        "coverage80_worst_place": max(places, key=lambda share: abs(share - 0.8)),
        "coverage95": round(sum(plain["coverage95"].values()) / len(plain["coverage95"]), 4),
        "width80": plain["width80"],
        "noise_loss": round(max(noisy["wape"][hours] / wape - 1 for hours, wape in plain["wape"].items()), 4),
        "cold_start_gain": round(found["cold_start"]["gain"], 4),
        "average_precision": alerts["average_precision"],
        "precision": alerts["precision"],
        "crossings_caught": alerts["crossings_caught"],
        "reliability_gap": alerts["reliability_gap"],
        "weather_gain": {hours: round(gain["gain"], 4) for hours, gain in found["weather"].items()},
        "faults_found": found["faults"]["found"],
        "faults_false_per_place_year": found["faults"]["false_per_place_year"],
        "faults_others_worst": found["faults"]["others_worst"],
        "parts": found,
    }


def _in_a_process(name: str) -> Part:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-m", "backtest", name], check=True, env=environment)
    part: Part = json.loads(_file(name).read_text())
    return part


def _part(name: str) -> int:
    _file(name).write_text(json.dumps(PARTS[name]()))
    return 0


def _file(name: str) -> Path:
    return BUILD / f"backtest-{name}.json"


def _forecasts() -> Part:
    numbers, text = written(on_true_counts(on_progress=_Told("forecasts")))
    (BUILD / "backtest.html").write_text(text)
    return numbers


def _noise() -> Part:
    return written(on_released_counts(on_progress=_Told("noise")))[0]


def _cold_start() -> Part:
    found = cold_start()
    return {**asdict(found), "gain": found.gain}


def _weather() -> Part:
    return {str(hours): {**asdict(gain), "gain": gain.gain} for hours, gain in weather_gain().items()}


PARTS: Mapping[str, Callable[[], Part]] = {
    "forecasts": _forecasts,
    "noise": _noise,
    "cold_start": _cold_start,
    "weather": _weather,
    "faults": faults,
}


class _Told:
    """A line now and then: the parts run side by side."""

    def __init__(self, name: str) -> None:
        self._name, self._next = name, 0.0

    def __call__(self, share: float) -> None:
        if share >= self._next:
            print(f"{self._name} {share:.0%}", file=sys.stderr, flush=True)
            self._next = share + 0.1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
