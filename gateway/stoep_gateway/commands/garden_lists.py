"""The lists of the state folder that name a garden: devices, invites, updates."""

from stoep_gateway.broker.mosquitto_files import tell_broker
from stoep_gateway.config.settings import Settings
from stoep_gateway.records import Cell
from stoep_gateway.registry.invite import Invite
from stoep_gateway.registry.invites import Invites
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry
from stoep_gateway.residents.garden import (
    Garden,
    moved,
    reinvited,
    uninvited,
    withdrawn,
    without,
    without_orders,
    without_progress,
)
from stoep_gateway.updates.store import UpdateStore


def withdraw_lists(garden: Garden, *, settings: Settings) -> str:
    """Its devices are refused from now on, nothing of them is passed on, codes are void. What the broker has to do."""
    state_dir = settings.gateway.state_dir
    registry, invites = Registry(state_dir), Invites(state_dir)
    with registry.locked():
        devices = withdrawn(registry.load(), garden=garden)
        registry.write(devices)
        _keep(invites, uninvited(invites.load(), garden=garden))
        return tell_broker(settings, devices=devices, master=load_master(state_dir))


def move_lists(garden: Garden, *, settings: Settings, cell: Cell | None) -> None:
    """Its devices hang in that cell, also those that are still to be enrolled by a code."""
    state_dir = settings.gateway.state_dir
    registry, invites = Registry(state_dir), Invites(state_dir)
    with registry.locked():
        registry.write(moved(registry.load(), garden=garden, cell=cell))
        _keep(invites, reinvited(invites.load(), garden=garden, cell=cell))


def empty_lists(garden: Garden, *, settings: Settings) -> None:
    """Nothing names it any more."""
    state_dir = settings.gateway.state_dir
    registry, invites, updates = Registry(state_dir), Invites(state_dir), UpdateStore(state_dir)
    with registry.locked():
        kept, first_generation = without(registry.load(), garden=garden)
        registry.write(kept, first_generation=first_generation)
        _keep(invites, uninvited(invites.load(), garden=garden))
    if any(updates.stamp()):
        with updates.locked():
            updates.put_orders(without_orders(updates.load_orders(), garden=garden))
            updates.put_progress(without_progress(updates.load_progress(), garden=garden))


def _keep(invites: Invites, kept: tuple[Invite, ...]) -> None:
    """No list is made where there was none."""
    if kept != invites.load():
        invites.put(kept)
