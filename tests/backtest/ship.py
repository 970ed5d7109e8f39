"""`make shipped-model`: train the forecaster that the gateway begins with, on all of Auckland before 2025."""

import sys
from pathlib import Path

import numpy as np

from backtest.auckland import auckland, hour_of
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.record import Record, for_places
from stoep_gateway.crowd.forecast.spread import Spread
from stoep_gateway.crowd.forecast.training import train

FILE = Path("gateway/stoep_gateway/crowd/forecast/default.npz")
SEED = 1
_BEGIN, _LEARN, _END = hour_of(2022, 1, 1), hour_of(2024, 9, 1), hour_of(2025, 1, 1)


def shipped() -> Forecaster:
    """Its errors are learnt on the last four months before 2025, as one place's: the middle of all."""
    data = auckland()
    history = data.history(begin=_BEGIN, end=_END, sensors=tuple(range(len(data.names))))
    made = train(history, previous=None, seed=SEED, on_progress=_told)
    for day in range(_LEARN - _BEGIN, history.slots, 7 * 24):
        made.learn(history.until(day))
    spread = made.record.spread
    typical = Spread(
        size=np.median(spread.size, axis=0, keepdims=True).astype(np.float32),
        quantile=np.median(spread.quantile, axis=0, keepdims=True).astype(np.float32),
        learnt=np.zeros((1, spread.learnt.shape[1]), dtype=np.int64),
    )
    fresh = for_places(("typical",))
    return Forecaster(
        model=made.model and made.model.of_nobody(),
        young=made.young,
        record=Record(places=fresh.places, spread=typical, sums=fresh.sums),
    )


def main() -> int:
    data = shipped().to_bytes()
    FILE.write_bytes(data)
    print(f"{FILE}: {len(data) / 1_000:.0f} kB")
    return 0


def _told(share: float) -> None:
    print(f"\r{share:4.0%}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
