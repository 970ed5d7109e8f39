"""The operator's weather for gardens: of his file and of his address, with or without places."""

import logging
from pathlib import Path
from zoneinfo import ZoneInfo

from stoep_gateway.analyst.operator_file import OperatorFile
from stoep_gateway.analyst.weather_service import WeatherService
from stoep_gateway.crowd.weather import WeatherHour, parse_weather_csv

_LOG = logging.getLogger("stoep.analyst")


class GardenWeather:
    """file: None where there is none. A file that is wrong is told of once; what it said before goes on holding."""

    def __init__(self, file: Path | None, *, service: WeatherService, zone: ZoneInfo) -> None:
        self._file: OperatorFile[tuple[WeatherHour, ...]] = OperatorFile(file, ())
        self._service = service
        self._zone = zone
        self._told = ""

    def hours(self) -> tuple[tuple[WeatherHour, ...], ...]:
        """Of the file, of the address; the same objects while nothing has changed."""
        self._file.look(lambda text, file: parse_weather_csv(text, file=file, zone=self._zone))
        if self._file.wrong and self._file.wrong != self._told:
            _LOG.warning("weather: %s", self._file.wrong)
        self._told = self._file.wrong
        return self._file.parsed, self._service.hours
