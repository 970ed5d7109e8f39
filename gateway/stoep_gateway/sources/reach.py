"""How a program of this machine gets to the broker: address, TLS and log-in, made from the settings."""

import ssl
from dataclasses import replace

from stoep_gateway.config.secrets import read_secret
from stoep_gateway.config.settings import BrokerSettings
from stoep_gateway.errors import ConfigError
from stoep_gateway.sources.mqtt_connection import Login


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


def login_at(broker: BrokerSettings, *, login: Login) -> Login:
    """As itself at the embedded broker, as the operator's user at another. ConfigError: no password can be read."""
    if broker.embedded or not broker.password_file:
        return login
    return replace(login, user=broker.user, password=read_secret(broker.password_file))
