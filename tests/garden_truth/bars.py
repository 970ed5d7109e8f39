"""How good is good enough: a bar that must hold for each figure, and an aim beyond it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """most: the figure may not exceed `bar`; otherwise it must reach it."""

    bar: float
    aim: float
    most: bool = False

    def holds(self, figure: float) -> bool:
        """Not for NaN: a figure without a day behind it shows nothing."""
        return figure <= self.bar if self.most else figure >= self.bar

    def reaches_aim(self, figure: float) -> bool:
        return figure <= self.aim if self.most else figure >= self.aim


BARS: Mapping[str, Bar] = MappingProxyType(
    {
        "rmse_ratio": Bar(bar=0.45, aim=0.32, most=True),
        "ratio_to_class_table": Bar(bar=0.85, aim=0.80, most=True),
        "rmse_of_taw": Bar(bar=0.12, aim=0.09, most=True),
        "rmse_of_taw sand": Bar(bar=0.15, aim=0.11, most=True),
        "rmse_of_taw loam": Bar(bar=0.15, aim=0.11, most=True),
        "rmse_of_taw clay": Bar(bar=0.15, aim=0.11, most=True),
        "rmse_of_taw peat": Bar(bar=0.15, aim=0.11, most=True),
        "rmse_of_taw coarse sand": Bar(bar=0.28, aim=0.20, most=True),
        "advice_right": Bar(bar=0.90, aim=0.94),
        "advice_right Apr-Sep": Bar(bar=0.90, aim=0.94),
        "advice_skill": Bar(bar=0.40, aim=0.65),
        "advice_skill Apr-Sep": Bar(bar=0.40, aim=0.65),
        "water_right": Bar(bar=0.75, aim=0.85),
        "dry_days_told": Bar(bar=0.55, aim=0.75),
        "wet_told": Bar(bar=0.65, aim=0.80),
        "not_known_healthy": Bar(bar=0.15, aim=0.10, most=True),
        "not_known_uncalibrated": Bar(bar=1.0, aim=1.0),
        "not_known_faulty flat": Bar(bar=0.95, aim=0.99),
        "not_known_faulty pulled-out": Bar(bar=0.95, aim=0.99),
        "not_known_faulty silent": Bar(bar=0.95, aim=0.99),
        "not_known_faulty air-gap": Bar(bar=0.80, aim=0.92),
        "wrong_on_faulty": Bar(bar=0.03, aim=0.01, most=True),
    }
)


def failed(figures: Mapping[str, float]) -> tuple[str, ...]:
    """Names of the bars that these figures do not hold; a figure that is missing fails."""
    return tuple(name for name, bar in BARS.items() if not bar.holds(figures.get(name, float("nan"))))
