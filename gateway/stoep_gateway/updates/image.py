"""A signed image as the gateway holds it: nothing is offered before signature, form and every file's hash fit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from stoep_gateway.errors import ConfigError
from stoep_protocol.cbor import decode
from stoep_protocol.errors import DecodeError
from stoep_protocol.image import MAX_HEAD_BYTES, MAX_IMAGE_BYTES, SIGNED_AS, Manifest, parse_head, parse_manifest

_FIRMWARE = re.compile(r"[a-z0-9][a-z0-9.+-]*", re.ASCII)  # it becomes part of a file's name, and is printed
SIZE_MAX_BYTES = MAX_HEAD_BYTES + MAX_IMAGE_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """version: as it travels. firmware: as a device says it. head_bytes: of data, before the files."""

    version: int
    firmware: str
    head_bytes: int
    data: bytes = field(repr=False)


def read_image(path: Path, *, keys: Sequence[RSAPublicKey]) -> Image:
    """ConfigError: not readable, or not to be offered."""
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot read the image ({error.strerror}): stoep device sign --key KEY --output FILE makes one"
        ) from error
    return parse_image(data, keys=keys, where=str(path))


def parse_image(data: bytes, *, keys: Sequence[RSAPublicKey], where: str) -> Image:
    """where: for messages. ConfigError: signed with none of the keys, malformed, cut short, or changed."""
    if not keys:
        raise ConfigError(
            f"{where}: nobody may sign updates here: name the maker's public key in [updates] public_keys and enroll"
            " the devices again"
        )
    if len(data) > SIZE_MAX_BYTES:
        raise ConfigError(f"{where}: longer than an image may be ({SIZE_MAX_BYTES} bytes): is this a stoep image?")
    try:
        _, head_bytes = decode(data[:MAX_HEAD_BYTES])
        signature, encoded = parse_head(data[:head_bytes])
        if not any(_is_signed(encoded, signature=signature, key=key) for key in keys):
            raise ConfigError(f"{where}: signed with none of the keys in [updates] public_keys")
        manifest = parse_manifest(encoded)
        if not _FIRMWARE.fullmatch(manifest.firmware):
            raise DecodeError("shape")
    except DecodeError as error:
        raise ConfigError(f"{where}: no image of an update ({error.reason}): stoep device sign makes one") from error
    _check_files(data, head_bytes=head_bytes, manifest=manifest, where=where)
    return Image(version=manifest.version, firmware=manifest.firmware, head_bytes=head_bytes, data=data)


def _is_signed(manifest: bytes, *, signature: bytes, key: RSAPublicKey) -> bool:
    try:
        key.verify(signature, SIGNED_AS + manifest, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _check_files(data: bytes, *, head_bytes: int, manifest: Manifest, where: str) -> None:
    at = head_bytes
    for path, size_bytes, digest in manifest.files:
        if sha256(data[at : at + size_bytes]).digest() != digest:
            raise ConfigError(f"{where}: damaged or cut short, {path} is not what was signed: copy it again")
        at += size_bytes
    if at != len(data):
        raise ConfigError(f"{where}: {len(data) - at} bytes too many behind its last file: copy it again")
