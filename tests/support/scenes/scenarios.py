"""A scenario that cannot be played, or a test's fleet that is used wrongly."""

import os
import subprocess
from collections.abc import Callable
from contextlib import closing, redirect_stderr
from io import StringIO
from pathlib import Path

import pytest

from stoep_gateway.commands.main import main
from stoep_testing.claims import the_accounts_balance
from stoep_testing.devices import Devices
from stoep_testing.gateway import Gateway
from stoep_testing.loop_thread import LoopThread
from support.gateway import STOEP
from support.scenes import scene
from support.stage import Stage

_START = "seed = 7\ndays = 1\n"
_SOIL = _START + '[[devices]]\nkind = "soil"\ncount = 2\n'


def _said(stage: Stage, text: str | bytes, *options: str) -> str:
    """What `stoep simulate` says of a file."""
    path = stage.tmp_path / "street.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with redirect_stderr(StringIO()) as errors:
        assert main(["simulate", str(path), *options]) == 2
    return errors.getvalue().removeprefix("stoep simulate: ").rstrip("\n")


def _fault(kind: str, own: str = "", *, at: str = "1 h") -> str:
    return f'[[faults]]\nkind = "{kind}"\nat = "{at}"\nfor = "1 h"\n{own}\n'


def _scene(situation: str, text: str | bytes) -> None:
    scene(situation)(lambda stage: _said(stage, text))


_scene("scenario: not TOML", "seed: 7\n")
_scene("scenario: too long", "#" * 1_000_001)
_scene("scenario: nested too deep", "seed = " + "[" * 5_000)
_scene("scenario: no text", b"\xff\xfe")
_scene("scenario: unknown key", "sead = 7\n")
_scene("scenario: a key is missing", "seed = 7\n")
_scene("scenario: no whole number", "seed = 7\ndays = 0\n")
_scene("scenario: no text in quotes", _SOIL + "name = 5\n")
_scene("scenario: neither true nor false", _SOIL + "vm = 1\n")
_scene("scenario: none of those that there are", _START + '[[devices]]\nkind = "lawn"\n')
_scene("scenario: no duration", _SOIL + 'sample = "soon"\n')
_scene("scenario: a duration out of bounds", _SOIL + 'sample = "2 d"\n')
_scene("scenario: a table that is none", _START + "promises = 5\n" + _SOIL.removeprefix(_START))
_scene("scenario: tables that are none", _START + "devices = 5\n")
_scene("scenario: no devices", _START)
_scene("scenario: a name of two groups", _SOIL + _SOIL.removeprefix(_START))
_scene("scenario: a name of a group and a device", _SOIL + '[[devices]]\nkind = "air"\nname = "soil-2"\n')
_scene("scenario: a wrong clock that is right", _SOIL + _fault("clock-off", 'by = "0 s"'))
_scene("scenario: a drift that is none", _SOIL + _fault("clock-drift", "ppm = 0"))
_scene("scenario: no name for devices", _SOIL + 'name = "My garden"\n')
_scene("scenario: too many devices", _SOIL + '[[devices]]\nkind = "air"\ncount = 9999\n')
_scene("scenario: measurements that are not there", _SOIL + 'csv = "none.csv"\n')
_scene("scenario: columns without measurements", _SOIL + 'columns = { probe_mv = "mV" }\n')
_scene("scenario: columns that are no texts", _SOIL + "columns = { probe_mv = 5 }\n")
_scene("scenario: a fault of the gateway names devices", _SOIL + _fault("gateway-away", 'devices = "all"'))
_scene("scenario: a key of another fault", _SOIL + _fault("wifi-away", 'by = "1 h"'))
_scene("scenario: a fault of a device that there is not", _SOIL + _fault("wifi-away", 'devices = ["soil-3"]'))
_scene("scenario: a fault of nobody", _SOIL + _fault("wifi-away", "devices = 5"))
_scene("scenario: two faults at once", _SOIL + _fault("wifi-away") + _fault("wifi-away", at="90 m"))
_scene("scenario: a device updated twice", _SOIL + _fault("update-half-way") + _fault("update-half-way", at="9 h"))
_scene(
    "scenario: a device cut off in two ways",
    _SOIL + _fault("update-half-way") + _fault("power-cut", "mid_conversation = true", at="9 h"),
)


def _configured(stage: Stage, config: str) -> str:
    (stage.tmp_path / "gateway.toml").write_text(config)
    text = _SOIL + _fault("attacker") + '[gateway]\nconfig = "gateway.toml"\n'
    return _said(stage, text)


@scene("scenario: an operator's configuration that is no TOML")
def _(stage: Stage) -> str:
    return _configured(stage, "[gateway\n")


@scene("scenario: an attacker who would have to read TLS")
def _(stage: Stage) -> str:
    return _configured(stage, '[broker]\nembedded = false\nca_file = "ca.pem"\n')


_scene("scenario: an operator's configuration that is not there", _SOIL + '[gateway]\nconfig = "none.toml"\n')


@scene("scenario that is not there")
def _(stage: Stage) -> str:
    with redirect_stderr(StringIO()) as errors:
        assert main(["simulate", str(stage.tmp_path / "none.toml")]) == 2
    return errors.getvalue().removeprefix("stoep simulate: ").rstrip("\n")


