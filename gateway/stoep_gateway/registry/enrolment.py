"""Decide what enrolling, replacing and revoking do to the list of devices. Pure: the store writes the outcome."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from stoep_gateway.errors import ConfigError
from stoep_gateway.records import SOIL_PROFILES, Cell
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.profiles import offered
from stoep_protocol.names import check_device_id
from stoep_protocol.profiles import Profile

# Seconds between rows and between sends where nobody says otherwise (docs: the default rates of the firmware).
_RATES_S = {"air": (300, 1800), "people": (60, 60), "canary": (60, 60)}
_OTHER_RATES_S = (600, 3600)
_PERIOD_MAX_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What somebody asks for; None keeps what the device had, or takes the default."""

    name: str
    profile: Profile | None = None
    group: str | None = None
    cell: Cell | None = None
    sample_s: int | None = None
    send_s: int | None = None


def enroll(
    devices: Mapping[str, Device],
    *,
    request: Enrolment,
    first_generation: int = 1,
    has_measured: Callable[[], bool] | None = None,
) -> Device:
    """The device as it will be: new (in first_generation), or the next generation of an enrolled one. ConfigError.

    has_measured: asked of a name that leaves a garden, whether anything is held of it; None: nobody can look.
    """
    try:
        check_device_id(request.name)
    except ValueError as error:
        raise ConfigError(f'"{request.name[:40]}": not a device name: {error}') from error
    before = devices.get(request.name)
    profile = request.profile or (before.profile if before else None)
    if profile is None:
        raise ConfigError(f'"{request.name}" is new: say what it measures with --profile ({", ".join(offered())})')
    same = before if before and before.profile == profile else None
    rates_s = (same.sample_s, same.send_s) if same else _RATES_S.get(profile.name, _OTHER_RATES_S)
    device = Device(
        name=request.name,
        profile=profile,
        generation=_next_generation(before) if before else first_generation,
        group=request.group or (before.group if before else request.name),
        cell=request.cell or (before.cell if before else None),
        sample_s=rates_s[0] if request.sample_s is None else request.sample_s,
        send_s=max(rates_s[1], request.sample_s or 0) if request.send_s is None else request.send_s,
    )
    _check(device, devices=devices)
    if before and _leaves(device, before=before, devices=devices) and (has_measured is None or has_measured()):
        known, how = ("may have", ", or with stoep device enroll") if has_measured is None else ("has", "")
        raise ConfigError(
            f"{device.name}: {known} measured in garden {before.group}, whose keeper alone may see that:"
            f" enrol the board under a new name{how}"
        )
    return device


def successor(devices: Mapping[str, Device], *, name: str) -> Device:
    """The device as it will be on another board: same place, keys that shut the old board out at once. ConfigError."""
    before = _known(devices, name=name)
    generation = _next_generation(replace(before, revoked=True))
    device = replace(before, generation=generation, revoked=False, withdrawn=False)
    _check(device, devices=devices)
    return device


def revoke(devices: Mapping[str, Device], *, name: str) -> Device:
    """The device as it will be. ConfigError: no such device."""
    return replace(_known(devices, name=name), revoked=True)


def _known(devices: Mapping[str, Device], *, name: str) -> Device:
    if name not in devices:
        raise ConfigError(f'"{name[:40]}": no such device: stoep device list shows them')
    return devices[name]


def _next_generation(before: Device) -> int:
    """The one before the newest stays accepted for a while (SPEC §3): of a revoked device, one that nobody ever had."""
    return before.generation + (2 if before.revoked else 1)


def _leaves(device: Device, *, before: Device, devices: Mapping[str, Device]) -> bool:
    """What a name has measured goes where it goes: out of a garden it would be somebody else's, or everybody's."""
    gardens = {each.group for each in devices.values() if each.profile.name in SOIL_PROFILES}
    is_soil = device.profile.name in SOIL_PROFILES
    return (before.group in gardens and device.group != before.group) or (
        before.profile.name in SOIL_PROFILES and not is_soil
    )


def _check(device: Device, *, devices: Mapping[str, Device]) -> None:
    if not 1 <= device.sample_s <= device.send_s <= _PERIOD_MAX_S:
        raise ConfigError(
            f"--sample-s {device.sample_s}, --send-s {device.send_s}: need 1 <= sample <= send <= {_PERIOD_MAX_S}"
        )
    try:
        check_device_id(device.group)
    except ValueError as error:
        raise ConfigError(f'--group "{device.group[:40]}": use 1-32 characters of a-z 0-9 -') from error
    if not device.profile.is_people:
        return
    for other in devices.values():
        if other.group == device.group and other.name != device.name and not other.revoked and other.profile.is_people:
            raise ConfigError(
                f'group "{device.group}" already counts people with "{other.name}": revoke that one first'
            )
