"""The stoep.json of one board: the operator's bundle, and what only the maker knows."""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stoep_firmware.settings import SettingsError, parse_bundle
from stoep_maker.errors import MakerError
from stoep_maker.usual_sensors import SENSORS
from stoep_protocol.names import check_device_id

Ask = Callable[[str], str]
Networks = list[list[str]]  # [name, password] in the order to try, as in stoep.json


def read_bundle(file: Path) -> dict[str, Any]:
    """What the operator gave. MakerError: it is none."""
    try:
        bundle = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise MakerError(
            f"{file}: cannot be read ({error}): name the file that the gateway's operator gave you"
        ) from None
    if not isinstance(bundle, dict) or "secret" not in bundle:
        raise MakerError(f"{file}: no bundle: name the file that the gateway's operator gave you")
    return bundle


def read_networks(file: Path) -> Networks:
    """As `wifi` in stoep.json: [["name", "password"], ...]. MakerError: it is not, or others may read it."""
    try:
        mode = file.stat().st_mode & 0o777
        networks: Networks = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise MakerError(f'{file}: cannot be read ({error}): write [["name", "password"]] into it') from None
    if os.name == "posix" and mode & 0o077:
        raise MakerError(f"{file}: others may read these passwords (mode {mode:04o}): chmod 600 {file}")
    if not isinstance(networks, list) or not networks or not all(map(_is_network, networks)):
        raise MakerError(f'{file}: no Wi-Fi networks: write [["name", "password"]] into it, a second one behind it')
    return networks


def ask_networks(ask: Ask, *, ask_secret: Ask) -> Networks:
    """At least one, and a second one if wanted. MakerError: none."""
    networks: Networks = []
    name = ask("Wi-Fi name (2.4 GHz): ").strip()
    while name and len(networks) < 2:
        networks.append([name, ask_secret(f"password of {name}: ")])
        name = ask("a second network, or Enter for none: ").strip() if len(networks) < 2 else ""
    if not networks:
        raise MakerError('a board needs a Wi-Fi: give its name, or add "wifi" to the bundle')
    return networks


def complete(bundle: dict[str, Any], *, wifi: Networks, where: Path) -> dict[str, Any]:
    """The bundle with Wi-Fi, and with the usual sensors of its profile if it names none. where: for messages.

    MakerError: the board would refuse it, or nobody knows its sensors.
    """
    profile = bundle.get("profile")
    if isinstance(profile, dict) and "sensors" not in bundle:
        raise MakerError(f'{where}: a profile of your own: add "sensors", the drivers that fill it')
    usual = list(SENSORS.get(str(profile), ()))
    identity = {"sensors": usual, **bundle, "wifi": wifi}
    try:
        parse_bundle(identity, where=str(where))
    except SettingsError as error:
        raise MakerError(str(error)) from None
    return identity


def _is_network(entry: Any) -> bool:
    return isinstance(entry, list) and len(entry) == 2 and all(isinstance(word, str) for word in entry)


class Shelf:
    """Room for a bundle that is on its way, in this folder: nobody else reads it, and it replaces nothing.

    MakerError: there is none, which has to be known before a code is used up.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            handle, name = tempfile.mkstemp(dir=folder, prefix="stoep-", suffix=".json")  # mode 0600
        except OSError as error:
            raise MakerError(
                f"{folder}: the bundle cannot be kept here ({error.strerror}): go to a folder that you can write in"
            ) from None
        os.close(handle)
        self.file = Path(name)

    def put(self, bundle: dict[str, Any]) -> Path:
        """Keep it, as NAME.json or NAME-2.json and so on. MakerError: it is no bundle, or cannot be written."""
        try:
            check_device_id(bundle["device"])
        except (KeyError, TypeError, ValueError):
            self.clear()
            raise MakerError("the gateway sent no bundle: is it of another version?") from None
        try:
            with self.file.open("w") as file:
                json.dump(bundle, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            name = bundle["device"]
            number, target = 1, self._folder / f"{name}.json"
            while target.exists():
                number += 1
                target = self._folder / f"{name}-{number}.json"
            return self.file.rename(target)
        except OSError as error:
            raise MakerError(f"{self.file}: cannot be written ({error.strerror}): ask for a new code") from None

    def clear(self) -> None:
        """Nothing is kept any more."""
        self.file.unlink(missing_ok=True)
