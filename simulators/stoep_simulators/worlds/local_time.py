"""The clock that people and the sun keep: hours of the day where the simulated neighbourhood lies."""

LOCAL_OFFSET_S = 7_200  # Central European Summer Time: worlds live in the month they are asked for, July by default
DAY_S = 86_400
HOUR_S = 3_600


def hour_of_day(time_s: float) -> float:
    """Local hour, 0 <= hour < 24, of a wire time (which counts from a midnight, UTC)."""
    return (time_s + LOCAL_OFFSET_S) % DAY_S / HOUR_S


def day_index(time_s: float) -> int:
    """Number of the local day that a wire time lies in."""
    return int((time_s + LOCAL_OFFSET_S) // DAY_S)


def day_start_s(index: int) -> int:
    """Wire time of the local midnight that begins the day."""
    return index * DAY_S - LOCAL_OFFSET_S
