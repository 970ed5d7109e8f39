"""What a device is told to be: the bundle on flash, and the last configuration from its gateway over it."""

import json
import os
from binascii import a2b_base64
from collections import namedtuple

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.limits import MAX_INT, SIGNATURE_BYTES
from stoep_protocol.names import check_device_id
from stoep_protocol.profiles import by_name
from stoep_protocol.reply import SETTING_SAMPLE_S, SETTING_SEND_S

if TYPE_CHECKING:
    from typing import Any, NamedTuple, NoReturn

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

_FORMAT = const(1)
_MAX_INTERVAL_S = const(86400)
_MAX_FILE_BYTES = const(8192)
_MAX_LIST = const(8)
_MAX_UPDATE_KEYS = const(2)  # one at work, one kept offline


class SettingsError(Exception):
    """A person must act. The message is one line: what, where, what to do; never a secret."""


def load_bundle(data_dir: str) -> "Bundle":
    """Read and check stoep.json. SettingsError when there is none, or for the first thing wrong in it."""
    path = _path(data_dir, "stoep.json")
    try:
        raw = _read_json(path)
    except OSError:
        raise SettingsError(path + ": not found: flash the device with its bundle")
    except ValueError as error:
        raise SettingsError(path + ": " + str(error) + ": flash the device with its bundle again")
    return parse_bundle(raw, where=path)


def parse_bundle(raw: "Any", *, where: str) -> "Bundle":
    """Check a decoded stoep.json. SettingsError for the first thing wrong."""
    top = _Table(raw, where)
    if top.number("format", low=1, high=MAX_INT) != _FORMAT:
        top.fail("format", "1 is what this firmware reads: update it, or enrol the device again")
    device = top.text("device")
    try:
        check_device_id(device)
    except ValueError as error:
        top.fail("device", str(error))
    secret = _unhex(top.text("secret"))
    if len(secret) != 32:
        top.fail("secret", "64 hexadecimal digits: enrol the device again")
    profile = _profile(top)
    sample_s = top.number("sample_s", low=1, high=_MAX_INTERVAL_S)
    send_s = top.number("send_s", low=1, high=_MAX_INTERVAL_S)
    sensors = top.items("sensors")
    for i in range(len(sensors)):
        _Table(sensors[i], where + ": sensors " + str(i + 1)).text("type")
    pins = top.table("pins", optional=True)
    return Bundle(
        device,
        secret,
        top.number("generation", low=1, high=MAX_INT),
        _broker(top.table("broker")),
        profile,
        sample_s,
        send_s,
        _wifi(top),
        tuple(sensors),
        {name: pins.number(name, low=0, high=48) for name in pins.raw},
        _update_keys(top),
    )


class Settings:
    """The rhythm in force: the bundle's, or the newest good configuration that the gateway sent to this generation."""

    def __init__(self, data_dir: str, *, bundle: "Bundle") -> None:
        self._path = _path(data_dir, "settings.json")
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
        with open(self._path + ".new", "w") as file:
            file.write(text)
        os.rename(self._path + ".new", self._path)
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
    return 1 <= sample_s <= _MAX_INTERVAL_S and sample_s <= send_s <= _MAX_INTERVAL_S


def _broker(table: "_Table") -> "Broker":
    ca_der = None
    if table.raw.get("ca_pem") is not None:
        ca_der = _der(table.text("ca_pem"))
        if not ca_der:
            table.fail("ca_pem", "not a PEM certificate: enrol the device again")
    return Broker(
        table.text("host"),
        table.number("port", low=1, high=65535),
        table.text("user"),
        table.text("password"),
        ca_der,
    )


def _profile(table: "_Table") -> "Profile":
    if type(table.raw.get("profile")) is dict:
        from stoep_protocol.own_profile import from_json  # some KB that most boards never need

        try:
            return from_json(table.raw["profile"])
        except ValueError as error:
            table.fail("profile", str(error))
    try:
        return by_name(table.text("profile"))
    except KeyError:
        table.fail("profile", "no built-in profile of that name")


def _wifi(table: "_Table") -> "tuple[tuple[str, str], ...]":
    networks = []
    for entry in table.items("wifi"):
        if type(entry) is not list or len(entry) != 2 or type(entry[0]) is not str or type(entry[1]) is not str:
            table.fail("wifi", "a list of [name, password]")
        networks.append((entry[0], entry[1]))
    return tuple(networks)


def _update_keys(top: "_Table") -> "tuple[int, ...]":
    keys: "list[int]" = []
    for entry in top.items("update_keys"):
        modulus = _unhex(entry) if type(entry) is str else b""
        if len(modulus) != SIGNATURE_BYTES or modulus[0] < 0x80 or len(keys) == _MAX_UPDATE_KEYS:
            top.fail("update_keys", "at most two RSA keys of 3,072 bits: enrol the device again")
        keys.append(int.from_bytes(modulus, "big"))
    return tuple(keys)


def _der(pem: str) -> bytes:
    begin = pem.find("-----BEGIN CERTIFICATE-----")
    end = pem.find("-----END CERTIFICATE-----")
    if begin < 0 or end < begin:
        return b""
    try:
        return a2b_base64(pem[begin + 27 : end].replace("\n", "").replace("\r", ""))
    except ValueError:
        return b""


def _unhex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _path(data_dir: str, name: str) -> str:
    return data_dir + "/" + name if data_dir else name


class _Table:
    """One JSON object with the place to name in errors."""

    def __init__(self, raw: "Any", where: str) -> None:
        if type(raw) is not dict:
            raise SettingsError(where + ": not a JSON object")
        self.raw = raw
        self._where = where

    def fail(self, key: str, advice: str) -> "NoReturn":
        raise SettingsError(self._where + ": " + key + ": " + advice)

    def text(self, key: str) -> str:
        value = self.raw.get(key)
        if type(value) is not str or not value:
            self.fail(key, "missing, or not a text")
        return str(value)

    def number(self, key: str, *, low: int, high: int) -> int:
        value = self.raw.get(key)
        if type(value) is not int or not low <= value <= high:
            self.fail(key, "missing, or not a whole number from " + str(low) + " to " + str(high))
        return int(value)

    def items(self, key: str) -> "list[Any]":
        value = self.raw.get(key, [])
        if type(value) is not list or len(value) > _MAX_LIST:
            self.fail(key, "not a list of at most 8 entries")
        return list(value)

    def table(self, key: str, *, optional: bool = False) -> "_Table":
        return _Table(self.raw.get(key, {} if optional else None), self._where + ": " + key)
