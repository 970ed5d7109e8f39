import random

import pytest

from stoep_firmware.drivers import SensorError
from stoep_simulators.models import faults
from support.sensor_bench import START_S, SensorBench

BUCKET = {"type": "bucket", "pin": 27}
START_MS = START_S * 1000
DAY_MS = 86_400_000


@pytest.mark.parametrize("fault", [faults.NONE, faults.BOUNCE], ids=["clean", "chattering"])
async def test_a_day_of_random_tips_is_counted_exactly(fault: int) -> None:
    source = random.Random(7)
    tips = sorted(source.randrange(START_MS, START_MS + DAY_MS - 60_000) for _ in range(900))
    bench = SensorBench(BUCKET, levels={"fault.bucket": fault}, events={"rain_tips": tips})
    driver = bench.driver(BUCKET)
    await driver.start()
    total = 0
    for _ in range(144):
        await bench.board.sleep_ms(600_000)
        total += (await driver.read())["rain_tips"]
    assert total == 900


async def test_a_tip_after_dry_days_counts_although_the_ticks_seem_to_run_backwards() -> None:
    bench = SensorBench(BUCKET, events={"rain_tips": [START_MS + 1_000, START_MS + 5 * DAY_MS]})
    driver = bench.driver(BUCKET)
    await driver.start()
    total = 0
    for _ in range(5 * 144 + 1):
        await bench.board.sleep_ms(600_000)
        total += (await driver.read())["rain_tips"]
    assert total == 2


async def test_a_contact_that_stays_closed_is_told() -> None:
    bench = SensorBench()
    driver = bench.driver(BUCKET)
    await driver.start()
    bench.wiring.pin(27).drive(0)
    await driver.read()  # the tip that closed it
    for _ in range(2):
        await driver.read()
    with pytest.raises(SensorError, match="stays closed"):
        await driver.read()
