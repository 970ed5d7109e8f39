"""The fixed grid of people windows: which one holds a moment. Pure, and the same for gateway and pages."""

DAY_S = 86_400
HOUR_S = 3600


def windows_per_day(*, window_s: int, night_h: int) -> int:
    """How many windows a day has, the night being one."""
    return (DAY_S - night_h * HOUR_S) // window_s + (1 if night_h else 0)


def window_of(time_s: int, *, window_s: int, night_h: int) -> tuple[int, int]:
    """(start, end) of the window that holds this moment, wire time or Unix time: both count from a UTC midnight.

    window_s divides a day; the night_h hours from midnight are one window, a whole number of the others long.
    """
    midnight_s = time_s - time_s % DAY_S
    night_s = night_h * HOUR_S
    if time_s - midnight_s < night_s:
        return midnight_s, midnight_s + night_s
    start_s = time_s - time_s % window_s
    return start_s, start_s + window_s
