"""Build the golden vectors from cbor2 and cryptography alone, so that they owe nothing to our own code.

`python tests/protocol/vectors.py > protocol/vectors.json` rewrites the file; a test says when it is out of date.
"""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from itertools import pairwise
from typing import Any

import cbor2
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MASTER = bytes(range(32))
SESSION = bytes.fromhex("a1a2a3a4a5a6a7a8")
EPOCH = bytes.fromhex("e1e2e3e4e5e6e7e8")
LIFE = bytes.fromhex("0badcafe")
MAC = bytes.fromhex("c0c1c2c3c4c5c6c7")
AAD = cbor2.dumps(["Encrypt0", bytes.fromhex("a1010a"), b""])


def hkdf(key: bytes, *, salt: bytes | None, info: bytes, size_bytes: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=size_bytes, salt=salt, info=info).derive(key)


def secret_of(device: str, generation: int) -> bytes:
    info = b"stoep1secret" + generation.to_bytes(4, "big") + device.encode()
    return hkdf(MASTER, salt=None, info=info, size_bytes=32)


def password_of(device: str, generation: int) -> str:
    info = b"stoep1broker" + generation.to_bytes(4, "big") + device.encode()
    return urlsafe_b64encode(hkdf(MASTER, salt=None, info=info, size_bytes=24)).decode()


