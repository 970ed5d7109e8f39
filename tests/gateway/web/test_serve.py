"""The web process: a real one, with a real port, told to stop."""

import asyncio
import socket
import sys
from pathlib import Path

import httpx
import pytest

from stoep_gateway.errors import ConfigError
from stoep_gateway.web.serve import serve

_STOP_S = 5
_PROGRAM = """
import asyncio, sys
from pathlib import Path
from stoep_gateway.web.serve import serve
asyncio.run(serve(archive_path=Path(sys.argv[1]), host="127.0.0.1", port=0, gateway_name="Test",
                  on_ready=lambda address: print(address, flush=True)))
print("stopped", flush=True)
"""


async def test_it_answers_and_a_stop_lets_it_end_by_itself_although_a_reader_keeps_its_connection(
    tmp_path: Path,
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _PROGRAM, str(tmp_path / "archive.db"), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            address = (await process.stdout.readline()).decode().strip()
            async with httpx.AsyncClient(base_url=address) as client:
                answer = await client.get("/healthz")
                assert answer.json() == {"web": "ok", "archive": "away"}
                process.terminate()
                async with asyncio.timeout(_STOP_S):
                    assert await process.stdout.readline() == b"stopped\n"
                    assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_port_that_is_taken_is_one_line_that_says_what_where_and_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError) as caught:
            await serve(archive_path=tmp_path / "archive.db", host="127.0.0.1", port=port, gateway_name="Test")
    assert (
        str(caught.value)
        == f"web: cannot listen at 127.0.0.1:{port}: Address already in use; set another [web] host or port"
    )
