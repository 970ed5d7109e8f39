"""What only a gateway derives, from its master (SPEC §3). No device loads it."""

from binascii import b2a_base64

from stoep_protocol.kdf import hkdf


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
