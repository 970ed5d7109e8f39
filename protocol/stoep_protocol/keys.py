"""Derive every key from the gateway's master (SPEC §3)."""

from binascii import b2a_base64

from stoep_protocol.ccm import NONCE_BYTES
from stoep_protocol.kdf import hkdf
from stoep_protocol.seal import Cipher

_KEY_BYTES = 16


def device_secret(master: bytes, *, device_id: str, generation: int) -> bytes:
    """32 bytes that a device and its gateway share."""
    info = b"stoep1secret" + generation.to_bytes(4, "big") + device_id.encode()
    return hkdf(master, salt=b"", info=info, size_bytes=32)


def broker_password(master: bytes, *, device_id: str, generation: int) -> str:
    """The device's password at the broker: 32 characters of base64url."""
    info = b"stoep1broker" + generation.to_bytes(4, "big") + device_id.encode()
    text = b2a_base64(hkdf(master, salt=b"", info=info, size_bytes=24)).decode().strip()
    return text.replace("+", "-").replace("/", "_")


def ledger_key(master: bytes) -> bytes:
    """32 bytes under which a gateway's ledger anchors are made; no device has them."""
    return hkdf(master, salt=b"", info=b"stoep1ledger", size_bytes=32)


def up_cipher(secret: bytes, *, device_id: str, session: bytes) -> Cipher:
    """What a device seals with in one session."""
    return _cipher(secret, kid=session, info=b"stoep1up" + device_id.encode())


def down_cipher(secret: bytes, *, device_id: str, epoch: bytes) -> Cipher:
    """What the gateway seals with between two of its starts."""
    return _cipher(secret, kid=epoch, info=b"stoep1dn" + device_id.encode())


def _cipher(secret: bytes, *, kid: bytes, info: bytes) -> Cipher:
    material = hkdf(secret, salt=kid, info=info, size_bytes=_KEY_BYTES + NONCE_BYTES)
    return Cipher(kid=kid, key=material[:_KEY_BYTES], base_iv=material[_KEY_BYTES:])
