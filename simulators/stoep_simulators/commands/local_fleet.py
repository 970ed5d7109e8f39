"""Devices of simulated spots, known to a local gateway: enrolled by its command line, flashed with what it gave."""

from collections.abc import Sequence
from typing import Any

from stoep_maker.usual_sensors import SENSORS
from stoep_simulators.commands.local_gateway import LocalGateway, Wish
from stoep_simulators.commands.progress import Progress
from stoep_simulators.neighbourhood import Spot


def wish(spot: Spot, *, sample_s: int, send_s: int) -> Wish:
    """The device of a spot, as it is enrolled."""
    return Wish(name=spot.name, profile=spot.profile, cell=(spot.x_m, spot.y_m), sample_s=sample_s, send_s=send_s)


async def enrol(gateway: LocalGateway, *, wishes: Sequence[Wish], progress: Progress) -> dict[str, dict[str, Any]]:
    """Bundles by name. GatewayError."""

    def told(done: int) -> None:
        progress.bar("enrolling", share=done / len(wishes))

    return await gateway.enroll(wishes, told=told)


def flashed(bundle: dict[str, Any], *, profile: str, sample_s: int, send_s: int) -> dict[str, Any]:
    """The bundle as a board has it: with its usual sensors, the Wi-Fi, its rates until the gateway sends others."""
    own = {"sample_s": sample_s, "send_s": send_s, "sensors": list(SENSORS[profile]), "wifi": [["thuis", ""]]}
    return {**bundle, **own}
