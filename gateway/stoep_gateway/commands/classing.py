"""Which quantities of a maker's own profile the operator has yet to class, and how."""

from collections.abc import Iterator

from stoep_gateway.anonymise.quantities import UNCLASSED, Classes
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.device import Device
from stoep_protocol.profiles import Column, Profile


def unclassed(device: Device, *, classes: Classes) -> Iterator[str]:
    """A line for each."""
    if isinstance(device.profile.id, int):
        return
    for column in device.profile.columns:
        if classes.kind_of_own(column) == UNCLASSED:
            low, high = _range(column)
            yield (
                f"{device.name} measures {column.quantity} ({column.unit}, {low} to {high}), which is not classed: its"
                f' rows wait on it. If it says nothing about people: [quantities.{column.quantity}] class = "harmless",'
                f' unit = "{column.unit}", low = {low}, high = {high} in stoep.toml, then restart; docs/operate.md'
            )


def check(profile: Profile, *, classes: Classes) -> None:
    """ConfigError for quantities that nobody can class."""
    if isinstance(profile.id, int):
        return
    for column in profile.columns:
        if column.quantity in classes.sensitive:
            raise ConfigError(
                f"profile {profile.name}: {column.quantity}: counts of people are taken from the profile people only"
            )
        if column.quantity in classes.harmless and classes.kind_of_own(column) == UNCLASSED:
            raise ConfigError(
                f"profile {profile.name}: {column.quantity}: a built-in profile has it with another unit or a narrower"
                " range (protocol/SPEC.md §8): use those, or another name"
            )


def _range(column: Column) -> tuple[int, int]:
    scale = 10**column.decimals
    return column.low // scale, column.high // scale
