"""From what a soil probe puts out to how much water is in the soil, by its own two points and its temperature."""

from stoep_gateway.garden.records import Calibration

# Linear between two points, as makers of capacitive probes have it done (DFRobot SEN0193): one in air, or in dry soil,
# one in water, or in soaked soil. A probe without points of its own is taken for the middle of those in the shop.
COMMON = Calibration(dry_mv=2_700, wet_mv=1_150)
LEAST_SPAN_MV, LEAST_SPAN_PERCENT = 100, 5.0  # closer points measure the noise of the probe, not its slope

# Soil temperature moves a capacitive reading, up or down by its make (Oates et al., "Temperature compensation in a low
# cost frequency domain soil moisture sensor", Agricultural Water Management 2017). How much ours does is not measured:
# a tenth of a vol % per K upward is our own norm; the estimate carries a spread of as much for each probe.
WARM_PERCENT_PER_K = 0.1
WARM_FROM_C = 15.0
_COLDEST_C, _HOTTEST_C = -30.0, 60.0  # that a soil sensor's profile allows
_MOST = 1e5  # of a reading: mV or vol %, and not infinite


def is_usable(calibration: Calibration | None) -> bool:
    """Its two points are far enough apart to say anything."""
    return (
        calibration is not None
        and abs(calibration.dry_mv - calibration.wet_mv) >= LEAST_SPAN_MV
        and abs(calibration.wet_percent - calibration.dry_percent) >= LEAST_SPAN_PERCENT
    )


def is_calibrated(calibration: Calibration | None, *, unit: str) -> bool:
    """Whether a probe's readings carry advice. unit: "mV", or "%" of a probe that its maker calibrated."""
    return unit == "%" or is_usable(calibration)


def water_content(
    reading: float | None, *, unit: str, calibration: Calibration | None, soil_c: float | None
) -> float | None:
    """Water by volume, m3/m3, compensated for temperature; may lie outside 0 to 1: the probe says so, no soil does.

    reading: mV, or vol % with unit "%"; None, or no number: None. soil_c None: as at 15 °C. Without usable points:
    COMMON.
    """
    if reading is None or not abs(reading) <= _MOST:
        return None
    percent = reading
    if unit != "%":
        points = calibration if calibration is not None and is_usable(calibration) else COMMON
        slope = (points.wet_percent - points.dry_percent) / (points.wet_mv - points.dry_mv)
        percent = points.dry_percent + (reading - points.dry_mv) * slope
    return (percent - WARM_PERCENT_PER_K * warm_k(soil_c)) / 100.0


def warm_k(soil_c: float | None) -> float:
    """How much warmer than 15 °C; 0 when nobody knows, or where no garden is."""
    return soil_c - WARM_FROM_C if soil_c is not None and _COLDEST_C <= soil_c <= _HOTTEST_C else 0.0


def slope_per_mv(calibration: Calibration | None, *, unit: str) -> float:
    """Water by volume for each unit of the reading, as a size without sign."""
    if unit == "%":
        return 0.01
    points = calibration if calibration is not None and is_usable(calibration) else COMMON
    return abs((points.wet_percent - points.dry_percent) / (points.wet_mv - points.dry_mv)) / 100.0
