"""A scenario file becomes a record, or one line that says where it is wrong and what is allowed."""

from pathlib import Path

import pytest

from stoep_simulators.scenarios.parse import ScenarioError, read_scenario
from stoep_simulators.scenarios.records import Fault, Group, Promises, Scenario

_WHOLE = """\
seed = 7
days = 2

[[devices]]
kind = "soil"
count = 2

[[devices]]
kind = "people"
name = "gate"
vm = true
sample = "1 m"
send = "5 m"

[[faults]]
kind = "wifi-away"
at = "6 h"
for = "1 d 12 h"
devices = ["gate", "soil-2"]

[[faults]]
kind = "stuck-sensor"
at = "1 h"
for = "30 m"
devices = ["soil"]
sensor = "ds18b20"

[[faults]]
kind = "clock-off"
at = "20 h"
for = "1 h"
by = "-2 h"

[[faults]]
kind = "clock-drift"
at = "2 h"
for = "9 h"
devices = ["gate"]
ppm = -50

[promises]
row_age = "2 d"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "street.toml"
    path.write_text(text)
    return path


def test_a_whole_file_becomes_a_record(tmp_path: Path) -> None:
    assert read_scenario(written(tmp_path, _WHOLE)) == Scenario(
        title="street",
        seed=7,
        days=2,
        groups=(
            Group(name="soil", kind="soil", count=2, on_vm=False, sample_s=600, send_s=3_600),
            Group(name="gate", kind="people", count=1, on_vm=True, sample_s=60, send_s=300),
        ),
        faults=(
            Fault(kind="wifi-away", at_s=21_600, for_s=129_600, devices=frozenset({"gate-1", "soil-2"})),
            Fault(
                kind="stuck-sensor", at_s=3_600, for_s=1_800, devices=frozenset({"soil-1", "soil-2"}), sensor="ds18b20"
            ),
            Fault(kind="clock-off", at_s=72_000, for_s=3_600, by_s=-7_200),
            Fault(kind="clock-drift", at_s=7_200, for_s=32_400, devices=frozenset({"gate-1"}), ppm=-50),
        ),
        promises=Promises(row_age_s=172_800),
    )


def test_a_share_of_the_devices_is_picked_by_the_seed(tmp_path: Path) -> None:
    text = _WHOLE.replace("count = 2", "count = 40").replace('devices = ["gate", "soil-2"]', "devices = 0.5")
    first, again = (read_scenario(written(tmp_path, text)).faults[0].devices for _ in range(2))
    other = read_scenario(written(tmp_path, text.replace("seed = 7", "seed = 8"))).faults[0].devices
    assert len(first) == 20
    assert first == again != other


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("seed = 7", "", "street.toml:1: seed is missing"),
        ("seed = 7", "sead = 7", "street.toml:1: sead: is not known here; allowed are: seed, days, devices, faults, "),
        ("seed = 7", 'seed = "7"', "street.toml:1: seed: must be a whole number from 0 to 2,147,483,647"),
        ("days = 2", "days = 0", "street.toml:2: days: must be a whole number from 1 to 366"),
        ("[[faults]]\nkind", "[[fault]]\nkind", "street.toml:15: fault: is not known here; allowed are: "),
        ('kind = "soil"', 'kind = "lawn"', "street.toml:5: kind: must be one of: soil, air, people, weather"),
        ('name = "gate"', 'name = "soil"', "street.toml:4: name: 'soil' names two groups; give each its own name"),
        ('name = "gate"', 'name = "Gate 1"', "street.toml:10: name: a name has at most 24 small letters, digits and"),
        ("vm = true", "vm = 1", "street.toml:11: vm: must be true or false"),
        ('sample = "1 m"', 'sample = "1"', 'street.toml:12: sample: must be a duration such as "90 m", "6 h" or '),
        ('send = "5 m"', 'send = "5 s"', "street.toml:13: send: must be from 1 m to 1 d"),
        ("count = 2", 'csv = "none.csv"', "street.toml:6: csv: there is no file "),
        ("count = 2", 'columns = { probe_mv = "mV" }', "street.toml:6: columns: is of use with csv only"),
        ('"soil-2"', '"soil-3"', "street.toml:19: devices: no device or group is called 'soil-3'; there are: soil-1 …"),
        ('devices = ["soil"]', "devices = 1.5", 'street.toml:25: devices: write "all", a share above 0.0 up to 1.0, '),
        ('"ds18b20"', '"radar"', "street.toml:26: sensor: must be one of: bme280, ds18b20, probe"),
        ('by = "-2 h"', "", "street.toml:28: by is missing"),
        ('by = "-2 h"', 'by = "1 h"\ndevices = "all"', "street.toml:33: devices: it befalls the gateway, and so all "),
        ('at = "20 h"', 'at = "2 d"', "street.toml:30: at: must be from 0 s to 1 d 23 h 59 m 59 s"),
        ("ppm = -50", "", "street.toml:34: ppm is missing"),
        ("ppm = -50", "ppm = 0", "street.toml:39: ppm: 0 is no drift: write how many seconds in a million "),
        ('by = "-2 h"', 'by = "0 s"', "street.toml:32: by: 0 s off is right: write how wrong the clock is, with - in "),
        ('name = "gate"', 'name = "soil-2"', "street.toml:10: name: 'soil-2' is a device of 'soil' already; give the "),
        ("ppm = -50", "ppm = 50000", "street.toml:39: ppm: must be a whole number from -30,000 to 30,000"),
        ('by = "-2 h"', 'by = "-2 h"\nppm = 5', "street.toml:33: ppm: is for clock-drift"),
        ("ppm = -50", "mid_conversation = true", "street.toml:39: mid_conversation: is for power-cut"),
        ("row_age", "age", "street.toml:42: age: is not known here; allowed are: row_age"),
    ],
)
def test_each_mistake_is_one_line(right: str, wrong: str, said: str, tmp_path: Path) -> None:
    assert right in _WHOLE
    with pytest.raises(ScenarioError) as raised:
        read_scenario(written(tmp_path, _WHOLE.replace(right, wrong, 1)))
    assert str(raised.value).startswith(f"{tmp_path}/{said}")
    assert "\n" not in str(raised.value)


def test_the_gateways_own_faults_name_no_devices(tmp_path: Path) -> None:
    more = '[[faults]]\nkind = "gateway-away"\nat = "7 h"\nfor = "1 h"\n'
    assert read_scenario(written(tmp_path, _WHOLE.replace("[promises]", more + "[promises]"))).faults[-1] == Fault(
        kind="gateway-away", at_s=25_200, for_s=3_600
    )


def test_two_faults_of_a_kind_do_not_meet_on_one_device(tmp_path: Path) -> None:
    more = '[[faults]]\nkind = "wifi-away"\nat = "7 h"\nfor = "1 h"\ndevices = ["soil-2"]\n'
    with pytest.raises(ScenarioError, match="wifi-away strikes while an earlier one of its kind still lasts"):
        read_scenario(written(tmp_path, _WHOLE + more))


def test_a_device_is_updated_once(tmp_path: Path) -> None:
    more = "".join(
        f'[[faults]]\nkind = "update-half-way"\nat = "{hour} h"\nfor = "1 h"\ndevices = ["soil"]\n' for hour in (2, 20)
    )
    with pytest.raises(ScenarioError, match="devices: a device is updated once: name others"):
        read_scenario(written(tmp_path, _WHOLE + more))


def test_a_device_is_cut_off_in_an_update_or_in_mid_conversation(tmp_path: Path) -> None:
    update = '[[faults]]\nkind = "update-half-way"\nat = "2 h"\nfor = "1 h"\ndevices = ["soil"]\n'
    cut = '[[faults]]\nkind = "power-cut"\nat = "9 h"\nfor = "1 h"\ndevices = ["soil-2"]\n'
    assert not read_scenario(written(tmp_path, _WHOLE + update + cut)).faults[-1].mid_conversation
    with pytest.raises(ScenarioError, match="devices: a device is cut off half-way or in mid-conversation"):
        read_scenario(written(tmp_path, f"{_WHOLE}{update}{cut}mid_conversation = true\n"))


def test_what_is_no_toml_and_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"street\.toml: .*line 1"):
        read_scenario(written(tmp_path, "seed: 7\n"))
    with pytest.raises(ScenarioError, match="No such file"):
        read_scenario(tmp_path / "none.toml")


def test_a_scenario_without_devices_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"at least one \[\[devices\]\] is needed"):
        read_scenario(written(tmp_path, "seed = 1\ndays = 1\n"))


def test_a_gateways_configuration_lies_beside_the_scenario(tmp_path: Path) -> None:
    (tmp_path / "gateway.toml").write_text("[people]\nk = 5\n")
    config = read_scenario(written(tmp_path, _WHOLE + '[gateway]\nconfig = "gateway.toml"\n')).config
    assert config is not None
    assert (config.file, config.document) == (tmp_path / "gateway.toml", {"people": {"k": 5}})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("[gateway]\nport = 1883\n", "street.toml:44: port: is not known here; allowed are: config"),
        (
            '[gateway]\nconfig = "none.toml"\n',
            "street.toml:44: config: {folder}/none.toml: cannot be read: No such file",
        ),
        (
            '[[faults]]\nkind = "attacker"\nat = "1 h"\nfor = "1 h"\n[gateway]\nconfig = "tls.toml"\n',
            "street.toml:48: config: nobody reads what is said with TLS: no ca_file",
        ),
    ],
)
def test_a_gateway_that_cannot_be_is_one_line(more: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "tls.toml").write_text('[broker]\nembedded = false\nca_file = "ca.pem"\n')
    with pytest.raises(ScenarioError) as raised:
        read_scenario(written(tmp_path, _WHOLE + more))
    assert str(raised.value).startswith(f"{tmp_path}/{said.format(folder=tmp_path)}")


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    assert read_scenario(written(tmp_path, "\ufeff" + _WHOLE)) == read_scenario(written(tmp_path, _WHOLE))
