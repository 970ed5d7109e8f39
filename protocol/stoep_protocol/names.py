"""Device ids and the topics made from them (SPEC §1)."""

from stoep_protocol.limits import MAX_DEVICE_ID_CHARS

VERSION = "1"

_FIRST = "abcdefghijklmnopqrstuvwxyz0123456789"
_REST = _FIRST + "-"


def check_device_id(text: str) -> None:
    """Raise ValueError unless text is 1–32 of a–z 0–9 - and does not start with a hyphen."""
    if not 1 <= len(text) <= MAX_DEVICE_ID_CHARS or text[0] not in _FIRST:
        raise ValueError("a device id has 1-32 characters of a-z 0-9 - and does not start with -")
    for character in text:
        if character not in _REST:
            raise ValueError("a device id has 1-32 characters of a-z 0-9 - and does not start with -")


def up_topic(device_id: str) -> str:
    """Where a device publishes."""
    return "stoep/" + VERSION + "/" + device_id + "/up"


def down_topic(device_id: str) -> str:
    """Where a device listens."""
    return "stoep/" + VERSION + "/" + device_id + "/down"
