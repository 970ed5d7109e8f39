"""The analyst at work: a round when there is something new, alerts out of it, training at night."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from stoep_gateway.analyst.counts import SLOT_S, Counts
from stoep_gateway.analyst.forecasting import Situation, board_of, situation
from stoep_gateway.analyst.model_file import ModelFile
from stoep_gateway.analyst.surroundings import Sight, Surroundings, with_weather
from stoep_gateway.analyst.training import trained
from stoep_gateway.analyst.weather_service import WeatherService
from stoep_gateway.archive.counting import Counting, parse_counting
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.crowd.alerts import AlertRules, decide
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.history import History
from stoep_gateway.errors import RetryableError
from stoep_gateway.grid import DAY_S
from stoep_gateway.outlook.writer import OutlookWriter

POLL_S = 2.0
_DUE_S = 90  # after a window's end: the device has sent, the gateway has released
_REST = 10.0  # after a round so many times as long as it took: a small computer has other things to do
_EXPIRE_S = 600.0
_YOUNG_DAYS = 3  # of history: devices that were away are still telling of it, and half of it teaches wrong things
_LEARN_DAYS = 56  # of history, before it is worth training: as many weeks as what is usual is taken from
_TRAIN_EVERY_S, _TRAIN_AT_H = 6.5 * DAY_S, 3  # weekly, in the night
_TRAIN_AGAIN_S = DAY_S  # after a training that failed
_LOG = logging.getLogger("stoep.analyst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a warning rests on. zone comes from the places file, so the rules are made when that is known."""

    rules: Callable[[ZoneInfo], AlertRules]
    channels: tuple[str, ...]


class Analyst:
    """now_s: Unix seconds, None while the clock cannot be trusted: then there are no rounds. on_alerts: in a thread."""

    def __init__(
        self,
        *,
        archive: ArchiveReader,
        writer: OutlookWriter,
        surroundings: Surroundings,
        weather: WeatherService,
        model: ModelFile,
        forecaster: Forecaster,
        watch: Watch,
        alerts_keep_days: int,
        now_s: Callable[[], float | None],
        on_alerts: Callable[[], None],
    ) -> None:
        self._archive = archive
        self._writer = writer
        self._surroundings = surroundings
        self._weather = weather
        self._model = model
        self._forecaster = forecaster
        self._begun = forecaster.to_bytes()
        self._watch = watch
        self._alerts_keep_days = alerts_keep_days
        self._now_s = now_s
        self._on_alerts = on_alerts
        self._lines: tuple[str, ...] = ()
        self._counts: Counts | None = None
        self._counting = Counting(policies=(), closed={})
        self._status = ""
        self._boundary_s = 0
        self._is_due = True
        self._sight: Sight | None = None
        self._sight_of: tuple[object, ...] = ()
        self._expired_s = 0.0
        self._told: frozenset[str] = frozenset()
        self.last: Situation | None = None
        self.rounds = 0

    def round(self) -> bool:
        """A round if there is something new; whether there was. RetryableError: archive or disk do not want to."""
        now_s = self._now_s()
        sight = self._look(now_s) if now_s is not None else None
        if now_s is None or sight is None:
            return False
        text = self._archive.status() or ""
        if text != self._status:
            self._status, self._counting = text, parse_counting(text) or self._counting
        counts = self._counts_of(sight, now_s=int(now_s))
        boundary_s = int(now_s) // SLOT_S * SLOT_S
        if counts.refresh(self._counting, now_s=int(now_s)) or boundary_s != self._boundary_s:
            self._is_due = True
        if not self._is_due:
            return False
        found = situation(counts.until(boundary_s), sight=sight, due_s=min(boundary_s, self._due_s(int(now_s))))
        if found.history.slots * SLOT_S <= _YOUNG_DAYS * DAY_S:
            self._forecaster = Forecaster.from_bytes(self._begun)
        board = board_of(found, forecaster=self._forecaster, made_s=int(self._now_s() or now_s))
        rules = self._watch.rules(sight.zone)
        before = self._writer.alerts_since(board.now_s - rules.again_s)
        decided = decide(board, alerts=before, rules=rules)
        news = (*decided.raised, *decided.ended)
        self._writer.keep_round(board, alerts=news, channels=self._watch.channels)
        self._is_due, self._boundary_s, self.last = False, boundary_s, found
        self.rounds += 1
        for note in sorted(frozenset(decided.notes) - self._told):
            _LOG.warning("alerts: %s", note)
        self._told = frozenset(decided.notes)
        for alert in news:
            _LOG.info("alert %s %s", alert.id, "ended" if alert.ended_s is not None else "was raised")
        if news:
            self._on_alerts()
        if now_s - self._expired_s >= _EXPIRE_S:
            self._expired_s = now_s
            self._writer.expire(now_s=int(now_s), alerts_keep_days=self._alerts_keep_days)
        return True

    def save(self, *, at_once: bool = False) -> None:
        """What the forecaster has learnt, if that is due."""
        if self.rounds:
            self._model.save(self._forecaster, mono_s=time.monotonic(), at_once=at_once)

    def training_due(self, *, failed_s: float) -> History | None:
        """The history to train on, when it is time. failed_s: when it failed last, Unix."""
        now_s = self._now_s()
        if self.last is None or now_s is None or 0 <= now_s - failed_s < _TRAIN_AGAIN_S:
            return None
        history = self.last.history
        note = self._forecaster.note(history)
        hour = datetime.fromtimestamp(now_s, history.zone).hour
        is_time = is_training_time(note.trained_s, days=note.history_days, now_s=now_s, hour=hour)
        return history if is_time else None

    def take(self, forecaster: Forecaster) -> None:
        """One that was trained, from the next round on."""
        self._forecaster = forecaster
        self._begun = forecaster.to_bytes()
        self._is_due = True
        self.save(at_once=True)

    @property
    def forecaster(self) -> Forecaster:
        """The one that rounds are made with."""
        return self._forecaster

    def _look(self, now_s: float) -> Sight | None:
        """The same object while nothing has changed."""
        sight = self._surroundings.look(now_s=now_s)
        seen = (sight, self._weather.hours, self._weather.note)
        if sight is not None and not _are_same(seen, self._sight_of):
            self._writer.keep_places(sight.places)
            self._sight = with_weather(sight, self._weather.hours, note=self._weather.note)
            self._sight_of = seen
            self._is_due = True
        return self._sight

    def _counts_of(self, sight: Sight, *, now_s: int) -> Counts:
        lines = tuple(line for place in sight.places.places for line in place.lines)
        if self._counts is None or lines != self._lines or not self._counts.fits(now_s=now_s):
            self._lines, self._counts = lines, Counts(self._archive, lines=lines, now_s=now_s)
        return self._counts

    def _due_s(self, now_s: int) -> int:
        """End of the newest window that should have come in."""
        policy = self._counting.policy_at(now_s)
        return policy.window_of(now_s - _DUE_S)[0] if policy else now_s - _DUE_S


