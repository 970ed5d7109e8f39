"""An events file becomes events, and events become strengths on the grid of slots."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.crowd.aligned import event_array
from stoep_gateway.crowd.events import Event, parse_events
from stoep_gateway.errors import ConfigError

ZONE = ZoneInfo("Europe/Amsterdam")
PLACES = ("pier", "boulevard")
TOML = """\
[[event]]
name = "Vlaggetjesdag"
from = 2027-06-12T10:00:00
until = 2027-06-12T18:00:00
places = ["boulevard"]
visitors = 4000
[[event]]
name = "Vuurwerk"
from = 2027-06-11T22:00:00+02:00
until = 2027-06-12T00:00:00
strength = 0.8
"""
CSV = """\
name,from,until,places,visitors,strength
Vlaggetjesdag,2027-06-12T10:00,2027-06-12T18:00,boulevard,4000,
Vuurwerk,2027-06-11T22:00,2027-06-12 00:00,,,0.8
"""


def local_s(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


def parsed(text: str, *, file: str = "events.toml") -> tuple[Event, ...]:
    return parse_events(text, file=Path(file), zone=ZONE, places=PLACES)


@pytest.mark.parametrize(("text", "file"), [(TOML, "events.toml"), (CSV, "events.csv")])
def test_both_kinds_of_file_give_the_same_events_in_order_of_time(text: str, file: str) -> None:
    first, second = local_s("2027-06-11T22:00"), local_s("2027-06-12T10:00")
    assert parsed(text, file=file) == (
        Event(name="Vuurwerk", start_s=first, end_s=first + 7200, places=(), strength=0.8),
        Event(name="Vlaggetjesdag", start_s=second, end_s=second + 28_800, places=("boulevard",), strength=0.4),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TOML.replace("places", "place"), "5: event \"Vlaggetjesdag\": unknown key 'place', did you mean places?"),
        (TOML.replace('"boulevard"', '"kade"'), '5: event "Vlaggetjesdag": places names "kade", which is no place'),
        (TOML.replace("T18:", "T08:"), '4: event "Vlaggetjesdag": until must be after from'),
        (TOML.replace("06-12T18:", "07-18T18:"), '4: event "Vlaggetjesdag": until must be after from, by at most'),
        (TOML.replace("strength = 0.8", ""), '7: event "Vuurwerk": give visitors (expected) or strength'),
        (TOML.replace("= 0.8", "= 2"), '11: event "Vuurwerk": strength must be a number from 0.001 to 1'),
        (TOML.replace("2027-06-12T10:00:00", "7"), '3: event "Vlaggetjesdag": from must be a date and time'),
        (CSV.replace("until,", ""), "1: column until is missing: the first line must name name, from, until"),
        (CSV.replace("T22:00", "T25:00"), '3: event "Vuurwerk": from must be a date and time, such as'),
        (CSV.replace("4000", "many"), '2: event "Vlaggetjesdag": visitors must be a number from 1 to'),
        (CSV + "x,y\n", "4: 2 cells, the first line has 6"),
        (CSV + '"x', "4: not CSV: unexpected end of data"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(text: str, message: str) -> None:
    file = "events.csv" if text.startswith("name") else "events.toml"
    with pytest.raises(ConfigError) as caught:
        parsed(text, file=file)
    assert str(caught.value).startswith(f"{file}:{message}")


def test_an_event_counts_for_the_part_of_a_slot_that_it_fills() -> None:
    event = Event(name="x", start_s=1200, end_s=3000, places=("pier",), strength=0.6)
    array = event_array([event], places=PLACES, start_s=0, slot_s=900, slots=6)
    assert array[:, 0].tolist() == pytest.approx([0, 0.4, 0.6, 0.2, 0, 0])
    assert not array[:, 1].any()


def test_events_at_once_add_up_to_one_at_most() -> None:
    events = [Event(name="x", start_s=-900, end_s=9000, places=(), strength=0.6) for _ in range(2)]
    assert event_array(events, places=PLACES, start_s=0, slot_s=900, slots=2).tolist() == [[1, 1], [1, 1]]


@given(start_s=st.integers(-40, 40), length=st.integers(1, 40), strength=st.floats(0.01, 1), slots=st.integers(1, 20))
def test_an_event_far_or_near_never_leaves_the_grid(start_s: int, length: int, strength: float, slots: int) -> None:
    event = Event(name="x", start_s=start_s * 300, end_s=(start_s + length) * 300, places=(), strength=strength)
    array = event_array([event], places=PLACES, start_s=0, slot_s=900, slots=slots)
    inside_s = max(0, min(event.end_s, slots * 900) - max(event.start_s, 0))
    assert array[:, 0].sum() == pytest.approx(strength * inside_s / 900, abs=1e-4)


@given(at=st.integers(0, len(CSV)), cut=st.integers(0, 9), added=st.text(max_size=6))
def test_damage_gives_events_or_one_line(at: int, cut: int, added: str) -> None:
    for text, file in ((CSV, "events.csv"), (TOML, "events.toml")):
        try:
            parsed(text[:at] + added + text[at + cut :], file=file)
        except ConfigError as error:
            assert str(error).startswith(file)
            assert "\n" not in str(error)
