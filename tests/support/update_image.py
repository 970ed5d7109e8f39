"""Signed images for tests: a key for the whole run, and images with any version and content."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from stoep_maker.image import build_image
from stoep_maker.signing_key import SigningKey


def rsa_key(name: str = "maker") -> rsa.RSAPrivateKey:
    """One a name: generating takes a tenth of a second."""
    return _generated(name)


def modulus(name: str = "maker") -> str:
    """As `update_keys` of stoep.json holds it."""
    return rsa_key(name).public_key().public_numbers().n.to_bytes(384, "big").hex()


def public_pem(name: str = "maker") -> bytes:
    return rsa_key(name).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def private_pem(name: str = "maker") -> bytes:
    return rsa_key(name).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def contents(*, count: int = 4, size_bytes: int = 1500) -> dict[str, bytes]:
    """Files that differ, none of a whole number of blocks."""
    return {
        f"stoep_firmware/part_{number}.mpy": hashlib.shake_256(bytes([number])).digest(size_bytes + 37 * number)
        for number in range(count)
    }


def image(version: str = "0.4.1", *, files: Mapping[str, bytes] | None = None, key: str = "maker") -> bytes:
    """As `stoep device sign` makes it."""
    files = contents() if files is None else files
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        return build_image(folder, paths=map(Path, files), version=version, sign=SigningKey(rsa_key(key)))


@cache
def _generated(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=3072)
