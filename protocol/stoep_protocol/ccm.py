"""AES-CCM-16-64-128 for COSE_Encrypt0 (RFC 9053 §4.2, RFC 3610 with L = 2, M = 8).

On the board over cryptolib's ECB; on CPython, whose standard library has no AES, by the `cryptography` package.
"""

from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.errors import DecodeError

if TYPE_CHECKING:
    from typing import Any

TAG_BYTES = 8
NONCE_BYTES = 13
# Enc_structure ["Encrypt0", h'A1010A', h''] (RFC 9052 §5.3): one for all, since direction and device are in the key.
ENC_STRUCTURE = b"\x83\x68Encrypt0\x43\xa1\x01\x0a\x40"


class BlockCcm:
    """CCM over a cipher whose `encrypt(block_in, block_out)` does one 16-byte block. One call at a time."""

    def __init__(self, ecb: "Any") -> None:
        self._ecb = ecb
        self._mac = bytearray(16)
        self._counter = bytearray(16)
        self._stream = bytearray(16)

    def encrypt(self, nonce: bytes, plaintext: "bytes | memoryview") -> bytes:
        """Return ciphertext ‖ tag. len(nonce) = 13, len(plaintext) < 65536."""
        size = len(plaintext)
        out = bytearray(size + TAG_BYTES)
        self._start(nonce, size)
        self._authenticate(plaintext, size)
        self._crypt(nonce, plaintext, size, out)
        self._tag(out, size)
        return bytes(out)

    def decrypt(self, nonce: bytes, data: "bytes | memoryview") -> bytes:
        """Return the plaintext. DecodeError `key` when the tag does not fit."""
        size = len(data) - TAG_BYTES
        if size < 0:
            raise DecodeError("key")
        out = bytearray(size + TAG_BYTES)
        self._start(nonce, size)
        self._crypt(nonce, data, size, out)
        self._authenticate(out, size)
        self._tag(out, size)
        difference = 0
        for i in range(size, size + TAG_BYTES):
            difference |= out[i] ^ data[i]
        if difference:
            raise DecodeError("key")
        return bytes(memoryview(out)[:size])

    def _start(self, nonce: bytes, size: int) -> None:
        mac = self._mac
        mac[0] = 0x59  # RFC 3610 §2.2: additional data present, M' = 3, L' = 1
        mac[1:14] = nonce
        mac[14] = size >> 8
        mac[15] = size & 0xFF
        self._ecb.encrypt(mac, mac)
        mac[1] ^= len(ENC_STRUCTURE)  # two bytes of length, the first is 0
        for i in range(14):
            mac[i + 2] ^= ENC_STRUCTURE[i]
        self._ecb.encrypt(mac, mac)
        for i in range(14, len(ENC_STRUCTURE)):
            mac[i - 14] ^= ENC_STRUCTURE[i]
        self._ecb.encrypt(mac, mac)

    def _authenticate(self, plaintext: "bytes | bytearray | memoryview", size: int) -> None:
        mac = self._mac
        ecb = self._ecb
        at = 0
        while at < size:
            count = size - at if size - at < 16 else 16
            for i in range(count):
                mac[i] ^= plaintext[at + i]
            ecb.encrypt(mac, mac)
            at += count

    def _crypt(self, nonce: bytes, data: "bytes | memoryview", size: int, out: bytearray) -> None:
        counter = self._counter
        stream = self._stream
        ecb = self._ecb
        counter[0] = 1
        counter[1:14] = nonce
        at = 0
        block = 1
        while at < size:
            counter[14] = block >> 8
            counter[15] = block & 0xFF
            ecb.encrypt(counter, stream)
            count = size - at if size - at < 16 else 16
            for i in range(count):
                out[at + i] = data[at + i] ^ stream[i]
            at += count
            block += 1
        counter[14] = counter[15] = 0

    def _tag(self, out: bytearray, size: int) -> None:
        """Write the encrypted tag behind the text; `_crypt` leaves the counter block at 0."""
        self._ecb.encrypt(self._counter, self._stream)
        for i in range(TAG_BYTES):
            out[size + i] = self._mac[i] ^ self._stream[i]


try:
    import cryptolib

    def ccm(key: bytes) -> BlockCcm:
        """A cipher for a 16-byte key."""
        return BlockCcm(cryptolib.aes(key, 1))

except ImportError:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESCCM

    class _LibraryCcm:
        """The same two methods by `cryptography`."""

        def __init__(self, key: bytes) -> None:
            self._aead = AESCCM(key, tag_length=TAG_BYTES)

        def encrypt(self, nonce: bytes, plaintext: "bytes | memoryview") -> bytes:
            return self._aead.encrypt(nonce, plaintext, ENC_STRUCTURE)

        def decrypt(self, nonce: bytes, data: "bytes | memoryview") -> bytes:
            try:
                return self._aead.decrypt(nonce, data, ENC_STRUCTURE)
            except InvalidTag:
                raise DecodeError("key") from None

    def ccm(key: bytes) -> "Any":
        """A cipher for a 16-byte key."""
        return _LibraryCcm(key)
