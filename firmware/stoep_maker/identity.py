"""The stoep.json of one board: the operator's bundle, and what only the maker knows."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stoep_firmware.settings import SettingsError, parse_bundle
from stoep_maker.errors import MakerError
from stoep_maker.usual_sensors import SENSORS

Ask = Callable[[str], str]


def read_identity(bundle: Path, *, ask: Ask, ask_secret: Ask) -> dict[str, Any]:
    """Read the bundle; ask for the Wi-Fi if it has none; sensors as usual for its profile if it names none.

    MakerError: it is no bundle, or the board would refuse it.
    """
    try:
        identity = json.loads(bundle.read_text())
    except (OSError, ValueError) as error:
        raise MakerError(
            f"{bundle}: cannot be read ({error}): name the file that the gateway's operator gave you"
        ) from None
    if not isinstance(identity, dict) or "secret" not in identity:
        raise MakerError(f"{bundle}: no bundle: name the file that the gateway's operator gave you")
    if "wifi" not in identity:
        identity["wifi"] = _networks(ask, ask_secret)
    if "sensors" not in identity:
        identity["sensors"] = list(SENSORS.get(identity.get("profile", ""), ()))
    try:
        parse_bundle(identity, where=str(bundle))
    except SettingsError as error:
        raise MakerError(str(error)) from None
    return identity


def _networks(ask: Ask, ask_secret: Ask) -> list[tuple[str, str]]:
    """At least one, and a second one if wanted."""
    networks: list[tuple[str, str]] = []
    name = ask("Wi-Fi name (2.4 GHz): ").strip()
    while name and len(networks) < 2:
        networks.append((name, ask_secret(f"password of {name}: ")))
        name = ask("a second network, or Enter for none: ").strip() if len(networks) < 2 else ""
    if not networks:
        raise MakerError('a board needs a Wi-Fi: give its name, or add "wifi" to the bundle')
    return networks
