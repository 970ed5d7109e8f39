"""`stoep garden link|setup`: the operator's side of a garden's own page. Works beside a running gateway."""

import argparse
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace

from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.commands.desk_file import opened_desk, waiting_for_desk
from stoep_gateway.config.settings import Settings
from stoep_gateway.desk.garden_records import PURPOSES, Consent, KeptGarden
from stoep_gateway.desk.gardens import Changes, Gardens
from stoep_gateway.desk.records import CONSOLE
from stoep_gateway.errors import ConfigError
from stoep_gateway.garden.probe import probe_of
from stoep_gateway.garden.records import FROM_FINGER, FROM_LAB, FROM_POSTCODE, PLANTINGS
from stoep_gateway.garden.said import PROBE_MV_MAX, SUNS, SaidError, calibration, percent
from stoep_gateway.garden.soil import CLASSES
from stoep_gateway.records import SOIL_PROFILES, WIRE_EPOCH_S
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.store import Registry
from stoep_gateway.residents.garden import find
from stoep_gateway.supervise.soil_table import soil_table
from stoep_gateway.supervise.trusted_clock import local_time

LINK, SETUP = "link", "setup"
_ANYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - what to listen at, not where to go
_WHY = {
    "empty": "a number is missing",
    "number": "must be whole numbers",
    "range": f"must be from 0 to {PROBE_MV_MAX} mV",
    "alike": "the two are too much alike: was the probe really in water?",
    "swapped": "in water a probe reads lower: were they swapped?",
}


def add_link(parser: argparse.ArgumentParser) -> None:
    """NAME, --renew, --revoke."""
    deeds = parser.add_mutually_exclusive_group()
    deeds.add_argument("--renew", action="store_true", help="make another one; the one before opens nothing any more")
    deeds.add_argument("--revoke", action="store_true", help="nothing opens the page any more, at once")


def add_setup(parser: argparse.ArgumentParser) -> None:
    """NAME, what is said of it, --show."""
    parser.add_argument("--soil", metavar="CODE", help="class of the Staring series, B01 to B18")
    parser.add_argument(
        "--soil-by", choices=(FROM_LAB, FROM_FINGER, FROM_POSTCODE), help="how it is known (default: lab)"
    )
    parser.add_argument("--postcode", metavar="DIGITS", help="soil by the four digits, of [garden] soil_file")
    parser.add_argument("--planting", choices=PLANTINGS, help="what grows at the probe")
    parser.add_argument("--sun", choices=SUNS, help="how much sun the spot gets in summer")
    parser.add_argument("--paved", metavar="PERCENT", help="share of the garden that is paved")
    parser.add_argument("--dry-mv", metavar="MV", help="what the probe reads in air")
    parser.add_argument("--wet-mv", metavar="MV", help="what the probe reads in water")
    parser.add_argument("--consent", metavar="PURPOSES", help="what its keeper agreed to: research,open-data")
    parser.add_argument("--no-consent", metavar="PURPOSES", help="what its keeper did not, or no longer, agree to")
    parser.add_argument("--show", action="store_true", help="show what is kept of it")


def run(args: argparse.Namespace, *, settings: Settings) -> int:
    """The chosen action. ConfigError."""
    gardens = opened_desk(settings, command="garden").gardens
    with waiting_for_desk():
        is_looking = args.show if args.action == SETUP else args.revoke
        name = args.name if is_looking and _is_kept(args.name, gardens) else _measured(args.name, settings=settings)
        if args.action == LINK:
            _link(args, name=name, gardens=gardens, settings=settings)
        else:
            _set_up(args, name=name, gardens=gardens, settings=settings)
    return 0


def told(kept: KeptGarden, *, history: tuple[Consent, ...]) -> Mapping[str, object]:
    """As JSON has it: nothing of the link but when it was made."""
    return {
        "garden": kept.name,
        "setup": asdict(kept.setup),
        "setup_version": kept.setup_version,
        "consents": [asdict(consent) for consent in history],
        "link_made_s": kept.link_made_s,
        "withdrawn_s": kept.withdrawn_s,
    }


def _measured(name: str, *, settings: Settings) -> str:
    """A garden of which soil is measured: others have no page of their own."""
    garden = find(name, devices=Registry(settings.gateway.state_dir).load(), held=())
    if not any(map(_is_probe, garden.devices)):
        raise ConfigError(f"garden {name}: no soil sensor is enrolled in it, so it has no page: stoep device list")
    if all(device.withdrawn for device in garden.devices):
        raise ConfigError(f"garden {name}: was withdrawn: enrol a device of it again first")
    return garden.name


def _is_kept(name: str, gardens: Gardens) -> bool:
    """Also of one that was withdrawn a link can be revoked, and shown what is kept."""
    return gardens.garden(name) != KeptGarden(name=name)


def _link(args: argparse.Namespace, *, name: str, gardens: Gardens, settings: Settings) -> None:
    now_s = int(time.time())
    if args.revoke:
        was_one = gardens.revoke_link(name, now_s=now_s)
        address = ""
        line = "its link opens nothing any more" if was_one else "had no link"
    else:
        gardens.return_to(name)
        made_s = gardens.garden(name).link_made_s
        if made_s is not None and not args.renew:
            raise ConfigError(
                f"garden {name}: has a link since {_moment(made_s)}, which cannot be shown again: --renew makes another"
            )
        address = f"{_site(settings)}/my/{gardens.make_link(name, now_s=now_s)}"
        line = f"{address}\ngive it to its keeper: it is shown this once, and whoever has it sees the garden"
        if not settings.web.public_url:
            line += "\nit opens on this machine alone: set [web] public_url for an address that residents can open"
    print(json.dumps({"garden": name, "address": address}, indent=1) if args.json else line)


