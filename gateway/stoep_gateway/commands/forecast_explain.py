"""`stoep forecast explain PLACE TIME`: what drove a forecast, factor by factor."""

import argparse
import json
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from stoep_gateway.analyst.counts import SLOT_S, Counts
from stoep_gateway.analyst.forecasting import Situation, situation
from stoep_gateway.analyst.model_file import ModelFile
from stoep_gateway.analyst.surroundings import Surroundings, with_weather
from stoep_gateway.analyst.weather_service import kept_weather
from stoep_gateway.archive.counting import Counting, parse_counting
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.commands.options import add_config, add_json, read_settings
from stoep_gateway.config.settings import Settings
from stoep_gateway.crowd.forecast.drivers import Driver
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.local_time import parse_moment, unix_s
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.grid import DAY_S
from stoep_gateway.outlook.tables import FILE_NAME as OUTLOOK_FILE

HELP = "what drove the forecast of a place at a time"

_AHEAD_MAX_S = DAY_S
_WORDS = {
    "usual": "usual for this weekday and time",
    "recent_weeks": "the last weeks",
    "calendar": "the calendar",
    "today": "today so far",
    "neighbours": "the other places today",
    "events": "events",
    "weather": "the weather",
    "rest": "all the rest",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """people: the middle; low80, high80: the interval. made_s: at the end of which slot. zone: of local times."""

    zone: str
    start_s: int
    made_s: int
    people: float
    low80: float
    high80: float
    drivers: tuple[Driver, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PLACE, TIME, --ahead."""
    parser.add_argument("place", metavar="PLACE", help="name of a place in the places file")
    parser.add_argument("time", metavar="TIME", help="ISO 8601, such as 2026-07-05T16:30; local without an offset")
    parser.add_argument(
        "--ahead",
        type=int,
        default=60,
        metavar="MINUTES",
        help="for a time that is past: a forecast so long before it (default: 60)",
    )
    add_config(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """1 when there is nothing to say: no counts yet. ConfigError: no such place, a time that is none."""
    settings = read_settings(args)
    if settings.crowd.places_file is None:
        raise ConfigError(f"{settings.file}: [crowd] places_file names no file: there are no forecasts")
    found = explain(settings, place=args.place, time=args.time, ahead_min=args.ahead, now_s=time.time())
    if args.json:
        print(json.dumps(asdict(found) if found else None, indent=1))
    else:
        print(_text(args.place, found) if found else f"{args.place}: nothing can be said yet: no counts")
    return 0 if found else 1


def explain(settings: Settings, *, place: str, time: str, ahead_min: int, now_s: float) -> Explained | None:
    """None: too little is known. ConfigError."""
    folder = (settings.gateway.state_dir / OUTLOOK_FILE).parent
    sight = Surroundings(settings.crowd, places=None).look(now_s=now_s)
    if sight is None:
        raise ConfigError(f"{settings.crowd.places_file}: cannot be used: stoep check tells more")
    if place not in sight.places.by_name:
        raise ConfigError(f"no place {place}: {settings.crowd.places_file} has {', '.join(sight.places.by_name)}")
    target_s = _slot(time, zone=sight.zone)
    made_s = min(int(now_s) // SLOT_S * SLOT_S, target_s - ahead_min * 60 // SLOT_S * SLOT_S)
    if not 0 < target_s - made_s + SLOT_S <= _AHEAD_MAX_S + SLOT_S:
        raise ConfigError(f"{time}: forecasts reach from 15 minutes to a day ahead: name a time in between")
    weather = kept_weather(folder) if settings.crowd.weather_url else ()
    lines = tuple(line for each in sight.places.places for line in each.lines)
    archive = ArchiveReader(settings.gateway.state_dir / ARCHIVE_FILE)
    try:
        counting = parse_counting(archive.status() or "") or Counting(policies=(), closed={})
        counts = Counts(archive, lines=lines, now_s=made_s)
        counts.refresh(counting, now_s=made_s)
    except RetryableError as error:
        raise ConfigError(str(error)) from error
    seen = situation(counts.until(made_s), sight=with_weather(sight, weather, note=""), due_s=made_s - SLOT_S)
    index = [each.name for each in sight.places.places].index(place)
    ahead = (target_s - made_s) // SLOT_S + 1
    return _explained(seen, ModelFile(folder).load(), index=index, ahead=ahead)


def _explained(seen: Situation, forecaster: Forecaster, *, index: int, ahead: int) -> Explained | None:
    drivers = forecaster.explain(seen.history, place=index, ahead=ahead)
    if not drivers:
        return None
    _, low, middle, high, _ = (
        float(people) for people in forecaster.forecast(seen.history, ahead=(ahead,)).quantiles[index, 0]
    )
    made_s = seen.history.now_s
    return Explained(
        zone=seen.sight.places.zone,
        start_s=made_s + (ahead - 1) * SLOT_S,
        made_s=made_s,
        people=middle,
        low80=low,
        high80=high,
        drivers=drivers,
    )


def _slot(time: str, *, zone: ZoneInfo) -> int:
    moment = parse_moment(time)
    if moment is None:
        raise ConfigError(f"{time}: not a time: write it as 2026-07-05T16:30")
    return unix_s(moment, zone=zone) // SLOT_S * SLOT_S


def _text(place: str, found: Explained) -> str:
    between = f"80 % between {found.low80:.0f} and {found.high80:.0f}"
    lines = [
        f"{place} from {_words(found.start_s, found)}, 15 minutes: {found.people:.0f} people, {between}",
        f"as forecast at {_words(found.made_s, found)}",
    ]
    for driver in found.drivers:
        sign, digits = ("", 0) if driver.name == "usual" else ("× ", 2)
        lines.append(f"  {_WORDS.get(driver.name, driver.name):<34}{sign}{driver.factor:.{digits}f}")
    return "\n".join(lines)


def _words(time_s: int, found: Explained) -> str:
    return datetime.fromtimestamp(time_s, ZoneInfo(found.zone)).strftime("%Y-%m-%d %H:%M")
