"""Every way in which each sensor can fail, on a node that has others too. For CPython and the MicroPython VM."""

import io

from stoep_firmware import drivers
from stoep_firmware.sampler import Sampler
from stoep_protocol.limits import NULL
from stoep_protocol.profiles import Column, Profile, by_name
from stoep_simulators.models import faults
from stoep_simulators.sim_board import Power, SimBoard
from stoep_simulators.sim_clock import VIRTUAL, SimClock
from stoep_simulators.sim_network import SimNetwork
from stoep_simulators.tape import NEVER, Tape, TapeWriter
from stoep_simulators.wiring import Wiring

START_S = 200_000_000
_AFTER_FAULT_S = 86_400
_READS = 4

_BME280 = {"type": "bme280"}
_AIR = {"type": "bme280", "as": {"air_temperature": "temperature", "air_humidity": "humidity"}}
_OWN = Profile(200, "own", is_people=False, columns=(Column("triggers", "1", 0, 0, 60000, "sum"),))
# Node: profile, sensors, seconds between its readings; how many it needs at first, before the fault and after it.
_SOIL = (
    by_name("soil"),
    (
        {"type": "probe", "pin": 34},
        {"type": "ds18b20", "pin": 4, "as": {"soil_temperature": 0, "deep_soil_temperature": 1}},
        _AIR,
    ),
    600,
    0,
)
_RS485 = (by_name("soil-rs485"), ({"type": "soil_rs485", "model": "7-in-1"}, _AIR), 600, 0)
_PM_CO2 = (by_name("air"), ({"type": "pms5003"}, {"type": "scd41", "as": {"co2": "co2"}}, _BME280), 300, 0)
_SPS_SGP = (by_name("air"), ({"type": "sps30"}, _BME280, {"type": "sgp41"}), 7_200, 1)
_BEAMS = (by_name("people"), ({"type": "breakbeam", "outside": 25, "inside": 26},), 120, 0)
_RADAR = (by_name("people"), ({"type": "ld2450"},), 60, 0)
_ZONES = (by_name("people"), ({"type": "vl53l1x"},), 60, 0)
_RAIN = (by_name("weather"), ({"type": "bucket", "pin": 27}, _BME280), 600, 0)
_PIR = (_OWN, ({"type": "pir", "pin": 13}, _BME280), 1_200, 0)

LEVELS = {
    "probe_mv": 1834,
    "soil_temperature": -53,
    "deep_soil_temperature": 121,
    "air_temperature": -87,
    "air_humidity": 873,
    "temperature": 250,  # with 50 %: where an SGP41 needs no compensation
    "humidity": 500,
    "pressure": 10_132,
    "pm2_5": 150,
    "pm10": 290,
    "co2": 512,
    "water_content": 237,
    "conductivity": 1210,
    "voc_ticks": 28_415,
    "nox_ticks": 15_612,
}
_EACH_READING = {"in": 2, "out": 1, "rain_tips": 3, "triggers": 1}
_SAID = dict(LEVELS)
_SAID.update(_EACH_READING)
_HANGS = "the I2C bus hangs: SDA or SCL touches ground"

