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


def watchdog_s() -> float | None:
    """After how long without WATCHDOG=1 systemd kills us (WatchdogSec in the unit); None: never."""
    text = os.environ.get("WATCHDOG_USEC", "")
    return int(text) / 1_000_000 if text.isdigit() and int(text) else None
