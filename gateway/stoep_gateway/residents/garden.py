"""Which devices are a garden, and what withdrawing, moving and erasing it do to the lists that name them. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from stoep_gateway.archive.gardens import Gardens
from stoep_gateway.errors import ConfigError
from stoep_gateway.records import SOIL_PROFILES, Cell
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.invite import Invite
from stoep_gateway.updates.orders import Orders
from stoep_gateway.updates.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Garden:
    """All devices of one group; names: of the devices, sorted, also of one that is in no list any more."""

    name: str
    names: tuple[str, ...]
    devices: tuple[Device, ...] = ()


def find(name: str, *, devices: Mapping[str, Device], held: Collection[str]) -> Garden:
    """held: names of which the gateway still has something, in whatever file. ConfigError: nothing is known of it."""
    found = tuple(device for _, device in sorted(devices.items()) if device.group == name)
    if found:
        return Garden(name=name, names=tuple(device.name for device in found), devices=found)
    if name in devices:
        raise ConfigError(f"{name} is one of the devices of garden {devices[name].group}: name the garden")
    if name not in held:
        raise ConfigError(
            f'"{name[:40]}": no such garden, nothing is held of it: stoep device list --json shows "group"'
        )
    return Garden(name=name, names=(name,))


def gardens(devices: Mapping[str, Device]) -> Gardens:
    """As the pages are told: groups in which soil is measured, and whatever was withdrawn."""
    measured = {device.group for device in devices.values() if device.profile.name in SOIL_PROFILES}
    taking_part: dict[str, tuple[str, ...]] = {}
    for name, device in sorted(devices.items()):
        if device.group in measured and not device.withdrawn:
            taking_part[device.group] = (*taking_part.get(device.group, ()), name)
    return Gardens(
        devices=taking_part,
        withdrawn=frozenset(name for name, device in devices.items() if device.withdrawn),
    )


def withdrawn(devices: Mapping[str, Device], *, garden: Garden) -> dict[str, Device]:
    """The list with the garden's devices refused, and nothing of them passed on."""
    return {
        name: replace(device, revoked=True, withdrawn=True) if name in garden.names else device
        for name, device in devices.items()
    }


def moved(devices: Mapping[str, Device], *, garden: Garden, cell: Cell | None) -> dict[str, Device]:
    """The list with the garden's devices in that cell."""
    return {name: replace(device, cell=cell) if name in garden.names else device for name, device in devices.items()}


def without(devices: Mapping[str, Device], *, garden: Garden) -> tuple[dict[str, Device], int]:
    """(the list without the garden's devices, the generation from which a new device of such a name has to begin).

    Boards that hang there still have keys of earlier ones, and the name is about to be forgotten.
    """
    kept = {name: device for name, device in devices.items() if name not in garden.names}
    newest = max((device.generation for name, device in devices.items() if name in garden.names), default=0)
    return kept, newest + 2 if newest else 1


def uninvited(invites: Iterable[Invite], *, garden: Garden) -> tuple[Invite, ...]:
    """The invites of everybody else, used and expired ones too."""
    return tuple(
        each for each in invites if each.request.name not in garden.names and each.request.group != garden.name
    )


def reinvited(invites: Iterable[Invite], *, garden: Garden, cell: Cell | None) -> tuple[Invite, ...]:
    """The invites with the garden's devices in that cell."""
    return tuple(
        replace(each, request=replace(each.request, cell=cell)) if each.request.name in garden.names else each
        for each in invites
    )


def without_orders(orders: Orders, *, garden: Garden) -> Orders:
    """No rollout to the garden, none of its devices pinned."""
    return Orders(
        rollouts=tuple(each for each in orders.rollouts if each.group != garden.name),
        pinned=tuple(name for name in orders.pinned if name not in garden.names),
    )


def without_progress(progress: Iterable[Progress], *, garden: Garden) -> tuple[Progress, ...]:
    """What is written down of rollouts to everybody else."""
    return tuple(each for each in progress if each.group != garden.name)
