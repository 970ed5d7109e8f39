"""A gateway's webhook, heard: each alert once, and nothing else than alerts."""

import asyncio
import json

import pytest

from stoep_simulators.commands.alert_ear import AlertEar

_TOLD = {
    "id": "pier/orange/1784367000",
    "event": "raised",
    "gateway": "stoep demo",
    "place": "pier",
    "title": "Plein voor de Pier",
    "level": "orange",
    "raised": "2026-07-18T09:30:00Z",
    "expected": "2026-07-18T10:45:00Z",
    "within_min": 120,
    "chance": 0.62,
    "is_now": False,
    "ended": None,
}


async def post(ear: AlertEar, body: bytes) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", ear.port)
    writer.write(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    status = (await reader.readline()).split()[1]
    await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(status)


async def test_an_alert_is_heard_once_however_often_it_is_told() -> None:
    ear = AlertEar()
    async with ear.listening():
        answers = [await post(ear, json.dumps(_TOLD).encode()) for _ in range(2)]
    assert answers == [204, 204]
    (heard,) = ear.raised
    assert (heard.id, heard.title, heard.level, heard.chance) == (_TOLD["id"], "Plein voor de Pier", "orange", 0.62)
    assert heard.lead_min == 75


async def test_that_an_alert_ended_is_taken_and_no_alert_of_its_own() -> None:
    ear = AlertEar()
    async with ear.listening():
        assert await post(ear, json.dumps({**_TOLD, "event": "ended"}).encode()) == 204
    assert ear.raised == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"event": "raised"}'])
async def test_what_is_no_news_is_refused(body: bytes) -> None:
    ear = AlertEar()
    async with ear.listening():
        assert await post(ear, body) == 400
    assert ear.raised == []