def _set_up(args: argparse.Namespace, *, name: str, gardens: Gardens, settings: Settings) -> None:
    """Everything is looked at before anything is kept."""
    changes = _changes(args, settings=settings)
    answers = {**_answers(args.consent, is_given=True), **_answers(args.no_consent, is_given=False)}
    if args.show and (changes or answers):
        raise ConfigError(f"garden {name}: --show changes nothing: leave it out, what is kept is shown anyway")
    if not changes and not answers and not args.show:
        raise ConfigError(f"garden {name}: say something of it, or --show: stoep garden setup --help")
    if changes or answers:
        gardens.return_to(name)
    if points := changes.get("calibration"):
        changes["calibration"] = replace(points, probe=_probe_of(name, settings=settings))
    if changes:
        gardens.set_up(name, **changes)
    for purpose, is_given in answers.items():
        gardens.consent(name, purpose, is_given=is_given, by=CONSOLE, now_s=int(time.time()))
    kept, history = gardens.garden(name), gardens.history(name)
    if args.json:
        print(json.dumps(told(kept, history=history), indent=1))
    else:
        print("\n".join(_lines(kept, history=history)))


def _probe_of(name: str, *, settings: Settings) -> str:
    """The one that the garden's water is estimated from: its calibration is of that one alone."""
    state_dir = settings.gateway.state_dir
    heard: Mapping[str, int] = {}
    if (state_dir / ARCHIVE_FILE).exists():
        heard = ArchiveReader(state_dir / ARCHIVE_FILE).newest_readings()
    soil = [each for each in find(name, devices=Registry(state_dir).load(), held=()).devices if _is_probe(each)]
    return probe_of({each.name: heard.get(each.name) for each in soil if not each.revoked}, now_s=time.time())


def _is_probe(device: Device) -> bool:
    return device.profile.name in SOIL_PROFILES


def _changes(args: argparse.Namespace, *, settings: Settings) -> Changes:
    changes = Changes()
    if args.soil is not None and args.postcode is not None:
        raise ConfigError("--soil and --postcode: give one of the two")
    if args.soil is not None:
        if args.soil not in CLASSES:
            raise ConfigError(f'--soil "{args.soil[:20]}": no soil class: B01 to B18')
        changes["soil"], changes["soil_by"] = args.soil, args.soil_by or FROM_LAB
    elif args.postcode is not None:
        changes["soil"], changes["soil_by"] = _soil_of(args.postcode, settings=settings), FROM_POSTCODE
    elif args.soil_by is not None:
        raise ConfigError("--soil-by: needs --soil")
    if args.planting is not None:
        changes["planting"] = args.planting
    if args.sun is not None:
        changes["sun"] = args.sun
    if args.paved is not None:
        try:
            changes["paved_percent"] = percent(args.paved)
        except SaidError as error:
            raise ConfigError(f'--paved "{args.paved[:20]}": must be a whole number from 0 to 100') from error
    if args.dry_mv is not None or args.wet_mv is not None:
        try:
            changes["calibration"] = calibration(dry=args.dry_mv or "", wet=args.wet_mv or "")
        except SaidError as error:
            raise ConfigError(f"--dry-mv and --wet-mv: {_WHY[error.why]}") from error
    return changes


def _soil_of(digits: str, *, settings: Settings) -> str:
    file = settings.garden.soil_file
    if file is None:
        raise ConfigError("--postcode: there is no table of soils: set [garden] soil_file, or give --soil")
    found = soil_table(file).get(digits.strip()[:4])
    if found is None:
        raise ConfigError(f'--postcode "{digits[:20]}": not in {file}: give --soil')
    return found


def _answers(text: str | None, *, is_given: bool) -> dict[str, bool]:
    names = [] if text is None else [name.strip() for name in text.split(",")]
    for name in names:
        if name not in PURPOSES:
            raise ConfigError(f'"{name[:40]}": nothing that anybody agrees to: use {", ".join(PURPOSES)}')
    return dict.fromkeys(names, is_given)


def _site(settings: Settings) -> str:
    if settings.web.public_url:
        return settings.web.public_url
    host = "127.0.0.1" if settings.web.host in _ANYWHERE else settings.web.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.web.port}"


def _lines(kept: KeptGarden, *, history: tuple[Consent, ...]) -> Iterator[str]:
    setup, points = kept.setup, kept.setup.calibration
    soil = f"{setup.soil} ({CLASSES[setup.soil].group}, by {setup.soil_by})" if setup.soil in CLASSES else ""
    of_probe = f", of {points.probe}" if points and points.probe else ""
    said = {
        "soil": soil,
        "planting": setup.planting,
        "sun": setup.sun,
        "paved": "" if setup.paved_percent is None else f"{setup.paved_percent} %",
        "probe": f"{points.dry_mv} mV in air, {points.wet_mv} mV in water{of_probe}" if points else "",
        "link": f"since {_moment(kept.link_made_s)}" if kept.link_made_s is not None else "none",
    }
    yield f"garden {kept.name}"
    for name, text in said.items():
        yield f"  {name}: {text or 'not said'}"
    for consent in history:
        answer = "yes" if consent.is_given else "no"
        yield f"  {consent.purpose}: {answer}, to text {consent.text}, {_moment(consent.at_s)}, by {consent.by}"
    if not history:
        yield "  consents: not asked"


def _moment(time_s: int) -> str:
    return local_time(time_s - WIRE_EPOCH_S)