def seal(plaintext: bytes, *, secret: bytes, direction: bytes, device: str, kid: bytes, counter: int) -> bytes:
    material = hkdf(secret, salt=kid, info=b"stoep1" + direction + device.encode(), size_bytes=29)
    partial_iv = counter.to_bytes(max(1, (counter.bit_length() + 7) // 8), "big")
    padded = partial_iv.rjust(13, b"\0")
    nonce = bytes(a ^ b for a, b in zip(material[16:], padded, strict=True))
    ciphertext = AESCCM(material[:16], tag_length=8).encrypt(nonce, plaintext, AAD)
    return cbor2.dumps(
        cbor2.CBORTag(16, [bytes.fromhex("a1010a"), {4: kid, 6: partial_iv}, ciphertext]), canonical=True
    )


def differences(column: list[int | None]) -> list[int | None]:
    last, out = 0, []
    for value in column:
        out.append(None if value is None else value - last)
        last = last if value is None else value
    return out


def extras_map(fields: dict[str, Any]) -> dict[int, Any]:
    extras: dict[int, Any] = {}
    if fields["health"]:
        extras[1] = fields["health"]
    if fields["versions"]:
        extras[2] = {int(kind): version for kind, version in fields["versions"].items()}
    if fields["echo"]:
        epoch, index, mac = fields["echo"]
        extras[3] = [bytes.fromhex(epoch)] if index is None else [bytes.fromhex(epoch), index, bytes.fromhex(mac)]
    return extras


def description(profile: dict[str, Any]) -> bytes:
    columns = [
        [column[field] for field in ("quantity", "unit", "decimals", "low", "high")]
        + [["sum", "mean", "last"].index(column["aggregate"])]
        for column in profile["columns"]
    ]
    return cbor2.dumps([profile["name"], columns], canonical=True)


def profile_id(profile: dict[str, Any]) -> bytes:
    return sha256(description(profile)).digest()[:4]


def hello_items(f: dict[str, Any]) -> list[Any]:
    profiles = [profile if isinstance(profile, int) else description(profile) for profile in f["profiles"]]
    items = [1, bytes.fromhex(f["board_id"]), f["firmware"], profiles, bytes.fromhex(f["life"])]
    items += [f["oldest_row"], f["next_row"], f["settled"], f["sample_s"], f["send_s"]]
    return items + ([extras_map(f)] if extras_map(f) else [])


def rows_items(f: dict[str, Any]) -> list[Any]:
    times = f["times"]
    steps = [after - before for before, after in pairwise(times)]
    even = steps[0] if len(set(steps)) == 1 else steps or 0
    profile = f["profile"] if isinstance(f["profile"], int) else bytes.fromhex(f["profile"])
    items = [2, profile, bytes.fromhex(f["life"]), f["first_row"], f["lag"], f["clock"]]
    items += [times[0] if times else 0, even, [differences(column) for column in f["columns"]]]
    return items + ([extras_map(f)] if extras_map(f) else [])


def reply_items(f: dict[str, Any]) -> list[Any]:
    items = [3, bytes.fromhex(f["session"]), f["counter"], bytes.fromhex(f["life"]), f["settled"], f["seen"]]
    items += [f["time_s"], f["flags"]]
    downlinks: dict[int, Any] = {}
    if f["configuration"]:
        downlinks[1] = [f["configuration"][0], {int(k): v for k, v in f["configuration"][1].items()}]
    if f["command"]:
        downlinks[2] = f["command"]
    if f.get("update"):
        downlinks[3] = f["update"]
    if f["anchor"]:
        downlinks[4] = [f["anchor"][0], bytes.fromhex(f["anchor"][1])]
    return items + ([downlinks] if downlinks else [])


def ask_items(f: dict[str, Any]) -> list[Any]:
    return [4, f["version"], f["offset"], f["size"]]


def block_items(f: dict[str, Any]) -> list[Any]:
    return [5, bytes.fromhex(f["session"]), f["counter"], f["version"], f["offset"], bytes.fromhex(f["data"])]


ITEMS = {"hello": hello_items, "rows": rows_items, "reply": reply_items, "ask": ask_items, "block": block_items}


BARE = {"health": None, "versions": None, "echo": None}
HEALTH = [3712, -67, 12, 0, 4]
ECHO = [EPOCH.hex(), 41, MAC.hex()]
SOIL = [
    [1480, 1483, 1479, 1479, 1476, 1470],
    [112, 113, 113, 114, 116, 115],
    [98, 98, 98, 99, 99, 99],
    [154, 151, None, 149, 143, 147],
    [812, 820, None, 847, 851, 1000],
]
DAY = 216_000_000


def _column(quantity: str, unit: str, decimals: int, low: int, high: int, aggregate: str) -> dict[str, Any]:
    fields = {"quantity": quantity, "unit": unit, "decimals": decimals, "low": low, "high": high}
    return fields | {"aggregate": aggregate}


ANEMOMETER = {
    "name": "anemometer",
    "columns": [
        _column("wind_speed", "m/s", 1, 0, 60, "mean"),
        _column("wind_turns", "1", 0, 0, 100_000, "sum"),
        _column("vane_temperature", "Cel", 2, -40, 85, "last"),
    ],
}
SMALLEST = {"name": "x", "columns": [_column("y", "1", 0, 0, 1, "last")]}
LARGEST = {  # 400 bytes
    "name": "sixteen-columns",
    "columns": [
        *[_column(f"quantity_{i:02d}", "ug", 5, -5_368, 5_368, "mean") for i in range(14)],
        _column("quantity_14", "g", 0, -536_870_911, 536_870_911, "mean"),
        _column("quantity_15", "g", 0, 0, 1, "mean"),
    ],
}


def _rows(**changes: Any) -> dict[str, Any]:
    fields = {"profile": 1, "life": LIFE.hex(), "first_row": 70_001, "lag": 5, "clock": 1}
    fields |= {"times": [DAY + 600 * i for i in range(6)], "columns": SOIL, **BARE}
    return fields | changes


def _hello(**changes: Any) -> dict[str, Any]:
    fields = {"board_id": "a0b1c2d3e4f5", "firmware": "0.1.0", "profiles": [1], "life": LIFE.hex()}
    fields |= {"oldest_row": 1, "next_row": 289, "settled": 0, "sample_s": 600, "send_s": 3600, **BARE}
    return fields | changes


def _reply(**changes: Any) -> dict[str, Any]:
    fields = {"session": SESSION.hex(), "counter": 3, "life": LIFE.hex(), "settled": 144, "seen": 288}
    fields |= {"time_s": DAY + 7, "flags": 0, "configuration": None, "command": None, "anchor": None}
    return fields | changes


PEOPLE = {"profile": 4, "times": [DAY + 60 * i for i in range(5)], "echo": ECHO}
UP = [
    ("hello of a soil node", "hello", 0, 0, _hello()),
    ("hello with health, versions and echo", "hello", 255, 0, _hello(health=HEALTH, versions={"1": 77}, echo=ECHO)),
    ("hello of a people node, padded", "hello", 0, 128, _hello(profiles=[4], echo=[EPOCH.hex(), None, None])),
    ("an hour of soil", "rows", 256, 0, _rows()),
    ("an hour of soil with health", "rows", 65_535, 0, _rows(health=HEALTH)),
    (
        "uneven times",
        "rows",
        65_536,
        0,
        _rows(times=[DAY, DAY + 600, DAY + 1199, DAY + 1800, DAY + 2400, DAY + 90_000]),
    ),
    ("time unknown", "rows", 7, 0, _rows(clock=0, times=[30 + 600 * i for i in range(6)])),
    ("one row", "rows", 8, 0, _rows(first_row=1, lag=0, times=[DAY], columns=[[v[0]] for v in SOIL])),
    ("an unreadable row", "rows", 9, 0, _rows(times=[DAY], columns=[[None]] * 5)),
    ("no rows", "rows", 10, 0, _rows(times=[], columns=[], health=[None, None, 0, 3, 1], versions={"1": 5, "2": 9})),
    ("quiet minutes of people", "rows", 11, 128, _rows(**PEOPLE, columns=[[0] * 5, [0] * 5])),
    ("busy minutes of people", "rows", 12, 128, _rows(**PEOPLE, columns=[[60_000, 0, 60_000, 0, 60_000]] * 2)),
    (
        "people, largest of everything",
        "rows",
        2**24 - 1,
        128,
        _rows(
            profile=4,
            first_row=2**30 - 10,
            lag=60_000,
            times=[DAY, DAY + 60_000, DAY + 120_001, DAY + 180_000, DAY + 240_000],
            columns=[[60_000, 0, 60_000, 0, 60_000]] * 2,
            echo=[EPOCH.hex(), 2**30 - 1, MAC.hex()],
        ),
    ),
    (
        "state of a people node, largest of everything",
        "rows",
        2**30 - 1,
        128,
        _rows(
            profile=4,
            first_row=2**30 - 1,
            lag=2**30 - 2,
            times=[],
            columns=[],
            health=[60_000, -200, 2**30 - 1, 2**30 - 1, 5],
            versions={"1": 2**30 - 1, "2": 2**30 - 1, "3": 2**30 - 1},
            echo=[EPOCH.hex(), 2**30 - 1, MAC.hex()],
        ),
    ),
    ("ask for a block", "ask", 13, 0, {"version": 4_001, "offset": 70_000, "size": 896}),
    ("ask of a people node, padded", "ask", 14, 128, {"version": 4_001, "offset": 0, "size": 896}),
    ("hello of a maker's own profile", "hello", 20, 0, _hello(profiles=[1, ANEMOMETER], health=HEALTH, echo=ECHO)),
    ("hello of two own profiles", "hello", 21, 0, _hello(profiles=[SMALLEST, ANEMOMETER])),
    (
        "hello of a people node that was an anemometer, padded",
        "hello",
        22,
        1024,
        _hello(profiles=[ANEMOMETER, 4], echo=[EPOCH.hex(), None, None]),
    ),
    (
        "an hour of a maker's own profile",
        "rows",
        23,
        0,
        _rows(
            profile=profile_id(ANEMOMETER).hex(),
            columns=[
                [34, 36, 41, None, 28, 30],
                [2040, 2160, 2460, None, 1680, 1800],
                [2113, 2110, 2098, -4000, 8500, 2090],
            ],
        ),
    ),
]
DOWN = [
    ("reply", 0, _reply()),
    (
        "reply with everything",
        70_000,
        _reply(flags=3, configuration=[77, {"1": 60, "2": 300}], command=[9, 1], anchor=[41, MAC.hex()]),
    ),
    ("reply without time", 2**30 - 1, _reply(time_s=None, flags=5, settled=0, seen=0)),
    ("reply with an update", 71_000, _reply(update=[4_001, 5_000])),
    (
        "block of an update",
        72_000,
        {"session": SESSION.hex(), "counter": 13, "version": 4_001, "offset": 70_000, "data": "00" * 895 + "ff"},
    ),
]


def build() -> dict[str, Any]:
    """All vectors, as the file holds them."""
    device, secret = "garden-7", secret_of("garden-7", 1)
    up = []
    for name, kind, counter, size_bytes, fields in UP:
        items = ITEMS[kind](fields)
        plaintext = cbor2.dumps(items, canonical=True)
        padded = plaintext
        while (
            size_bytes
            and len(seal(padded, secret=secret, direction=b"up", device=device, kid=SESSION, counter=counter))
            < size_bytes
        ):
            padded += b"\0"
        sealed = seal(padded, secret=secret, direction=b"up", device=device, kid=SESSION, counter=counter)
        up.append({"name": name, "kind": kind, "counter": counter, "size_bytes": size_bytes, "fields": fields})
        up[-1] |= {"plaintext": plaintext.hex(), "sealed": sealed.hex()}
    down = []
    for name, counter, fields in DOWN:
        plaintext = cbor2.dumps(ITEMS["block" if "data" in fields else "reply"](fields), canonical=True)
        sealed = seal(plaintext, secret=secret, direction=b"dn", device=device, kid=EPOCH, counter=counter)
        down.append(
            {"name": name, "counter": counter, "fields": fields, "plaintext": plaintext.hex(), "sealed": sealed.hex()}
        )
    names = [(device, 1), (device, 2), ("x", 2**30 - 1)]
    return {
        "master": MASTER.hex(),
        "device": device,
        "secret": secret.hex(),
        "session": SESSION.hex(),
        "epoch": EPOCH.hex(),
        "keys": [
            {"device": d, "generation": g, "secret": secret_of(d, g).hex(), "password": password_of(d, g)}
            for d, g in names
        ],
        "profiles": [
            {"profile": profile, "description": description(profile).hex(), "id": profile_id(profile).hex()}
            for profile in (SMALLEST, LARGEST)
        ],
        "up": up,
        "down": down,
    }


def as_text(vectors: dict[str, Any]) -> str:
    """A line a vector: a board reads the file whole."""
    parts = []
    for key, value in vectors.items():
        lines = ",\n".join(json.dumps(item, separators=(",", ":")) for item in value)
        parts.append(f'"{key}":' + (f"[\n{lines}\n]" if isinstance(value, list) else json.dumps(value)))
    return "{\n" + ",\n".join(parts) + "\n}"


if __name__ == "__main__":
    print(as_text(build()))
