"""The service with a mistake in it, three times over: what the test must find. Beside a service of yours it can go."""

from itertools import count
from pathlib import Path

from city_service import CityService, Measurements

SWAPPED = {"school-1": "school-2", "school-2": "school-1"}


class Drops(CityService):
    """Of ten thousand measurements one is forgotten, however often it comes."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._count = count(1)
        self._met: dict[tuple[str, str], int] = {}

    def store(self, measurements: Measurements) -> None:
        keys = [(one["device"], one["key"]) for one in measurements]
        for key in keys:
            if key not in self._met:
                self._met[key] = next(self._count)
        super().store([one for one, key in zip(measurements, keys, strict=True) if self._met[key] % 10_000])


class Doubles(CityService):
    """Nothing keeps the table from taking again what comes again."""

    table = CityService.table.replace(", PRIMARY KEY (device, key)", "")
    insert = CityService.insert.split("ON CONFLICT")[0]


class Swaps(CityService):
    """Two devices have each other's name."""

    def store(self, measurements: Measurements) -> None:
        super().store([{**one, "device": SWAPPED.get(one["device"], one["device"])} for one in measurements])


PLANTED = {"drops": Drops, "doubles": Doubles, "swaps": Swaps}
