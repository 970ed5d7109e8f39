"""`stoep device`: enroll, invite, replace, list and revoke devices; and what other packages do with boards."""

import argparse
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from stoep_gateway.anonymise.quantities import Classes
from stoep_gateway.broker.certificate import days_left
from stoep_gateway.broker.mosquitto_files import tell_broker
from stoep_gateway.commands.classing import unclassed
from stoep_gateway.commands.device_invite import FOR_BOARDS, add_hours, invite, local_time
from stoep_gateway.commands.device_wish import NAME_HELP, add_wish, request_of, requests_in
from stoep_gateway.commands.found import add_commands, points_of
from stoep_gateway.commands.garden_held import measured
from stoep_gateway.commands.options import add_config, add_json, read_settings
from stoep_gateway.commands.same_line import beside
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.bundle import is_for_simulated_devices, leads_to, make_bundle, write_bundle
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.enrolment import Enrolment, enroll, revoke, successor
from stoep_gateway.registry.invite import Invite, without
from stoep_gateway.registry.invites import Invites
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry

HELP = "enroll, invite, replace, list and revoke devices; flash a board"
GROUP = "stoep.commands.device"

_NOT_YET = 0  # generation of who is invited and was never enrolled
Decision = Callable[[Mapping[str, Device]], Device]  # what the list makes of it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One subcommand each."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    adding = actions.add_parser("enroll", help="admit a device, or renew its keys (next generation)")
    adding.add_argument("name", nargs="?", help=NAME_HELP)
    adding.add_argument(
        "--bundle", type=Path, metavar="FILE", help="write the device's keys and broker here, mode 0600"
    )
    adding.add_argument(
        "--from", type=Path, dest="many", metavar="FILE", help="many at once: NAME and options of one on each line"
    )
    adding.add_argument("--into", type=Path, metavar="FOLDER", help="with --from: write each bundle here, NAME.json")
    adding.set_defaults(refuse=adding.error)
    inviting = actions.add_parser("invite", help="print a code with which a device is enrolled from another machine")
    inviting.add_argument("name", help=NAME_HELP)
    for action in (adding, inviting):
        add_wish(action)
    add_hours(inviting)
    replacing = actions.add_parser(
        "replace", help="another board for a device that is broken or stolen: the old one is refused from now on"
    )
    replacing.add_argument("name", help="as it was enrolled; place, group and profile stay")
    replacing.add_argument(
        "--bundle", type=Path, required=True, metavar="FILE", help="write the new keys and broker here, mode 0600"
    )
    listing = actions.add_parser("list", help="show the devices, and who is invited")
    add_json(listing)
    removing = actions.add_parser("revoke", help="admit a device no longer; withdraw its invite")
    removing.add_argument("name", help="as it was enrolled or invited")
    for action in (adding, inviting, replacing, listing, removing):
        add_config(action)
    add_commands(actions, points_of(GROUP))


def run(args: argparse.Namespace) -> int:
    """The chosen action."""
    actions = {"enroll": _enroll, "invite": _invite, "replace": _replace, "list": _list, "revoke": _revoke}
    return actions[args.action](args)


def _enroll(args: argparse.Namespace) -> int:
    _check_words(args)
    settings = read_settings(args)
    if args.many:
        requests = requests_in(args.many, settings=settings)
        _make_folder(args.into)
        bundles = [args.into / f"{request.name}.json" for request in requests]
    else:
        requests, bundles = [request_of(args, settings=settings)], [args.bundle]
    registry = Registry(settings.gateway.state_dir)

    def decide(devices: Mapping[str, Device], *, request: Enrolment) -> Device:
        return enroll(
            devices,
            request=request,
            first_generation=registry.first_generation(),
            has_measured=lambda: request.name in measured(settings),
        )

    decisions = [partial(decide, request=request) for request in requests]
    found, told = _admit(list(zip(bundles, decisions, strict=True)), settings=settings, registry=registry)
    for bundle, device in zip(bundles, found, strict=True):
        print(f"{device.name} enrolled (generation {device.generation}): carry {bundle} to the device, then delete it")
    print(told, end="")
    return 0


