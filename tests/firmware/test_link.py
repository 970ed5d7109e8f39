"""The device's conversation against an oracle written from SPEC: what it says, and what it makes of the replies."""

import shutil
import tempfile
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoep_firmware.records import Identity
from stoep_protocol.keys import up_cipher
from stoep_protocol.messages import decode_up
from stoep_protocol.seal import parse_envelope
from support.link_bench import DEVICE, SECRET, LinkBench


@pytest.fixture
def soil(tmp_path):
    return LinkBench(tmp_path, profile="soil")


@pytest.fixture
def people(tmp_path):
    return LinkBench(tmp_path, profile="people")


def opened(message):
    envelope = parse_envelope(message)
    cipher = up_cipher(SECRET, device_id=DEVICE, session=envelope.kid)
    return decode_up(cipher.open(envelope), sealed_bytes=len(message))


def test_the_first_frame_of_a_session_is_a_hello_and_a_wake_says_it_once(soil):
    soil.measure(3)
    first = [type(opened(message)).__name__ for message in soil.talk()]
    soil.wake()
    soil.measure(1)
    second = [type(opened(message)).__name__ for message in soil.talk()]
    assert (first, second) == (["Hello", "Rows"], ["Rows"])


def test_a_wake_without_rows_sends_one_empty_frame(soil):
    soil.talk()
    soil.wake()
    (frame,) = [opened(message) for message in soil.talk()]
    assert frame.times == ()
    assert frame.first_row == 1


def test_health_rides_in_the_first_frame_of_a_wake_and_then_hourly(soil):
    soil.talk()
    for uptime_s in (100, 200, 3_700, 3_800):
        soil.measure(1)
        soil.talk(uptime_s=uptime_s, is_wake=False)
    assert len(soil.gateway.health) == 2


def test_one_frame_is_in_flight_until_the_first_reply_then_four(soil):
    soil.talk()
    soil.wake()
    soil.measure(200)
    soil.begin()
    message = soil.say()
    assert soil.say() is None
    soil.hear(soil.gateway.take(message))
    assert [soil.say() is not None for _ in range(5)] == [True, True, True, True, False]


def test_people_frames_have_one_length_five_rows_and_the_echo(people):
    people.measure(23)
    sent = people.talk()
    assert {len(message) for message in sent} == {128}
    frames = [opened(message) for message in sent]
    assert [len(frame.times) for frame in frames[1:]] == [0, 5, 5, 5, 5, 3]
    assert all(frame.extras.echo.epoch == b"epoch--0" for frame in frames[1:])
    assert [frame.extras.health is not None for frame in frames[1:]] == [True, False, False, False, False, False]


def test_people_values_at_their_limits_still_fit_the_padded_frame(tmp_path):
    people = LinkBench(tmp_path, profile="people")
    people.gateway.anchor = (2**30 - 1, b"ledgerhd")
    people.talk()
    people.rtc.counter = 2**29
    for i in range(20):
        values = array("i", [60000 * (i % 2), 60000 * ((i + 1) % 2)])
        people.outbox.append(values, time_s=2**28 + 40_000_000 * i + i * i, boot=1, is_dated=True)
    assert {len(message) for message in people.talk()} == {128}
    assert people.gateway.taken == 20


def test_an_anchor_is_kept_and_echoed_over_power_loss(people):
    people.gateway.anchor = (9, b"ledgerhd")
    people.talk()
    people.lose_power()
    people.measure(1)
    last = opened(people.talk()[-1])
    assert (last.extras.echo.anchor_index, last.extras.echo.anchor_mac) == (9, b"ledgerhd")


def test_a_restarted_gateway_gets_the_rows_it_held_in_memory_again(soil):
    soil.measure(30)
    soil.talk()
    soil.gateway.start(soil.new_epoch())
    soil.wake()
    soil.talk()
    assert soil.gateway.taken == 30


def test_a_gateway_restored_from_an_older_backup_gets_what_the_ring_still_holds(soil):
    soil.measure(30)
    soil.talk()
    soil.gateway.commit()
    soil.talk(is_wake=False)
    assert soil.outbox.settled == 30
    soil.gateway.restore(12, epoch=soil.new_epoch())
    soil.wake()
    soil.talk()
    assert soil.gateway.taken == 30
    assert soil.outbox.settled == 12


def test_a_people_device_never_moves_settled_down(people):
    people.measure(30)
    people.talk()
    people.gateway.commit()
    people.talk(is_wake=False)
    people.gateway.restore(12, epoch=people.new_epoch())
    people.wake()
    people.measure(2)
    people.talk()
    assert people.outbox.settled == 30
    assert people.gateway.taken == 32
    assert people.gateway.lost == 18


