"""The maker's key that signs updates: RSA of 3,072 bits in a private PEM file, and its public part beside it."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from stoep_maker.errors import MakerError

_BITS = 3072
_EXPONENT = 65_537


class SigningKey:
    """What signs; never shown."""

    def __init__(self, key: rsa.RSAPrivateKey) -> None:
        self._key = key

    def __call__(self, data: bytes) -> bytes:
        """The signature, 384 bytes: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2)."""
        return self._key.sign(data, padding.PKCS1v15(), SHA256())


def create_key(path: Path) -> Path:
    """Write a new key, mode 0600, and its public part, which is returned. MakerError: one of them is there already."""
    key = rsa.generate_private_key(public_exponent=_EXPONENT, key_size=_BITS)
    public = path.with_name(f"{path.stem}.pub{path.suffix}")
    if public.exists():
        raise MakerError(f"{public}: exists and is not overwritten: choose another name for the key")
    _write_new(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode=0o600)
    _write_new(public, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), mode=0o644)
    return public


def read_key(path: Path) -> SigningKey:
    """MakerError: not there, open to others, or no such key."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            data = file.read()
    except OSError as error:
        raise MakerError(
            f"{path}: cannot read the signing key ({error.strerror}): stoep device sign --new-key FILE makes one"
        ) from None
    if mode & 0o077:
        raise MakerError(f"{path}: others may read this key (mode {mode:04o}): chmod 600 {path}")
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError):
        raise MakerError(f"{path}: no private key in PEM, or one with a password, which is not supported") from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size != _BITS:
        raise MakerError(f"{path}: not an RSA key of {_BITS} bits: stoep device sign --new-key FILE makes one")
    if key.public_key().public_numbers().e != _EXPONENT:
        raise MakerError(f"{path}: its public exponent is not {_EXPONENT}: stoep device sign --new-key FILE makes one")
    return SigningKey(key)


def _write_new(path: Path, data: bytes, *, mode: int) -> None:
    try:
        # O_EXCL and the mode at once: nobody else ever has it open.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except FileExistsError:
        raise MakerError(f"{path}: exists and is not overwritten: choose another name") from None
    except OSError as error:
        raise MakerError(f"{path}: cannot write ({error.strerror}): is the folder there, and yours?") from None
