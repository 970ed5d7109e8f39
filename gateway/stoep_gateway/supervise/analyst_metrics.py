"""All numbers that come from what the analyst wrote: of the crowd and of gardens."""

from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.tables import FILE_NAME as ALMANAC_FILE
from stoep_gateway.config.settings import Settings
from stoep_gateway.metrics import Sample
from stoep_gateway.outlook.reader import OutlookReader
from stoep_gateway.outlook.tables import FILE_NAME as OUTLOOK_FILE
from stoep_gateway.supervise.crowd_metrics import crowd_samples
from stoep_gateway.supervise.garden_metrics import garden_samples


def analyst_samples(
    settings: Settings, *, has_gardens: bool, now_s: float, started_s: float
) -> tuple[tuple[Sample, ...], tuple[Sample, ...]]:
    """(of the crowd, of gardens), as `crowd_samples` and `garden_samples` say. It waits for a disk."""
    state_dir = settings.gateway.state_dir
    outlook = OutlookReader(state_dir / OUTLOOK_FILE) if settings.crowd.places_file else None
    almanac = AlmanacReader(state_dir / ALMANAC_FILE)
    return (
        crowd_samples(outlook, now_s=now_s, started_s=started_s),
        garden_samples(almanac, has_gardens=has_gardens, now_s=now_s, started_s=started_s),
    )
