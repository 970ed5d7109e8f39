"""A broker whose store is in its way is started again without it, and not in a circle."""

import asyncio
from pathlib import Path

import pytest

from stoep_gateway.supervise.broker_store import StoreWatch, has_room, is_store_trouble
from support.waiting import LIMIT_S

HEAD = "[7] 2026/11/24 09:24:53.245 "
TROUBLE = HEAD + "[ERR] Filestore [$MQTT_msgs] Critical write error: write x: no space left on device"


@pytest.mark.parametrize(
    "text",
    [
        "[ERR] Filestore [$MQTT_msgs] Critical write error: write x: no space left on device",
        "[ERR] JetStream file resource limits exceeded for server",
        '[ERR] unable to connect: unable to persist session "a" (seq=0): insufficient resources (10023)',
        "[FTL] Can't start JetStream: corrupt",
    ],
)
def test_trouble_with_the_store_is_recognised(text: str) -> None:
    assert is_store_trouble(HEAD + text)


def test_other_lines_are_not_taken_for_it() -> None:
    assert not is_store_trouble(HEAD + "[INF] Starting JetStream")


def test_a_folder_that_is_not_there_has_no_room(tmp_path: Path) -> None:
    assert has_room(tmp_path)
    assert not has_room(tmp_path / "no")


async def test_many_complaints_are_one_start(tmp_path: Path) -> None:
    restarts: asyncio.Queue[None] = asyncio.Queue(10)
    watch = StoreWatch(tmp_path, restart=lambda: restarts.put_nowait(None))
    running = asyncio.create_task(watch.run())
    for _ in range(5):
        watch.heard(TROUBLE)
    async with asyncio.timeout(LIMIT_S):
        await restarts.get()
    watch.heard(TROUBLE)
    await asyncio.sleep(0)
    assert restarts.empty()
    running.cancel()
    await asyncio.wait([running])


def test_the_store_is_emptied_before_the_next_start_and_only_then(tmp_path: Path) -> None:
    watch = StoreWatch(tmp_path, restart=lambda: None)
    store = tmp_path / "store"
    store.mkdir()
    watch.before_start()
    assert store.exists()
    watch.heard(TROUBLE)
    watch.before_start()
    assert not store.exists()
    store.mkdir()
    watch.before_start()
    assert store.exists()
