"""What a particle sensor over-reads in damp air, taken out again: two corrections, each with its limits. Pure.

κ-Köhler growth: C = 1 + (κ/1.65) / (1/aw − 1), aw = RH/100, dry = raw / C. Crilley et al. 2018, Atmos. Meas. Tech. 11,
709 (abstract seen: a factor by κ-Köhler theory from bulk hygroscopicity; its equation not seen, but the same one in
others' programs). 1.65 is the particles' density in g/cm³ over that of water. κ of fine particles: .15-.29 in Huang et
al. 2024, Atmos. Meas. Tech. 17, 6073 (abstract seen).

US EPA for PM2.5 of the PMS5003 as "under atmospheric environment" (cf=atm): Barkjohn et al. 2021, Atmos. Meas. Tech.
14, 4617 (abstract seen), extended to smoke: EPA, cfpub.epa.gov/si dirEntryId=353088, slide 26 (seen as copied, with its
source, into the Tasmota firmware and into AirGradient's issue 182, which agree). Below 30 µg/m³ it is
.524·PM − .0862·RH + 5.75. What falls below 0 is 0. It was fitted in the United States, on means of a day.
"""

HUMIDITY_MAX_PERCENT = 95.0  # above it drops form, which neither correction knows
KAPPA_LOW, KAPPA_HIGH = 0.05, 0.4
KAPPA_DEFAULT = 0.25  # own choice, within what was measured elsewhere
_DENSITY = 1.65


def growth(humidity_percent: float, *, kappa: float) -> float:
    """How much heavier damp particles are than dry ones. 0 <= humidity_percent <= HUMIDITY_MAX_PERCENT. ValueError."""
    if not 0 <= humidity_percent <= HUMIDITY_MAX_PERCENT or not KAPPA_LOW <= kappa <= KAPPA_HIGH:
        raise ValueError(f"no growth factor at {humidity_percent} % and kappa {kappa}")
    activity = humidity_percent / 100
    return 1 + kappa / _DENSITY * activity / (1 - activity)


def dry_by_growth(raw_ug_m3: float, *, humidity_percent: float, kappa: float) -> float:
    """Of PM2.5 and of PM10. ValueError as growth."""
    return raw_ug_m3 / growth(humidity_percent, kappa=kappa)


def dry_by_epa(raw_ug_m3: float, *, humidity_percent: float) -> float:
    """Of PM2.5 alone, raw by cf=atm. ValueError for a humidity out of range."""
    if not 0 <= humidity_percent <= HUMIDITY_MAX_PERCENT:
        raise ValueError(f"no correction at {humidity_percent} %")
    if raw_ug_m3 < 50:
        share = max(0.0, raw_ug_m3 / 20 - 1.5)
        slope = 0.786 * share + 0.524 * (1 - share)
        return max(0.0, slope * raw_ug_m3 - 0.0862 * humidity_percent + 5.75)
    share = min(1.0, max(0.0, raw_ug_m3 / 50 - 4.2))
    slope = 0.69 * share + 0.786 * (1 - share)
    damp = (5.75 - 0.0862 * humidity_percent) * (1 - share)
    return slope * raw_ug_m3 + damp + (2.966 + 8.84e-4 * raw_ug_m3**2) * share
