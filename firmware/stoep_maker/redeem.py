"""Redeem a code of `stoep device invite`: speak TLS with the one gateway whose certificate it names."""

import http.client
import json
import re
import ssl
from base64 import b32encode
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from stoep_maker.errors import MakerError

_SHAPE = re.compile(
    r"(?P<host>\[[0-9a-f:.]+\]|[^/:\s]+):(?P<port>\d{1,5})/(?P<print>[a-z2-7]{26})/(?P<token>[a-z2-7]{26})"
)
_FINGERPRINT_BYTES = 16
_LIMIT_S = 20.0
_ANSWER_MAX_BYTES = 65_536
_REFUSALS = {
    "used": "this code was used already: ask the gateway's operator for a new one, and whether that was you",
    "expired": "this code has expired: ask the gateway's operator for a new one",
    "unknown": "the gateway does not know this code: is all of it there, was a newer one given? Ask its operator",
    "too often": "too many wrong codes came from this network: wait a minute, then try again",
    "fault": "the gateway could not enrol the device, its log says why: tell its operator; the code stays good",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """host and port: of the gateway. fingerprint: of its certificate, base32. token: good once."""

    host: str
    port: int
    fingerprint: str
    token: str = field(repr=False)


def parse_code(text: str) -> Code:
    """MakerError: this is no code; it does not repeat it."""
    found = _SHAPE.fullmatch(text.strip().lower())
    if found is None or not 0 < int(found["port"]) < 65_536:
        raise MakerError(
            "this is no code: copy the whole line that stoep device invite printed, HOST:PORT/FINGERPRINT/TOKEN"
        )
    return Code(
        host=found["host"].strip("[]"), port=int(found["port"]), fingerprint=found["print"], token=found["token"]
    )


def redeem(code: Code) -> dict[str, Any]:
    """The bundle. The token leaves this machine only once the other side has proven who it is. MakerError."""
    where = f"{code.host}:{code.port}"
    connection = http.client.HTTPSConnection(code.host, code.port, timeout=_LIMIT_S, context=_context())
    try:
        connection.connect()
        _compare(connection, code=code)
        connection.request("POST", "/enrol", headers={"Authorization": f"Bearer {code.token}"})
        response = connection.getresponse()
        status, data = response.status, response.read(_ANSWER_MAX_BYTES)
    except ssl.SSLError as error:
        raise MakerError(
            f"{where}: no gateway answers there ({error.reason}): is the code from this gateway?"
        ) from None
    except OSError as error:
        reason = error.strerror or "no answer"
        raise MakerError(
            f"{where}: cannot be reached ({reason}): are you in the gateway's network, does it run, is its port open?"
        ) from None
    except http.client.HTTPException:
        raise MakerError(f"{where}: it answered something else than a gateway would: try again") from None
    finally:
        connection.close()
    return _bundle(status, data, where=where)


def _context() -> ssl.SSLContext:
    """Without any authority: the fingerprint decides, by itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _compare(connection: http.client.HTTPSConnection, *, code: Code) -> None:
    certificate = connection.sock.getpeercert(binary_form=True) or b""
    found = b32encode(sha256(certificate).digest()[:_FINGERPRINT_BYTES]).decode().rstrip("=").lower()
    if not compare_digest(found, code.fingerprint):
        raise MakerError(
            f"{code.host}:{code.port}: another gateway answers than the one that made this code: nothing was sent."
            " Are you in the right network? If so, tell its operator"
        )


def _bundle(status: int, data: bytes, *, where: str) -> dict[str, Any]:
    try:
        answer = json.loads(data)
    except ValueError:
        answer = None
    if status == http.client.OK and isinstance(answer, dict):
        return answer
    if isinstance(answer, dict) and answer.get("refused") in _REFUSALS:
        raise MakerError(f"{where}: {_REFUSALS[answer['refused']]}")
    raise MakerError(f"{where}: the gateway is busy or of another version (status {status}): try again")
