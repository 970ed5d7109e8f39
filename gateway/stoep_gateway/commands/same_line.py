"""Whether a counter may come to count people whom another privacy budget pays for already."""

from collections.abc import Iterator, Mapping

from stoep_gateway.registry.device import Device


def beside(device: Device, *, devices: Mapping[str, Device]) -> Iterator[str]:
    """A line for each doubt. device: as it will be; devices: as they are."""
    if not device.profile.is_people:
        return
    before = devices.get(device.name)
    if before is not None and before.profile.is_people and before.group != device.group:
        yield (
            f"{device.name} spent the privacy budget of {before.group} until now, from now on that of {device.group}:"
            " a line that it goes on to count has two then"
        )
    others = sorted(
        other.name
        for other in devices.values()
        if other.profile.is_people
        and not other.revoked
        and other.group != device.group
        and other.cell is not None
        and other.cell == device.cell
        and other.name != device.name
    )
    if others:
        yield (
            f"{device.name} counts people in the same cell as {', '.join(others)} with a privacy budget of its own:"
            " do not hang it over the same line"
        )
