"""`stoep device watch`: what the sensors say, live, over USB. Nothing of it is written anywhere."""

import argparse
import sys
import time
from collections.abc import Mapping

from stoep_maker import session, soil_probe
from stoep_maker.at_desk import add_port, find_board, stopped
from stoep_maker.errors import MakerError
from stoep_maker.readings import Narrator, Watched, parse_reading, parse_watched
from stoep_maker.remote import Remote
from stoep_maker.scripts import ask, read_object, script

HELP = "raw values of a board's sensors over USB, live; Ctrl-C starts its firmware again"

_PAUSE_MS = 1_000
_PROBE_READINGS = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--port, --session, --probe."""
    add_port(parser)
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument(
        "--session",
        action="store_true",
        help="a people counter's calibration: count along until Ctrl-C, then say how many really passed",
    )
    chosen.add_argument(
        "--probe", action="store_true", help="a soil probe's calibration: millivolts in air, then in water"
    )


def run(args: argparse.Namespace) -> int:
    """0: watched until Ctrl-C; 1: the board or the calibration is in trouble; 2: no board, or no terminal."""
    try:
        remote = find_board(args.port)
    except MakerError as error:
        return _complain(error, code=2)
    try:
        if args.probe:
            return _calibrate(remote)
        with stopped(remote, say=_say):
            watched, totals = _watch(remote, is_session=args.session)
        if args.session:
            return _judge(watched, totals)
    except (MakerError, EOFError) as error:
        return _complain(error or "no answer to a question: call it where you can type", code=1)
    except _NobodyThereError:
        return _complain(
            "people counts are for the one who stands beside: call it at a terminal, not into a file", code=2
        )
    return 0


class _NobodyThereError(Exception):
    pass


def _watch(remote: Remote, *, is_session: bool) -> tuple[Watched, Mapping[str, int]]:
    """Until Ctrl-C. What was counted meanwhile."""
    watched: Watched | None = None
    narrator: Narrator | None = None
    try:
        with remote.following(script("watch", _PAUSE_MS)) as lines:
            for line in lines:
                said = read_object(line)
                if said is None:
                    _say(line)
                elif "wrong" in said:
                    raise MakerError(f"{remote.port}: {said['wrong']}")
                elif narrator is None:
                    watched = _admit(parse_watched(said), remote, is_session=is_session)
                    narrator = Narrator(watched)
                else:
                    for told in narrator.tell(parse_reading(said)):
                        _say(f"{time.strftime('%H:%M:%S')}  {told}")
    except KeyboardInterrupt:
        pass
    if watched is None or narrator is None:
        raise MakerError(f"{remote.port}: it was not watched long enough to say anything")
    return watched, narrator.totals


def _admit(watched: Watched, remote: Remote, *, is_session: bool) -> Watched:
    if watched.is_people and not sys.stdout.isatty():
        raise _NobodyThereError
    if is_session and not watched.is_people:
        raise MakerError(f"{remote.port}: {watched.device} counts no people: a session is for who does")
    _say(f"{watched.device}: Ctrl-C ends it and starts the firmware again; rows are not taken meanwhile")
    if is_session:
        _say("count everybody who passes; end it with Ctrl-C, two seconds after the last one")
    return watched


def _judge(watched: Watched, totals: Mapping[str, int]) -> int:
    counted = session.Session(
        seen_in=totals.get("in", 0),
        seen_out=totals.get("out", 0),
        true_in=_number("how many really went in? "),
        true_out=_number("how many really went out? "),
    )
    _say(f"for the operator, about {watched.device}:")
    for line in session.verdict(counted):
        _say(f"  {line}")
    return 0


def _number(question: str) -> int:
    while True:
        answer = input(question).strip()
        if answer.isdecimal():
            return int(answer)


def _calibrate(remote: Remote) -> int:
    with stopped(remote, say=_say):
        points = []
        for medium, how in (("air", "hold the probe in the air, dry"), ("water", "hold it in water up to its line")):
            input(f"{how}, then press Enter ")
            answer = ask(remote, "probe", _PROBE_READINGS)
            if "hint" in answer:
                raise MakerError(f"{remote.port}: probe in {medium}: {answer['hint']}")
            points.append(soil_probe.Point(medium=medium, readings=answer["readings"]))
            _say(f"  {points[-1]}")
    found = soil_probe.warnings(*points)
    for warning in found:
        _say(f"careful: {warning}")
    if not found:
        _say(f"for the operator: {points[0]}, {points[1]}")
    return 1 if found else 0


def _complain(error: object, *, code: int) -> int:
    print(f"stoep device watch: {error}", file=sys.stderr)
    return code


def _say(line: str) -> None:
    print(line, flush=True)
