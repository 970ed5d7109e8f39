"""The pages over the real archive, written by its real writer."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.records import Cell, Observation
from stoep_gateway.web.app import create
from stoep_gateway.web.archive import opener
from stoep_gateway.web.ports import ArchiveAwayError, Point
from stoep_testing.observations import NOISY
from support.site import asking

NOW_S = 1_784_383_500
WINDOW_S = 900
CELL = Cell(x_m=79_250, y_m=457_250, size_m=500)


def reading(
    index: int, quantity: str, value: float, *, device: str, time_s: int | None, window_s: int = 0
) -> Observation:
    return Observation(
        position=index + 1,
        index=0,
        device=device,
        profile="people" if window_s else "soil",
        life="" if window_s else "00000001",
        row=0 if window_s else index + 1,
        quantity=quantity,
        unit="1" if window_s else "mV",
        value=value,
        time_s=time_s,
        window_s=window_s,
        cell=CELL,
    )


def observations() -> tuple[Observation, ...]:
    grid_s = NOW_S - NOW_S % WINDOW_S
    people = [
        reading(
            index, quantity, 40 + index, device="strand-1", time_s=grid_s - 3600 + index // 2 * 1800, window_s=WINDOW_S
        )
        for index, quantity in enumerate(("in", "out", "in", "out"))
    ]
    soil = [
        reading(10 + step, "probe_mv", 1500 + step, device="tuin-1", time_s=NOW_S - 6000 + 600 * step)
        for step in range(9)
    ]
    weather = [
        replace(reading(40 + number, "temperature", 18, device=f"weer-{number}", time_s=NOW_S - 900), profile="weather")
        for number in (1, 2, 3)
    ]
    return (*people, *soil, *weather, reading(30, "probe_mv", 1700, device="tuin-1", time_s=None))


def status(*, pending: int = 0, closed_until_s: int = NOW_S - NOW_S % WINDOW_S) -> str:
    windows = {"closed_until_s": closed_until_s, "closed": 10, "released": 4, "suppressed": 6}
    devices = [
        {"name": "strand-1", "profile": "people", "send_s": 60, "seen_s": NOW_S - 9, "cell": None, "windows": windows},
        {"name": "tuin-nieuw", "profile": "soil", "send_s": 3600, "seen_s": None, "cell": None, "windows": None},
    ]
    accounts = {"backends": [{"name": "archive", "released": 14, "delivered": 14 - pending, "pending": pending}]}
    policy = {"k": 10, "window_s": WINDOW_S, "cell_size_m": 500}
    gardens = {"meidoorn": ["tuin-1", "tuin-nieuw", "weer-1"]}
    top = {"written_s": NOW_S - 5, "policy": policy, "devices": devices, "accounts": accounts}
    return json.dumps({**top, "gardens": gardens, "withdrawn": ["weer-2"]})


@pytest.fixture
async def archive_path(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    writer = ArchiveWriter(path)
    await writer.send(observations(), unsure=False)
    await writer.write_status(status())
    await writer.close()
    return path


async def test_devices_are_those_that_the_gateway_knows_and_those_that_once_delivered(archive_path: Path) -> None:
    archive = opener(archive_path)()
    assert [(device.name, device.send_s) for device in archive.devices()] == [("strand-1", 60), ("weer-3", 0)]


async def test_what_is_measured_in_a_garden_is_for_its_keeper_alone(archive_path: Path) -> None:
    archive = opener(archive_path)()
    assert archive.gardens() == ("meidoorn",)
    assert [device.name for device in archive.garden("meidoorn")] == ["tuin-1", "tuin-nieuw", "weer-1"]
    assert archive.garden("vlier") == ()
    assert [archive.device(name) for name in ("tuin-1", "tuin-nieuw", "weer-1")] == [None] * 3


async def test_what_was_withdrawn_is_shown_to_nobody(archive_path: Path) -> None:
    archive = opener(archive_path)()
    assert archive.device("weer-2") is None
    assert archive.device("weer-3") is not None


async def test_while_nobody_told_which_devices_are_gardens_only_counters_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    writer = ArchiveWriter(path)
    await writer.send(observations(), unsure=False)
    told = json.loads(status())
    del told["gardens"]
    for text in (json.dumps(told), ""):
        await writer.write_status(text)
        assert [device.name for device in opener(path)().devices()] == ["strand-1"]
    await writer.close()


async def test_newest_values_and_series_are_as_they_were_delivered(archive_path: Path) -> None:
    archive = opener(archive_path)()
    (newest,) = archive.latest("tuin-1")
    assert (newest.quantity, newest.value, newest.time_s, newest.window_s) == ("probe_mv", 1508, NOW_S - 1200, 0)
    series = archive.series("tuin-1", quantity="probe_mv", start_s=NOW_S - 6000, end_s=NOW_S - 4800)
    assert series == (Point(NOW_S - 6000, 1500.0), Point(NOW_S - 5400, 1501.0))


async def test_a_device_that_never_delivered_has_no_values(archive_path: Path) -> None:
    archive = opener(archive_path)()
    assert archive.latest("tuin-nieuw") == ()
    assert archive.closed("tuin-nieuw") is None


async def test_the_beach_page_shows_released_windows_and_says_which_stayed_below_k(archive_path: Path) -> None:
    async with asking(create(opener(archive_path), gateway_name="Test", now_s=lambda: NOW_S)) as client:
        text = (await client.get("/beach?lang=en")).text
    assert "15:00 – 15:15<td>40<td>41" in text
    assert '15:15 – 15:30<td colspan="2">fewer than 10' in text
    assert "15:30 – 15:45<td>42<td>43" in text
    assert '14:45 – 15:00<td colspan="2">fewer than 10' in text
    assert "not shown" not in text


async def test_counts_with_noise_say_so_and_so_do_their_totals_and_hidden_windows(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    writer = ArchiveWriter(path)
    noisy = (replace(one, provenance=NOISY) if one.window_s else one for one in observations())
    await writer.send(tuple(noisy), unsure=False)
    told = json.loads(status(closed_until_s=NOW_S - NOW_S % WINDOW_S - WINDOW_S))
    told["policy"] |= {"epsilon": "1", "contribution": 2}
    await writer.write_status(json.dumps(told))
    await writer.close()
    async with asking(create(opener(path), gateway_name="Test", now_s=lambda: NOW_S)) as client:
        text = (await client.get("/beach?lang=en")).text
        tile = (await client.get("/device/strand-1?lang=en")).text
    assert '15:15 – 15:30<td colspan="2">too few to show' in text
    assert "fewer than" not in text
    assert "15:00 – 16:00<td>82 ± 8 (2 of 3)<td>84 ± 8 (2 of 3)" in text
    assert "The true number is mostly 6 off at most" in tile
    assert "<dd>about 42</dd>" in tile
    assert "15:30 – 15:45 · mostly within 6" in tile


async def test_every_page_can_be_read_from_a_real_archive(archive_path: Path) -> None:
    async with asking(create(opener(archive_path), gateway_name="Test", now_s=lambda: NOW_S)) as client:
        for path in ("/", "/beach", "/garden", "/privacy", "/device/strand-1", "/device/weer-3"):
            assert (await client.get(path)).status_code == 200
        assert (await client.get("/device/tuin-1")).status_code == 404
        assert (await client.get("/healthz")).json() == {"web": "ok", "archive": "ok"}


async def test_without_a_file_the_archive_is_away(tmp_path: Path) -> None:
    with pytest.raises(ArchiveAwayError):
        opener(tmp_path / "archive.db")()


async def test_a_file_that_is_no_archive_is_away_and_its_path_is_not_told_to_the_street(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(b"no database" * 100)
    async with asking(create(opener(path), gateway_name="Test")) as client:
        answer = await client.get("/")
    assert answer.status_code == 503
    assert str(tmp_path) not in answer.text


async def test_no_window_is_called_below_k_while_values_are_on_their_way_to_the_archive(
    tmp_path: Path,
) -> None:
    path = tmp_path / "archive.db"
    writer = ArchiveWriter(path)
    await writer.send(observations(), unsure=False)
    await writer.write_status(status(pending=2))
    async with asking(create(opener(path), gateway_name="Test", now_s=lambda: NOW_S)) as client:
        text = (await client.get("/beach?lang=en")).text
    await writer.close()
    assert "fewer than 10<" not in text
    assert '15:15 – 15:30<td colspan="2">not shown' in text
    assert "too few people, not measured, or still on its way" in text


async def test_a_full_disk_is_told_at_once_though_nothing_that_was_measured_is_new(archive_path: Path) -> None:
    writer = ArchiveWriter(archive_path)
    told = []
    async with asking(create(opener(archive_path), gateway_name="Test", now_s=lambda: NOW_S)) as client:
        for disk in ("ok", "full", "tight"):
            await writer.write_status(json.dumps({"written_s": NOW_S, "disk": disk, **json.loads(status())}))
            told.append("disk is full" in (await client.get("/?lang=en")).text)
    await writer.close()
    assert told == [False, True, False]


async def test_what_was_known_of_closed_windows_stays_known_while_newer_values_are_on_their_way(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    writer = ArchiveWriter(path)
    await writer.send(observations(), unsure=False)
    closed_until_s = NOW_S - NOW_S % WINDOW_S
    await writer.write_status(status(closed_until_s=closed_until_s - WINDOW_S))
    open_archive = opener(path)
    before = open_archive().closed("strand-1")
    await writer.write_status(status(pending=2))
    during = open_archive().closed("strand-1")
    await writer.write_status(status())
    after = open_archive().closed("strand-1")
    await writer.close()
    assert before is not None
    assert during == before
    assert after is not None
    assert after.until_s == closed_until_s