# Node, what fails, how, and the hint of each sensor that is gone by it. () where it reads rightly all the same; None
# where nobody could tell: it counts nothing, and so would a quiet day.
CASES = (
    (_SOIL, "probe", faults.NO_ANSWER, (("probe", "signal wire loose"),)),
    (_SOIL, "probe", faults.STUCK, (("probe", "0 mV: no power at the probe"),)),
    (_SOIL, "ds18b20", faults.NO_ANSWER, (("ds18b20", "no answer: is the 4.7 kΩ pull-up"),)),
    (_SOIL, "ds18b20", faults.WRONG_CHIP, (("ds18b20", "not a DS18B20 (family 10)"),)),
    (_SOIL, "ds18b20", faults.BAD_CHECKSUM, (("ds18b20", "checksum wrong twice"),)),
    (_SOIL, "ds18b20", faults.STUCK, (("ds18b20", "something answers but has no address"),)),
    (_SOIL, "ds18b20", faults.RESET, (("ds18b20", "85.0 °C twice: it loses power"),)),
    (_SOIL, "bme280", faults.NO_ANSWER, (("bme280", "no answer at I2C 0x76 and 0x77: SDA/SCL swapped"),)),
    (_SOIL, "bme280", faults.WRONG_CHIP, (("bme280", "this is a BMP280 sold as BME280"),)),
    (_SOIL, "bme280", faults.BAD_CHECKSUM, (("bme280", "another chip answers (id 0xff)"),)),
    (_SOIL, "bme280", faults.STUCK, (("bme280", "never finishes measuring"),)),
    (_SOIL, "bme280", faults.RESET, (("bme280", "lost its settings while measuring"),)),
    (_SOIL, "i2c", faults.STUCK, (("bme280", _HANGS),)),
    (_SOIL, "i2c", faults.HELD, (("bme280", _HANGS),)),
    (_RS485, "soil_rs485", faults.NO_ANSWER, (("soil_rs485", "no answer from address 1 at 4800 baud: A/B swapped"),)),
    (_RS485, "soil_rs485", faults.WRONG_CHIP, (("soil_rs485", "it refuses these registers (exception 2)"),)),
    (_RS485, "soil_rs485", faults.BAD_CHECKSUM, (("soil_rs485", "only damaged answers"),)),
    (_RS485, "soil_rs485", faults.RESET, (("soil_rs485", "only damaged answers"),)),
    (_RS485, "soil_rs485", faults.STALE, ()),
    (_PM_CO2, "pms5003", faults.NO_ANSWER, (("pms5003", "no answer on the UART: TX/RX swapped"),)),
    (_PM_CO2, "pms5003", faults.BAD_CHECKSUM, (("pms5003", "only damaged answers"),)),
    (_PM_CO2, "pms5003", faults.STUCK, (("pms5003", "it sees no particle at all: fan stands still"),)),
    (_PM_CO2, "pms5003", faults.STALE, ()),
    (_PM_CO2, "scd41", faults.NO_ANSWER, (("scd41", "no answer at I2C 0x62: SDA/SCL swapped"),)),
    (_PM_CO2, "scd41", faults.WRONG_CHIP, (("scd41", "0 ppm: this is an SCD40"),)),
    (_PM_CO2, "scd41", faults.BAD_CHECKSUM, (("scd41", "checksum wrong twice"),)),
    (_PM_CO2, "scd41", faults.STUCK, (("scd41", "never finishes measuring"),)),
    (_PM_CO2, "scd41", faults.RESET, (("scd41", "never finishes measuring: it draws much"),)),
    (_PM_CO2, "i2c", faults.STUCK, (("scd41", _HANGS), ("bme280", _HANGS))),
    (_PM_CO2, "i2c", faults.HELD, (("scd41", _HANGS), ("bme280", _HANGS))),
    (_SPS_SGP, "sps30", faults.NO_ANSWER, (("sps30", "no answer at I2C 0x69: SEL pin to ground"),)),
    (_SPS_SGP, "sps30", faults.BAD_CHECKSUM, (("sps30", "checksum wrong in most answers"),)),
    (_SPS_SGP, "sps30", faults.STUCK, (("sps30", "no new value for three seconds"),)),
    (_SPS_SGP, "sps30", faults.BLOCKED, (("sps30", "its fan stands still"),)),
    (_SPS_SGP, "sgp41", faults.NO_ANSWER, (("sgp41", "no answer at I2C 0x59: SDA/SCL swapped"),)),
    (_SPS_SGP, "sgp41", faults.BAD_CHECKSUM, (("sgp41", "checksum wrong twice"),)),
    (_SPS_SGP, "sgp41", faults.BLOCKED, (("sgp41", "a pixel is at its end stop"),)),
    (_SPS_SGP, "sgp41", faults.RESET, (("sgp41", "no answer at I2C 0x59"),)),
    (_SPS_SGP, "i2c", faults.STUCK, (("sps30", _HANGS), ("bme280", _HANGS), ("sgp41", _HANGS))),
    (_ZONES, "vl53l1x", faults.NO_ANSWER, (("vl53l1x", "no answer at I2C 0x29: SDA/SCL swapped"),)),
    (_ZONES, "vl53l1x", faults.WRONG_CHIP, (("vl53l1x", "another chip answers at I2C 0x29 (id 0xeeaa)"),)),
    (_ZONES, "vl53l1x", faults.STUCK, (("vl53l1x", "stops ranging"),)),
    (_ZONES, "vl53l1x", faults.RESET, (("vl53l1x", "stops ranging"),)),
    (_ZONES, "vl53l1x", faults.BLOCKED, (("vl53l1x", "blind most of the time: sunlight"),)),
    (_ZONES, "i2c", faults.STUCK, (("vl53l1x", _HANGS),)),
    (_RADAR, "ld2450", faults.NO_ANSWER, (("ld2450", "no frames on the UART: TX/RX swapped"),)),
    (_RADAR, "ld2450", faults.BAD_CHECKSUM, (("ld2450", "only damaged frames"),)),
    (_BEAMS, "breakbeam", faults.NO_ANSWER, None),
    (_BEAMS, "breakbeam", faults.STUCK, (("breakbeam", "the inside beam has been broken for a minute"),)),
    (_BEAMS, "breakbeam", faults.BOUNCE, ()),
    (_RAIN, "bucket", faults.NO_ANSWER, None),
    (_RAIN, "bucket", faults.STUCK, (("bucket", "the contact stays closed"),)),
    (_RAIN, "bucket", faults.BOUNCE, ()),
    (_PIR, "pir", faults.NO_ANSWER, (("pir", "it has said movement for an hour"),)),
    (_PIR, "pir", faults.BOUNCE, ()),
)


