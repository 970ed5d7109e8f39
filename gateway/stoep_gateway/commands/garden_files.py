"""What [garden] names, for `stoep check`: can the table of soils be read."""

from collections.abc import Iterator

from stoep_gateway.config.operator_text import operator_text
from stoep_gateway.config.settings import GardenSettings
from stoep_gateway.errors import ConfigError
from stoep_gateway.garden.postcodes import postcodes


def garden_findings(settings: GardenSettings) -> Iterator[str]:
    """One line at most."""
    file = settings.soil_file
    if file is None:
        return
    try:
        postcodes(operator_text(file, name=str(file)), name=str(file))
    except OSError as error:
        yield f"{file}: cannot be read ({error.strerror}): is it there, and readable for the gateway?"
    except ConfigError as error:
        yield str(error)
