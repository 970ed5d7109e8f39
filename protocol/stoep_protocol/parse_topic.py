"""Whose topic it is (SPEC §1). No device loads it."""

from stoep_protocol.errors import DecodeError
from stoep_protocol.names import VERSION, check_device_id

ALL_UP_TOPICS = "stoep/" + VERSION + "/+/up"


def parse_up_topic(topic: str) -> str:
    """Return the device id. DecodeError `topic` or `version` else."""
    parts = topic.split("/")
    if len(parts) != 4 or parts[0] != "stoep" or parts[3] != "up":
        raise DecodeError("topic")
    if parts[1] != VERSION:
        raise DecodeError("version")
    try:
        check_device_id(parts[2])
    except ValueError:
        raise DecodeError("topic")
    return parts[2]
