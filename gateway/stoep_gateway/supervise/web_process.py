"""The web part: pages over the archive, which it only reads. No key is loaded here."""

import asyncio
import logging

from stoep_gateway.config.settings import Settings
from stoep_gateway.supervise.pulse import show_loop
from stoep_gateway.web.serve import serve

_LOG = logging.getLogger("stoep.web")


def run_web(settings: Settings) -> int:
    """Block until SIGTERM. ConfigError: cannot listen."""
    asyncio.run(_run(settings))
    return 0


async def _run(settings: Settings) -> None:
    show_loop()
    await serve(
        archive_path=settings.gateway.state_dir / "archive.db",
        host=settings.web.host,
        port=settings.web.port,
        gateway_name=settings.gateway.name,
        on_ready=lambda address: _LOG.info("pages at %s", address),
    )
