"""The air page: each level with its index, raw beside corrected with the correction's name, no more than is known."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Thread

import pytest

from stoep_gateway.air.index import VERSION
from stoep_gateway.config.settings import AirSettings
from stoep_gateway.records import Cell
from stoep_gateway.web.air.drawing import dust
from stoep_gateway.web.air.source import AirSource
from stoep_gateway.web.app import create
from stoep_gateway.web.ports import Device, Point
from stoep_gateway.web.words.air import WORDS
from support.site import asking
from support.street_air import AIR
from support.street_archive import NOW_S, StreetArchive

HOUR_S = 3600
END_S = NOW_S - NOW_S % HOUR_S
METERS = ("lucht-1", "lucht-2", "lucht-3", "lucht-4")
ALL_SPS30 = AirSettings(sensor="sps30", kappa=0.33)
Dust = Callable[[str, int], float]  # of a device at a time


def steady(device: str, time_s: int) -> float:
    """Never the same twice in a row, and 12 on average."""
    return 11.0 + time_s // 600 % 3


@dataclass(slots=True)
class Meters(StreetArchive):
    """Four air meters in one cell that say what `says` says, at a humidity of 50 %."""

    known: tuple[Device, ...] = tuple(
        Device(name=name, profile="air", cell=Cell(x_m=250, y_m=250, size_m=500), send_s=1800, seen_s=NOW_S)
        for name in METERS
    )
    says: Dust = steady
    humidity: float | None = 50.0
    asked: int = 0

    def series(self, device: str, *, quantity: str, start_s: int, end_s: int) -> tuple[Point, ...]:
        self.asked += 1
        if quantity == "humidity":
            if self.humidity is None:
                return ()
            return tuple(Point(time_s, self.humidity + time_s // 600 % 2) for time_s in range(start_s, end_s, 600))
        return tuple(Point(time_s, self.says(device, time_s)) for time_s in range(start_s, end_s, 600))


async def page(archive: StreetArchive, air: AirSettings = ALL_SPS30, *, language: str = "en", part: int = 1) -> str:
    """The page's text, spaces made one."""
    app = create(lambda: archive, gateway_name="Test", now_s=lambda: NOW_S, air=air)
    async with asking(app) as client:
        answer = await client.get(f"/air?lang={language}&part={part}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).replace("\u00a0", " ")


async def test_raw_and_corrected_stand_side_by_side_with_the_name_of_the_correction() -> None:
    text = plain(await page(StreetArchive(), AIR))
    assert "Plantower PMS5003" in text
    assert re.search(r"Particles PM2.5 8.8 µg/m³ 3.[78] µg/m³ formula of the US EPA", text)
    assert re.search(r"Particles PM10 14.\d µg/m³ – not corrected: no formula", text)
    assert re.search(r"Particles PM2.5 8.8 µg/m³ 5.\d µg/m³ growth in damp air, κ 0.33", text)


async def test_every_level_of_a_sensor_an_hour_or_a_station_has_its_index_and_version_beside_it() -> None:
    html = await page(Meters(says=lambda device, time_s: 100.0 + time_s // 600 % 3))
    chips = re.findall(r'<span class="al a\d">.*?</span>(?=(.{0,200}))', html)
    in_tables = [rest for rest in chips if rest.startswith((" <b>", "</th>", "</td>"))]
    assert len(in_tables) == 6  # what each level means, below a caption that names the index
    assert all(f"European index {VERSION}" in rest for rest in chips if rest not in in_tables)
    assert html.count(f"European index {VERSION}") >= 1 + len(chips) - len(in_tables) + len(METERS)


async def test_a_sensor_of_unknown_type_is_shown_raw_and_without_a_level() -> None:
    text = plain(await page(Meters(), AirSettings()))
    assert "No sensor has a level now" in text
    assert "type not given" in text
    assert "not corrected: type unknown" in text
    assert "Whether there was much fine dust is not known" in text
    assert "all over" not in text.lower()


@pytest.mark.parametrize(("humidity", "said"), [(None, "humidity unknown"), (97.0, "not corrected: fog")])
async def test_without_a_humidity_that_helps_there_is_no_level(humidity: float | None, said: str) -> None:
    text = plain(await page(Meters(humidity=humidity)))
    assert said in text
    assert "No sensor has a level now" in text


async def test_a_meter_that_says_nothing_for_hours_has_no_level() -> None:
    class Silent(Meters):
        def series(self, device: str, *, quantity: str, start_s: int, end_s: int) -> tuple[Point, ...]:
            return ()

    assert "Too little was measured here" in plain(await page(Silent()))


async def test_smoke_at_one_sensor_is_local_and_no_cause_is_claimed() -> None:
    def smoke(device: str, time_s: int) -> float:
        return steady(device, time_s) + (150 if device == "lucht-2" and END_S - 7200 <= time_s < END_S else 0)

    text = plain(await page(Meters(says=smoke)))
    assert "At lucht-2 only. The other sensors stayed below." in text
    assert "very poor" in text
    assert "cannot see" in text


async def test_smoke_everywhere_is_all_over_the_neighbourhood_and_names_nobody_twice() -> None:
    def smoke(device: str, time_s: int) -> float:
        return steady(device, time_s) + (150 if END_S - 7200 <= time_s < END_S else 0)

    assert "All over the neighbourhood: at 4 of 4 sensors." in plain(await page(Meters(says=smoke)))


async def test_a_sensor_that_differs_from_its_neighbours_is_told_of_in_plain_words() -> None:
    text = plain(
        await page(Meters(says=lambda device, time_s: steady(device, time_s) * (4 if device == "lucht-4" else 1)))
    )
    assert re.search(r"some 3.\d times as much as the sensors around it", text)
    assert text.count("times as much") == 1


async def test_official_values_are_context_with_their_source() -> None:
    text = plain(await page(StreetArchive(), AIR))
    assert "Source: RIVM, Luchtmeetnet, CC0" in text
    assert "Den Haag-Rebecquestraat" in text
    assert "9.5 20.0 26.0 61.0 moderate" in text
    assert "Delft-Oud" not in text  # older than two days
    assert "Official measurements" not in plain(await page(StreetArchive(), ALL_SPS30))


async def test_no_air_meter_is_told_and_nothing_else_is_claimed() -> None:
    text = plain(await page(StreetArchive(known=())))
    assert "There is no air meter here yet." in text
    assert "last hour" not in text


async def test_what_is_shown_to_its_keeper_alone_is_not_here() -> None:
    """The archive of the pages leaves meters in gardens out; the survey must not remember them."""
    source, archive = AirSource(ALL_SPS30), Meters()
    assert set(source.look(archive, devices=archive.known, now_s=NOW_S).survey.stations) == set(METERS)
    fewer = archive.known[:3]
    assert set(source.look(archive, devices=fewer, now_s=NOW_S).survey.stations) == set(METERS[:3])


def test_a_survey_is_made_once_in_ten_minutes_and_again_when_a_meter_moves() -> None:
    source, archive = AirSource(ALL_SPS30), Meters()
    now_s = NOW_S - NOW_S % 600
    first = source.look(archive, devices=archive.known, now_s=now_s)
    asked = archive.asked
    assert source.look(archive, devices=archive.known, now_s=now_s + 599) is first
    assert archive.asked == asked
    moved = (replace(archive.known[0], cell=None), *archive.known[1:])
    assert source.look(archive, devices=moved, now_s=now_s + 599) is not first
    assert source.look(archive, devices=archive.known, now_s=now_s + 600) is not first


def test_who_reads_while_a_new_survey_is_made_gets_the_one_before() -> None:
    source, seen = AirSource(ALL_SPS30), []

    class Slow(Meters):
        def series(self, device: str, *, quantity: str, start_s: int, end_s: int) -> tuple[Point, ...]:
            if not seen:
                reader = Thread(
                    target=lambda: seen.append(source.look(self, devices=self.known, now_s=NOW_S + 600)), daemon=True
                )
                seen.append(None)
                reader.start()
                reader.join()
            return Meters.series(self, device, quantity=quantity, start_s=start_s, end_s=end_s)

    first = source.look(Meters(), devices=Meters().known, now_s=NOW_S)
    newer = source.look(Slow(), devices=Meters().known, now_s=NOW_S + 600)
    assert seen[1] is first
    assert newer is not first


def test_the_drawing_begins_at_zero_and_bridges_no_hour_that_was_not_measured() -> None:
    drawn = dust([30.0, None, 40.0, 44.0], [10.0, None, None, 16.0])
    assert drawn
    assert drawn.ceiling == 50
    assert drawn.raw == "M0 64h0M2 32L3 19.2"
    assert drawn.corrected == "M0 128h0M3 108.8h0"
    assert [(bound.y, bound.level and bound.level.name) for bound in drawn.bounds] == [
        (144.0, "FAIR"),
        (112.0, "MODERATE"),
    ]
    assert dust([None], [None]) is None


def test_where_two_bounds_lie_close_no_word_is_squeezed_between_them() -> None:
    drawn = dust([280.0], [260.0])
    assert drawn
    assert drawn.ceiling == 300
    assert not drawn.has_good
    assert [bound.level and bound.level.name for bound in drawn.bounds] == [
        None, "MODERATE", "POOR", "VERY_POOR", "EXTREMELY_POOR",
    ]  # fmt: skip


async def test_in_dutch_too_every_text_is_filled() -> None:
    text = plain(await page(StreetArchive(), AIR, language="nl"))
    assert "Hoe schoon is de lucht?" in text
    assert not re.search(r"{\w+}|None", text)


def test_dutch_sentences_are_short() -> None:
    sentences = [
        sentence.split()
        for dutch, _ in WORDS.values()
        for sentence in re.split(r"[.?!:](?:\s|$)", dutch)
        if len(sentence.split()) > 2
    ]
    assert sum(map(len, sentences)) / len(sentences) <= 15
