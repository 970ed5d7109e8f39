"""What [garden] names, for `stoep check`: can the table of soils be read."""

from collections.abc import Iterator

from stoep_gateway.config.settings import GardenSettings
from stoep_gateway.errors import ConfigError
from stoep_gateway.supervise.soil_table import soil_table


def garden_findings(settings: GardenSettings) -> Iterator[str]:
    """One line at most."""
    try:
        soil_table(settings.soil_file)
    except ConfigError as error:
        yield str(error)
