"""Devices of simulated spots, known to a local gateway: enrolled by its command line, flashed with what it gave."""

from collections.abc import Mapping, Sequence
from typing import Any

from stoep_maker.usual_sensors import SENSORS
from stoep_simulators.commands.local_gateway import LocalGateway, Wish
from stoep_simulators.commands.progress import Progress
from stoep_simulators.neighbourhood import Spot

Rates = Mapping[str, tuple[int, int]]  # by profile: seconds between rows, between sends


async def enrol(
    gateway: LocalGateway, *, spots: Sequence[Spot], rates_s: Rates, progress: Progress
) -> dict[str, dict[str, Any]]:
    """Bundles by name. GatewayError."""

    def wish(spot: Spot) -> Wish:
        sample_s, send_s = rates_s[spot.profile]
        return Wish(name=spot.name, profile=spot.profile, cell=(spot.x_m, spot.y_m), sample_s=sample_s, send_s=send_s)

    def told(done: int) -> None:
        progress.bar("enrolling", share=done / len(spots))

    return await gateway.enroll([wish(spot) for spot in spots], told=told)


def flashed(bundle: dict[str, Any], *, spot: Spot, rates_s: Rates) -> dict[str, Any]:
    """The bundle as the board at the spot has it: its sensors, the Wi-Fi, its rates until the gateway sends others."""
    sample_s, send_s = rates_s[spot.profile]
    own = {"sample_s": sample_s, "send_s": send_s, "sensors": list(SENSORS[spot.profile]), "wifi": [["thuis", ""]]}
    return {**bundle, **own}
