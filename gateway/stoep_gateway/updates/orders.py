"""What the operator wants: which image for which group, and which devices stay as they are. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.device import Device

_IMAGES_MAX = 8  # held in memory, half a megabyte each


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One group's rollout. id: another one at each start of it. image: a file's name in the updates folder.

    first: who gets it first, None: a device of harmless data that is heard next.
    """

    id: str
    group: str
    version: int
    firmware: str
    image: str
    first: str | None = None
    stopped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """At most one rollout a group; pinned: names of devices that no rollout touches."""

    rollouts: tuple[Order, ...] = ()
    pinned: tuple[str, ...] = ()


def start(orders: Orders, *, order: Order, devices: Mapping[str, Device]) -> Orders:
    """With this rollout, in place of the group's earlier one. ConfigError."""
    names = [device.name for device in devices.values() if device.group == order.group and not device.revoked]
    if not names:
        raise ConfigError(f'--group {order.group[:40]}: no device is in it: stoep device list --json shows "group"')
    if order.first is not None and (order.first not in names or order.first in orders.pinned):
        raise ConfigError(f"--first {order.first[:40]}: not in group {order.group}, or pinned: choose another one")
    kept = tuple(each for each in orders.rollouts if each.group != order.group)
    if order.image not in {each.image for each in kept} and len({each.image for each in kept}) >= _IMAGES_MAX:
        raise ConfigError(f"{_IMAGES_MAX} images are rolled out already: use one for several groups, or forget a group")
    return replace(orders, rollouts=tuple(sorted((*kept, order), key=lambda each: each.group)))


def stop(orders: Orders, *, group: str) -> Orders:
    """Nothing more is offered to that group. ConfigError: there is no rollout."""
    if all(each.group != group for each in orders.rollouts):
        raise ConfigError(f"--group {group[:40]}: no rollout for it: stoep device update shows them")
    rollouts = (replace(each, stopped=True) if each.group == group else each for each in orders.rollouts)
    return replace(orders, rollouts=tuple(rollouts))


def pin(orders: Orders, *, name: str, devices: Mapping[str, Device]) -> Orders:
    """The device stays at the version that it has. ConfigError: no such device."""
    if name not in devices:
        raise ConfigError(f'--pin "{name[:40]}": no such device: stoep device list shows them')
    return replace(orders, pinned=tuple(sorted({*orders.pinned, name})))


def unpin(orders: Orders, *, name: str) -> Orders:
    """Rollouts count it in again. ConfigError: it is not pinned."""
    if name not in orders.pinned:
        raise ConfigError(f'--unpin "{name[:40]}": it is not pinned')
    return replace(orders, pinned=tuple(each for each in orders.pinned if each != name))
