"""`stoep device update`: start or stop a rollout, leave a device out of them, and see how far they are."""

import argparse
import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from stoep_gateway.commands.options import add_config, add_json, read_settings
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.store import Registry
from stoep_gateway.updates.image import read_image
from stoep_gateway.updates.orders import Order, Orders, pin, start, stop, unpin
from stoep_gateway.updates.progress import DeviceProgress, Progress
from stoep_gateway.updates.public_keys import read_public_keys
from stoep_gateway.updates.stages import DOWNLOADING, NOT_BACK, REFUSED, STAGES
from stoep_gateway.updates.store import UpdateStore
from stoep_protocol import update

HELP = "roll out a signed image to a group of devices, one first; without arguments: how far rollouts are"

_WHY = {
    update.FORGED: "signed with no key that it trusts: enroll and flash it with the present [updates] public_keys",
    update.DAMAGED: "damaged on its way, or cut short",
    update.OLDER: "older than what ran there already",
    update.WRONG_BOARD: "for another chip or another MicroPython",
    update.NO_ROOM: "no room in its flash",
    update.CRASHED: "it did not run",
    update.UNREACHABLE: "it reached no gateway",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--group with --image or --stop; --pin; --unpin; or nothing, which shows."""
    parser.add_argument("--group", help="the group of devices, as they were enrolled")
    parser.add_argument("--image", type=Path, metavar="FILE", help="with --group: roll this out to it")
    parser.add_argument("--first", metavar="NAME", help="with --image: the device that gets it before all others")
    parser.add_argument("--stop", action="store_true", help="with --group: offer it to nobody any more")
    parser.add_argument("--pin", metavar="NAME", help="leave this device out of all rollouts")
    parser.add_argument("--unpin", metavar="NAME", help="count it in again")
    add_json(parser)
    add_config(parser)


def run(args: argparse.Namespace) -> int:
    """1: a rollout has stopped by itself."""
    settings = read_settings(args)
    wanted = [args.image is not None, args.stop, args.pin is not None, args.unpin is not None]
    if sum(wanted) > 1:
        raise ConfigError("--image, --stop, --pin, --unpin: one at a time")
    if (args.image is not None or args.stop) != (args.group is not None):
        raise ConfigError("--group goes with --image FILE or --stop: stoep device update --group GROUP --image FILE")
    if args.first is not None and args.image is None:
        raise ConfigError("--first goes with --image FILE: it says which device gets that one first")
    store = UpdateStore(settings.gateway.state_dir)
    if any(wanted):
        with store.locked():
            said = _change(args, settings=settings, store=store)
        print(said)
        return 0
    return _show(store, as_json=args.json)


def _change(args: argparse.Namespace, *, settings: Settings, store: UpdateStore) -> str:
    orders = store.load_orders()
    devices = Registry(settings.gateway.state_dir).load()
    if args.pin is not None:
        store.put_orders(pin(orders, name=args.pin, devices=devices))
        return f"{args.pin} is pinned: it keeps the version that it has"
    if args.unpin is not None:
        store.put_orders(unpin(orders, name=args.unpin))
        return f"{args.unpin} is pinned no longer"
    if args.stop:
        store.put_orders(stop(orders, group=args.group))
        return f"rollout to group {args.group} stopped: who has the whole image already may still switch to it"
    keys = read_public_keys(settings.updates.public_keys)
    image = read_image(args.image, keys=keys)
    order = Order(
        id=secrets.token_hex(4),
        group=args.group,
        version=image.version,
        firmware=image.firmware,
        image=store.put_image(image.data, firmware=image.firmware),
        first=args.first,
    )
    store.put_orders(start(orders, order=order, devices=devices))
    return (
        f"rollout of {image.firmware} to group {args.group} begins, one device first: stoep device update shows how far"
    )


def _show(store: UpdateStore, *, as_json: bool) -> int:
    orders = store.load_orders()
    progress = {each.id: each for each in store.load_progress()}
    if as_json:
        print(json.dumps([_entry(order, progress.get(order.id), orders=orders) for order in orders.rollouts], indent=1))
    elif not orders.rollouts:
        print("no rollouts: stoep device update --group GROUP --image FILE begins one")
    else:
        print("\n".join(line for order in orders.rollouts for line in _lines(order, progress.get(order.id))))
    if orders.pinned and not as_json:
        print(f"pinned: {', '.join(orders.pinned)}")
    return 1 if any(order.id in progress and progress[order.id].stopped for order in orders.rollouts) else 0


def _lines(order: Order, progress: Progress | None) -> Iterator[str]:
    head = f"{order.firmware} to group {order.group}"
    if progress is None:
        yield f"{head}: the gateway has not taken it up yet: is stoep run running?"
        return
    counts = [(stage, sum(device.stage == stage for device in progress.devices)) for stage in STAGES]
    told = ", ".join(f"{count} {stage}" for stage, count in counts if count)
    yield f"{head}: {_state(order, progress)}{told}; first: {progress.first or 'who is heard next'}"
    for device in progress.devices:
        yield f"  {device.name:<24} {_stage(device, version=order.version)}"


def _state(order: Order, progress: Progress) -> str:
    if progress.stopped:
        return f"stopped: {progress.stopped}; "
    return "stopped by you; " if order.stopped else ""


def _stage(device: DeviceProgress, *, version: int) -> str:
    if device.stage == DOWNLOADING:
        return f"{device.stage}, {device.percent} %"
    if device.stage == NOT_BACK:
        return f"{device.stage} since {_moment(device.seen_s)}"
    why = _WHY.get(device.outcome or 0)
    if why is not None and device.version is not None:
        which = "" if device.version == version else f" ({update.version_text(device.version)} {REFUSED})"
        return f"{device.stage}{which}: {why}"
    return device.stage if device.version is None else f"{device.stage}, reported {update.version_text(device.version)}"


def _moment(seen_s: int | None) -> str:
    if seen_s is None:
        return "the gateway's start"
    return datetime.fromtimestamp(seen_s).astimezone().isoformat(sep=" ", timespec="minutes")


def _entry(order: Order, progress: Progress | None, *, orders: Orders) -> dict[str, object]:
    devices = progress.devices if progress else ()
    return {
        "group": order.group,
        "firmware": order.firmware,
        "version": order.version,
        "first": progress.first if progress else order.first,
        "stopped": (progress.stopped if progress else "") or ("by you" if order.stopped else ""),
        "taken_up": progress is not None,
        "pinned": list(orders.pinned),
        "devices": [asdict(device) for device in devices],
    }
