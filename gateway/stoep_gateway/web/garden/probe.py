"""The probe of a garden in plain words: calibration, battery, last reading, what is wrong with it. Pure."""

from dataclasses import dataclass

from stoep_gateway.garden.records import SILENT, Setup
from stoep_gateway.web.speech import Speaker

# One lithium cell: 3.7 V on average, empty at 3.0 V (Panasonic NCR18650B datasheet); a warning must come days before.
_BATTERY_LOW_MV = 3_500
_PERCENT = "%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """must_calibrate: it has to be done, and can be. state: how the probe does; is_fine: nothing has to be done."""

    calibration: str
    must_calibrate: bool
    battery: str
    is_battery_low: bool
    last: str
    state: str
    is_fine: bool


def probe(
    speaker: Speaker,
    *,
    setup: Setup,
    unit: str,
    battery_mv: int | None,
    reading: float | None,
    last_s: int | None,
    fault: str,
    silent_days: int,
) -> Probe:
    """unit: "mV" or "%", of what the probe gives. fault: "" or as in Estimate."""
    must_calibrate = unit != _PERCENT and setup.calibration is None
    if unit == _PERCENT:
        calibration = speaker.t("probe.calibration.not.needed")
    elif setup.calibration:
        calibration = speaker.t("probe.calibration.done", dry=setup.calibration.dry_mv, wet=setup.calibration.wet_mv)
    else:
        calibration = speaker.t("probe.calibration.none")
    is_low = battery_mv is not None and battery_mv < _BATTERY_LOW_MV
    if battery_mv is None:
        battery = speaker.t("probe.battery.none")
    else:
        key = "probe.battery.low" if is_low else "probe.battery.good"
        battery = speaker.t(key, volts=speaker.number(battery_mv / 1000, 1))
    state = speaker.t("probe.fine")
    if fault == SILENT:
        state = speaker.t("probe.fault.silent", days=silent_days)
    elif fault:
        state = speaker.t(f"probe.fault.{fault}")
    return Probe(
        calibration=calibration,
        must_calibrate=must_calibrate,
        battery=battery,
        is_battery_low=is_low,
        last=_last(speaker, reading=reading, unit=unit, last_s=last_s),
        state=state,
        is_fine=not fault,
    )


def _last(speaker: Speaker, *, reading: float | None, unit: str, last_s: int | None) -> str:
    if reading is None or last_s is None:
        return speaker.t("probe.last.none")
    key = "probe.last.percent" if unit == _PERCENT else "probe.last.mv"
    return speaker.t(key, value=speaker.number(reading, 0), age=speaker.age(last_s))
