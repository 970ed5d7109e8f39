"""The keys that sign updates, as the operator names them: RSA of 3,072 bits, e = 65,537 (SPEC §10)."""

from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from stoep_gateway.errors import ConfigError
from stoep_protocol.limits import SIGNATURE_BYTES

_BITS = SIGNATURE_BYTES * 8
_EXPONENT = 65_537
_FORM = f"an RSA public key of {_BITS} bits in PEM: stoep device sign --new-key FILE makes one"


def read_public_keys(paths: Iterable[Path]) -> tuple[RSAPublicKey, ...]:
    """ConfigError: a file that is not there, or no such key."""
    return tuple(_read(path) for path in paths)


def modulus_hex(key: RSAPublicKey) -> str:
    """As a bundle carries it: 768 digits."""
    return key.public_numbers().n.to_bytes(SIGNATURE_BYTES, "big").hex()


def _read(path: Path) -> RSAPublicKey:
    # Here, since it is a twentieth of the gateway's start, and most gateways name no key.
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot read this key ({error.strerror}): name {_FORM}, in [updates] public_keys"
        ) from error
    except ValueError as error:
        if b"PRIVATE KEY" in path.read_bytes():
            raise ConfigError(f"{path}: a private key, which belongs on no gateway: name its .pub.pem here") from error
        raise ConfigError(f"{path}: not {_FORM}") from error
    if not isinstance(key, RSAPublicKey) or key.key_size != _BITS or key.public_numbers().e != _EXPONENT:
        raise ConfigError(f"{path}: not {_FORM}")
    return key
