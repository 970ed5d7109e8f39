"""The operator's table of soils by postcode, for whoever looks one up."""

from collections.abc import Mapping
from pathlib import Path

from stoep_gateway.config.operator_text import operator_text
from stoep_gateway.errors import ConfigError
from stoep_gateway.garden.postcodes import postcodes


def soil_table(file: Path | None) -> Mapping[str, str]:
    """Staring code by four digits, {} where no table is set. ConfigError."""
    if file is None:
        return {}
    try:
        return postcodes(operator_text(file, name=str(file)), name=str(file))
    except OSError as error:
        raise ConfigError(
            f"{file}: cannot be read ({error.strerror}): is it there, and readable for the gateway?"
        ) from error
