"""What happens around each device of a scenario: a drawn or a measured world, with the faults that a tape can carry."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from stoep_protocol.profiles import by_name
from stoep_simulators.crystal import CHANNEL
from stoep_simulators.models.faults import NONE, STUCK
from stoep_simulators.neighbourhood import Neighbourhood, Spot
from stoep_simulators.scenarios.records import CLOCK_DRIFT, START_S, STUCK_SENSOR, WIFI_AWAY, Fault, Group, Scenario
from stoep_simulators.scenarios.table import ScenarioError
from stoep_simulators.tape import TapeWriter
from stoep_simulators.town import spot
from stoep_simulators.worlds.csv_tape import csv_tape
from stoep_simulators.worlds.csv_world import Measurements, TimeColumn, read_csv

_CSV_MAX_BYTES = 100_000_000  # a year of rows by the minute, twice over
_AHEAD_S = 7_200  # the weather goes on after the end, while the last rows are fetched


class World:
    """Tapes by device. The same scenario gives the same tapes. ScenarioError for a CSV file that cannot be played."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._place = Neighbourhood(seed=scenario.seed, start_s=START_S, end_s=START_S + scenario.end_s + _AHEAD_S)
        self._measured = {group.name: _measured(group) for group in scenario.groups if group.csv}

    def spot(self, name: str, *, kind: str) -> Spot:
        """Where the device stands."""
        return spot(name, kind=kind, seed=f"{self._scenario.seed}/{name}")

    def tape(self, name: str, *, group: Group) -> TapeWriter:
        """The device's world from the start on."""
        tape = self._place.tape(self.spot(name, kind=group.kind))
        if group.csv:
            tape.lay_over(_tape(self._measured[group.name], group=group, seed=f"{self._scenario.seed}/{name}"))
        mine = [fault for fault in self._scenario.faults if name in fault.devices]
        tape.lay_over(_troubles(mine))
        return tape


def _troubles(faults: Sequence[Fault]) -> TapeWriter:
    """Channels `wifi`, `fault.<sensor>` and `crystal_ms`."""
    spans: dict[str, list[Fault]] = {}
    for fault in faults:
        if fault.kind == WIFI_AWAY:
            spans.setdefault("wifi", []).append(fault)
        elif fault.kind == STUCK_SENSOR:
            spans.setdefault(f"fault.{fault.sensor}", []).append(fault)
    tape = TapeWriter()
    for channel, found in spans.items():
        usual, struck = (1, 0) if channel == "wifi" else (NONE, STUCK)
        knots = [(START_S, usual)]
        for fault in sorted(found, key=lambda each: each.at_s):
            at_s, end_s = START_S + fault.at_s, START_S + fault.end_s
            knots += [(at_s, usual), (at_s, struck), (end_s, struck), (end_s, usual)]
        tape.level(channel, knots)
    drifts = sorted((fault for fault in faults if fault.kind == CLOCK_DRIFT), key=lambda each: each.at_s)
    if drifts:
        lead_ms, knots = 0, [(START_S, 0)]
        for fault in drifts:
            before_ms, lead_ms = lead_ms, lead_ms + fault.for_s * fault.ppm // 1_000
            knots += [(START_S + fault.at_s, before_ms), (START_S + fault.end_s, lead_ms)]
        tape.level(CHANNEL, knots)
    return tape


def _measured(group: Group) -> Measurements:
    """The group's file, moved so that it begins with the scenario."""
    columns: Mapping[str, str] = dict(group.columns)
    path = Path(group.csv)
    try:
        if path.stat().st_size > _CSV_MAX_BYTES:
            raise ValueError(f"longer than {_CSV_MAX_BYTES:,} bytes: leave out what is not played")
        with path.open(encoding="utf-8-sig", newline="") as file:  # Excel begins with a mark
            header = next(csv.reader(file), [])
            file.seek(0)
            named = {each: columns.get(each.quantity, each.quantity) for each in by_name(group.kind).columns}
            wanted, counts = set(named.values()), {name for each, name in named.items() if each.aggregate == "sum"}
            names = [name for name in header if name in wanted] + sorted(set(columns.values()) - set(header))
            if "time" not in header:
                raise ValueError("it has no column time with moments such as 2026-07-01T12:00:00Z")
            measured = read_csv(file, clock=TimeColumn(), names=names, counts=counts)
            if not measured.times_s:
                raise ValueError("it holds no rows")
            measured = measured.moved(by_s=START_S - measured.times_s[0])
            _tape(measured, group=group, seed="")  # what cannot be played is said before anybody is enrolled
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{path}: it is not UTF-8") from error
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, csv.Error) as error:
        raise ScenarioError(f"{path}: {error}") from error
    return measured


def _tape(measured: Measurements, *, group: Group, seed: str) -> TapeWriter:
    return csv_tape(measured, profile=by_name(group.kind), columns=dict(group.columns), seed=seed)
