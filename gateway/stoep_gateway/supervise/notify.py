"""Tell systemd how we are (sd_notify(3)): one datagram, or nothing when nobody listens."""

import contextlib
import os
import socket


def notify(message: str) -> None:
    """Send "READY=1", "WATCHDOG=1", "STOPPING=1"."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]  # an abstract socket
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel, contextlib.suppress(OSError):
        channel.sendto(message.encode(), address)


def watchdog_period_s() -> float | None:
    """How often systemd wants to hear WATCHDOG=1, halved as it advises; None: never."""
    text = os.environ.get("WATCHDOG_USEC", "")
    return int(text) / 2_000_000 if text.isdigit() and int(text) else None
