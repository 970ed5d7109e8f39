"""What a service's Retry-After means, in seconds, whatever it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.backends.retry_after import retry_after_s

NOON = "Thu, 26 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("said", "date", "after_s"),
    [
        ("120", "", 120.0),
        (" 0 ", NOON, 0.0),
        ("Thu, 26 Nov 2026 12:02:00 GMT", NOON, 120.0),
        ("Thu, 26 Nov 2026 11:59:00 GMT", NOON, 0.0),
        ("Thu, 26 Nov 2026 12:02:00 GMT", "", 0.0),
        ("Thu, 26 Nov 2026 12:02:00", NOON, 0.0),
        ("9" * 5_000, "", 999_999_999.0),
        ("-5", NOON, 0.0),
        ("1.5", NOON, 0.0),
        ("٣", NOON, 0.0),
        ("soon", NOON, 0.0),
        ("Thu, 26 Nov 2026 12:02:00 +99999999999999999999", NOON, 0.0),
    ],
)
def test_seconds_or_a_date_by_the_services_own_clock(said: str, date: str, after_s: float) -> None:
    assert retry_after_s({"Retry-After": said, "Date": date}) == after_s


def test_without_it_nothing_is_asked() -> None:
    assert retry_after_s({"Date": NOON}) == 0.0


@given(said=st.text(max_size=40), date=st.text(max_size=40))
def test_nothing_that_it_may_say_is_an_error(said: str, date: str) -> None:
    assert retry_after_s({"Retry-After": said, "Date": date}) >= 0.0
