"""Train a forecaster on a history: seeded, in chunks, within the memory of a small computer."""

from collections.abc import Callable

import numpy as np

from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.history import DAY_S, History
from stoep_gateway.crowd.forecast.model import Model
from stoep_gateway.crowd.forecast.net import fit_nets
from stoep_gateway.crowd.forecast.record import for_places
from stoep_gateway.crowd.forecast.ridge import fit_lines
from stoep_gateway.crowd.forecast.samples import draw
from stoep_gateway.crowd.forecast.weather_shift import learn_weather
from stoep_gateway.crowd.forecast.young_training import train_young

NETS, EPOCHS = 5, 4
_FIRST_DAYS = 28  # before them hardly anything is usual, of people or of weather
_TEACHING_PLACES, _TEACHING_DAYS = 8, 182
_DRAWN, _LINED = 0.15, 0.3  # share of the work done after rows are drawn, after lines are fitted


def train(
    history: History, *, previous: Forecaster | None, seed: int, on_progress: Callable[[float], None]
) -> Forecaster:
    """previous: its knowledge of its own errors is kept, and so is all else that the history is too small to teach
    better: what places have in common takes eight places of half a year. on_progress: share done, 0 to 1; may raise to
    stop.

    ValueError when there is no previous model and the history is shorter than three weeks.
    """
    young, model = (None, None) if previous is None else (previous.young, previous.model)
    if _teaches(history):
        young = train_young(history, previous=young, on_progress=lambda share: on_progress(share * 0.3))
        model = None
    if model is None:
        model = train_model(history, seed=seed, on_progress=lambda share: on_progress(0.3 + share * 0.7))
    record = for_places(history.places, before=None if previous is None else previous.record)
    first = _FIRST_DAYS * DAY_S // history.slot_s
    made = Forecaster(model=model, young=young, record=record, trained_s=history.now_s)
    if young is not None:
        # Errors on rows that a model was trained on are too small to learn from.
        expected = young.people if model.places else made.expected
        made.weather = learn_weather(history, expected=expected, first=first)
    return made


def _teaches(history: History) -> bool:
    """Whether enough places were counted for long enough to say what places have in common."""
    days = (~np.isnan(history.counts)).sum(axis=0) * history.slot_s / DAY_S
    return int((days >= _TEACHING_DAYS).sum()) >= _TEACHING_PLACES


def train_model(history: History, *, seed: int, on_progress: Callable[[float], None]) -> Model:
    """Places are pooled; what is a place's own is kept apart, so that a model serves places that it never saw."""
    samples = draw(history, seed=seed, on_progress=lambda share: on_progress(share * _DRAWN))
    lines = fit_lines(samples, places=len(history.places))
    on_progress(_LINED)

    def further(share: float) -> None:
        on_progress(_LINED + share * (1 - _LINED))

    nets = fit_nets(
        samples, lines=lines, places=len(history.places), nets=NETS, epochs=EPOCHS, seed=seed, on_progress=further
    )
    return Model(places=history.places, lines=lines, nets=nets)
