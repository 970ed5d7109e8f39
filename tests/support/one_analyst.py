"""An analyst over an archive and a places file, as its process makes it; time is the caller's."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from stoep_gateway.analyst.analyst import Analyst, Watch
from stoep_gateway.analyst.model_file import ModelFile
from stoep_gateway.analyst.surroundings import Surroundings
from stoep_gateway.analyst.weather_service import WeatherService
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.config.settings import CrowdSettings
from stoep_gateway.crowd.alerts import AlertRules
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.outlook.reader import OutlookReader
from stoep_gateway.outlook.writer import OutlookWriter


@contextmanager
def one_analyst(
    folder: Path, *, archive: Path, places: str, now_s: Callable[[], float], forecaster: Forecaster | None = None
) -> Iterator[tuple[Analyst, OutlookReader]]:
    """places: text of the file. now_s: Unix. forecaster: None for one that has learnt nothing. Channels: none."""
    folder.mkdir(parents=True)
    file = folder / "places.toml"
    file.write_text(places)
    outlook = folder / "outlook.db"
    with closing(OutlookWriter(outlook)) as writer:
        analyst = Analyst(
            archive=ArchiveReader(archive),
            writer=writer,
            surroundings=Surroundings(CrowdSettings(places_file=file), places=None),
            weather=WeatherService("", folder=folder, rng=random.Random(1)),
            model=ModelFile(folder),
            forecaster=forecaster or Forecaster(),
            watch=Watch(rules=lambda zone: AlertRules(zone=zone), channels=()),
            alerts_keep_days=400,
            now_s=now_s,
            on_alerts=lambda: None,
        )
        yield analyst, OutlookReader(outlook)