def test_restored_flash_starts_a_new_life(tmp_path):
    (tmp_path / "now").mkdir()
    bench = LinkBench(tmp_path / "now", profile="soil")
    bench.measure(10)
    bench.talk()
    shutil.copytree(tmp_path / "now", tmp_path / "backup")
    bench.measure(10)
    bench.talk()
    bench.gateway.commit()
    life = bench.gateway.life
    shutil.rmtree(tmp_path / "now")
    shutil.copytree(tmp_path / "backup", tmp_path / "now")
    bench.lose_power()
    bench.measure(3)
    bench.talk()
    assert bench.gateway.life != life
    assert bench.gateway.taken == 3
    assert [bench.gateway.rows[(bench.gateway.life, row)][0] for row in (1, 2, 3)] == [660, 720, 780]


def test_a_life_that_the_gateway_has_closed_is_given_up(tmp_path):
    (tmp_path / "now").mkdir()
    bench = LinkBench(tmp_path / "now", profile="soil")
    bench.measure(5)
    bench.talk()
    shutil.copytree(tmp_path / "now", tmp_path / "backup")
    shutil.rmtree(tmp_path / "now" / "outbox")
    bench.lose_power()
    bench.measure(40)
    bench.talk()
    shutil.rmtree(tmp_path / "now" / "outbox")
    shutil.copytree(tmp_path / "backup" / "outbox", tmp_path / "now" / "outbox")
    bench.lose_power()
    bench.measure(4)
    bench.talk()
    assert bench.gateway.taken == 4
    assert len(bench.gateway.closed_lives) == 2


def test_a_silent_gateway_is_given_up_after_four_tries(soil):
    soil.measure(3)
    soil.begin()
    for _ in range(4):
        assert soil.say() is not None
        assert soil.say() is None
        soil.link.late()
    assert (soil.link.done, soil.link.trouble) == (True, "no reply from the gateway")


def test_a_gateway_that_takes_no_rows_ends_the_conversation_and_loses_nothing(soil):
    soil.gateway.takes_rows = False
    soil.measure(3)
    soil.talk()
    assert soil.link.trouble == "the gateway does not take the rows now"
    soil.gateway.takes_rows = True
    soil.wake()
    soil.talk()
    assert soil.gateway.taken == 3


def test_a_clone_is_told_and_stops(soil):
    soil.gateway.board_id = b"other"
    soil.measure(1)
    assert len(soil.talk()) == 1
    assert "another board" in soil.link.trouble


def test_replies_that_are_old_foreign_or_damaged_are_dropped_and_counted(soil):
    soil.measure(1)
    soil.begin()
    reply = soil.gateway.take(soil.say())
    damaged = reply[:-1] + bytes([reply[-1] ^ 1])
    foreign = soil.gateway.reply(b"session?", 0)
    ahead = soil.gateway.reply(soil.rtc.session, 99)
    assert [soil.hear(payload) for payload in (damaged, foreign, ahead, b"", b"x" * 2000)] == [None] * 5
    assert soil.hear(reply) is not None
    assert soil.hear(reply) is None
    assert soil.link.refused == 6


def test_a_second_reply_to_the_same_frame_counts_if_the_gateway_sent_it_later(soil):
    soil.measure(4)
    soil.talk()
    earlier = soil.gateway.reply(soil.rtc.session, soil.rtc.echo_counter)
    soil.gateway.commit()
    later = soil.gateway.reply(soil.rtc.session, soil.rtc.echo_counter)
    assert soil.hear(later) is not None
    assert soil.outbox.settled == 4
    assert soil.hear(earlier) is None


def test_a_reply_held_back_until_the_next_conversation_does_not_tell_the_time(soil):
    soil.gateway.time_s = 1_000
    soil.measure(1)
    soil.talk()
    held_back = soil.gateway.reply(soil.rtc.session, soil.rtc.counter - 1)
    soil.gateway.time_s = 4_600
    soil.begin()
    frame = soil.say()
    assert soil.hear(held_back).time_s is None
    assert soil.hear(soil.gateway.take(frame)).time_s == 4_600


def test_a_configuration_is_heard_until_it_is_reported(soil):
    soil.gateway.configuration = (3, {1: 30, 2: 300})
    soil.talk()
    assert soil.heard[-1].configuration == (3, {1: 30, 2: 300})
    soil.vitals = soil.vitals._replace(sample_s=30, send_s=300, configuration=3)
    soil.link.done = False
    soil.link.report(vitals=soil.vitals)
    soil.talk(is_wake=False)
    assert soil.gateway.versions == {1: 3}
    assert soil.gateway.hellos[-1].sample_s == 30
    assert soil.heard[-1].configuration is None


