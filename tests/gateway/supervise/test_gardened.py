"""The analyst runs from the first garden on."""

import asyncio
from pathlib import Path

from stoep_gateway.registry.device import Device
from stoep_gateway.registry.store import Registry
from stoep_gateway.supervise.gardened import Gardened
from stoep_protocol.profiles import by_name
from stoep_simulators.virtual_time import run_virtual


class Part:
    is_running = False

    async def run(self) -> None:
        self.is_running = True
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.is_running = False


def device(profile: str) -> Device:
    return Device(
        name=profile, profile=by_name(profile), generation=1, group=profile, cell=None, sample_s=600, send_s=600
    )


def test_it_starts_with_the_first_soil_device_and_goes_on(tmp_path: Path) -> None:
    async def main() -> None:
        part, registry = Part(), Registry(tmp_path)

        async def runs_with(*profiles: str) -> bool:
            with registry.locked():
                registry.write({profile: device(profile) for profile in profiles})
            await asyncio.sleep(2)
            return part.is_running

        async with asyncio.TaskGroup() as group:
            task = group.create_task(Gardened(part.run, registry=registry).run(), name="gardened")
            await asyncio.sleep(2)
            assert not part.is_running
            assert not await runs_with("people", "weather")
            assert await runs_with("people", "soil-rs485")
            assert await runs_with("people")
            task.cancel()
        assert not part.is_running

    run_virtual(main())


def test_a_damaged_list_is_looked_at_again_when_it_changes(tmp_path: Path) -> None:
    async def main() -> None:
        part, registry = Part(), Registry(tmp_path)
        (tmp_path / "devices.json").write_text("{")
        (tmp_path / "devices.json").chmod(0o600)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(Gardened(part.run, registry=registry).run(), name="gardened")
            await asyncio.sleep(2)
            assert not part.is_running
            (tmp_path / "devices.json").unlink()
            with registry.locked():
                registry.write({"soil": device("soil")})
            await asyncio.sleep(2)
            assert part.is_running
            task.cancel()

    run_virtual(main())
