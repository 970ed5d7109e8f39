"""Replies that are authentic and absurd: the device ends the conversation, and flash and ring stay as they were."""

import pytest

from stoep_protocol.cbor import Writer
from stoep_protocol.encode_down import encode_reply
from stoep_protocol.keys import down_cipher
from stoep_protocol.reply import Reply
from support.link_bench import DEVICE, SECRET, LinkBench


def sealed_reply(bench, **fields):
    """A reply that is authentic, whatever it says."""
    gateway = bench.gateway
    reply = {
        "session": bench.rtc.session,
        "counter": bench.rtc.counter - 1,
        "life": bench.outbox.life,
        "settled": 0,
        "seen": 0,
        "time_s": None,
        "flags": 0,
        "configuration": None,
        "command": None,
        "anchor": None,
        "update": None,
    }
    writer = Writer(512)
    encode_reply(writer, Reply(**{**reply, **fields}))
    gateway.reply_counter += 1
    cipher = down_cipher(SECRET, device_id=DEVICE, epoch=gateway.epoch)
    return cipher.seal(writer.view(), counter=gateway.reply_counter)


def talk_with_a_mad_gateway(bench, answer, *, replies=1):
    """How many frames the device says before it gives up. It must."""
    bench.begin()
    for frames in range(5_000):
        message = bench.say()
        if bench.link.done:
            return frames
        for _ in range(replies):
            bench.hear(answer())
        if message is None and not bench.link.done:
            bench.link.late()
    raise AssertionError("the conversation does not end")


MAD = {
    "asks for hello for ever": lambda bench, n: sealed_reply(bench, flags=1),
    "asks for hello every other time": lambda bench, n: sealed_reply(bench, flags=n % 2),
    "has more for ever": lambda bench, n: sealed_reply(bench, flags=2),
    "has seen what never was": lambda bench, n: sealed_reply(bench, seen=2**30 - 1, settled=2**30 - 1),
    "speaks of other lives": lambda bench, n: sealed_reply(bench, life=n.to_bytes(4, "big")),
    "sees and forgets": lambda bench, n: sealed_reply(bench, seen=n % 3 * 10, settled=n % 3 * 10),
    "has a new anchor each time": lambda bench, n: sealed_reply(bench, anchor=(n, b"ledgerhd")),
}


@pytest.mark.parametrize("profile", ["soil", "people"])
@pytest.mark.parametrize("mad", MAD)
@pytest.mark.parametrize("replies", [1, 3])
def test_a_gateway_out_of_its_mind_is_given_up_and_takes_no_row_with_it(tmp_path, profile, mad, replies):
    bench = LinkBench(tmp_path, profile=profile)
    bench.measure(40)
    turns = iter(range(1, 100_000))
    saves = []
    save = bench.outbox.state.save
    bench.outbox.state.save = lambda: (saves.append(1), save())
    assert talk_with_a_mad_gateway(bench, lambda: MAD[mad](bench, next(turns)), replies=replies) < 200
    assert len(saves) < 150
    assert bench.outbox.next_row == 41
    if mad != "sees and forgets" or profile == "soil":
        assert bench.outbox.oldest_row == 1
    bench.wake()
    assert bench.outbox.next_row == 41
