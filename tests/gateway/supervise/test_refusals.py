"""Refused frames are told of, once a minute a device and reason, with what to do."""

from stoep_gateway.supervise.refusals import Refusals

TOPIC = "stoep/1/garden-7/up"


def test_the_first_refusal_is_told_with_the_remedy() -> None:
    assert Refusals().note(TOPIC, reason="device", mono_s=0.0) == (
        "frame from stoep/1/garden-7/up refused (device): "
        "not enrolled here, or revoked: stoep device enroll garden-7 --bundle FILE"
    )


def test_more_of_the_same_is_counted_and_told_a_minute_later() -> None:
    refusals = Refusals()
    refusals.note(TOPIC, reason="key", mono_s=0.0)
    assert [refusals.note(TOPIC, reason="key", mono_s=at) for at in (1.0, 59.0)] == [None, None]
    line = refusals.note(TOPIC, reason="key", mono_s=60.0)
    assert line is not None
    assert line.endswith("(2 more since the last line)")


def test_another_reason_is_told_at_once() -> None:
    refusals = Refusals()
    refusals.note(TOPIC, reason="key", mono_s=0.0)
    assert refusals.note(TOPIC, reason="size", mono_s=0.0)


def test_a_strangers_topic_is_cut_and_stripped() -> None:
    line = Refusals().note("stoep/1/\x1b[2J" + "x" * 300 + "/up", reason="topic", mono_s=0.0)
    assert line is not None
    assert "\x1b" not in line
    assert len(line) < 200


def test_a_flood_of_topics_is_forgotten_rather_than_remembered() -> None:
    refusals = Refusals()
    for number in range(5000):
        refusals.note(f"stoep/1/d{number}/up", reason="device", mono_s=0.0)
    assert refusals.note("stoep/1/d0/up", reason="device", mono_s=1.0) is not None
