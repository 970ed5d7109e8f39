"""HMAC and HKDF over SHA-256 (RFC 2104, RFC 5869); MicroPython has neither."""

import hashlib

_BLOCK_BYTES = 64


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """RFC 2104. Any key length."""
    if len(key) > _BLOCK_BYTES:
        key = hashlib.sha256(key).digest()
    inner = bytearray(b"\x36" * _BLOCK_BYTES)
    outer = bytearray(b"\x5c" * _BLOCK_BYTES)
    for i in range(len(key)):
        inner[i] ^= key[i]
        outer[i] ^= key[i]
    return hashlib.sha256(bytes(outer) + hashlib.sha256(bytes(inner) + message).digest()).digest()


def hkdf(key: bytes, *, salt: bytes, info: bytes, size_bytes: int) -> bytes:
    """RFC 5869: extract, then expand to size_bytes (at most 255 · 32)."""
    secret = hmac_sha256(salt or bytes(32), key)
    output = b""
    block = b""
    counter = 1
    while len(output) < size_bytes:
        block = hmac_sha256(secret, block + info + bytes([counter]))
        output += block
        counter += 1
    return output[:size_bytes]
