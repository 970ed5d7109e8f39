"""What a device is told to be: the bundle on flash, and the last configuration from its gateway over it."""

import json
import os
from collections import namedtuple

from stoep_firmware import boot
from stoep_firmware.forget import forget
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.limits import MAX_INT
from stoep_protocol.reply import SETTING_SAMPLE_S, SETTING_SEND_S

if TYPE_CHECKING:
    from typing import Any, NamedTuple

    from stoep_protocol.profiles import Profile

    class Broker(NamedTuple):
        """Where to send. ca_der pins the broker's certificate authority; None means no TLS (a local network only)."""

        host: str
        port: int
        user: str
        password: str
        ca_der: "bytes | None"

    class Bundle(NamedTuple):
        """stoep.json. wifi: (ssid, password) in the order to try. sensors: a dict per sensor, read by its driver.

        update_keys: moduli of the RSA keys that may sign an update.
        """

        device: str
        secret: bytes
        generation: int
        broker: Broker
        profile: Profile
        sample_s: int
        send_s: int
        wifi: "tuple[tuple[str, str], ...]"
        sensors: "tuple[dict[str, Any], ...]"
        pins: "dict[str, int]"
        update_keys: "tuple[int, ...]"
else:
    Broker = namedtuple("Broker", ("host", "port", "user", "password", "ca_der"))
    Bundle = namedtuple(
        "Bundle",
        (
            "device",
            "secret",
            "generation",
            "broker",
            "profile",
            "sample_s",
            "send_s",
            "wifi",
            "sensors",
            "pins",
            "update_keys",
        ),
    )

MAX_INTERVAL_S = 86400
_MAX_FILE_BYTES = const(8192)


class SettingsError(Exception):
    """A person must act. The message is one line: what, where, what to do; never a secret."""


def load_bundle(data_dir: str) -> "Bundle":
    """Read and check stoep.json. SettingsError when there is none, or for the first thing wrong in it."""
    path = boot.path_in(data_dir, "stoep.json")
    try:
        raw = _read_json(path)
    except OSError:
        raise SettingsError(path + ": not found: flash the device with its bundle")
    except ValueError as error:
        raise SettingsError(path + ": " + str(error) + ": flash the device with its bundle again")
    bundle = parse_bundle(raw, where=path)
    forget("stoep_firmware.bundle")  # once a start is all that anybody reads it
    forget("stoep_protocol.profiles")  # of which one is in use
    return bundle


def parse_bundle(raw: "Any", *, where: str) -> "Bundle":
    """Check a decoded stoep.json. SettingsError for the first thing wrong."""
    from stoep_firmware.bundle import parse

    return parse(raw, where=where)


class Settings:
    """The rhythm in force: the bundle's, or the newest good configuration that the gateway sent to this generation."""

    def __init__(self, data_dir: str, *, bundle: "Bundle") -> None:
        self._path = boot.path_in(data_dir, "settings.json")
        self._generation = bundle.generation
        self.version = 0
        self.sample_s = bundle.sample_s
        self.send_s = max(bundle.send_s, bundle.sample_s)
        self.is_damaged = False
        self._load()

    def apply(self, version: int, values: "dict[int, int]") -> bool:
        """Persist, then apply. False and unchanged when a value is out of bounds; unknown settings are left out."""
        sample_s = values.get(SETTING_SAMPLE_S, self.sample_s)
        send_s = values.get(SETTING_SEND_S, self.send_s)
        if not _is_rhythm(sample_s, send_s):
            return False
        text = json.dumps({"generation": self._generation, "version": version, "sample_s": sample_s, "send_s": send_s})
        boot.replace(self._path, text)
        self.version, self.sample_s, self.send_s = version, sample_s, send_s
        return True

    def _load(self) -> None:
        try:
            raw = _read_json(self._path)
        except OSError:
            return
        except ValueError:
            self.is_damaged = True
            return
        fields: "dict[str, Any]" = raw if type(raw) is dict else {}
        generation, version = fields.get("generation"), fields.get("version")
        if (
            type(generation) is not int
            or type(version) is not int
            or not 0 <= version <= MAX_INT
            or not _is_rhythm(fields.get("sample_s"), fields.get("send_s"))
        ):
            self.is_damaged = True
        elif generation == self._generation:
            self.version, self.sample_s, self.send_s = version, fields["sample_s"], fields["send_s"]


def _read_json(path: str) -> "Any":
    """What the file holds. OSError when there is none, ValueError with what is wrong."""
    size_bytes = os.stat(path)[6]
    if size_bytes > _MAX_FILE_BYTES:
        raise ValueError("longer than 8192 characters")
    with open(path) as file:  # read(n) would take n bytes of heap at once
        try:
            return json.loads(file.read())
        except (ValueError, RuntimeError):  # no text, no JSON, or nested without end
            raise ValueError("not JSON")


def _is_rhythm(sample_s: "Any", send_s: "Any") -> bool:
    if type(sample_s) is not int or type(send_s) is not int:
        return False
    return 1 <= sample_s <= MAX_INTERVAL_S and sample_s <= send_s <= MAX_INTERVAL_S
