"""Our CCM, HMAC and HKDF against cryptography, and the published vectors."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from stoep_protocol.ccm import ENC_STRUCTURE, BlockCcm
from stoep_protocol.errors import DecodeError
from stoep_protocol.kdf import hkdf, hmac_sha256


class Aes:
    """cryptolib's `aes` over cryptography's: mode 1 is ECB, 2 CBC."""

    def __init__(self, key: bytes, mode: int, iv: bytes | None = None) -> None:
        chosen = modes.CBC(iv) if mode == 2 and iv is not None else modes.ECB()  # noqa: S305 - the blocks that CCM asks for
        self._encryptor: Any = BlockCipher(algorithms.AES(key), chosen).encryptor()

    def encrypt(self, blocks: bytearray, into: bytearray) -> None:
        into[:] = self._encryptor.update(bytes(blocks))


KEYS = st.binary(min_size=16, max_size=16)
NONCES = st.binary(min_size=13, max_size=13)


@given(KEYS, NONCES, st.binary(max_size=200))
def test_the_boards_ccm_is_the_librarys(key: bytes, nonce: bytes, plaintext: bytes) -> None:
    ours = BlockCcm(Aes, key)
    theirs = AESCCM(key, tag_length=8)
    sealed = ours.encrypt(nonce, plaintext)
    assert sealed == theirs.encrypt(nonce, plaintext, ENC_STRUCTURE)
    assert ours.decrypt(nonce, sealed) == plaintext


@given(KEYS, NONCES, st.binary(max_size=60), st.integers(min_value=0), st.integers(1, 255))
def test_a_changed_byte_is_refused(key: bytes, nonce: bytes, plaintext: bytes, at: int, change: int) -> None:
    ours = BlockCcm(Aes, key)
    damaged = bytearray(ours.encrypt(nonce, plaintext))
    damaged[at % len(damaged)] ^= change
    with pytest.raises(DecodeError, match="key"):
        ours.decrypt(nonce, bytes(damaged))


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_hmac_is_the_librarys(key: bytes, message: bytes) -> None:
    theirs = HMAC(key, SHA256())
    theirs.update(message)
    assert hmac_sha256(key, message) == theirs.finalize()


@given(st.binary(max_size=80), st.binary(max_size=40), st.binary(max_size=40), st.integers(1, 200))
def test_hkdf_is_the_librarys(key: bytes, salt: bytes, info: bytes, size: int) -> None:
    theirs = HKDF(algorithm=SHA256(), length=size, salt=salt, info=info)
    assert hkdf(key, salt=salt, info=info, size_bytes=size) == theirs.derive(key)


def test_hkdf_gives_the_published_vector() -> None:
    """RFC 5869 A.1."""
    output = hkdf(
        bytes.fromhex("0b" * 22),
        salt=bytes.fromhex("000102030405060708090a0b0c"),
        info=bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"),
        size_bytes=42,
    )
    assert output.hex() == ("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
