"""What the firmware makes of its stoep.json, and how its ring stands. No key and no password leaves the board."""

import json
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from stoep_firmware.settings import Bundle


def main() -> None:
    """One object. firmware: "" if none can be loaded, then `broken` may say why. wrong: what it says of stoep.json."""
    found: "dict[str, object]" = {"firmware": ""}
    try:
        import stoep_firmware
    except ImportError:
        print(json.dumps(found))
        return
    del stoep_firmware
    try:
        from stoep_firmware import app
        from stoep_firmware.settings import SettingsError, load_bundle

        found["firmware"] = app.FIRMWARE
        try:
            bundle = load_bundle("")
        except SettingsError as error:
            found["wrong"] = str(error)
        else:
            found.update(_bundle(bundle))
            found.update(_state(bundle))
    except Exception as error:  # noqa: BLE001 - a damaged file may do anything
        found["broken"] = type(error).__name__ + ": " + str(error)
    print(json.dumps(found))


def _bundle(bundle: "Bundle") -> "dict[str, object]":
    return {
        "device": bundle.device,
        "profile": bundle.profile.name,
        "sensors": bundle.sensors,
        "pins": bundle.pins,
        "networks": [ssid for ssid, _ in bundle.wifi],
    }


def _state(bundle: "Bundle") -> "dict[str, object]":
    from stoep_firmware import boot, last_trouble
    from stoep_firmware.app import open_outbox
    from stoep_firmware.settings import Settings

    settings = Settings("", bundle=bundle)
    found: "dict[str, object]" = {
        "settings_version": settings.version,
        "settings_damaged": settings.is_damaged,
        "trouble": last_trouble.read(""),
        "crashes": boot.crashes(""),
        "on_trial": boot.is_on_trial(""),
    }
    if "outbox" in os.listdir("/"):  # else opening it would begin one
        outbox = open_outbox("", bundle=bundle, settings=settings)
        found["rows_waiting"] = outbox.next_row - 1 - max(outbox.settled, outbox.oldest_row - 1)
        found["rows_dropped"] = outbox.dropped
    return found
