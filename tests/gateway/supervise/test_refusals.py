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


def test_a_flood_of_topics_is_told_in_a_thousand_lines_a_minute() -> None:
    refusals = Refusals()
    flood = [f"stoep/1/d{number}/up" for number in range(5000)]
    told = [[refusals.note(topic, reason="device", mono_s=at_s) for topic in flood] for at_s in (100.0, 101.0, 160.0)]
    assert [sum(line is not None for line in lines) for lines in told] == [1000, 0, 1000]


def test_what_is_remembered_of_a_long_topic_is_short() -> None:
    refusals = Refusals()
    assert refusals.note("stoep/1/" + "x" * 60_000 + "a/up", reason="topic", mono_s=0.0)
    assert refusals.note("stoep/1/" + "x" * 60_000 + "b/up", reason="topic", mono_s=0.0) is None
