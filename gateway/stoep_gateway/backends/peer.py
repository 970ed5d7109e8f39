"""A server of a city by host and port: how to get in, and whether the way there is sealed."""

import ipaddress
import os
import socket
import ssl
from dataclasses import dataclass, field

from stoep_gateway.backends.options import Options
from stoep_gateway.config.secrets import read_secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """user and password: "" for none. tls: None on this machine, or where the operator said so."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: ssl.SSLContext | None

    def __str__(self) -> str:
        return self.host if self.host.startswith("/") else f"{self.host}:{self.port}"


def read_peer(options: Options, *, port: int, tls_port: int) -> Peer:
    """Options: host, port, user, password_file, ca_file, tls. ConfigError; port: by default, tls_port: with TLS."""
    host = options.text("host")
    password_file = options.path("password_file")
    ca_file = options.path("ca_file")
    tls = options.flag("tls", default=ca_file is not None or not is_local(host))
    if ca_file and not tls:
        raise options.error("ca_file", "is of no use with tls = false: remove one of the two")
    try:
        # Without a file: the CAs that this machine trusts. Name and validity are checked in both cases.
        context = ssl.create_default_context(cafile=ca_file) if tls else None
    except (OSError, ssl.SSLError) as error:
        raise options.error("ca_file", f"{ca_file} cannot be used: name a readable PEM file") from error
    return Peer(
        host=host,
        port=int(options.number("port", default=tls_port if tls else port, low=1, high=65_535)),
        user=options.text("user", default="") if password_file is None else options.text("user"),
        password=read_secret(password_file) if password_file else "",
        tls=context,
    )


def not_there(error: Exception) -> str:
    """What follows the server's name in a message, after an error that ended or prevented the connection."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"shows a certificate that is not trusted ({error.verify_message}): name its CA in ca_file"
    number = error.errno if isinstance(error, OSError) and not isinstance(error, (ssl.SSLError, socket.gaierror)) else 0
    reason = os.strerror(number) if number else "connection lost or refused"
    if isinstance(error, socket.gaierror):
        reason = "no such name"
    return f"is not there ({reason}): is it running, are host, port and tls right?"


def is_local(host: str) -> bool:
    """True for this machine alone: localhost, loopback addresses, a socket's folder."""
    if host == "localhost" or host.startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
