"""Go through a history as time did: forecast, wait, learn. What a score needs, without looking ahead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from stoep_gateway.crowd.forecast.distribution import Distribution
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.history import DAY_S, History
from stoep_gateway.crowd.forecast.slots import Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """origins: slots that had just ended. made: (origins * places) as a distribution's places, origins outermost."""

    origins: Ints
    made: Distribution


def walk(forecaster: Forecaster, *, history: History, first: int, ahead: Sequence[int]) -> Iterator[Day]:
    """Day by day from slot `first` on. The forecaster learns once a day, before the day begins."""
    day = DAY_S // history.slot_s
    for start in range(first, history.slots, day):
        forecaster.learn(history.until(start))
        origins = np.arange(start, min(start + day, history.slots))
        yield Day(origins=origins, made=forecaster.forecast_many(history, origins=origins, ahead=ahead))
