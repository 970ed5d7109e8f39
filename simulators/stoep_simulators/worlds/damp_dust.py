"""What a laser without a dryer before it sees of dust in damp air: more than there is.

Particles take up water and scatter more light. The growth with humidity is a power law, as Kasten 1969 (Tellus 21) is
cited for (not seen); its exponent is plausible, not measured. With the gain a sensor sees 40 % too much at 55 %, as
Barkjohn et al. 2021 found in the United States (abstract seen). It is another law than those that the gateway corrects
by.
"""

from collections.abc import Sequence

_EXPONENT = 0.35
_GAIN = 1.06
_WETTEST = 0.985  # fog: drops are counted as dust, and no more is known


def seen(
    pm2_5_ug_m3: Sequence[float], pm10_ug_m3: Sequence[float], humidity_percent: Sequence[float]
) -> tuple[list[float], list[float]]:
    """PM2.5 and PM10 as the sensor sees them, of dry PM2.5 and PM10. What is coarser than 2.5 µm hardly grows."""
    fine = [
        dry * _GAIN * (1 - min(humidity / 100, _WETTEST)) ** -_EXPONENT
        for dry, humidity in zip(pm2_5_ug_m3, humidity_percent, strict=True)
    ]
    coarse = [wet + all_dry - fine_dry for wet, all_dry, fine_dry in zip(fine, pm10_ug_m3, pm2_5_ug_m3, strict=True)]
    return fine, coarse
