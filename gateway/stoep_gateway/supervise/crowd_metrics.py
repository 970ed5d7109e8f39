"""The analyst's numbers, read from what it wrote: they are there while it is not."""

from stoep_gateway.errors import RetryableError
from stoep_gateway.metrics import Sample
from stoep_gateway.outlook.reader import OutlookReader


def crowd_samples(outlook: OutlookReader | None, *, now_s: float, started_s: float) -> tuple[Sample, ...]:
    """outlook: None without places. started_s: of the gateway, Unix: how old the forecasts are while there are none."""
    age_s, outcomes = 0.0, {"told": 0, "given up": 0, "waiting": 0}
    if outlook is not None:
        try:
            age_s = now_s - (outlook.newest_s() or started_s)
            outcomes = outlook.outcomes()
        except RetryableError:
            age_s = now_s - started_s
    text = "seconds since the boundary of the newest round of forecasts; 0 without places"
    return (
        Sample(name="crowd_round_age_s", help=text, value=age_s),
        *(
            Sample(name="alert_deliveries", help="news of alerts by outcome", value=count, labels={"outcome": outcome})
            for outcome, count in outcomes.items()
        ),
    )
