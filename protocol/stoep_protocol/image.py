"""The image of an update: a signed head, then its files one after the other (SPEC §10)."""

from collections import namedtuple

from stoep_protocol.cbor import decode
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.errors import DecodeError
from stoep_protocol.extras import check_bytes, check_uint
from stoep_protocol.limits import MAX_FIRMWARE_CHARS, SIGNATURE_BYTES

if TYPE_CHECKING:
    from typing import Any, NamedTuple

    class ImageFile(NamedTuple):
        """path: below the slot. digest: SHA-256."""

        path: str
        size_bytes: int
        digest: bytes

    class Manifest(NamedTuple):
        """chips: those it runs on. mpy: the version of compiled code that MicroPython must take."""

        version: int
        firmware: str
        chips: tuple[str, ...]
        mpy: int
        files: "tuple[ImageFile, ...]"
else:
    ImageFile = namedtuple("ImageFile", ("path", "size_bytes", "digest"))
    Manifest = namedtuple("Manifest", ("version", "firmware", "chips", "mpy", "files"))

FORMAT = 1
SIGNED_AS = b"stoep update 1\x00"  # before the manifest when it is signed: no other signature of the key fits
DIGEST_BYTES = 32
MAX_HEAD_BYTES = 8192
MAX_IMAGE_BYTES = 512 * 1024
_MAX_FILES = const(128)
_MAX_CHIPS = const(8)
_MAX_PATH_CHARS = const(64)
_PATH_CHARS = "abcdefghijklmnopqrstuvwxyz0123456789_/."
_PACKAGES = ("stoep_protocol/", "stoep_firmware/")


def parse_head(data: "bytes | memoryview") -> "tuple[bytes, bytes]":
    """(signature, encoded manifest), nothing of it verified yet. DecodeError `cbor` or `shape`."""
    items, end = decode(data)
    if end != len(data):
        raise DecodeError("cbor")
    if type(items) is not list or len(items) != 3 or items[0] != FORMAT:
        raise DecodeError("shape")
    _, signature, manifest = items
    check_bytes(signature, size_bytes=SIGNATURE_BYTES)
    if type(manifest) is not bytes:
        raise DecodeError("shape")
    return signature, manifest


def parse_manifest(data: bytes) -> Manifest:
    """Check a manifest whose signature fits. DecodeError `cbor` or `shape`: it names a file outside its slot, too."""
    items, end = decode(data)
    if end != len(data):
        raise DecodeError("cbor")
    if type(items) is not list or len(items) != 5:
        raise DecodeError("shape")
    version, firmware, chips, mpy, entries = items
    check_uint(version)
    check_uint(mpy)
    if type(firmware) is not str or not 1 <= len(firmware) <= MAX_FIRMWARE_CHARS:
        raise DecodeError("shape")
    if type(chips) is not list or not 1 <= len(chips) <= _MAX_CHIPS:
        raise DecodeError("shape")
    for chip in chips:
        if type(chip) is not str:
            raise DecodeError("shape")
    if type(entries) is not list or not 1 <= len(entries) <= _MAX_FILES:
        raise DecodeError("shape")
    files = []
    total_bytes = 0
    for entry in entries:
        files.append(_file(entry))
        total_bytes += files[-1].size_bytes
    if total_bytes > MAX_IMAGE_BYTES:
        raise DecodeError("shape")
    return Manifest(version, firmware, tuple(chips), mpy, tuple(files))


def _file(entry: "Any") -> ImageFile:
    if type(entry) is not list or len(entry) != 3:
        raise DecodeError("shape")
    path, size_bytes, digest = entry
    check_uint(size_bytes)
    check_bytes(digest, size_bytes=DIGEST_BYTES)
    if type(path) is not str or not 5 <= len(path) <= _MAX_PATH_CHARS or not path.endswith(".mpy"):
        raise DecodeError("shape")
    for char in path:
        if char not in _PATH_CHARS:
            raise DecodeError("shape")
    if ".." in path or "//" in path or not path.startswith(_PACKAGES):
        raise DecodeError("shape")
    return ImageFile(path, size_bytes, digest)
