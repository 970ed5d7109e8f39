"""What machines and people are told of an alert."""

import json
from dataclasses import replace

import pytest

from support.crowd_news import ALERT, RAISED_S, news

NOW = replace(ALERT, is_now=True, expected_s=RAISED_S, chance=1.0)
OVER = replace(ALERT, ended_s=RAISED_S + 9000)


def test_machines_get_one_object_with_times_in_utc() -> None:
    assert json.loads(news().json()) == {
        "id": f"pier/2/{RAISED_S}",
        "event": "raised",
        "gateway": "Scheveningen",
        "place": "pier",
        "title": "De Pier",
        "level": "orange",
        "raised": "2026-07-05T13:15:00Z",
        "expected": "2026-07-05T14:30:00Z",
        "within_min": 120,
        "chance": 0.624,
        "is_now": False,
        "ended": None,
    }


def test_the_end_of_an_alert_has_its_id_and_a_key_of_its_own() -> None:
    end = news(OVER, is_end=True)
    told = json.loads(end.json())
    assert (told["id"], told["event"], told["ended"]) == (ALERT.id, "ended", "2026-07-05T15:45:00Z")
    assert end.key != news().key


def test_news_that_it_was_raised_is_the_same_before_and_after_it_ended() -> None:
    assert news(OVER).json() == news().json()


@pytest.mark.parametrize(
    ("told", "language", "subject"),
    [
        (news(), "nl", "De Pier: oranje verwacht om 16:30 (kans 62 %)"),
        (news(NOW), "nl", "De Pier: nu oranje"),
        (news(OVER, is_end=True), "nl", "De Pier: oranje is voorbij"),
        (news(), "en", "De Pier: orange expected at 16:30 (chance 62 %)"),
        (news(NOW), "en", "De Pier: orange now"),
        (news(OVER, is_end=True), "en", "De Pier: orange is over"),
    ],
)
def test_people_get_a_subject_in_their_language(told, language: str, subject: str) -> None:  # type: ignore[no-untyped-def]
    assert told.subject(language) == subject


def test_people_get_local_times() -> None:
    assert "vanaf ongeveer 16:30" in news().body("nl")
    assert "is over since 17:45" in news(OVER, is_end=True).body("en")


def test_nothing_is_certain() -> None:
    assert "99 %" in news(replace(ALERT, chance=0.9999)).subject("en")


def test_a_test_says_so_to_machines_and_people() -> None:
    tried = replace(news(), is_test=True)
    assert json.loads(tried.json())["event"] == "test"
    assert tried.subject("nl") == "Proef: dit is geen melding"
    assert "nothing to do" in tried.body("en")
