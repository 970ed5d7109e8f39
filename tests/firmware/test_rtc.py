"""The RTC record: a counter is used once, and damage is a new power-on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_firmware.rtc import RtcRecord

NUMBER = st.integers(0, 2**30 - 1)


def fresh(memory: list[bytes]) -> RtcRecord:
    return RtcRecord(memory[-1] if memory else b"", write=lambda data: memory.append(bytes(data)))


@given(
    counter=NUMBER,
    echo=st.integers(-1, 2**30 - 1),
    seen=NUMBER,
    offset_s=NUMBER,
    flags=st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_the_record_comes_back_as_it_was_committed(counter, echo, seen, offset_s, flags):
    memory: list[bytes] = []
    record = fresh(memory)
    record.start_session(b"session!")
    record.counter, record.echo_counter, record.seen, record.offset_s = counter, echo, seen, offset_s
    record.has_epoch, record.has_clock, record.wants_hello, record.owes_versions = flags
    record.commit()
    again = fresh(memory)
    assert not again.is_new
    assert (again.session, again.counter, again.echo_counter, again.seen) == (b"session!", counter, echo, seen)
    assert [again.has_epoch, again.has_clock, again.wants_hello, again.owes_versions] == flags
    assert len(memory[-1]) <= 2048


@given(at=st.integers(0, 72), mask=st.integers(1, 255), size=st.integers(0, 72))
def test_a_damaged_or_short_record_is_a_new_power_on(at, mask, size):
    memory: list[bytes] = []
    fresh(memory).start_session(b"session!")
    whole = memory[-1]
    damaged = whole[:at] + bytes([whole[at] ^ mask]) + whole[at + 1 :]
    assert fresh([damaged]).is_new
    assert fresh([whole[:size]]).is_new
    assert not fresh([damaged]).has_session


def test_a_counter_is_in_lasting_memory_before_anybody_seals_with_it():
    memory: list[bytes] = []
    record = fresh(memory)
    record.start_session(b"session!")
    counter = record.take_counter()
    assert fresh(memory).counter == counter + 1


def test_without_a_session_there_is_no_counter():
    with pytest.raises(ValueError, match="no session"):
        fresh([]).take_counter()
