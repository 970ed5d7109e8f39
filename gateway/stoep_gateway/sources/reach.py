"""How a program of this machine gets to the broker: address and TLS, made from the settings."""

import ssl

from stoep_gateway.config.settings import BrokerSettings
from stoep_gateway.errors import ConfigError


def reachable(host: str) -> str:
    """Where to connect to what listens at `host`: a program that listens everywhere is reached on loopback."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - recognised here, not bound


def tls_context(broker: BrokerSettings) -> ssl.SSLContext | None:
    """Trusts the one CA that is named, nothing else; None without one."""
    if broker.ca_file is None:
        return None
    try:
        return ssl.create_default_context(cafile=str(broker.ca_file))
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"[broker] ca_file {broker.ca_file}: cannot be used: name a readable PEM file") from error
