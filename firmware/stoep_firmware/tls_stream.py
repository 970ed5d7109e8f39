"""A connection by TLS that trusts one certificate authority: the one pinned at enrolment. Loaded only where one is."""

import asyncio

from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

_VERSION_TAG = const(0xA0)
_UTC_TIME_TAG = const(0x17)
_EPOCH_DAYS = const(737730)  # from 1 March of year 0 to 1 January 2020, where wire time begins


class TlsStream:
    """begins_s: from when the broker's own certificate is valid, wire time; None before one came."""

    def __init__(self, ca_der: bytes) -> None:
        self._ca_der = ca_der
        self.begins_s: "int | None" = None

    async def open(self, host: str, port: int) -> "tuple[Any, Any]":
        """(reader, writer). OSError. The handshake waits for the first drain: ValueError there is a refusal."""
        import tls  # some 40 KB of heap that a device on a local network never needs

        context: "Any" = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)
        context.verify_mode = tls.CERT_REQUIRED
        context.load_verify_locations(self._ca_der)
        context.verify_callback = self._look
        return await asyncio.open_connection(host, port, ssl=context, server_hostname=host)

    def _look(self, certificate: memoryview, depth: int) -> int:
        """mbedTLS asks this for each certificate of the chain besides its own checks; 0: nothing against it."""
        if depth == 0:
            self.begins_s = begins_s(certificate)
        return 0


def begins_s(certificate: "bytes | memoryview") -> "int | None":
    """notBefore of a certificate (RFC 5280 §4.1: DER) in wire time; None for what is not one."""
    try:
        at = _inside(certificate, _inside(certificate, 0))
        if certificate[at] == _VERSION_TAG:
            at = _after(certificate, at)
        for _ in range(3):  # serial number, signature algorithm, issuer
            at = _after(certificate, at)
        at = _inside(certificate, at)
        return _moment_s(bytes(certificate[at : _after(certificate, at)]))
    except (IndexError, ValueError):
        return None


def _inside(der: "bytes | memoryview", at: int) -> int:
    """Where the content of the element at `at` begins."""
    return at + 2 + (der[at + 1] & 0x7F if der[at + 1] & 0x80 else 0)


def _after(der: "bytes | memoryview", at: int) -> int:
    """Where the element at `at` ends."""
    start = _inside(der, at)
    if start == at + 2:
        return start + der[at + 1]
    size = 0
    for i in range(at + 2, start):
        size = size << 8 | der[i]
    return start + size


def _moment_s(element: bytes) -> int:
    """Of UTCTime (YYMMDDhhmmssZ, RFC 5280 §4.1.2.5.1: 50 and above are 19YY) or GeneralizedTime (YYYY…)."""
    digits = element[2:].decode()
    if element[0] == _UTC_TIME_TAG:
        digits = ("20" if digits[0] < "5" else "19") + digits
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    if month < 3:  # years from March on: leap days come last
        year, month = year - 1, month + 12
    days = 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day - 1 - _EPOCH_DAYS
    return ((days * 24 + int(digits[8:10])) * 60 + int(digits[10:12])) * 60 + int(digits[12:14])
