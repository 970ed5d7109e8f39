"""The tape at argv[1] says what argv[2] wants, and every driver reads its model rightly. Prints ok."""

import asyncio
import io
import json
import sys

from stoep_firmware import drivers
from stoep_simulators.sim_board import Power, SimBoard
from stoep_simulators.sim_clock import VIRTUAL, SimClock
from stoep_simulators.sim_network import SimNetwork
from stoep_simulators.tape import NEVER, Tape, TapeWriter, open_tape
from stoep_simulators.wiring import Wiring

START_S = 200_000_000
LEVELS = {
    "probe_mv": 1834,
    "soil_temperature": -53,
    "deep_soil_temperature": 121,
    "air_temperature": -87,
    "air_humidity": 873,
    "pressure": 10_132,
    "pm2_5": 150,
    "pm10": 290,
    "co2": 512,
    "voc_ticks": 28_415,
    "nox_ticks": 15_612,
    "water_content": 237,
    "conductivity": 1210,
}
SENSORS = [
    {"type": "probe", "pin": 34},
    {"type": "ds18b20", "pin": 4, "as": {"soil_temperature": 0, "deep_soil_temperature": 1}},
    {"type": "bme280", "as": {"air_temperature": "temperature", "air_humidity": "humidity", "pressure": "pressure"}},
    {"type": "pms5003", "as": {"pm10": "pm10"}},
    {"type": "scd41", "as": {"co2": "co2"}},
    {"type": "sgp41"},
    {"type": "sps30", "as": {"pm2_5": "pm2_5"}},
]
RS485 = [
    {
        "type": "soil_rs485",
        "model": "jxbs-3001",
        "de": 18,
        "as": {"water_content": "water_content", "conductivity": "conductivity"},
    }
]
COUNTERS = [
    {"type": "breakbeam", "outside": 25, "inside": 26},
    {"type": "bucket", "pin": 27},
    {"type": "pir", "pin": 13},
]


def check_tape(tape_path, wanted_path):
    tape = open_tape(tape_path)
    with open(wanted_path) as file:
        wanted = json.load(file)
    for name in wanted:
        level = tape.level(name)
        for now_ms, value in wanted[name]:
            assert level.at_ms(now_ms) == value, name
    events = tape.events("in")
    count = 0
    while events.next_ms != NEVER:
        assert events.next_ms == 10 * count
        events.pop()
        count += 1
    assert count == 100_000


def board_with(sensors, *, clock, tape):
    wiring = Wiring(sensors, clock=clock, tape=tape, seed=9)
    power = Power(on_ms=clock.now_ms, wiring=wiring, board_id=b"both")
    return SimBoard(clock=clock, power=power, tape=tape, network=SimNetwork(clock), data_dir="", cause=1)


async def reading(board, sensors):
    values = {}
    for config in sensors:
        driver = drivers.create(board, config)
        await driver.start()
        if config["type"] == "sgp41":
            await first_row_without_ticks(board, driver)
        values.update(await driver.read())
        stopping = driver.stop()
        if stopping is not None:
            await stopping
    return values


async def first_row_without_ticks(board, driver):
    try:
        await driver.read()
    except drivers.SensorError:
        await board.sleep_ms(60_000)
        driver.compensate({"temperature": 250, "humidity": 500})
    else:
        raise AssertionError("ticks of a cold sensor")


async def check_drivers():
    writer = TapeWriter()
    for name in sorted(LEVELS):
        writer.level(name, [(START_S, LEVELS[name])])
    start_ms = START_S * 1000
    writer.events("in", range(start_ms, start_ms + 3_000_000, 11_000))
    writer.events("out", range(start_ms + 5, start_ms + 3_000_000, 17_000))
    writer.events("rain_tips", range(start_ms, start_ms + 3_000_000, 70_000))
    writer.events("movements", range(start_ms + 90_000, start_ms + 3_000_000, 30_000))
    tape = Tape(io.BytesIO(writer.to_bytes()))
    clock = SimClock(start_ms)
    clock.run(VIRTUAL, until_ms=NEVER)
    board = board_with(SENSORS + COUNTERS, clock=clock, tape=tape)
    counters = [drivers.create(board, config) for config in COUNTERS]
    for counter in counters:
        await counter.start()
    values = await reading(board, SENSORS)
    values.update(await reading(board_with(RS485, clock=clock, tape=tape), RS485))  # the UART takes one at a time
    assert values == LEVELS, values
    await board.sleep_ms(3_100_000)
    assert await counters[0].read() == {"in": 273, "out": 177}
    assert await counters[1].read() == {"rain_tips": 43}
    assert await counters[2].read() == {"triggers": 97}


async def check_zones():
    writer = TapeWriter()
    start_ms = START_S * 1000
    writer.events("in", range(start_ms + 1_000, start_ms + 60_000, 2_000))
    writer.events("out", range(start_ms + 1_900, start_ms + 60_000, 3_000))
    tape = Tape(io.BytesIO(writer.to_bytes()))
    clock = SimClock(start_ms)
    clock.run(VIRTUAL, until_ms=NEVER)
    config = {"type": "vl53l1x"}
    power = Power(on_ms=start_ms, wiring=Wiring([config], clock=clock, tape=tape), board_id=b"both")
    board = SimBoard(clock=clock, power=power, tape=tape, network=SimNetwork(clock), data_dir="", cause=1)
    driver = drivers.create(board, config)
    await driver.start()
    await board.sleep_ms(65_000)
    counts = await driver.read()
    driver.stop()
    assert counts == {"in": 30, "out": 20}, counts


check_tape(sys.argv[1], sys.argv[2])
asyncio.run(check_drivers())
asyncio.run(check_zones())
print("ok")
