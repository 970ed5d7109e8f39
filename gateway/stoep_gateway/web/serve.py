"""The web process: bind, and serve the pages until told to stop."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from stoep_gateway.config.settings import AirSettings
from stoep_gateway.desk.desk import Desk
from stoep_gateway.errors import RetryableError
from stoep_gateway.grid import HOUR_S
from stoep_gateway.serving import bind, serve_until_told
from stoep_gateway.web.app import create
from stoep_gateway.web.archive import opener
from stoep_gateway.web.crowd.outlook import StoredOutlook
from stoep_gateway.web.garden.stored import StoredAlmanac
from stoep_gateway.web.signs import Signs

_READERS_MAX = 64  # at once; a Pi has to keep measuring


async def serve(
    *,
    archive_path: Path,
    outlook_path: Path | None = None,
    almanac_path: Path | None = None,
    host: str,
    port: int,
    gateway_name: str,
    desk: Desk | None = None,
    trusted_proxy: str = "",
    base: str = "",
    air: AirSettings | None = None,
    public_url: str = "",
    signs: Signs | None = None,
    postcodes: Mapping[str, str] | None = None,
    on_ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve until SIGTERM or SIGINT. port 0: any free one. ConfigError when the address cannot be bound.

    outlook_path: None where no places are set; almanac_path: None without an analyst; base: the path that all stands
    below, "" for none.
    public_url: where residents find the pages, "" if nobody said; postcodes: soils by four digits, None for no table;
    signs: None for those that the shipped rules make.

    on_ready hears the address, as http://host:port/, once it is bound.
    """
    with bind(host, port, section="web") as listener:
        app = create(
            opener(archive_path),
            gateway_name=gateway_name,
            outlook=StoredOutlook(outlook_path) if outlook_path else None,
            almanac=StoredAlmanac(almanac_path) if almanac_path else None,
            desk=desk,
            trusted_proxy=trusted_proxy,
            base=base,
            air=air,
            public_url=public_url,
            signs=signs,
            postcodes=postcodes or {},
        )
        on_ready(f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/")
        async with asyncio.TaskGroup() as group:
            forgetting = group.create_task(_forget(desk), name="desk") if desk else None
            await serve_until_told(
                app,
                listener=listener,
                connections_max=_READERS_MAX,
                trusted_proxy=trusted_proxy,
                on_stop=app.stop,
            )
            if forgetting:
                forgetting.cancel()


async def _forget(desk: Desk) -> None:
    """Take out what is old, at once and every hour; a desk that cannot be written now is asked again then."""
    while True:
        with suppress(RetryableError):
            await asyncio.to_thread(desk.forget, now_s=int(time.time()))
        await asyncio.sleep(HOUR_S)
