"""AES-CCM-16-64-128 for COSE_Encrypt0 (RFC 9053 §4.2, RFC 3610 with L = 2, M = 8).

On the board over cryptolib's ECB; on CPython, whose standard library has no AES, by the `cryptography` package.
"""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.errors import DecodeError

if TYPE_CHECKING:
    from typing import Any

TAG_BYTES = 8
NONCE_BYTES = 13
# Enc_structure ["Encrypt0", h'A1010A', h''] (RFC 9052 §5.3): one for all, since direction and device are in the key.
ENC_STRUCTURE = b"\x83\x68Encrypt0\x43\xa1\x01\x0a\x40"

_ECB = const(1)
_CBC = const(2)
_NO_IV = bytes(16)
_TEXT_AT = const(48)  # behind B0 and two blocks of additional data


class BlockCcm:
    """CCM over cryptolib's `aes(key, mode[, iv])` with its modes ECB and CBC; both take whole blocks in one call.

    Bytes are combined as integers: one big XOR costs a tenth of a loop over bytes in bytecode.
    """

    def __init__(self, aes: "Any", key: bytes) -> None:
        self._aes = aes
        self._key = key
        self._ecb = aes(key, _ECB)

    def encrypt(self, nonce: bytes, plaintext: "bytes | memoryview") -> bytes:
        """Return ciphertext ‖ tag. len(nonce) = 13, len(plaintext) < 4096."""
        size = len(plaintext)
        stream = self._stream(nonce, size)
        tag = self._mac(nonce, plaintext, size)
        return _xor(plaintext, stream[16 : 16 + size]) + _xor(tag, stream[:TAG_BYTES])

    def decrypt(self, nonce: bytes, data: "bytes | memoryview") -> bytes:
        """Return the plaintext. DecodeError `key` when the tag does not fit."""
        size = len(data) - TAG_BYTES
        if size < 0:
            raise DecodeError("key")
        stream = self._stream(nonce, size)
        plaintext = _xor(data[:size], stream[16 : 16 + size])
        tag = _xor(self._mac(nonce, plaintext, size), stream[:TAG_BYTES])
        difference = 0
        for i in range(TAG_BYTES):
            difference |= tag[i] ^ data[size + i]
        if difference:
            raise DecodeError("key")
        return plaintext

    def _mac(self, nonce: bytes, plaintext: "bytes | memoryview", size: int) -> bytes:
        """CBC-MAC over B0, the additional data with its length, and the text, each padded to blocks (RFC 3610 §2.2)."""
        blocks = bytearray(_TEXT_AT + (size + 15 & -16))
        blocks[0] = 0x59  # additional data present, M' = 3, L' = 1
        blocks[1:14] = nonce
        blocks[14] = size >> 8
        blocks[15] = size & 0xFF
        blocks[17] = len(ENC_STRUCTURE)
        blocks[18 : 18 + len(ENC_STRUCTURE)] = ENC_STRUCTURE
        blocks[_TEXT_AT : _TEXT_AT + size] = plaintext
        self._aes(self._key, _CBC, _NO_IV).encrypt(blocks, blocks)
        return bytes(blocks[-16 : -16 + TAG_BYTES])

    def _stream(self, nonce: bytes, size: int) -> bytearray:
        """The key stream: a block for the tag, then those for the text (RFC 3610 §2.3)."""
        counter = b"\x01" + nonce + b"\x00"
        blocks = bytearray((counter + b"\x00") * (1 + (size + 15 >> 4)))
        for i in range(1, len(blocks) >> 4):  # at most 64 blocks: messages end at 1,024 bytes
            blocks[16 * i + 15] = i
        self._ecb.encrypt(blocks, blocks)
        return blocks


def _xor(left: "bytes | memoryview", right: "bytes | bytearray") -> bytes:
    """Of the same length."""
    return (int.from_bytes(left, "big") ^ int.from_bytes(right, "big")).to_bytes(len(right), "big")


try:
    import cryptolib

    def ccm(key: bytes) -> BlockCcm:
        """A cipher for a 16-byte key."""
        return BlockCcm(cryptolib.aes, key)

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
