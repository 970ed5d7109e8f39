from support.sensor_bench import START_S, SensorBench, hint_of

PROBE = {"type": "probe", "pin": 34}


async def test_the_probe_says_millivolts() -> None:
    assert await SensorBench(PROBE, levels={"probe_mv": 1_834}).reading(PROBE) == {"probe_mv": 1_834}


async def test_the_median_hides_the_converters_noise() -> None:
    bench = SensorBench(PROBE, levels={"probe_mv": [(START_S, 1_400), (START_S + 36_000, 2_400)]})
    for _ in range(50):
        wanted = bench.tape.level("probe_mv").at_ms(bench.clock.now_ms)
        reading = (await bench.reading(PROBE))["probe_mv"]
        assert abs(reading - wanted) <= 1
        await bench.board.sleep_ms(600_000)


async def test_a_pin_without_a_probe_is_told() -> None:
    assert "another pin" in await hint_of(SensorBench(PROBE), {"type": "probe", "pin": 35})


async def test_the_quantity_can_be_renamed() -> None:
    config = {"type": "probe", "pin": 34, "as": {"second_probe_mv": "probe_mv"}}
    assert await SensorBench(PROBE, levels={"probe_mv": 900}).reading(config) == {"second_probe_mv": 900}


async def test_a_probe_that_a_pin_feeds_has_power_only_while_it_is_read() -> None:
    config = {"type": "probe", "pin": 34, "power": 25}
    bench = SensorBench(config, levels={"probe_mv": 1_500})
    assert await bench.reading(config) == {"probe_mv": 1_500}
    assert bench.board.pin(25).value() == 0
    assert "no power at the probe" in await hint_of(bench, {"type": "probe", "pin": 34})
