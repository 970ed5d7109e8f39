"""A mail server on this machine, in a thread of this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from support.ports import free_port
from support.waiting import LIMIT_S


@contextmanager
def mail_server(handler: object, **settings: Any) -> Iterator[int]:
    """Its port. settings: of aiosmtpd."""
    controller = Controller(
        handler,
        hostname="localhost",
        port=free_port(),
        server_hostname="localhost",  # else each connection asks the network what this machine is called
        ready_timeout=LIMIT_S,
        **settings,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
