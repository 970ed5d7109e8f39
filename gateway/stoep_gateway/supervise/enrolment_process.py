"""The enrolment part: redeems codes. It holds the master key, to derive the keys of whoever has a good code."""

import asyncio
import logging
import os

from stoep_gateway.config.settings import Settings
from stoep_gateway.enrol.serve import serve
from stoep_gateway.registry.master import load_master
from stoep_gateway.supervise.core_dumps import forbid_core_dumps
from stoep_gateway.supervise.pulse import show_loop

_LOG = logging.getLogger("stoep.enrolment")


def run_enrolment(settings: Settings) -> int:
    """Block until SIGTERM. ConfigError: cannot listen."""
    os.umask(0o077)
    forbid_core_dumps()
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # else a line for each odd request of a stranger
    asyncio.run(_run(settings))
    return 0


async def _run(settings: Settings) -> None:
    show_loop()
    await serve(
        settings,
        master=load_master(settings.gateway.state_dir),
        on_ready=lambda address: _LOG.info("codes are redeemed at %s", address),
    )
