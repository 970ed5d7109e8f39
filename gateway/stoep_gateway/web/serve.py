"""The web process: bind, and serve the pages until told to stop."""

from collections.abc import Callable
from pathlib import Path

from stoep_gateway.serving import bind, serve_until_told
from stoep_gateway.web.app import create
from stoep_gateway.web.archive import opener

_READERS_MAX = 64  # at once; a Pi has to keep measuring


async def serve(
    *,
    archive_path: Path,
    host: str,
    port: int,
    gateway_name: str,
    on_ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve until SIGTERM or SIGINT. port 0: any free one. ConfigError when the address cannot be bound.

    on_ready hears the address, as http://host:port/, once it is bound.
    """
    with bind(host, port, section="web") as listener:
        app = create(opener(archive_path), gateway_name=gateway_name)
        on_ready(f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/")
        await serve_until_told(app, listener=listener, connections_max=_READERS_MAX)
