"""What forecasting costs: 50 places, quarters of an hour, a synthetic year; beside the published formula and a ridge.

`python -m bench.crowd` runs this alone.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import numpy as np

from bench.figures import Figure, table
from stoep_gateway.analyst.forecasting import board_of, situation, slots_ahead
from stoep_gateway.analyst.model_file import FILE_NAME as MODEL_FILE
from stoep_gateway.analyst.surroundings import Sight
from stoep_gateway.analyst.training import pack
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.crowd.calendar import Holidays
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.history import DAY_S, Floats, History
from stoep_gateway.crowd.forecast.ridge import fit_lines
from stoep_gateway.crowd.forecast.samples import draw
from stoep_gateway.crowd.lines import LineCounts
from stoep_gateway.crowd.places_file import parse_places
from stoep_gateway.crowd.simple_rules import CAP, NEWEST
from stoep_gateway.outlook.board_codec import encode
from stoep_gateway.outlook.reader import OutlookReader
from stoep_gateway.outlook.tables import FILE_NAME as OUTLOOK_FILE
from support.crowd_town import WINDOW_S, Town, places_text

PLACES, DAYS, SLOT_S = 50, 365, 900
_PER_DAY = DAY_S // SLOT_S
_WEEKS, _WEEK = 8, 7 * _PER_DAY
_CALLS = 20
_SEED = 7
_FIRST_ROUND_S = 600.0
_LINES = tuple(f"line-{number}" for number in range(PLACES))
_WHERE = f"{PLACES} places, quarters of an hour, {DAYS} synthetic days"


def crowd() -> list[Figure]:
    """Some minutes, most of them training."""
    history = synthetic()
    trained = train_in_a_child(history)
    forecaster = Forecaster.from_bytes(trained.model)
    forecaster.learn(history)
    ahead = slots_ahead(SLOT_S)
    round_s = cpu_s(lambda: forecaster.forecast(history, ahead=ahead))
    published_s = cpu_s(lambda: published(history, ahead=ahead))
    ridge_s = ridge_cpu_s(history)
    serving_mb, first_round_s = serving(history, model=trained.model)
    return [
        Figure(
            name="forecast_round_vs_published",
            value=round_s / published_s,
            unit="times the CPU",
            conditions=f"{_WHERE}; all {len(ahead)} slots ahead; the published formula for the same slots in numpy"
            f" takes {published_s * 1000:.2f} ms, a forecast {round_s * 1000:.1f} ms",
            bar="≤ 30",
        ),
        Figure(
            name="analyst_round_ms",
            value=whole_round_cpu_s(history, forecaster=forecaster) * 1000,
            unit="ms of CPU",
            conditions=f"{_WHERE}; all of a round but archive and disk: faults of lines, sums of places, learning"
            " from what has come true, forecast, board",
        ),
        Figure(
            name="retrain_vs_ridge",
            value=trained.cpu_s / ridge_s,
            unit="times the CPU",
            conditions=f"{_WHERE}; training, its process and imports included, takes {trained.cpu_s:.1f} s of CPU, a"
            f" ridge a target hour on the same rows {ridge_s:.1f} s",
            bar="≤ 15",
        ),
        Figure(
            name="analyst_serving_mb",
            value=serving_mb,
            unit="MB at most",
            conditions=f"{_WHERE}; peak of the resident memory of the whole process, reading the archive at the start"
            " included",
            bar="≤ 150",
        ),
        Figure(
            name="analyst_training_mb",
            value=trained.peak_mb,
            unit="MB at most",
            conditions=f"{_WHERE}; peak of the child process, which is there during a training only",
            bar="≤ 350",
        ),
        Figure(
            name="analyst_first_round_s",
            value=first_round_s,
            unit="s",
            conditions=f"{_WHERE}; from the start of the process until the first board, all of the archive read",
        ),
    ]


def synthetic() -> History:
    """Afternoons, weekends, days that are better than others, and chance."""
    chance = np.random.default_rng(_SEED)
    slot = np.arange(DAYS * _PER_DAY)
    hour = slot % _PER_DAY / 4
    usual = np.exp(-(((hour - 14) / 3.5) ** 2))[:, None] * chance.uniform(100, 600, PLACES) + 5
    weekend = 1 + 0.6 * (slot // _PER_DAY % 7 >= 5)[:, None]
    mood = np.exp(np.repeat(chance.normal(0, 0.25, DAYS), _PER_DAY))[:, None]
    counts = chance.poisson(usual * weekend * mood).astype(np.float32)
    end_s = int(time.time()) // DAY_S * DAY_S
    return History(
        slot_s=SLOT_S,
        start_s=end_s - DAYS * DAY_S,
        zone=ZoneInfo("Europe/Amsterdam"),
        places=tuple(f"street-{number}" for number in range(PLACES)),
        counts=counts,
        hidden=np.zeros(counts.shape, dtype=bool),
        noise=np.full(PLACES, 4.0, dtype=np.float32),
    )


def cpu_s(work: Callable[[], object]) -> float:
    """Of one call: the median of some."""
    taken = []
    for _ in range(_CALLS):
        begun_s = time.process_time()
        work()
        taken.append(time.process_time() - begun_s)
    return median(taken)


def published(history: History, *, ahead: tuple[int, ...]) -> Floats:
    """(places, len(ahead)): median of the same weekday and time of 8 weeks, times the smoothed ratio of today."""
    known = history.slots
    recent = np.arange(known - _WEEKS, known)
    index = np.concatenate([recent, known - 1 + np.asarray(ahead)])
    weeks = index[None, :] - _WEEK * np.arange(1, _WEEKS + 1)[:, None]
    usual = np.nanmedian(history.counts[weeks], axis=0)
    ratio = np.ones(len(history.places), dtype=np.float32)
    for passed, now in zip(usual, history.counts[recent], strict=False):
        newest = np.clip(now / np.maximum(passed, 1), 0, CAP)
        ratio = np.where(np.isnan(newest), ratio, NEWEST * newest + (1 - NEWEST) * ratio)
    forecast: Floats = (usual[_WEEKS:] * ratio).T
    return forecast


def whole_round_cpu_s(history: History, *, forecaster: Forecaster) -> float:
    """Each place with a line that counts both ways."""
    lines = LineCounts(
        slot_s=SLOT_S,
        start_s=history.start_s,
        lines=_LINES,
        counts=np.repeat(history.counts[:, :, None] / 2, 2, axis=2),
        hidden=np.zeros((*history.counts.shape, 2), dtype=bool),
        noise=np.full(PLACES, 2.8, dtype=np.float32),
    )
    sight = Sight(
        places=parse_places(places_text(_LINES), file=Path("places.toml")),
        zone=history.zone,
        holidays=Holidays(public=frozenset(), school=frozenset()),
        events=None,
        weather=None,
    )

    def one() -> bytes:
        found = situation(lines, sight=sight, due_s=lines.now_s)
        return encode(board_of(found, forecaster=forecaster, made_s=lines.now_s))

    return cpu_s(one)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """model: its bytes."""

    model: bytes
    cpu_s: float
    peak_mb: float


def train_in_a_child(history: History) -> Trained:
    """As the analyst does."""
    data = pack(history, previous=Forecaster())
    command = [sys.executable, "-P", "-m", "stoep_gateway.analyst.training"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin
        assert child.stdout
        child.stdin.write(data)
        child.stdin.close()
        model = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return Trained(model=model, cpu_s=usage.ru_utime + usage.ru_stime, peak_mb=usage.ru_maxrss / 1024)


def ridge_cpu_s(history: History) -> float:
    """Step 3 of the recipe that the model was measured against: a ridge an hour of day, weighed anew each round,
    then a place's own. It is the first part of the training, too.
    """
    drawn = draw(history, seed=_SEED, on_progress=lambda _: None)
    begun_s = time.process_time()
    fit_lines(drawn, places=PLACES)
    return time.process_time() - begun_s


def serving(history: History, *, model: bytes) -> tuple[float, float]:
    """(peak in MB, seconds until the first board) of the real process over an archive of these counts."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        (state / MODEL_FILE).parent.mkdir(parents=True)
        outlook = state / OUTLOOK_FILE
        outlook.parent.mkdir(mode=0o700)
        outlook.with_name(MODEL_FILE).write_bytes(model)
        (Path(folder) / "places.toml").write_text(places_text(_LINES))
        config = Path(folder) / "stoep.toml"
        config.write_text('[clock]\ntrust = "system"\n[crowd]\nplaces_file = "places.toml"\n')
        column = {line: number for number, line in enumerate(_LINES)}

        def people(line: str, start_s: int) -> float:
            return float(history.counts[(start_s - history.start_s) // WINDOW_S, column[line]]) / 2

        with closing(Town(state / ARCHIVE_FILE, lines=_LINES, people=people)) as town:
            for line in _LINES:
                town.release(history.start_s, history.now_s, lines=(line,))
        command = [sys.executable, "-m", "stoep_gateway", "run", "--part", "analyst", "--config", str(config)]
        begun_s = time.monotonic()
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as analyst:
            try:
                while not (outlook.exists() and OutlookReader(outlook).newest_s()):
                    assert time.monotonic() - begun_s < _FIRST_ROUND_S
                    time.sleep(0.1)
                first_round_s = time.monotonic() - begun_s
                peak = next(
                    line for line in Path(f"/proc/{analyst.pid}/status").read_text().splitlines() if "VmHWM" in line
                )
            finally:
                analyst.terminate()
    return int(peak.split()[1]) / 1024, first_round_s


if __name__ == "__main__":
    figures = crowd()
    print(table(figures))
    print(json.dumps({figure.name: figure.conditions for figure in figures}, indent=1, ensure_ascii=False))
