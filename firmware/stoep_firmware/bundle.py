"""stoep.json, checked: read once at a start, so it is no part of `settings`, which stays."""

from binascii import a2b_base64

from stoep_firmware.settings import MAX_INTERVAL_S, Broker, Bundle, SettingsError
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.limits import MAX_INT, SIGNATURE_BYTES
from stoep_protocol.names import check_device_id
from stoep_protocol.profiles import by_name

if TYPE_CHECKING:
    from typing import Any, NoReturn

    from stoep_protocol.profiles import Profile

_FORMAT = const(1)
_MAX_LIST = const(8)
_MAX_UPDATE_KEYS = const(2)  # one at work, one kept offline


def parse(raw: "Any", *, where: str) -> Bundle:
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
    sample_s = top.number("sample_s", low=1, high=MAX_INTERVAL_S)
    send_s = top.number("send_s", low=1, high=MAX_INTERVAL_S)
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


def _broker(table: "_Table") -> Broker:
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
