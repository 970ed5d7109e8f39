"""Which chains a gateway has: its devices by what they measure. Pure."""

from collections.abc import Iterable

from stoep_gateway.anonymise.quantities import SENSITIVE, Classes
from stoep_gateway.inspection.records import Chain
from stoep_gateway.privacy.own import captured
from stoep_gateway.records import SOIL_PROFILES
from stoep_gateway.registry.device import Device


def chains_of(devices: Iterable[Device], *, classes: Classes, set_up: Iterable[str]) -> tuple[Chain, ...]:
    """One a profile, by its name; without devices that were revoked. set_up: gardens that their keepers set up."""
    by_profile: dict[str, list[Device]] = {}
    gardens = frozenset(set_up)
    for device in devices:
        if not device.revoked:
            by_profile.setdefault(device.profile.name, []).append(device)
    return tuple(
        Chain(
            name=name,
            devices=tuple(found),
            quantities=tuple(column.quantity for column in found[0].profile.columns),
            is_people=classes.kind_of(found[0].profile) == SENSITIVE or found[0].profile.is_people,
            is_garden=name in SOIL_PROFILES and any(device.group in gardens for device in found),
        )
        for name, found in sorted(by_profile.items())
    )


def captures_of(chain: Chain) -> frozenset[str]:
    """What its columns say about the world, in the words of the fact `captures`."""
    found = captured(chain.quantities, is_people=chain.is_people)
    return found | {"household_values"} if chain.is_garden else found
