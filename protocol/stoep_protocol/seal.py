"""Seal and open one message as COSE_Encrypt0 (SPEC §3)."""

from collections import namedtuple

from stoep_protocol.ccm import NONCE_BYTES, TAG_BYTES, ccm
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.errors import DecodeError
from stoep_protocol.limits import MAX_FRAME_BYTES, MAX_INT, SESSION_BYTES

if TYPE_CHECKING:
    from typing import NamedTuple

    class Envelope(NamedTuple):
        """A sealed message taken apart, nothing of it verified yet."""

        kid: bytes
        counter: int
        ciphertext: "bytes | memoryview"
else:
    Envelope = namedtuple("Envelope", ("kid", "counter", "ciphertext"))

_PREFIX = b"\xd0\x83\x43\xa1\x01\x0a\xa2\x04\x48"  # tag 16, array of 3, {1: 10}, map of 2, 4: 8 bytes
_KID_END = const(17)
_PARTIAL_IV_AT = const(19)


class Cipher:
    """One direction of one device within one session or epoch."""

    def __init__(self, *, kid: bytes, key: bytes, base_iv: bytes) -> None:
        if len(kid) != SESSION_BYTES or len(base_iv) != NONCE_BYTES:
            raise ValueError("a kid has 8 bytes, a base IV 13")
        self.kid = kid
        self._head = _PREFIX + kid + b"\x06"
        self._ccm = ccm(key)
        self._base_iv = int.from_bytes(base_iv, "big")

    def seal(self, plaintext: "bytes | memoryview", *, counter: int, size_bytes: int = 0) -> bytes:
        """Return the sealed message; with size_bytes padded with zeros until it is that long. ValueError if it cannot.

        A counter is used once: the caller has advanced it in lasting memory before.
        """
        partial_iv = _partial_iv(counter)
        if size_bytes:
            padding = size_bytes - sealed_bytes(len(plaintext), counter=counter)
            # The length of the length may grow with it.
            if padding > 0:
                padding -= sealed_bytes(len(plaintext) + padding, counter=counter) - size_bytes
            if padding < 0 or sealed_bytes(len(plaintext) + padding, counter=counter) != size_bytes:
                raise ValueError("message does not fit the padded size")
            plaintext = bytes(plaintext) + bytes(padding)
        ciphertext = self._ccm.encrypt((self._base_iv ^ counter).to_bytes(NONCE_BYTES, "big"), plaintext)
        sealed = self._head + bytes([0x40 | len(partial_iv)]) + partial_iv + _bstr_head(len(ciphertext)) + ciphertext
        if len(sealed) > MAX_FRAME_BYTES:
            raise ValueError("message too long")
        return sealed

    def open(self, envelope: Envelope) -> bytes:
        """Return the plaintext. DecodeError `key` when key, direction, device or a bit is wrong."""
        if envelope.kid != self.kid:
            raise DecodeError("key")
        nonce = (self._base_iv ^ envelope.counter).to_bytes(NONCE_BYTES, "big")
        plaintext: bytes = self._ccm.decrypt(nonce, envelope.ciphertext)
        return plaintext


def sealed_bytes(plaintext_bytes: int, *, counter: int) -> int:
    """How long a message of that many plaintext bytes gets."""
    ciphertext_bytes = plaintext_bytes + TAG_BYTES
    return _PARTIAL_IV_AT + len(_partial_iv(counter)) + len(_bstr_head(ciphertext_bytes)) + ciphertext_bytes


def parse_envelope(data: "bytes | memoryview") -> Envelope:
    """Take a sealed message apart. DecodeError `size` or `envelope`."""
    size = len(data)
    if not 0 < size <= MAX_FRAME_BYTES:
        raise DecodeError("size")
    if size < _PARTIAL_IV_AT + 2 or data[:9] != _PREFIX or data[_KID_END] != 0x06:
        raise DecodeError("envelope")
    at = _PARTIAL_IV_AT - 0x40 + data[_KID_END + 1]
    if not _PARTIAL_IV_AT < at <= _PARTIAL_IV_AT + 4 or at >= size:
        raise DecodeError("envelope")
    counter = int.from_bytes(data[_PARTIAL_IV_AT:at], "big")
    if counter > MAX_INT or (data[_PARTIAL_IV_AT] == 0 and at > _PARTIAL_IV_AT + 1):
        raise DecodeError("envelope")
    rest = size - at
    if rest < 1 + 24:
        start = at + 1
        is_right = data[at] == 0x40 | rest - 1 and rest > TAG_BYTES
    elif rest < 2 + 0x100:
        start = at + 2
        is_right = data[at] == 0x58 and data[at + 1] == rest - 2 and rest >= 2 + 24
    else:
        start = at + 3
        is_right = data[at] == 0x59 and data[at + 1] << 8 | data[at + 2] == rest - 3 and rest >= 3 + 0x100
    if not is_right:
        raise DecodeError("envelope")
    return Envelope(bytes(data[9:_KID_END]), counter, data[start:])


def _partial_iv(counter: int) -> bytes:
    if not 0 <= counter <= MAX_INT:
        raise ValueError("counter out of range")
    size = 1 if counter < 0x100 else 2 if counter < 0x10000 else 3 if counter < 0x1000000 else 4
    return counter.to_bytes(size, "big")


def _bstr_head(size: int) -> bytes:
    if size < 24:
        return bytes([0x40 | size])
    if size < 0x100:
        return bytes([0x58, size])
    return bytes([0x59, size >> 8, size & 0xFF])