async def check(case):
    """Read the node while the fault lasts, and once after it. AssertionError with what was read or said instead."""
    (profile, sensors, every_s, firsts), kind, fault, hints = case
    board = _board(sensors, kind, fault, every_s=every_s, firsts=firsts)
    made = {config["type"]: drivers.create(board, config) for config in sensors}
    sampler = Sampler([made[config["type"]] for config in sensors], profile=profile)
    await sampler.start()
    lost = [hint[0] for hint in hints or ()]
    counts = any(made[name].counts for name in made if name in lost or name == kind)
    quiet = kind if hints is None else ""
    for _ in range(firsts):
        await board.sleep_ms(every_s * 1000)
        await sampler.read()
        sampler.new_hints()
    said = []
    for reading in range(_READS):
        await board.sleep_ms(every_s * 1000)
        await sampler.read()
        said += [line for line in sampler.new_hints() if not firsts or "has just" not in line]
        if not counts or reading == _READS - 1:  # what stays closed or high is told after a while
            _check_row(profile, sensors, sampler.values, lost=lost, quiet=quiet)
    assert len(set(said)) == len(lost), said  # an SPS30 that was started anew says it again
    for sensor, words in hints or ():
        assert [line for line in said if line.startswith(sensor + ": ") and words in line], (sensor, words, said)
    if not counts:
        await board.sleep_ms(_AFTER_FAULT_S * 1000)
        for _ in range(firsts):
            await sampler.read()
            await board.sleep_ms(every_s * 1000)
            sampler.new_hints()
        await sampler.read()
        assert not sampler.new_hints()
        _check_row(profile, sensors, sampler.values, lost=[], quiet="")
    await sampler.stop()


def _check_row(profile, sensors, values, *, lost, quiet):
    """Columns of the sensors in `lost` are empty, those of `quiet` 0, all others as the tape has them."""
    for i in range(len(profile.columns)):
        quantity = profile.columns[i].quantity
        wanted = NULL
        for config in sensors:
            if quantity in _quantities(config) and config["type"] not in lost:
                wanted = 0 if config["type"] == quiet else _SAID[quantity]
        assert values[i] == wanted, (quantity, wanted, values[i])


def _quantities(config):
    return config["as"] if "as" in config else _module(config["type"]).Driver.COLUMNS


def _module(kind):
    return __import__("stoep_firmware.drivers." + kind, None, None, ("Driver",))


def _board(sensors, kind, fault, *, every_s, firsts):
    """The fault lasts for a day, from the first moment or the first readings on.

    What is counted happens alike between any two readings.
    """
    writer = TapeWriter()
    for name in LEVELS:
        writer.level(name, [(START_S, LEVELS[name])])
    end_s = START_S + _AFTER_FAULT_S
    begin_s = START_S + firsts * (every_s + 120)
    knots = ((START_S, faults.NONE), (begin_s, faults.NONE), (begin_s, fault), (end_s, fault), (end_s, faults.NONE))
    writer.level("fault." + kind, knots[0 if firsts else 2 :])
    for name in _EACH_READING:
        first_s = 100 if name == "triggers" else 17 if name == "out" else 10  # apart from each other and from a start
        moments_ms = []
        for reading in range(_READS):
            for number in range(_EACH_READING[name]):
                moments_ms.append((START_S + reading * every_s + first_s + 5 * number) * 1000)
        writer.events("movements" if name == "triggers" else name, moments_ms)
    tape = Tape(io.BytesIO(writer.to_bytes()))
    clock = SimClock(START_S * 1000)
    clock.run(VIRTUAL, until_ms=NEVER)
    wiring = Wiring(list(sensors), clock=clock, tape=tape, seed=5)
    power = Power(on_ms=clock.now_ms, wiring=wiring, board_id=b"faults")
    return SimBoard(clock=clock, power=power, tape=tape, network=SimNetwork(clock), data_dir="", cause=1)
