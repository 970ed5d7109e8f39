"""The certificate of the enrolment service: it signs itself, and codes carry its fingerprint."""

import ssl
from base64 import b32encode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from stoep_gateway.config.private_file import write_private
from stoep_gateway.config.secrets import read_secret
from stoep_gateway.errors import ConfigError

FINGERPRINT_BYTES = 16  # finding another certificate with the same ones takes 2^128 tries
_BEGIN = "-----BEGIN CERTIFICATE-----"
# Whoever connects goes by the fingerprint alone, and a gateway's clock may be wrong when it is made.
_NOT_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
_NOT_AFTER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)  # RFC 5280 §4.1.2.5: no well-defined end


def certificate_path(state_dir: Path) -> Path:
    """Key and certificate, PEM, mode 0600."""
    return state_dir / "enrolment.pem"


def make_certificate(state_dir: Path) -> None:
    """Unless there is one. Hold the registry's lock. ConfigError."""
    path = certificate_path(state_dir)
    if not path.exists():
        write_private(path, _new())


def fingerprint(state_dir: Path) -> str:
    """The first bytes of the SHA-256 of the certificate's DER, in base32, small letters. ConfigError."""
    text = read_secret(certificate_path(state_dir))
    try:
        der = ssl.PEM_cert_to_DER_cert(text[text.index(_BEGIN) :])
    except ValueError as error:
        raise _damaged(state_dir) from error
    return small_base32(sha256(der).digest()[:FINGERPRINT_BYTES])


def server_context(state_dir: Path) -> ssl.SSLContext:
    """TLS as the service speaks it. ConfigError."""
    path = certificate_path(state_dir)
    read_secret(path)  # refuses a mode that lets others read
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(path)
    except (ssl.SSLError, OSError) as error:
        raise _damaged(state_dir) from error
    return context


def small_base32(data: bytes) -> str:
    """Without padding; letters and digits that can be typed from paper."""
    return b32encode(data).decode().rstrip("=").lower()


def _damaged(state_dir: Path) -> ConfigError:
    return ConfigError(f"{certificate_path(state_dir)}: damaged: remove it, and invite anew who was invited")


def _new() -> bytes:
    # Here, since a tenth of a second of every `stoep device` would be its import.
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stoep enrolment")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_NOT_BEFORE)
        .not_valid_after(_NOT_AFTER)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
