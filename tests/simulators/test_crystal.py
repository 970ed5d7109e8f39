import io

from hypothesis import given
from hypothesis import strategies as st

from stoep_simulators.crystal import CHANNEL, Crystal, crystal_on
from stoep_simulators.tape import Tape, TapeWriter, blank_tape

START_S = 205_027_200
START_MS = START_S * 1_000
HOUR_MS = 3_600_000


def crystal(*knots: tuple[int, int]) -> Crystal:
    """knots: (seconds since the start, lead in ms)."""
    writer = TapeWriter()
    writer.level(CHANNEL, [(START_S + since_s, lead_ms) for since_s, lead_ms in knots])
    found = crystal_on(Tape(io.BytesIO(writer.to_bytes())))
    assert found is not None
    return found


def test_one_that_beats_true_is_none() -> None:
    assert crystal_on(blank_tape()) is None


def test_a_fast_one_waits_a_shorter_time() -> None:
    fast = crystal((0, 0), (36_000, 360_000))  # a hundredth
    assert fast.counted_ms(START_MS + HOUR_MS) == START_MS + HOUR_MS + 36_000
    assert fast.wait_ms(101_000, now_ms=START_MS) == 100_000


@given(
    lead_ms=st.integers(-1_080_000, 1_080_000),
    since_ms=st.integers(0, 20 * HOUR_MS),
    delay_ms=st.integers(0, 24 * HOUR_MS),
)
def test_a_wait_ends_at_the_first_moment_at_which_it_is_over(lead_ms: int, since_ms: int, delay_ms: int) -> None:
    drifting = crystal((0, 0), (36_000, lead_ms))  # up to three hundredths, then true
    now_ms = START_MS + since_ms
    until_ms = now_ms + drifting.wait_ms(delay_ms, now_ms=now_ms)
    target_ms = drifting.counted_ms(now_ms) + delay_ms
    assert drifting.counted_ms(until_ms) >= target_ms
    assert until_ms == now_ms or drifting.counted_ms(until_ms - 1) <= target_ms