def test_a_command_that_was_carried_out_is_only_reported(people):
    people.gateway.command = (5, 1)
    people.outbox.state.command_id = 5
    people.talk()
    assert all(heard.command is None for heard in people.heard)
    assert people.gateway.versions == {2: 5}


def test_rows_dropped_by_a_full_ring_are_told_before_the_gap_shows(tmp_path):
    bench = LinkBench(tmp_path, profile="soil", capacity_rows=30)
    bench.measure(5)
    bench.talk()
    bench.gateway.commit()
    bench.talk(is_wake=False)
    bench.measure(70)
    bench.talk(is_wake=False, uptime_s=10)
    assert bench.gateway.taken == 75
    assert bench.gateway.lost == bench.gateway.health[-1].dropped == bench.outbox.dropped > 0


ACTIONS = st.lists(
    st.sampled_from(["measure", "sleep", "power", "restart", "commit", "restore", "lossy", "lossy", "lossy", "talk"]),
    min_size=1,
    max_size=14,
)


def lossy_talk(bench, data):
    """A conversation over a network that loses, repeats and reorders both ways."""
    bench.begin()
    up, down = [], []
    for _ in range(60):
        if bench.link.done:
            return
        message = bench.say()
        if message is not None:
            up += [message] * data.draw(st.sampled_from([1, 1, 1, 0, 2]))
        if up and data.draw(st.booleans()):
            at = data.draw(st.integers(0, len(up) - 1)) if data.draw(st.booleans()) else 0
            down += [bench.gateway.take(up.pop(at))] * data.draw(st.sampled_from([1, 1, 1, 0, 2]))
        if down and data.draw(st.booleans()):
            at = data.draw(st.integers(0, len(down) - 1)) if data.draw(st.booleans()) else 0
            bench.hear(down.pop(at))
        elif message is None and not up and not down:
            bench.link.late()


@pytest.mark.parametrize("profile", ["soil", "people"])
@settings(max_examples=150)
@given(actions=ACTIONS, data=st.data())
def test_every_row_arrives_once_whatever_network_and_gateway_do(profile, actions, data):
    with tempfile.TemporaryDirectory() as folder:
        bench = LinkBench(folder, profile=profile, capacity_rows=10_000)
        for action in actions:
            if action == "measure":
                bench.measure(data.draw(st.integers(1, 30)))
            elif action == "sleep":
                bench.wake()
            elif action == "power":
                bench.lose_power()
            elif action == "restart":
                bench.gateway.start(bench.new_epoch())
            elif action == "commit":
                bench.gateway.commit()
            elif action == "restore" and profile == "soil":
                bench.gateway.restore(data.draw(st.integers(0, 30)), epoch=bench.new_epoch())
            elif action == "lossy":
                lossy_talk(bench, data)
            else:
                bench.talk()
                assert not bench.link.trouble
        bench.talk()
        gateway = bench.gateway
        assert not bench.link.trouble
        assert len(gateway.closed_lives) == 0
        assert gateway.taken == bench.outbox.next_row - 1
        for row in range(1, gateway.taken + 1):
            values = gateway.rows[(gateway.life, row)][2]
            assert values == tuple(row * 10 + column for column in range(len(bench.profile.columns)))
        if profile == "people":
            assert set(gateway.sizes) == {128}


def test_a_restarted_gateway_that_forgot_what_was_not_durable_is_told_again(soil):
    soil.gateway.configuration = (3, {1: 60, 2: 600})
    soil.vitals = soil.vitals._replace(configuration=3)
    soil.talk()
    soil.gateway.start(soil.new_epoch())
    soil.gateway.versions, soil.gateway.health = {}, []
    soil.measure(1)
    soil.talk(is_wake=False)
    assert (soil.gateway.versions, len(soil.gateway.health)) == ({1: 3}, 1)


def test_the_longest_hello_and_state_of_a_people_device_still_fit(people):
    people.gateway.anchor = (2**30 - 1, b"ledgerhd")
    people.gateway.board_id = b"12345678"
    people.identity = Identity(DEVICE, SECRET, b"12345678", "x" * 20)
    people.wake()
    people.talk()
    people.outbox.state.base = 1 - 2**29  # rows of a device that has counted for a thousand years
    people.outbox.state.settled = 0
    people.outbox.state.command_id = 2**30 - 1
    people.rtc.counter = 2**29
    people.rtc.wants_hello = people.rtc.owes_versions = True
    people.vitals = people.vitals._replace(sample_s=86_400, send_s=86_400, configuration=2**30 - 1, battery_mv=2**29)
    people.begin()
    for _ in range(2):
        message = people.say()
        assert len(message) == 128
        people.hear(people.gateway.reply(people.rtc.session, people.rtc.counter - 1))
