"""The keys of a session and of an epoch, from a device's secret (SPEC §3)."""

from stoep_protocol.ccm import NONCE_BYTES
from stoep_protocol.kdf import hkdf
from stoep_protocol.seal import Cipher

_KEY_BYTES = 16


def up_cipher(secret: bytes, *, device_id: str, session: bytes) -> Cipher:
    """What a device seals with in one session."""
    return _cipher(secret, kid=session, info=b"stoep1up" + device_id.encode())


def down_cipher(secret: bytes, *, device_id: str, epoch: bytes) -> Cipher:
    """What the gateway seals with between two of its starts."""
    return _cipher(secret, kid=epoch, info=b"stoep1dn" + device_id.encode())


def _cipher(secret: bytes, *, kid: bytes, info: bytes) -> Cipher:
    material = hkdf(secret, salt=kid, info=info, size_bytes=_KEY_BYTES + NONCE_BYTES)
    return Cipher(kid=kid, key=material[:_KEY_BYTES], base_iv=material[_KEY_BYTES:])
