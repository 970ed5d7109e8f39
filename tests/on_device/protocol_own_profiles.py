"""What decoders refuse of makers' own profiles, and what JSON they are made of. On CPython and on MicroPython."""

from stoep_protocol.cbor import decode
from stoep_protocol.description import parse_description
from stoep_protocol.messages import decode_up
from stoep_protocol.own_profile import from_json
from stoep_protocol.profiles import Column
from support.refusals import message, refused, wrong

LIFE = b"life"


def description(name="n", **changes):
    column = {"quantity": "q", "unit": "m/s", "decimals": 1, "low": 0, "high": 60, "aggregate": 1}
    column.update(changes)
    fields = ("quantity", "unit", "decimals", "low", "high", "aggregate")
    return message(name, [[column[field] for field in fields]])


def check_own_profiles():
    assert parse_description(description()).columns[0] == Column("q", "m/s", 1, 0, 600, "mean")
    for changes in (
        {"name": ""},
        {"name": "x" * 17},
        {"name": "soil"},
        {"name": "A"},
        {"name": "-a"},
        {"name": 1},
        {"quantity": ""},
        {"quantity": "x" * 25},
        {"quantity": "2q"},
        {"quantity": "a,b"},
        {"quantity": b"q"},
        {"unit": ""},
        {"unit": "x" * 17},
        {"unit": "m s"},
        {"unit": '"'},
        {"unit": None},
        {"decimals": 6},
        {"decimals": -1},
        {"low": 60},
        {"low": None},
        {"high": 2**29},
        {"decimals": 0, "low": -(2**29)},
        {"decimals": 5, "high": 2**29 - 1},
        {"aggregate": 3},
        {"aggregate": "mean"},
    ):
        refused("profile", parse_description, description(**changes))
    own = description()
    column = decode(own)[0][1][0]
    for data in (
        b"",
        own[:-1],
        own + b"\x00",
        message("n", []),
        message("n", [column, column]),
        message("n", [["q%d" % i] + column[1:] for i in range(17)]),
        message("n", [[("quantity_of_24_chars_%03d" % i)] + column[1:] for i in range(13)]),
        message("n", column),
        message("n", [column + [1]]),
        message("n"),
        message("n", [column], 1),
        b"\x01",
    ):
        refused("profile", parse_description, data)
    wrong(from_json, {"name": "n", "columns": []})
    wrong(from_json, {"name": "n"})
    wrong(from_json, ["n"])
    wrong(from_json, {"name": "n", "columns": [{"quantity": "q"}]})
    wrong(from_json, {"name": "n", "columns": "q"})


def check_hello():
    def hello(*profiles):
        return message(1, b"board", "0.1.0", profiles, LIFE, 1, 1, 0, 600, 3600)

    own = description()
    assert decode_up(hello(1, own), sealed_bytes=100).profiles == (1, own)
    refused("profile", decode_up, hello(own[:-1]), sealed_bytes=100)
    refused("shape", decode_up, hello(own, own, own), sealed_bytes=100)
    refused("shape", decode_up, hello(own, 4) + bytes(9), sealed_bytes=128)
    refused("shape", decode_up, hello(own, 4), sealed_bytes=100)
    assert decode_up(hello(own, 4) + bytes(9), sealed_bytes=1024).profiles == (own, 4)


def check_rows():
    def rows(profile, columns):
        return message(2, profile, LIFE, 1, 0, 1, 5, 0, [[1]] * columns)

    refused("profile", decode_up, rows(b"123", 1), sealed_bytes=100)
    refused("profile", decode_up, rows(b"1234", 17), sealed_bytes=100)
    assert decode_up(rows(b"1234", 16), sealed_bytes=100).profile == b"1234"


check_own_profiles()
check_hello()
check_rows()
print("ok")
