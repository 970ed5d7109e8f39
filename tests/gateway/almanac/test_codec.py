"""Whatever happens to bytes of the almanac, they are read as they were written or not at all."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoep_gateway.almanac import codec
from stoep_gateway.almanac.codec import Past
from support.street_almanac import gardens, report

FOUND = gardens()[0]
PAST = Past(days=FOUND.days[:3], estimates=FOUND.estimates[:3])


def test_what_is_read_is_what_was_written() -> None:
    body = codec.encode_findings(FOUND)
    told = codec.decode_findings(body, past=Past(), research=FOUND.research)
    assert codec.encode_findings(told) == body
    assert (told.name, told.advice, told.events, told.research) == (
        FOUND.name,
        FOUND.advice,
        FOUND.events,
        FOUND.research,
    )
    assert codec.encode_past(codec.decode_past(codec.encode_past(PAST))) == codec.encode_past(PAST)
    assert codec.decode_report(codec.encode_report(report())) == report()


def test_nothing_at_all_is_something_too() -> None:
    empty = replace(FOUND, days=(), estimates=(), events=(), devices=(), reading=None, reading_s=None)
    assert codec.decode_findings(codec.encode_findings(empty), past=Past(), research=FOUND.research) == empty
    assert codec.decode_past(codec.encode_past(Past())) == Past()


def test_a_number_that_is_none_is_not_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        codec.encode_findings(replace(FOUND, reading=float("nan")))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_damage_is_a_value_error_or_changes_nothing(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from([codec.encode_past(PAST), codec.encode_report(report())])))
    at = data.draw(st.integers(0, len(body) - 1))
    body[at] ^= data.draw(st.integers(1, 255))
    for decode in (codec.decode_past, codec.decode_report):
        with suppress(ValueError):
            assert decode(bytes(body)) in (report(), codec.decode_past(codec.encode_past(PAST)))


def test_years_of_a_garden_fit_into_little() -> None:
    days = tuple(replace(day, date=day.date.replace(year=2020 + number)) for number in range(7) for day in FOUND.days)
    estimates = tuple(
        replace(each, date=each.date.replace(year=2020 + number)) for number in range(7) for each in FOUND.estimates
    )
    assert len(codec.encode_past(Past(days=days, estimates=estimates))) < 30_000
