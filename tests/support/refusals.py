"""That a decoder refuses, and messages that no encoder of ours would write. In the board's dialect."""

from stoep_protocol.cbor import Writer
from stoep_protocol.errors import DecodeError


def refused(reason, function, *arguments, **named):
    try:
        function(*arguments, **named)
    except DecodeError as error:
        assert error.reason == reason, (error.reason, reason)
        return
    raise AssertionError("accepted: " + reason)


def wrong(function, *arguments, **named):
    try:
        function(*arguments, **named)
    except ValueError:
        return
    raise AssertionError("accepted")


def message(*items):
    """CBOR of nested lists, integers, bytes, text, None and dicts, without the checks of the message encoders."""
    writer = Writer(8192)
    put(writer, items)
    return bytes(writer.view())


def put(writer, value):
    if value is None:
        writer.null()
    elif isinstance(value, int):
        writer.integer(value)
    elif isinstance(value, bytes):
        writer.byte_string(value)
    elif isinstance(value, str):
        writer.text(value)
    elif isinstance(value, dict):
        writer.map(len(value))
        for key in sorted(value):
            put(writer, key)
            put(writer, value[key])
    else:
        writer.array(len(value))
        for item in value:
            put(writer, item)
