"""A tipping bucket under the weather: the moments at which it tips."""

from stoep_simulators.worlds.weather import STEP_S, Weather

TIP_MM = 0.2794  # 0.011 inch, the usual bucket


def tips_ms(weather: Weather) -> tuple[int, ...]:
    """Wire time of each tip in ms, sorted. Within a step the rain falls evenly."""
    tips = []
    bucket_mm = 0.0
    for time_s, rain_mm in zip(weather.times_s, weather.rain_mm, strict=True):
        next_mm = TIP_MM - bucket_mm
        while next_mm <= rain_mm:
            tips.append(int((time_s + STEP_S * next_mm / rain_mm) * 1_000))
            next_mm += TIP_MM
        bucket_mm = TIP_MM - (next_mm - rain_mm)
    return tuple(tips)
