"""Observations for tests, with everything that a test does not care about filled in."""

from stoep_gateway.records import Cell, Observation, Provenance

T0_S = 1_780_272_000  # 2026-06-01T00:00:00Z
NOISY = Provenance(epsilon="1", contribution=2, k=10, rounding=1, covered_s=840)
SCHEVENINGEN = Cell(x_m=79_250, y_m=457_750, size_m=500)


def reading(
    row: int,
    *,
    device: str = "garden-1",
    quantity: str = "soil_temperature",
    value: float = 20.5,
    time_s: int | None = -1,
    life: str = "0a1b2c3d",
    unit: str = "Cel",
    cell: Cell | None = SCHEVENINGEN,
) -> Observation:
    """A reading; time_s -1: ten minutes a row from T0_S."""
    return Observation(
        position=row,
        index=0,
        device=device,
        profile="soil",
        life=life,
        row=row,
        quantity=quantity,
        unit=unit,
        value=value,
        time_s=T0_S + 600 * row if time_s == -1 else time_s,
        cell=cell,
    )


def window(
    number: int,
    *,
    device: str = "beach-1",
    quantity: str = "in",
    value: float = 42.0,
    window_s: int = 900,
    provenance: Provenance | None = None,
) -> Observation:
    """The released window with this number, counted from T0_S. provenance None: as until 0.4."""
    return Observation(
        position=number,
        index=0,
        device=device,
        profile="people",
        life="ffffffff",
        row=0,
        quantity=quantity,
        unit="1",
        value=value,
        time_s=T0_S + window_s * number,
        window_s=window_s,
        cell=SCHEVENINGEN,
        provenance=provenance,
    )
