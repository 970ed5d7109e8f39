"""The stoep.json of a spot's device, as if it had been enrolled at a broker on this machine."""

from typing import Any

from stoep_maker.usual_sensors import SENSORS
from stoep_simulators.neighbourhood import Spot


def spot_bundle(spot: Spot, *, port: int, **changes: Any) -> dict[str, Any]:
    """changes: over what a good one says."""
    whole = {
        "format": 1,
        "device": spot.name,
        "secret": "11" * 32,
        "generation": 1,
        "broker": {"host": "127.0.0.1", "port": port, "user": spot.name, "password": "secret", "ca_pem": None},
        "profile": spot.profile,
        "sample_s": 60,
        "send_s": 600,
        "sensors": list(SENSORS[spot.profile]),
        "wifi": [["street", ""]],
    }
    return {**whole, **changes}
