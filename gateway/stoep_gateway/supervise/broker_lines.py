"""Turn what NATS server logs into lines for people. Pure."""

import logging
import re
from collections.abc import Collection

from stoep_gateway.logs import label
from stoep_gateway.supervise.broker_store import is_store_trouble
from stoep_protocol.names import check_device_id

_LINE = re.compile(r"\[\d+\] \S+ \S+ \[(?P<level>[A-Z]{3})\] (?P<text>.*)")
_REFUSED = re.compile(r'authentication error - User "(?P<user>[^"]*)"')
_TAKEN = re.compile(r"listen tcp (?P<address>\S+): bind: (?P<reason>.*)")
_VIOLATION = re.compile(r"(?P<kind>Publish|Subscription) Violation - Subject \"(?P<subject>[^\"]*)\"")
_LEVELS = {"ERR": logging.WARNING, "FTL": logging.ERROR, "WRN": logging.INFO}
_RELOADED, _STARTED = "Reloaded server configuration", "Server is ready"
_EXPECTED = ("Plaintext passwords detected", "unable to connect: authentication error")


def translate(line: str, *, enrolled: Collection[str]) -> tuple[int, str] | None:
    """(logging level, message) of a line that matters, else None. enrolled: the users that may connect."""
    found = _LINE.match(line)
    if not found:
        return None
    level, text = _LEVELS.get(found["level"], logging.DEBUG), found["text"].strip()
    if is_store_trouble(text) or "failed to store a msg" in text:
        return logging.DEBUG, f"broker: {label(text)}"  # the supervisor tells it in its own words
    if not text or any(expected in text for expected in _EXPECTED):
        return None
    if refused := _REFUSED.search(text):
        return logging.WARNING, _refusal(refused["user"], enrolled=enrolled)
    if taken := _TAKEN.search(text):
        return logging.ERROR, (
            f"broker cannot listen on {taken['address']} ({taken['reason']}): "
            "stop the other program or change [broker] host and port"
        )
    if violation := _VIOLATION.search(text):
        return logging.WARNING, f"broker refused a {violation['kind'].lower()} to {label(violation['subject'])}"
    return level, f"broker: {label(text)}"


def has_read_config(line: str, *, is_new: bool) -> bool:
    """This line says that the broker goes by its configuration file: it has read it again, or for the first time.

    is_new: it was started after the file was written. Who was there before may have read the old one at its start.
    """
    found = _LINE.match(line)
    heads = (_RELOADED, _STARTED) if is_new else (_RELOADED,)
    return found is not None and found["level"] == "INF" and found["text"].startswith(heads)


def _refusal(user: str, *, enrolled: Collection[str]) -> str:
    name = label(user)
    if user in enrolled:
        return f"broker refused {name}: wrong password: carry its newest bundle to the device"
    device = name.split("_")[0]
    try:
        check_device_id(device)
    except ValueError:  # a stranger's words do not belong into a command that people copy
        return f"broker refused {name}: no device has such a name"
    if any(other.split("_")[0] == device for other in enrolled):
        return f"broker refused {name}: replaced or renewed since: is it to go on, carry its newest bundle to it"
    return f"broker refused {name}: not enrolled here or revoked: stoep device enroll {device} --bundle FILE"
