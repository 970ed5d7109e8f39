"""How many bytes go over the air, sealed."""

from statistics import median, quantiles

from bench.figures import Figure
from bench.rows import FIRST_ROW, T0_S, fill
from stoep_protocol.cbor import Writer
from stoep_protocol.extras import NO_EXTRAS, Echo, Extras, Health
from stoep_protocol.keys import up_cipher
from stoep_protocol.limits import MAX_FRAME_BYTES, PEOPLE_FRAME_BYTES
from stoep_protocol.profiles import by_name
from stoep_protocol.rows import FrameBuffer, encode_rows
from stoep_simulators.load.walks import Walk

_FRAMES = 1000
_COUNTER = 4000  # frames into a session: two bytes of Partial IV
_CIPHER = up_cipher(bytes(32), device_id="tuin-1", session=bytes(8))
_DATA = f"{_FRAMES} seeded frames, steps of facts on devices, rows from {FIRST_ROW}"


def sizes() -> list[Figure]:
    """All of them; a second or two."""
    soil = _frames("soil", rows=6, step_s=600, extras=NO_EXTRAS)
    health = _frames("soil", rows=6, step_s=600, extras=Extras(Health(3712, -67, 6, 0, 4), None, None))
    air = [size / 48 for size in _frames("air", rows=6, step_s=300, extras=NO_EXTRAS)]
    return [
        Figure(name="soil30_sealed_bytes", value=max(soil), unit="B", bar="≤ 104", conditions=f"largest of {_DATA}"),
        Figure(
            name="soil30_health_sealed_bytes",
            value=max(health),
            unit="B",
            bar="≤ 120",
            conditions=f"largest of {_DATA}",
        ),
        Figure(
            name="air48_sealed_bytes_per_reading",
            value=round(median(air), 3),
            unit="B/reading",
            bar="≤ 3.4",
            conditions=f"median of {_DATA}",
        ),
        Figure(
            name="air48_sealed_bytes_per_reading_p95",
            value=round(quantiles(air, n=20)[-1], 3),
            unit="B/reading",
            bar="≤ 3.8",
            conditions=f"95th percentile of {_DATA}",
        ),
        _people(),
        _backlog(),
    ]


def _frames(name: str, *, rows: int, step_s: int, extras: Extras) -> list[int]:
    profile = by_name(name)
    series = Walk(profile, seed=7)
    frame = FrameBuffer(max_rows=rows, max_columns=len(profile.columns))
    frame.extras = extras
    writer = Writer(MAX_FRAME_BYTES)
    found = []
    for number in range(_FRAMES):
        fill(frame, profile=profile, series=series, count=rows, first_row=FIRST_ROW + rows * number, step_s=step_s)
        encode_rows(writer, frame)
        found.append(len(_CIPHER.seal(writer.view(), counter=_COUNTER)))
    return found


def _people() -> Figure:
    """Every number of rows with every kind of count that costs another length."""
    frame = FrameBuffer(max_rows=5, max_columns=2)
    frame.profile_id, frame.column_count, frame.life, frame.lag = 4, 2, b"life", 4000
    frame.extras = Extras(None, None, Echo(bytes(8), 2**30 - 1, bytes(8)))
    writer = Writer(MAX_FRAME_BYTES)
    lengths = set()
    for count in range(6):
        for most in (0, 1, 23, 24, 255, 256, 60_000):
            for least in (0, most):
                frame.count, frame.first_row = count, FIRST_ROW
                for row in range(count):
                    frame.times[row] = T0_S + 60 * row
                    frame.values[2 * row] = frame.values[2 * row + 1] = most if row % 2 else least
                encode_rows(writer, frame)
                lengths.add(len(_CIPHER.seal(writer.view(), counter=_COUNTER, size_bytes=PEOPLE_FRAME_BYTES)))
    return Figure(
        name="people_frame_length_varies",
        value=len(lengths) - 1,
        unit="lengths",
        bar="= 0",
        conditions="0 to 5 rows, counts 0 to 60,000 a minute, rows above 70,000",
    )


def _backlog() -> Figure:
    """A day of soil in as few frames as the firmware makes of it."""
    profile = by_name("soil")
    series = Walk(profile, seed=7)
    frame = FrameBuffer(max_rows=48, max_columns=5)
    writer = Writer(MAX_FRAME_BYTES)
    total_bytes = 0
    for first in range(0, 144, 48):
        fill(frame, profile=profile, series=series, count=48, first_row=FIRST_ROW + first, step_s=600)
        encode_rows(writer, frame)
        total_bytes += len(_CIPHER.seal(writer.view(), counter=_COUNTER))
    return Figure(
        name="soil_backlog24h_bytes_per_reading",
        value=round(total_bytes / (144 * 5), 3),
        unit="B/reading",
        bar="≤ 1.6",
        conditions="144 rows in 3 frames of 48, as the firmware cuts them",
    )
