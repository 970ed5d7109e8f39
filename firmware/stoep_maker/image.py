"""Build the signed image of an update from compiled files (SPEC §10). Pure but for reading them."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

from stoep_maker.board_files import MPY_VERSION
from stoep_maker.errors import MakerError
from stoep_protocol.cbor import Writer
from stoep_protocol.errors import DecodeError
from stoep_protocol.image import (
    FORMAT,
    MAX_HEAD_BYTES,
    SIGNED_AS,
    ImageFile,
    Manifest,
    parse_manifest,
)
from stoep_protocol.update import version_number

CHIPS = ("esp32", "esp32s3", "esp32c3")

Sign = Callable[[bytes], bytes]


def build_image(folder: Path, *, paths: Iterable[Path], version: str, sign: Sign) -> bytes:
    """The files at those paths below folder, as stoep-VERSION. sign: bytes → signature. MakerError: too much."""
    try:
        number = version_number(version)
    except ValueError as error:
        raise MakerError(f"version {version}: {error}: sign a release") from None
    contents = {path.as_posix(): (folder / path).read_bytes() for path in sorted(paths)}
    files = tuple(ImageFile(path, len(data), sha256(data).digest()) for path, data in contents.items())
    manifest = Manifest(number, f"stoep-{version}", CHIPS, MPY_VERSION, files)
    try:
        encoded = encode_manifest(manifest)
        parse_manifest(encoded)
        head = encode_head(encoded, signature=sign(SIGNED_AS + encoded))
    except (ValueError, DecodeError):
        raise MakerError(f"{folder}: too much for one update, or a path that no device takes (SPEC §10)") from None
    return b"".join((head, *contents.values()))


def encode_manifest(manifest: Manifest) -> bytes:
    """As it is signed. ValueError: longer than a head may be."""
    writer = Writer(MAX_HEAD_BYTES)
    writer.array(5)
    writer.uint(manifest.version)
    writer.text(manifest.firmware)
    writer.array(len(manifest.chips))
    for chip in manifest.chips:
        writer.text(chip)
    writer.uint(manifest.mpy)
    writer.array(len(manifest.files))
    for path, size_bytes, digest in manifest.files:
        writer.array(3)
        writer.text(path)
        writer.uint(size_bytes)
        writer.byte_string(digest)
    return bytes(writer.view())


def encode_head(manifest: bytes, *, signature: bytes) -> bytes:
    """What an image begins with. ValueError: it gets too long."""
    writer = Writer(MAX_HEAD_BYTES)
    writer.array(3)
    writer.uint(FORMAT)
    writer.byte_string(signature)
    writer.byte_string(manifest)
    return bytes(writer.view())
