"""`stoep forecast backtest FILE`: forecasts of counts that are known already, and how far off they were."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from stoep_gateway.commands.backtest_page import page
from stoep_gateway.commands.backtest_text import as_json, as_text
from stoep_gateway.commands.options import add_json
from stoep_gateway.crowd.backtest import Result, backtest
from stoep_gateway.crowd.calendar import parse_calendar
from stoep_gateway.crowd.count_table import CountTable, read_counts
from stoep_gateway.crowd.forecast.history import DAY_S, History
from stoep_gateway.crowd.forecast.training import train
from stoep_gateway.crowd.shipped import default
from stoep_gateway.errors import ConfigError

HELP = "how good forecasts of the counts in a file would have been"

SEED = 1
_TRAINED_SHARE = 0.75  # of the days, without --train-until
_LEAST_TRAIN_DAYS, _LEAST_TEST_DAYS = 28, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """file: its name; trained_until: the first local day that was tested."""

    file: str
    trained_until: date
    result: Result


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --tz, --train-until, --calendar, --page, --json."""
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV with columns sensor,ts,count; ts in ISO 8601")
    parser.add_argument(
        "--tz", metavar="ZONE", help="clock of times without an offset, and of weekdays: Europe/Amsterdam"
    )
    parser.add_argument(
        "--train-until",
        type=date.fromisoformat,
        metavar="DATE",
        help="first day that is tested and not trained on (default: the last quarter is tested)",
    )
    parser.add_argument("--calendar", type=Path, metavar="FILE", help="holidays, as for [crowd] calendar_file")
    parser.add_argument("--page", type=Path, metavar="FILE", help="also write a page with pictures")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """ConfigError: a file that cannot be read or written, too few days."""
    tested = test(args, on_progress=_told if sys.stderr.isatty() else _silent)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if args.page is not None:
        try:
            args.page.write_text(page(tested.result, file=tested.file, until=tested.trained_until), encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"{args.page}: cannot be written ({error.strerror})") from error
    if args.json:
        print(json.dumps(as_json(tested.result, file=tested.file, until=tested.trained_until), indent=1))
    else:
        print(as_text(tested.result, file=tested.file, until=tested.trained_until))
    return 0


def test(args: argparse.Namespace, *, on_progress: Callable[[str, float], None]) -> Tested:
    """on_progress: what is being done, share done. ConfigError."""
    zone = _zone(args.tz)
    on_progress("reading", 0.0)
    table = _read(args.file, zone=zone)
    history = _history(table, zone=zone or ZoneInfo("UTC"), calendar=args.calendar)
    first, until = _split(history, until=args.train_until, file=args.file)
    known = replace(history, counts=history.counts[:first], hidden=history.hidden[:first])
    begun = default()  # as a gateway does
    forecaster = train(known, previous=begun, seed=SEED, on_progress=lambda share: on_progress("training", share))
    result = backtest(forecaster, history=history, first=first, on_progress=lambda share: on_progress("testing", share))
    return Tested(file=args.file.name, trained_until=until, result=result)


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError, LookupError) as error:
        raise ConfigError(f"--tz {name}: no such time zone: write it as Europe/Amsterdam") from error


def _read(file: Path, *, zone: ZoneInfo | None) -> CountTable:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return read_counts(lines, file=file, zone=zone)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror})") from error


def _history(table: CountTable, *, zone: ZoneInfo, calendar: Path | None) -> History:
    public: frozenset[date] = frozenset()
    school: frozenset[date] = frozenset()
    if calendar is not None:
        try:
            own = parse_calendar(calendar.read_text(encoding="utf-8"), file=calendar)
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{calendar}: cannot be read") from error
        public = own.public
        school = frozenset(
            begin + timedelta(days=day) for begin, end in own.school for day in range((end - begin).days + 1)
        )
    sensors = len(table.sensors)
    return History(
        slot_s=table.slot_s,
        start_s=table.start_s,
        zone=zone,
        places=table.sensors,
        counts=table.counts,
        hidden=np.zeros(table.counts.shape, dtype=np.bool_),
        noise=np.zeros(sensors, dtype=np.float32),
        public_holiday=public,
        school_holiday=school,
    )


def _split(history: History, *, until: date | None, file: Path) -> tuple[int, date]:
    """First slot tested, and its local day."""
    day = DAY_S // history.slot_s
    if until is None:
        middle_s = history.start_s + int(history.slots * _TRAINED_SHARE) * history.slot_s
        until = datetime.fromtimestamp(middle_s, history.zone).date()
    first_s = int(datetime(until.year, until.month, until.day, tzinfo=history.zone).timestamp())
    first = (first_s - history.start_s) // history.slot_s
    for days, least, what in (
        (first // day, _LEAST_TRAIN_DAYS, f"before {until}"),
        ((history.slots - first) // day, _LEAST_TEST_DAYS, f"from {until} on"),
    ):
        if days < least:
            raise ConfigError(f"{file}: {max(days, 0)} days of counts {what}: {least} are the least")
    return first, until


def _told(what: str, share: float) -> None:
    print(f"\r{what} {share:4.0%} ", end="", file=sys.stderr, flush=True)


def _silent(_what: str, _share: float) -> None:
    pass
