"""Look over the embedded broker's certificate as a device will: one handshake in memory."""

import ssl
import time

from stoep_gateway.config.secrets import read_secret
from stoep_gateway.config.settings import BrokerSettings
from stoep_gateway.errors import ConfigError

_FLIGHTS_MAX = 8  # of a handshake; three are usual
_DAY_S = 86_400


def days_left(broker: BrokerSettings, *, name: str) -> int:
    """Whole days until the certificate ends. ConfigError: no device that trusts ca_file would accept it at `name`."""
    if broker.key_file:
        read_secret(broker.key_file)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        server_side.load_cert_chain(str(broker.cert_file), str(broker.key_file))
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"[broker] cert_file {broker.cert_file}, key_file: cannot be used together ({_reason(error)}): name a "
            "certificate and its private key, PEM files that stoep may read"
        ) from error
    try:
        device_side = ssl.create_default_context(cafile=str(broker.ca_file))
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"[broker] ca_file {broker.ca_file}: cannot be used: name a readable PEM file") from error
    try:
        end = _handshake(device_side, server_side, name=name)
    except ssl.SSLCertVerificationError as error:
        reason = error.verify_message.rstrip(".")
        raise ConfigError(
            f"[broker] cert_file {broker.cert_file}: devices will refuse it at {name} ({reason}): have the CA in "
            "ca_file issue one that is good there"
        ) from error
    return int(ssl.cert_time_to_seconds(end) - time.time()) // _DAY_S


def _handshake(device_side: ssl.SSLContext, server_side: ssl.SSLContext, *, name: str) -> str:
    """When the certificate ends, as `ssl` writes it."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    device = device_side.wrap_bio(down, up, server_hostname=name)
    server = server_side.wrap_bio(up, down, server_side=True)
    for _ in range(_FLIGHTS_MAX):
        for side in (device, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            if side is device:
                return str((device.getpeercert() or {}).get("notAfter"))
    raise ssl.SSLError("no end of the handshake")


def _reason(error: OSError) -> str:
    return str(getattr(error, "reason", None) or error.strerror or type(error).__name__)
