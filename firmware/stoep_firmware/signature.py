"""Whether an update is signed by a key that this device trusts: RSASSA-PKCS1-v1_5, SHA-256, 3,072 bits, e = 65,537.

Source: RFC 8017 §8.2.2 and §9.2. The expected block is built and compared whole, so nothing of a forged one is parsed.
Why RSA: docs/decisions/update-signatures.md.
"""

from stoep_protocol.limits import SIGNATURE_BYTES

_SHA256 = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"  # DER of DigestInfo
_SQUARINGS = 16  # 65,537 is 2^16 + 1


def is_signed(digest: bytes, *, signature: bytes, modulus: int) -> bool:
    """digest: SHA-256 of what was signed, 32 bytes. modulus: the public key."""
    number = int.from_bytes(signature, "big")
    if len(signature) != SIGNATURE_BYTES or number >= modulus:
        return False
    power = number
    for _ in range(_SQUARINGS):
        power = power * power % modulus
    power = power * number % modulus
    tail = b"\x00" + _SHA256 + digest
    block = b"\x00\x01" + b"\xff" * (SIGNATURE_BYTES - 2 - len(tail)) + tail
    return power.to_bytes(SIGNATURE_BYTES, "big") == block
