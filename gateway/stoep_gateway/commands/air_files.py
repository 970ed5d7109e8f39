"""What [air] names, for `stoep check`: are its devices air meters of this gateway, can official values be read."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from stoep_gateway.air.hours import HOUR_S
from stoep_gateway.air.official import parse_official
from stoep_gateway.config.operator_text import operator_text
from stoep_gateway.config.settings import AirSettings
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.device import Device

_OLD_S = 48 * HOUR_S  # of which the page shows nothing


def air_findings(settings: AirSettings, *, devices: Mapping[str, Device], now_s: float) -> Iterator[str]:
    """One line each. devices: of this gateway, by name."""
    for name in settings.sensors:
        device = devices.get(name)
        if device is None or device.revoked:
            yield f"[air.sensors] {name}: no device here has that name: enrol it, or mend its name"
        elif device.profile.name != "air":
            yield f"[air.sensors] {name}: measures no particles (profile {device.profile.name}): take the line out"
    file = settings.official_file
    if file is None:
        return
    try:
        hours = parse_official(operator_text(file, name=str(file)), file=file)
    except OSError as error:
        reason = error.strerror
        yield f"{file}: cannot be read ({reason}): is it there, and readable for the gateway?"
    except ConfigError as error:
        yield str(error)
    else:
        end_s = hours[-1].start_s + HOUR_S if hours else 0
        if end_s < now_s - _OLD_S:
            last = (
                f"its last hour ended at {datetime.fromtimestamp(end_s, UTC):%Y-%m-%d %H:%M} UTC" if hours else "empty"
            )
            yield f"{file}: {last}: nothing of it is shown until newer comes"
