"""Whatever arrives, sealed with the right key or not: a decision, never an exception, and accounts that balance."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.ingest import Ingest
from stoep_gateway.ingest.engine import FAULT
from stoep_gateway.journal.records import JournalState
from stoep_gateway.records import Arrival
from stoep_protocol.extras import Echo, Extras, Health
from stoep_protocol.keys import up_cipher
from stoep_protocol.limits import MAX_INT
from stoep_protocol.master_keys import device_secret
from support.ingest_bench import MASTER, NOON_S, Core, enrolled
from support.policies import plain_settings
from support.wire_device import WireDevice

NUMBERS = st.one_of(st.integers(0, 40), st.integers(MAX_INT - 40, MAX_INT - 10))
TIMES = st.one_of(st.integers(NOON_S - 100, NOON_S + 2000), st.sampled_from([0, MAX_INT]))
VALUES = st.one_of(st.none(), st.integers(-5, 100), st.sampled_from([-70_000, 70_000]))
FRAMES = st.tuples(
    st.sampled_from(["people", "weather"]),
    st.sampled_from([b"liv1", b"liv2"]),
    NUMBERS,  # first row
    st.integers(0, 5),  # lag
    st.integers(0, 1),  # clock
    st.lists(TIMES, max_size=5),
    st.lists(VALUES, min_size=20, max_size=20),
    st.booleans(),  # echoes the epoch
    st.integers(0, 9),  # rows dropped
)


def fresh() -> Ingest:
    return Ingest(
        {"garden-7": enrolled()},
        master=MASTER,
        epoch=b"epoch-01",
        policy=PeopleSettings(),
        state=JournalState(),
        memory_bytes=1 << 20,
    )


@given(payload=st.binary(max_size=200), topic=st.one_of(st.just("stoep/1/garden-7/up"), st.text(max_size=40)))
def test_garbage_is_refused_for_a_reason(payload: bytes, topic: str) -> None:
    ingest = fresh()
    ingest.take(Arrival(topic=topic, payload=payload), now_s=NOON_S, mono_s=0.0)
    assert sum(ingest.counts().unopened.values()) == 1
    assert FAULT not in ingest.counts().unopened


@given(plaintext=st.binary(max_size=200))
def test_garbage_under_the_right_key_is_refused_for_a_reason_and_answered(plaintext: bytes) -> None:
    ingest = fresh()
    secret = device_secret(MASTER, device_id="garden-7", generation=1)
    payload = up_cipher(secret, device_id="garden-7", session=b"session1").seal(plaintext, counter=0)
    ingest.take(Arrival(topic="stoep/1/garden-7/up", payload=payload), now_s=NOON_S, mono_s=0.0)
    assert sum(ingest.counts().unopened.values()) == 1
    assert FAULT not in ingest.counts().unopened
    assert len(ingest.replies(now_s=NOON_S)) == 1


@given(frames=st.lists(FRAMES, max_size=12), commits=st.sets(st.integers(0, 11)))
@settings(max_examples=60)
def test_whatever_a_device_says_of_its_rows_the_accounts_balance(
    frames: list[tuple[str, bytes, int, int, int, list[int], list[int | None], bool, int]], commits: set[int]
) -> None:
    street = enrolled("street-1", profile="people")
    with tempfile.TemporaryDirectory() as folder, Core(Path(folder), street, policy=plain_settings(k=1)) as core:
        devices = {
            profile: WireDevice("street-1", master=MASTER, profile=profile, session=session, sample_s=60)
            for profile, session in (("people", b"session1"), ("weather", b"session2"))
        }
        core.take(devices["people"].hello(b"liv1"), devices["weather"].hello(b"liv2"))
        for index, (profile, life, first, lag, clock, times, values, echoes, dropped) in enumerate(frames):
            device = devices[profile]
            width = len(device.profile.columns)
            echo = Echo(core.epoch, None, None) if echoes else None
            # Health travels in a padded frame without rows (SPEC §5).
            health = Health(None, None, 0, dropped, 0) if profile == "weather" or not times else None
            core.take(
                device.rows(
                    first + lag + 1,
                    [(time_s, values[at : at + width]) for at, time_s in enumerate(sorted(times))],
                    life=life,
                    lag=lag,
                    clock=clock,
                    extras=Extras(health, None, echo),
                )
            )
            for outgoing in core.replies():
                reply = device.open(outgoing)
                assert reply.settled <= reply.seen
            start = core.ingest.counts()
            assert start.received == start.duplicate + start.not_taken + start.rejected + start.open + start.kept
            if index in commits:
                core.commit()
                assert core.accounts().balanced
        core.commit()
        assert core.accounts().balanced