def _measured(stage: Stage, text: str | bytes) -> str:
    (stage.tmp_path / "grass.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return _said(stage, _SOIL + 'csv = "grass.csv"\ncolumns = { soil_temperature = "grass" }\n')


@scene("scenario: columns of a quantity that there is not")
def _(stage: Stage) -> str:
    (stage.tmp_path / "grass.csv").touch()
    return _said(stage, _SOIL + 'csv = "grass.csv"\ncolumns = { rain_tips = "grass" }\n')


@scene("measurements without times")
def _(stage: Stage) -> str:
    return _measured(stage, "moment,grass\n1,2\n")


@scene("measurements: too long")
def _(stage: Stage) -> str:
    with (stage.tmp_path / "grass.csv").open("wb") as file:
        file.truncate(100_000_001)
    return _said(stage, _SOIL + 'csv = "grass.csv"\n')


@scene("measurements without rows")
def _(stage: Stage) -> str:
    return _measured(stage, "time,grass\n")


@scene("measurements: a time that is none")
def _(stage: Stage) -> str:
    return _measured(stage, "time,grass\nyesterday,2\n")


@scene("measurements: a time before the one above it")
def _(stage: Stage) -> str:
    return _measured(stage, "time,grass\n2020-06-01T06:00:00Z,2\n2020-06-01T05:00:00Z,2\n")


@scene("measurements: a number that no sensor says")
def _(stage: Stage) -> str:
    return _measured(stage, "time,grass\n2020-06-01T06:00:00Z,nan\n")


@scene("measurements: a count below 0")
def _(stage: Stage) -> str:
    (stage.tmp_path / "gate.csv").write_text("time,in\n2020-06-01T06:00:00Z,-3\n")
    return _said(stage, _START + '[[devices]]\nkind = "people"\ncsv = "gate.csv"\n')


@scene("measurements that are no text")
def _(stage: Stage) -> str:
    return _measured(stage, b"time,grass\n\xff\xfe\n")


@scene("measurements of nothing that the kind measures")
def _(stage: Stage) -> str:
    return _measured(stage, "time,grass\n2020-06-01T06:00:00Z,\n")


@scene("measurements without a column")
def _(stage: Stage) -> str:
    return _measured(stage, "time,lawn\n2020-06-01T06:00:00Z,2\n")


@scene("report of a scenario in a folder that cannot be made")
def _(stage: Stage) -> str:
    return _said(stage, _SOIL, "--html", str(stage.tmp_path / "street.toml" / "page.html"))


@scene("report of a scenario in the place of the scenario")
def _(stage: Stage) -> str:
    return _said(stage, _SOIL, "--html", str(stage.tmp_path / "street.toml"))


@scene("two reports of a scenario in one file")
def _(stage: Stage) -> str:
    page = str(stage.tmp_path / "page.html")
    return _said(stage, _SOIL, "--html", page, "--junit", page)


@scene("simulate has no room")
def _(stage: Stage) -> str:
    path = stage.tmp_path / "street.toml"
    path.write_text(_SOIL)
    command = ["prlimit", "--fsize=4", str(STOEP), "simulate", str(path)]  # bytes: the temporary folder can be tried
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return done.stderr.removeprefix("stoep simulate: ").rstrip("\n")


@scene("devices on the VM without a VM")
def _(stage: Stage) -> str:
    path = stage.tmp_path / "street.toml"
    path.write_text(_SOIL)
    command = [str(STOEP), "simulate", str(path), "--vm"]
    done = subprocess.run(command, env={**os.environ, "PATH": ""}, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    return done.stderr.removeprefix("stoep simulate: ").rstrip("\n")


def _refused(stage: Stage, act: Callable[[Gateway, Devices], object]) -> str:
    """What a test's fixtures raise."""
    with closing(LoopThread()) as loop:
        gateway = Gateway(stage.tmp_path, loop=loop)
        fleet = Devices(stage.tmp_path / "fleet", gateway=gateway, loop=loop)
        with pytest.raises((ValueError, RuntimeError)) as raised:
            act(gateway, fleet)
    return str(raised.value)


@scene("a test adds devices of no kind")
def _(stage: Stage) -> str:
    return _refused(stage, lambda _, fleet: fleet.add(2, kinds=("lawn",)))


@scene("a test asks of devices that have not lived")
def _(stage: Stage) -> str:
    return _refused(stage, lambda _, fleet: fleet.verdicts())


@scene("a test asks for the accounts of a gateway that never ran")
def _(stage: Stage) -> str:
    return _refused(stage, lambda gateway, _: the_accounts_balance(gateway))


@scene("a test adds devices to a scenario file")
def _(stage: Stage) -> str:
    def act(_: Gateway, fleet: Devices) -> None:
        fleet.add(2)
        fleet.play(Path("street.toml"))

    return _refused(stage, act)


@scene("a test forwards to a back-end that there is not")
def _(stage: Stage) -> str:
    return _refused(stage, lambda gateway, _: gateway.forward_to("telepathy"))


@scene("a test forwards once the gateway is made")
def _(stage: Stage) -> str:
    def act(gateway: Gateway, _: Devices) -> None:
        assert gateway.held
        gateway.forward_to("csv", output_dir="city")

    return _refused(stage, act)
