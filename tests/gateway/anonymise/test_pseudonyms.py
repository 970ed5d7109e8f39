"""Names for one back-end and one period: stable in it, and nothing of the device's own goes along."""

import base64
import hashlib
import hmac
from dataclasses import astuple
from datetime import UTC, datetime

import pytest

from stoep_gateway.anonymise.pseudonyms import PERIODS, Pseudonyms, end_of
from stoep_gateway.config.keys import BACKEND_KEYS
from stoep_testing.observations import reading, window

CITY = Pseudonyms(every="month", purpose="city")
KEY, OTHER_KEY = bytes(range(32)), bytes(32)


def unix(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def test_a_name_is_what_the_documents_say() -> None:
    digest = hmac.new(KEY, b"city\0garden-1", hashlib.sha256).digest()
    assert CITY.rename(reading(1), key=KEY).device == base64.b32encode(digest)[:16].decode().lower()


def test_nothing_by_which_a_device_can_be_followed_goes_along() -> None:
    one, next_row = (CITY.rename(reading(row), key=KEY) for row in (4711, 4712))
    for renamed in (one, next_row, CITY.rename(window(3), key=KEY)):
        told = " ".join(map(str, (*astuple(renamed)[2:], renamed.identity)))
        assert not [own for own in ("garden-1", "beach-1", "0a1b2c3d", "ffffffff", "4711", "4712") if own in told]
    assert one.life != next_row.life


def test_value_time_and_cell_stay() -> None:
    one = reading(7)
    renamed = CITY.rename(one, key=KEY)
    assert (renamed.value, renamed.time_s, renamed.cell, renamed.quantity, renamed.profile) == (
        one.value,
        one.time_s,
        one.cell,
        one.quantity,
        one.profile,
    )


def test_a_repeat_has_the_same_identity_and_no_other_value_has_it() -> None:
    everything = [
        reading(row, device=device, life=life, quantity=quantity)
        for row in range(1, 60)
        for device in ("garden-1", "garden-2")
        for life in ("00000001", "00000002")
        for quantity in ("soil_temperature", "air_humidity")
    ] + [window(number, quantity=way, device=device) for number in range(9) for way in ("in", "out") for device in "ab"]
    identities = [CITY.rename(one, key=KEY).identity for one in everything]
    assert identities == [CITY.rename(one, key=KEY).identity for one in everything]
    assert len(set(identities)) == len({one.identity for one in everything})


@pytest.mark.parametrize(
    ("pseudonyms", "key", "device"),
    [
        (Pseudonyms(every="month", purpose="province"), KEY, "garden-1"),
        (CITY, OTHER_KEY, "garden-1"),
        (CITY, KEY, "garden-2"),
    ],
    ids=["another back-end", "another period", "another device"],
)
def test_it_is_another_name(pseudonyms: Pseudonyms, key: bytes, device: str) -> None:
    renamed = pseudonyms.rename(reading(1, device=device), key=key)
    known = CITY.rename(reading(1), key=KEY)
    assert renamed.device != known.device
    assert renamed.life != known.life


@pytest.mark.parametrize(
    ("every", "time", "period", "end"),
    [
        ("month", "2026-06-30T23:59:59", "2026-06", "2026-07-01"),
        ("month", "2026-07-01T00:00:00", "2026-07", "2026-08-01"),
        ("month", "2026-12-31T23:59:59", "2026-12", "2027-01-01"),
        ("year", "2026-12-31T23:59:59", "2026", "2027-01-01"),
    ],
)
def test_the_time_of_observation_says_the_period(every: str, time: str, period: str, end: str) -> None:
    assert Pseudonyms(every=every, purpose="city").period_of(unix(time)) == period
    assert end_of(period) == unix(end)


def test_the_settings_know_these_periods() -> None:
    (choices,) = [key.choices for key in BACKEND_KEYS if key.name == "pseudonyms"]
    assert choices == ("", *PERIODS)
