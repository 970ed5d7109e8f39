"""Certificates for brokers on this machine: one signs itself, or another one signs it."""

import datetime
import ipaddress
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Certificate:
    """pem: what devices pin, in `file` too. server: the context for the broker's side. name: or an address.

    Good for `name`, from begins_h hours from now until ends_h hours from now.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str = "localhost",
        begins_h: float = -24,
        ends_h: float = 24,
        authority: "Certificate | None" = None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "cert.pem"
        self.key_file = folder / "key.pem"
        self._key = key = ec.generate_private_key(ec.SECP256R1())
        self._subject = subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.datetime.now(datetime.UTC)
        self.begins = now + datetime.timedelta(hours=begins_h)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(authority._subject if authority else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.begins)
            .not_valid_after(now + datetime.timedelta(hours=ends_h))
            .add_extension(x509.BasicConstraints(ca=authority is None, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([_alternative(name)]), critical=False)
            .sign(authority._key if authority else key, hashes.SHA256())
        )
        self.pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self.file.write_text(self.pem)
        self.key_file.write_bytes(private)
        self.key_file.chmod(0o600)
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server.load_cert_chain(self.file, self.key_file)


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
