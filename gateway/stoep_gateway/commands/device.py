"""`stoep device`: enroll a device, list them, revoke one; and what other packages do with boards."""

import argparse
import json
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path

from stoep_gateway.broker.mosquitto_files import MosquittoFiles
from stoep_gateway.commands.found import add_commands
from stoep_gateway.commands.options import add_config, add_json, read_settings
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.bundle import is_for_simulated_devices, leads_to, make_bundle, write_bundle
from stoep_gateway.registry.cells import parse_cell
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.enrolment import Enrolment, enroll, revoke
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry

HELP = "enroll, list and revoke devices; flash a board"
GROUP = "stoep.commands.device"

_FOR_BOARDS = 'set [broker] host = "0.0.0.0" and public_host to this gateway\'s name or address, then enroll again'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One subcommand each."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    adding = actions.add_parser("enroll", help="admit a device, or renew its keys (next generation)")
    adding.add_argument("name", help="1-32 characters of a-z 0-9 -")
    adding.add_argument(
        "--bundle", type=Path, required=True, metavar="FILE", help="write the device's keys and broker here, mode 0600"
    )
    adding.add_argument("--profile", help="what it measures: soil, soil-rs485, air, people, weather")
    adding.add_argument("--cell", metavar="X,Y", help="its place: the centre of a grid cell, RD New metres")
    adding.add_argument("--group", help="whose privacy budget it spends (default: its own name)")
    adding.add_argument("--sample-s", type=int, metavar="SECONDS", help="time between rows")
    adding.add_argument("--send-s", type=int, metavar="SECONDS", help="time between sends")
    listing = actions.add_parser("list", help="show the devices")
    add_json(listing)
    removing = actions.add_parser("revoke", help="admit a device no longer")
    removing.add_argument("name", help="as it was enrolled")
    for action in (adding, listing, removing):
        add_config(action)
    add_commands(actions, entry_points(group=GROUP))


def run(args: argparse.Namespace) -> int:
    """The chosen action."""
    return {"enroll": _enroll, "list": _list, "revoke": _revoke}[args.action](args)


def _enroll(args: argparse.Namespace) -> int:
    settings = read_settings(args)
    state_dir = settings.gateway.state_dir
    master = load_master(state_dir)
    request = Enrolment(
        name=args.name,
        profile=args.profile,
        group=args.group,
        cell=parse_cell(args.cell, size_m=settings.place.cell_size_m) if args.cell else None,
        sample_s=args.sample_s,
        send_s=args.send_s,
    )
    registry = Registry(state_dir)
    with registry.locked():
        devices = registry.load()
        device = enroll(devices, request=request)
        write_bundle(args.bundle, bundle=make_bundle(device, master=master, broker=settings.broker))
        try:
            told = _tell_broker(settings, devices={**devices, device.name: device}, master=master)
            registry.put(device, devices=devices)
        except ConfigError:
            args.bundle.unlink(missing_ok=True)
            raise
    print(f"{device.name} enrolled (generation {device.generation}): carry {args.bundle} to the device, then delete it")
    print(told, end="")
    if is_for_simulated_devices(settings.broker):
        print(f"this bundle leads to {leads_to(settings.broker)}, which no board can reach: {_FOR_BOARDS}")
    return 0


def _list(args: argparse.Namespace) -> int:
    devices = Registry(read_settings(args).gateway.state_dir).load()
    if args.json:
        print(json.dumps([_entry(device) for device in devices.values()], indent=1))
        return 0
    if not devices:
        print("no devices yet: stoep device enroll NAME --profile soil --bundle FILE")
    for device in devices.values():
        place = f"{device.cell.x_m},{device.cell.y_m}" if device.cell else "-"
        state = "revoked" if device.revoked else f"generation {device.generation}"
        print(f"{device.name:<24} {device.profile:<11} {place:<14} {state}")
    return 0


def _revoke(args: argparse.Namespace) -> int:
    settings = read_settings(args)
    registry = Registry(settings.gateway.state_dir)
    with registry.locked():
        devices = registry.load()
        device = revoke(devices, name=args.name)
        registry.put(device, devices=devices)
        master = load_master(settings.gateway.state_dir)
        told = _tell_broker(settings, devices={**devices, device.name: device}, master=master)
    print(f"{args.name} revoked: the running gateway refuses it from now on")
    print(told, end="")
    return 0


def _tell_broker(settings: Settings, *, devices: Mapping[str, Device], master: bytes) -> str:
    """The embedded broker learns by itself who may connect; for Mosquitto the files are written. What to do then."""
    if settings.broker.embedded:
        return ""
    files = MosquittoFiles(settings=settings.broker, folder=settings.gateway.state_dir / "broker")
    files.write(devices.values(), master=master)
    return f"Mosquitto: let it read {files.password_file} and {files.acl_file.name} again (docs/mosquitto.md)\n"


def _entry(device: Device) -> dict[str, object]:
    return {
        "name": device.name,
        "profile": device.profile,
        "generation": device.generation,
        "group": device.group,
        "cell": [device.cell.x_m, device.cell.y_m] if device.cell else None,
        "sample_s": device.sample_s,
        "send_s": device.send_s,
        "revoked": device.revoked,
    }
