"""What is no ask, block or image, with its reason. Runs on CPython and on MicroPython."""

from stoep_protocol.down import decode_down
from stoep_protocol.image import parse_head, parse_manifest
from stoep_protocol.messages import decode_up
from stoep_protocol.update import UNREACHABLE, report, reported, version_number
from support.refusals import message, refused, wrong


def check_update():
    def ask(*fields):
        return message(4, *fields)

    decode_up(ask(4001, 0, 896), sealed_bytes=70)
    refused("cbor", decode_up, ask(4001, 0, 896) + b"\x01", sealed_bytes=128)
    refused("shape", decode_up, ask(4001, 0, 896) + b"\x00", sealed_bytes=127)
    for fields in ((), (4001, 0), (4001, 0, 0), (4001, 0, 897), (4001, -1, 1), (None, 0, 1), (4001, 0, 1, {})):
        refused("shape", decode_up, ask(*fields), sealed_bytes=70)
    session = b"sessions"
    decode_down(message(5, session, 3, 4001, 0, bytes(896)))
    refused("cbor", decode_down, message(5, session, 3, 4001, 0, b"") + b"\x00")
    refused("kind", decode_down, message(6, session))
    for fields in (
        (session, 3, 4001, 0),
        (b"short", 3, 4001, 0, b""),
        (session, -1, 4001, 0, b""),
        (session, 3, 4001, 0, bytes(897)),
        (session, 3, 4001, 0, None),
    ):
        refused("shape", decode_down, message(5, *fields))
    for text in ("", "1", "1.2", "1.2.3.4", "1.2.x", "-1.2.3", "0.0.0", "1.2.1000", "134.0.0", "1.2.3.dev0"):
        wrong(version_number, text)
    assert version_number("1.2.3") == 1002003
    assert reported(report(version_number("133.999.999"), UNREACHABLE)) == (133999999, UNREACHABLE)


def check_image():
    def manifest(
        *,
        version=4001,
        firmware="stoep-0.4.1",
        chips=("esp32",),
        mpy=6,
        files=(("stoep_firmware/a.mpy", 7, bytes(32)),),
    ):
        return message(version, firmware, list(chips), mpy, [list(file) for file in files])

    head = message(1, bytes(384), manifest())
    assert parse_head(head) == (bytes(384), manifest())
    assert parse_manifest(manifest()).files == (("stoep_firmware/a.mpy", 7, bytes(32)),)
    refused("cbor", parse_head, head[:-1])
    refused("cbor", parse_head, head + b"\x00")
    for fields in ((2, bytes(384), b""), (1, bytes(383), b""), (1, bytes(384), 7), (1, bytes(384)), ()):
        refused("shape", parse_head, message(*fields))
    refused("cbor", parse_manifest, manifest()[:-1])
    refused("shape", parse_manifest, message(1, 2))
    for wrong_part in (
        {"version": -1},
        {"firmware": ""},
        {"firmware": "x" * 21},
        {"chips": ()},
        {"chips": (7,)},
        {"mpy": None},
        {"files": ()},
        {"files": (("stoep_firmware/a.mpy", 7, bytes(32)),) * 129},
        {"files": (("stoep_firmware/a.mpy", 600000, bytes(32)),)},
        {"files": (("stoep_firmware/a.mpy", 7, bytes(31)),)},
        {"files": (("stoep_firmware/a.mpy", 7),)},
    ):
        refused("shape", parse_manifest, manifest(**wrong_part))
    for path in (
        "main.mpy",
        "/stoep_firmware/a.mpy",
        "stoep_firmware/../a.mpy",
        "stoep_firmware//a.mpy",
        "stoep_firmware/a.py",
        "stoep_firmware/A.mpy",
        "stoep_firmware/" + "a" * 60 + ".mpy",
        7,
    ):
        refused("shape", parse_manifest, manifest(files=((path, 7, bytes(32)),)))


check_update()
check_image()
print("ok")
