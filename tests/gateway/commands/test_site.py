"""`stoep site export`: a copy of the public pages, beside a gateway that writes and without one."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_testing.observations import reading, window
from support.gateway import Gateway


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with Gateway(
        tmp_path_factory.mktemp("gateway"), settings={"web": {"public_url": "https://www.example.nl"}}
    ) as made:
        yield made


async def exported(gateway: Gateway, folder: Path, *words: str) -> str:
    """While a gateway has the archive open."""
    archive = gateway.state_dir / ARCHIVE_FILE
    archive.parent.mkdir(mode=0o700, exist_ok=True)
    writer = ArchiveWriter(archive)
    try:
        await writer.send((reading(1, device="tuin-van-anna"), window(1, device="strand-1")), unsure=True)
        return await asyncio.to_thread(gateway.stoep, "site", "export", folder, *words)
    finally:
        await writer.close()


async def test_the_pages_are_copied_beside_a_writer_and_nothing_of_a_garden_is(
    gateway: Gateway, tmp_path: Path
) -> None:
    folder = tmp_path / "www"
    said = await exported(gateway, folder)
    assert said.startswith(f"{folder}: ")
    assert "pages in nl and en" in said
    assert (folder / "index.html").is_file()
    assert (folder / "en" / "device" / "strand-1.html").is_file()
    for file in folder.rglob("*"):
        assert "anna" not in file.name
        assert file.is_dir() or b"anna" not in file.read_bytes()


async def test_a_copy_says_when_it_was_made_and_where_the_pages_of_now_are(gateway: Gateway, tmp_path: Path) -> None:
    await exported(gateway, tmp_path, "--lang", "en")
    assert 'href="https://www.example.nl/"' in (tmp_path / "index.html").read_text()
    stamp = json.loads((tmp_path / "stoep-copy.json").read_text())
    assert set(stamp) == {"made", "by", "files"}
    assert not (tmp_path / "en").exists()


async def test_without_a_gateway_the_same_is_copied_again(gateway: Gateway, tmp_path: Path) -> None:
    await exported(gateway, tmp_path)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    await asyncio.to_thread(gateway.stoep, "site", "export", tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
