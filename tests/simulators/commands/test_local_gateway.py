"""A local gateway is configured and enrolled through the command line; what goes wrong is said."""

import tomllib
from pathlib import Path

import pytest

from stoep_simulators.commands.local_gateway import GatewayError, LocalGateway, Wish, change_settings

_WRITTEN = '[web]\n# Port of the pages.\n# port = 8080\n\n[metrics]\n# port = 9464\n[gateway]\nstate_dir = "state"\n'


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _wish(name: str, *, x_m: int = 78_750) -> Wish:
    return Wish(name=name, profile="soil", cell=(x_m, 456_750), sample_s=10, send_s=20)


def test_a_commented_setting_is_set_in_its_own_section() -> None:
    changed = change_settings(_WRITTEN, changes={("metrics", "port"): 1234})
    assert tomllib.loads(changed) == {"web": {}, "metrics": {"port": 1234}, "gateway": {"state_dir": "state"}}


def test_a_set_setting_is_replaced() -> None:
    changed = change_settings(_WRITTEN, changes={("gateway", "state_dir"): "elsewhere"})
    assert tomllib.loads(changed)["gateway"] == {"state_dir": "elsewhere"}


def test_a_setting_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError, match="speed"):
        change_settings(_WRITTEN, changes={("web", "speed"): 1})


async def test_an_enrolled_device_gets_its_bundle_and_no_copy_stays(tmp_path: Path) -> None:
    gateway = LocalGateway(tmp_path)
    await gateway.prepare(changes={("clock", "trust"): "system"})
    done: list[int] = []
    bundles = await gateway.enroll([_wish("tuin-vlier"), _wish("tuin-hulst")], told=done.append)
    assert list(bundles) == ["tuin-vlier", "tuin-hulst"]
    assert done == [1, 2]
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


async def test_a_daemon_that_cannot_start_says_why(tmp_path: Path) -> None:
    gateway = LocalGateway(tmp_path)
    await gateway.prepare(changes={}, more="[nonsense]\n")
    await gateway.start()
    with pytest.raises(GatewayError, match=r"ended by itself: .*nonsense"):
        await gateway.ready()
    await gateway.stop()