def is_training_time(trained_s: int | None, *, days: int, now_s: float, hour: int) -> bool:
    """days: of history; hour: of the local day. Pure."""
    if days < _LEARN_DAYS:
        return False
    if trained_s is None or trained_s > now_s:  # by a clock that was ahead: nobody knows when
        return True
    age_s = now_s - trained_s
    return age_s > _TRAIN_EVERY_S and (hour == _TRAIN_AT_H or age_s > _TRAIN_EVERY_S + 2 * DAY_S)


def _are_same(seen: tuple[object, ...], before: tuple[object, ...]) -> bool:
    return len(seen) == len(before) and all(one is other for one, other in zip(seen, before, strict=True))


async def work(analyst: Analyst) -> None:
    """Until cancelled: rounds in a thread, one at a time; a training beside them when it is due."""
    training: asyncio.Task[Forecaster] | None = None
    failed_s = float("-inf")
    told = ""
    try:
        while True:
            began_s = time.monotonic()
            try:
                await asyncio.to_thread(analyst.round)
                analyst.save()
                told = ""
            except RetryableError as error:
                if str(error) != told:
                    _LOG.warning("%s", error)
                told = str(error)
            if training is not None and training.done():
                try:
                    analyst.take(training.result())
                    _LOG.info("trained on the counts so far")
                except RetryableError as error:
                    failed_s = time.time()
                    _LOG.warning("%s: it is tried again tomorrow", error)
                training = None
            if training is None and (history := analyst.training_due(failed_s=failed_s)) is not None:
                training = asyncio.create_task(trained(history, previous=analyst.forecaster), name="training")
            await asyncio.sleep(max(POLL_S, (time.monotonic() - began_s) * _REST))
    finally:
        if training is not None:
            training.cancel()
            await asyncio.wait([training])
        analyst.save(at_once=True)