def _make_folder(folder: Path) -> None:
    """One that is there stays as it is: each bundle is its owner's alone."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{folder}: cannot make this folder ({error.strerror}): name another one") from error


def _check_words(args: argparse.Namespace) -> None:
    one, many = (args.name, args.bundle), (args.many, args.into)
    own = (args.profile, args.cell, args.group, args.sample_s, args.send_s)
    if any(word is not None for word in many):
        if None in many or any(word is not None for word in (*one, *own)):
            args.refuse(
                "--from FILE and --into FOLDER go together, and with nothing else: the file's lines have the rest"
            )
    elif None in one:
        args.refuse("give NAME and --bundle FILE, or for many devices --from FILE and --into FOLDER")


def _replace(args: argparse.Namespace) -> int:
    settings = read_settings(args)
    registry = Registry(settings.gateway.state_dir)
    decisions = [(args.bundle, partial(successor, name=args.name))]
    (device,), told = _admit(decisions, settings=settings, registry=registry)
    with registry.locked():
        if _withdraw(args.name, state_dir=settings.gateway.state_dir):
            print(f"{args.name} is invited no longer: its code is void")
    print(
        f"{device.name} replaced (generation {device.generation}): the old board is refused from now on; "
        f"carry {args.bundle} to the new one, then delete it"
    )
    print(told, end="")
    return 0


def _admit(
    wanted: Sequence[tuple[Path, Decision]], *, settings: Settings, registry: Registry
) -> tuple[list[Device], str]:
    """Write all bundles and then, once, the list with the devices that are decided; and what to do then.

    Of several all are admitted or none: a list of a thousand is read and written once, not once for each of them.
    """
    master = load_master(settings.gateway.state_dir)
    written: list[Path] = []
    admitted: list[Device] = []
    doubts: list[str] = []
    classes = Classes(own=settings.quantities)
    with registry.locked():
        devices = registry.load()
        try:
            _check_certificate(settings)
            for _, decide in wanted:  # all of them before the first file: most mistakes leave every file as it is
                device = decide(devices)
                doubts += (*unclassed(device, classes=classes), *beside(device, devices=devices))
                devices[device.name] = device
                admitted.append(device)
            for (bundle, _), device in zip(wanted, admitted, strict=True):
                made = make_bundle(device, master=master, broker=settings.broker, updates=settings.updates)
                write_bundle(bundle, bundle=made)
                written.append(bundle)
            told = tell_broker(settings, devices=devices, master=master)
            registry.write(devices)
        except (ConfigError, KeyboardInterrupt):
            for bundle in written:
                bundle.unlink(missing_ok=True)
            raise
    told += "".join(f"{line}\n" for line in doubts)
    if is_for_simulated_devices(settings.broker):
        which = "this bundle leads" if len(admitted) == 1 else "these bundles lead"
        told += f"{which} to {leads_to(settings.broker)}, which no board can reach: {FOR_BOARDS}\n"
    return admitted, told


def _invite(args: argparse.Namespace) -> int:
    settings = read_settings(args)
    _check_certificate(settings)
    return invite(args, settings=settings, request=request_of(args, settings=settings))


def _list(args: argparse.Namespace) -> int:
    state_dir = read_settings(args).gateway.state_dir
    devices = Registry(state_dir).load()
    now_s = time.time()
    invites = {each.request.name: each for each in Invites(state_dir).load() if each.is_open(now_s=now_s)}
    new = {name: _to_be(each) for name, each in invites.items() if name not in devices and each.request.profile}
    shown = {**devices, **new}
    if args.json:
        print(json.dumps([_entry(shown[name], invite=invites.get(name)) for name in sorted(shown)], indent=1))
        return 0
    if not shown:
        print("no devices yet: stoep device enroll NAME --profile soil --bundle FILE")
    for name in sorted(shown):
        device = shown[name]
        place = f"{device.cell.x_m},{device.cell.y_m}" if device.cell else "-"
        states = [] if device.generation == _NOT_YET else [f"generation {device.generation}"]
        states = ["withdrawn" if device.withdrawn else "revoked"] if device.revoked else states
        states += [f"invited until {local_time(invites[name].expires_s)}"] if name in invites else []
        print(f"{name:<24} {device.profile.name:<11} {place:<14} {', '.join(states)}")
    return 0


def _to_be(invite: Invite) -> Device:
    """As it will be enrolled, in a list that it is not in yet."""
    return replace(enroll({}, request=invite.request), generation=_NOT_YET)


def _revoke(args: argparse.Namespace) -> int:
    settings = read_settings(args)
    registry = Registry(settings.gateway.state_dir)
    with registry.locked():
        devices = registry.load()
        if _withdraw(args.name, state_dir=settings.gateway.state_dir):
            print(f"{args.name} is invited no longer: its code is void")
            if args.name not in devices:
                return 0
        device = revoke(devices, name=args.name)
        registry.put(device, devices=devices)
        master = load_master(settings.gateway.state_dir)
        told = tell_broker(settings, devices={**devices, device.name: device}, master=master)
    print(f"{args.name} revoked: the running gateway refuses it from now on")
    print(told, end="")
    return 0


def _withdraw(name: str, *, state_dir: Path) -> bool:
    """Hold the registry's lock. False: it was not invited."""
    invites, now_s = Invites(state_dir), time.time()
    before = invites.load()
    after = without(before, name=name, now_s=now_s)
    if len(after) < len(before):
        invites.put(after)
    return len(after) < len(before)


def _check_certificate(settings: Settings) -> None:
    """A board that pins the wrong CA can only be flashed again, so this is refused before."""
    if settings.broker.cert_file:
        days_left(settings.broker, name=leads_to(settings.broker))


def _entry(device: Device, *, invite: Invite | None) -> dict[str, object]:
    return {
        "name": device.name,
        "profile": device.profile.name,
        "generation": device.generation,
        "group": device.group,
        "cell": [device.cell.x_m, device.cell.y_m] if device.cell else None,
        "sample_s": device.sample_s,
        "send_s": device.send_s,
        "revoked": device.revoked,
        "withdrawn": device.withdrawn,
        "invited_until": datetime.fromtimestamp(invite.expires_s, UTC).isoformat() if invite else None,
    }
