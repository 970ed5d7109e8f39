"""Numbers, ages and times, as people of each language write them."""

from datetime import UTC

import pytest

from stoep_gateway.web.language import choose
from stoep_gateway.web.speech import Speaker, zone
from support.street_archive import NOW_S

NL = Speaker(language="nl", now_s=NOW_S, zone=zone())
EN = Speaker(language="en", now_s=NOW_S, zone=zone())


def test_numbers_have_the_separators_of_their_language() -> None:
    assert NL.number(12345.64, 1) == "12.345,6"
    assert EN.number(12345.64, 1) == "12,345.6"


def test_a_negative_number_has_a_real_minus_sign() -> None:
    assert NL.amount(-3.25, decimals=1, unit="°C") == "\u22123,2\u00a0°C"


@pytest.mark.parametrize(
    ("seconds", "dutch", "english"),
    [
        (-40, "net binnen", "just in"),
        (59, "net binnen", "just in"),
        (60, "1 minuut geleden", "1 minute ago"),
        (7199, "1 uur geleden", "1 hour ago"),
        (7200, "2 uur geleden", "2 hours ago"),
        (86400 * 3, "3 dagen geleden", "3 days ago"),
    ],
)
def test_an_age_is_told_in_its_largest_whole_unit(seconds: int, dutch: str, english: str) -> None:
    assert (NL.age(NOW_S - seconds), EN.age(NOW_S - seconds)) == (dutch, english)


def test_a_measurement_of_unknown_time_has_no_age() -> None:
    assert NL.age(None) == "tijd onbekend"


def test_times_are_local_and_the_machine_form_is_utc() -> None:
    assert NL.moment(NOW_S) == "za 18 jul 16:05"
    assert EN.moment(NOW_S) == "Sat 18 Jul 16:05"
    assert NL.machine(NOW_S) == "2026-07-18T14:05:00Z"


def test_winter_time_is_an_hour_earlier() -> None:
    assert NL.clock(NOW_S + 180 * 86400) == "15:05"


def test_without_a_zone_database_times_are_utc_and_the_page_can_say_so() -> None:
    speaker = Speaker(language="nl", now_s=NOW_S, zone=zone("No/Such_Zone"))
    assert speaker.zone is UTC
    assert (speaker.clock(NOW_S), speaker.zone_name()) == ("14:05", "UTC")


@pytest.mark.parametrize(
    ("seconds", "text"), [(900, "15 minuten"), (3600, "1 uur"), (86400, "24 uur"), (45, "45 seconden")]
)
def test_a_span_is_told_in_whole_units(seconds: int, text: str) -> None:
    assert NL.span(seconds) == text


@pytest.mark.parametrize(
    ("asked", "cookie", "accept", "language"),
    [
        ("en", "nl", "nl", "en"),
        ("de", "en", "nl", "en"),
        (None, "zz", "en-US", "en"),
        (None, None, "fr, en;q=0.3, nl;q=0.7", "nl"),
        (None, None, "en;q=0", "nl"),
        (None, None, "en;q=nan, nl;q=0.1", "nl"),
        (None, None, ";;,,=q", "nl"),
        (None, None, "en" * 1000, "nl"),
        (None, None, None, "nl"),
    ],
)
def test_the_first_wish_that_we_can_fulfil_decides(
    asked: str | None, cookie: str | None, accept: str | None, language: str
) -> None:
    assert choose(asked=asked, cookie=cookie, accept=accept) == language
