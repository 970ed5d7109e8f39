"""Some gardens with their archive, desk and the gateway's word about them, and garden rounds over them; no clock."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from math import sin
from pathlib import Path

from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.records import About
from stoep_gateway.almanac.tables import FILE_NAME as ALMANAC_FILE
from stoep_gateway.analyst.gardens import GardenRounds, Sources
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.status import status_path, write_status
from stoep_gateway.archive.store import store
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.archive.writer import open_archive
from stoep_gateway.config.private_file import make_private_folder
from stoep_gateway.crowd.weather import WeatherHour
from stoep_gateway.desk import database
from stoep_gateway.desk.garden_records import KEEPER, OPEN_DATA, RESEARCH
from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.garden.records import FROM_FINGER, Calibration
from stoep_gateway.records import Cell, Observation
from stoep_gateway.write_ahead import close_readable

HOUR_S, DAY_S = 3_600, 86_400
NOW_S = int(datetime(2026, 7, 15, 14, 20, tzinfo=UTC).timestamp())
CELL = Cell(x_m=80_250, y_m=455_250, size_m=500)
_UNITS = {
    "probe_mv": "mV",
    "water_content": "%",
    "soil_temperature": "Cel",
    "air_temperature": "Cel",
    "temperature": "Cel",
    "rain_tips": "1",
}


class GardenTown:
    """state: the state folder. now_s may be set. weather: hours as the operator's file has them."""

    def __init__(self, state: Path, *, now_s: int = NOW_S) -> None:
        self.state = state
        self.now_s = now_s
        self.weather: tuple[WeatherHour, ...] = ()
        self.archive = state / ARCHIVE_FILE
        make_private_folder(self.archive.parent)
        database.prepare(state / database.FILE_NAME)
        self.desk = Gardens(state / database.FILE_NAME)
        self.devices: dict[str, dict[str, object]] = {}
        self.groups: dict[str, list[str]] = {}
        self.withdrawn: list[str] = []
        self._connection = open_archive(self.archive)
        self._row = 0
        self.tell()

    def close(self) -> None:
        close_readable(self._connection)

    @property
    def almanac(self) -> AlmanacReader:
        return AlmanacReader(self.state / ALMANAC_FILE)

    def add(self, name: str, *, garden: str | None = "", profile: str = "soil", cell: Cell | None = CELL) -> None:
        """garden: "": one of its own name; None: none, such as a weather station of the operator's."""
        told = {"x_m": cell.x_m, "y_m": cell.y_m, "size_m": cell.size_m} if cell else None
        self.devices[name] = {"name": name, "profile": profile, "cell": told, "battery_mv": 3_900, "seen_s": self.now_s}
        if garden is not None:
            self.groups.setdefault(garden or name, []).append(name)
        self.tell()

    def tell(self) -> None:
        """The gateway's word, beside the archive."""
        status = {
            "written_s": self.now_s,
            "devices": list(self.devices.values()),
            "gardens": self.groups,
            "withdrawn": self.withdrawn,
        }
        write_status(status_path(self.archive), json.dumps(status))

    def measure(self, device: str, *, quantity: str, values: Callable[[int], float], times_s: Sequence[int]) -> None:
        """A row at each of these moments."""
        profile = str(self.devices[device]["profile"])
        batch = []
        for time_s in times_s:
            self._row += 1
            batch.append(
                Observation(
                    position=self._row,
                    index=0,
                    device=device,
                    profile=profile,
                    life="00000001",
                    row=self._row,
                    quantity=quantity,
                    unit=_UNITS[quantity],
                    value=values(time_s),
                    time_s=time_s,
                    window_s=0,
                    cell=CELL,
                    provenance=None,
                )
            )
        self._connection.execute("BEGIN IMMEDIATE")
        store(self._connection, tuple(batch))
        self._connection.execute("COMMIT")

    def soil(self, device: str, *, days: int, until_s: int = 0, mv: float = 1_900.0) -> None:
        """An hourly probe that dries a little each day, with a soil temperature, up to now."""
        end_s = until_s or self.now_s
        times_s = range(end_s // HOUR_S * HOUR_S - days * DAY_S, end_s, HOUR_S)
        quantity = "probe_mv" if self.devices[device]["profile"] == "soil" else "water_content"
        self.measure(
            device, quantity=quantity, values=lambda time_s: round(mv + 3 * sin(time_s / 9_000)), times_s=times_s
        )
        self.measure(
            device,
            quantity="soil_temperature",
            values=lambda time_s: round(18 + 3 * sin(time_s / 13_750), 1),
            times_s=times_s,
        )

    def set_up(
        self, garden: str, *, soil: str = "B02", paved: int | None = 30, planting: str = "lawn", probe: str = ""
    ) -> None:
        """With a calibrated probe, "": whichever it is."""
        points = Calibration(dry_mv=2_700, wet_mv=1_150, probe=probe)
        self.desk.set_up(
            garden,
            soil=soil,
            soil_by=FROM_FINGER,
            planting=planting,
            sun="sun",
            paved_percent=paved,
            calibration=points,
        )

    def consent(self, garden: str, *, research: bool = True, open_data: bool = True) -> None:
        for purpose, is_given in ((RESEARCH, research), (OPEN_DATA, open_data)):
            self.desk.consent(garden, purpose, is_given=is_given, by=KEEPER, now_s=self.now_s)

    def gardens(self, count: int, *, days: int = 3, soil: str = "B02") -> list[str]:
        """Set up, consenting, with readings."""
        names = [f"tuin-{number:02}" for number in range(count)]
        for name in names:
            self.add(name)
            self.soil(name, days=days)
            self.set_up(name, soil=soil)
            self.consent(name)
        return names

    @contextmanager
    def rounds(self, *, k: int = 10, keep_days: int = 400) -> Iterator[GardenRounds]:
        """As the analyst's process makes them."""
        rounds = GardenRounds(
            self.state / ALMANAC_FILE,
            sources=Sources(
                archive=ArchiveReader(self.archive),
                desk=self.desk,
                weather=lambda: (self.weather,),
                keep_days=keep_days,
                tip_mm=0.25,
            ),
            about=About(k=k, gardens=0, name="straat"),
            now_s=lambda: self.now_s,
        )
        with closing(rounds):
            yield rounds

    def settle(self, rounds: GardenRounds) -> int:
        """Turns until nothing is waiting; how many that took."""
        turns = 1
        while rounds.turn():
            turns += 1
        return turns


@contextmanager
def garden_town(folder: Path) -> Iterator[GardenTown]:
    """In a folder that is there."""
    with closing(GardenTown(folder / "state")) as town:
        yield town
