"""A local gateway is configured and enrolled through the command line; what goes wrong is said."""

import asyncio
from pathlib import Path

import pytest

from stoep_simulators.commands.local_config import read_own_config
from stoep_simulators.commands.local_gateway import GatewayError, LocalGateway, Wish
from support.waiting import LIMIT_S


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _wish(name: str, *, x_m: int = 78_750) -> Wish:
    return Wish(name=name, profile="soil", cell=(x_m, 456_750), sample_s=10, send_s=20)


async def test_an_enrolled_device_gets_its_bundle_and_no_copy_stays(tmp_path: Path) -> None:
    gateway = LocalGateway(tmp_path)
    await gateway.prepare(changes={("clock", "trust"): "system"})
    done: list[int] = []
    bundles = await gateway.enroll([_wish("tuin-vlier"), _wish("tuin-hulst")], told=done.append)
    assert list(bundles) == ["tuin-vlier", "tuin-hulst"]
    assert done[-1] == 2
    bundle = bundles["tuin-vlier"]
    assert (bundle["device"], bundle["profile"], bundle["sample_s"]) == ("tuin-vlier", "soil", 10)
    assert bundle["broker"]["port"] == gateway.broker_port
    assert _names(tmp_path) == ["state", "stoep.service", "stoep.toml"]


async def test_a_refused_device_is_told_in_the_gateways_words(tmp_path: Path) -> None:
    gateway = LocalGateway(tmp_path)
    await gateway.prepare(changes={})
    with pytest.raises(GatewayError, match="not the centre of a 500 m cell"):
        await gateway.enroll([_wish("tuin-hulst"), _wish("tuin-vlier", x_m=78_751)], told=lambda done: None)


async def test_commands_may_be_longer_in_all_than_an_argument(tmp_path: Path) -> None:
    gateway = LocalGateway(tmp_path)
    await gateway.prepare(changes={})
    with pytest.raises(GatewayError, match=r"stoep device enroll: .*1-32 characters"):
        await gateway.commands([("device", "enroll", "a" * 200_000, "--profile", "soil", "--bundle", "bundle.json")])


async def test_a_command_that_says_more_than_a_pipe_holds_is_heard_to_its_end(tmp_path: Path) -> None:
    gateway = LocalGateway(tmp_path)
    await gateway.prepare(changes={})
    async with asyncio.timeout(LIMIT_S):
        with pytest.raises(GatewayError, match=r"^stoep device list: (.|\n)*unrecognized arguments: --x{200000}$"):
            await gateway.commands([("device", "list"), ("device", "list", "--" + "x" * 200_000)])


async def test_a_daemon_that_cannot_start_says_why(tmp_path: Path) -> None:
    gateway = LocalGateway(tmp_path)
    await gateway.prepare(changes={}, more="[nonsense]\n")
    await gateway.start()
    with pytest.raises(GatewayError, match=r"ended by itself: .*nonsense"):
        await gateway.ready()
    await gateway.stop()


async def test_what_is_wrong_in_an_operators_own_file_is_told_of_that_file(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[people]\nkk = 1\n")
    with pytest.raises(GatewayError) as raised:
        await LocalGateway(tmp_path).prepare(changes={}, own=read_own_config(own))
    assert str(raised.value) == f"{own}: [people] kk: unknown key, did you mean k?"


async def test_a_part_that_cannot_run_as_configured_is_not_waited_for(tmp_path: Path) -> None:
    gateway = LocalGateway(tmp_path)
    await gateway.prepare(changes={}, more='[[backend]]\nname = "city"\ntype = "nonesuch"\n')
    await gateway.start()
    with pytest.raises(
        GatewayError, match=r'^.*/stoep.toml:[0-9]+: back-end "city": unknown type "nonesuch": use one of [^"]*$'
    ):
        await gateway.ready()
    await gateway.stop()
