"""The short way of common frames and the long way decide alike: extras send the same rows the long way."""

import random

import pytest

from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.ingest import Ingest
from stoep_gateway.journal.blob import expand
from stoep_gateway.journal.records import CommitBatch, JournalState
from stoep_protocol.extras import NO_EXTRAS, Extras, Health
from support.ingest_bench import MASTER, NOON_S, enrolled
from support.wire_device import WireDevice

LONG_WAY = Extras(Health(3300, -60, 0, 0, 1), None, None)
SOUND = (1500, 100, 90, 120, 800)
EDGES = [(0, -300, -300, -400, 0), (3300, 600, 600, 600, 1000)]
BEYOND = [(3301, 0, 0, 0, 0), (0, -301, 0, 0, 0), (0, 0, 0, 0, -1), (0, 0, 0, 601, 0)]
GAPS = [(None, 1, 2, 3, 4), (None,) * 5]
LIVES = [b"liv1", b"liv1", b"liv1", b"liv1", b"liv0"]


def story(seed: int, *, extras: Extras) -> tuple[Ingest, WireDevice, list[CommitBatch]]:
    """Frames in order, again, too early, of another life or session, with values good and bad; one that seed tells."""
    chance = random.Random(seed)
    device = WireDevice(master=MASTER)
    later = WireDevice(master=MASTER, session=b"session2")
    ingest = Ingest(
        {device.name: enrolled(device.name)},
        master=MASTER,
        epoch=b"epoch-01",
        policy=PeopleSettings(),
        state=JournalState(),
        memory_bytes=1 << 20,
    )
    batches = []
    arrivals = [device.hello()] if chance.random() < 0.9 else []
    next_row = 1
    for _ in range(40):
        count = chance.randint(1, 7)
        first = max(1, next_row + chance.choice([0, 0, 0, 0, 0, 0, -1, -3, 2]))
        odd = chance.choice([[SOUND], [SOUND], [SOUND, SOUND, *EDGES], [SOUND, *BEYOND], [SOUND, *GAPS]])
        rows = [(NOON_S + 600 * (first + at), chance.choice(odd)) for at in range(count)]
        lag = chance.choice([0, first - 1])
        sender = chance.choice([device] * 9 + [later])
        arrivals.append(sender.rows(first, rows, life=chance.choice(LIVES), lag=lag, extras=extras))
        next_row = max(next_row, first + count)
    for arrival in arrivals:
        ingest.take(arrival, now_s=NOON_S, mono_s=1.0)
        if chance.random() < 0.1 and (batch := ingest.batch()):
            ingest.committed(batch)
            batches.append(batch)
    if batch := ingest.batch():
        ingest.committed(batch)
        batches.append(batch)
    return ingest, device, batches


@pytest.mark.parametrize("seed", range(150))
def test_both_ways_decide_alike(seed: int) -> None:
    quick, device, short = story(seed, extras=NO_EXTRAS)
    slow, _, long = story(seed, extras=LONG_WAY)
    assert quick.counts() == slow.counts()
    assert [batch.lives for batch in short] == [batch.lives for batch in long]
    assert [batch.devices for batch in short] == [batch.devices for batch in long]
    assert [o for batch in short for o in observations(batch)] == [o for batch in long for o in observations(batch)]
    told, expected = (
        [device.open(reply) for reply in ingest.replies(now_s=NOON_S) if reply.topic.endswith(device.name)]
        for ingest in (quick, slow)
    )
    assert told == expected


def observations(batch: CommitBatch) -> list[object]:
    found: list[object] = []
    for expected, blob in batch.entries:
        values = expand(blob, position=1)
        assert len(values) == expected
        found += values
    return found
