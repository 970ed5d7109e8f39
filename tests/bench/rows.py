"""Rows to measure sizes with: seeded, at the default rates, with at least the steps that real sensors show."""

from stoep_protocol.profiles import Profile
from stoep_protocol.rows import FrameBuffer
from stoep_simulators.load.walks import Walk

FIRST_ROW = 70_001
T0_S = 216_000_000


def fill(frame: FrameBuffer, *, profile: Profile, series: Walk, count: int, first_row: int, step_s: int) -> None:
    """Put the next `count` rows of the series into the frame."""
    width = len(profile.columns)
    frame.profile_id, frame.column_count, frame.life = profile.id, width, b"\x0b\xad\xca\xfe"
    frame.first_row, frame.lag, frame.count = first_row, 12, count
    for at in range(count):
        frame.times[at] = T0_S + step_s * (first_row - FIRST_ROW + at)
        for column, value in enumerate(series.next_row()):
            frame.values[at * width + column] = value
