"""What stoep.json may say, and the one line a maker reads when it says something else."""

import json
from pathlib import Path

import pytest

from stoep_firmware.settings import Settings, SettingsError, load_bundle, parse_bundle

BUNDLE = {
    "format": 1,
    "device": "garden-7",
    "secret": "ab" * 32,
    "generation": 1,
    "broker": {"host": "10.0.0.2", "port": 1883, "user": "garden-7", "password": "pass-word", "ca_pem": None},
    "profile": "soil",
    "sample_s": 600,
    "send_s": 3600,
    "wifi": [["home", "wifi-word"]],
    "sensors": [{"type": "probe", "pin": 34}],
    "pins": {"scl": 22},
}
PEM = "-----BEGIN CERTIFICATE-----\nAQIDBA==\n-----END CERTIFICATE-----\n"

REFUSALS = [
    ({"format": 2}, "format: 1 is what this firmware reads: update it, or enrol the device again"),
    ({"device": "Garden"}, "device: a device id has 1-32 characters of a-z 0-9 - and does not start with -"),
    ({"device": None}, "device: missing, or not a text"),
    ({"secret": "ab"}, "secret: 64 hexadecimal digits: enrol the device again"),
    ({"secret": "zz" * 32}, "secret: 64 hexadecimal digits: enrol the device again"),
    ({"generation": 0}, "generation: missing, or not a whole number from 1 to 1073741823"),
    ({"broker": []}, "broker: not a JSON object"),
    ({"broker": {**BUNDLE["broker"], "port": 0}}, "broker: port: missing, or not a whole number from 1 to 65535"),
    ({"broker": {**BUNDLE["broker"], "ca_pem": "x"}}, "broker: ca_pem: not a PEM certificate: enrol the device again"),
    ({"profile": "noise"}, "profile: no built-in profile of that name"),
    ({"sample_s": 0}, "sample_s: missing, or not a whole number from 1 to 86400"),
    ({"sample_s": 1.5}, "sample_s: missing, or not a whole number from 1 to 86400"),
    ({"send_s": True}, "send_s: missing, or not a whole number from 1 to 86400"),
    ({"wifi": ["home"]}, "wifi: a list of [name, password]"),
    ({"sensors": [{}]}, "sensors 1: type: missing, or not a text"),
    ({"sensors": [{"type": "probe"}] * 9}, "sensors: not a list of at most 8 entries"),
    ({"pins": {"scl": 99}}, "pins: scl: missing, or not a whole number from 0 to 48"),
]


@pytest.mark.parametrize(("change", "words"), REFUSALS, ids=[words for _, words in REFUSALS])
def test_a_wrong_bundle_is_refused_in_one_line_without_its_secrets(change: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError) as refused:
        parse_bundle({**BUNDLE, **change}, where="stoep.json")
    assert str(refused.value) == "stoep.json: " + words
    assert "pass-word" not in str(refused.value)


def test_the_bundle_is_read_from_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "stoep.json").write_text(json.dumps(BUNDLE))
    bundle = load_bundle(str(tmp_path))
    assert (bundle.device, bundle.profile.name, bundle.wifi) == ("garden-7", "soil", (("home", "wifi-word"),))


def test_a_pinned_authority_comes_as_der(tmp_path: Path) -> None:
    bundle = parse_bundle({**BUNDLE, "broker": {**BUNDLE["broker"], "ca_pem": PEM}}, where="stoep.json")
    assert bundle.broker.ca_der == b"\x01\x02\x03\x04"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "not found: flash the device with its bundle"),
        ("{", "not JSON: flash the device with its bundle again"),
        ("[]", "not a JSON object"),
        (" " * 9000, "longer than 8192 characters: flash the device with its bundle again"),
    ],
)
def test_a_file_that_is_no_bundle_is_refused_in_one_line(tmp_path: Path, text: str | None, words: str) -> None:
    if text is not None:
        (tmp_path / "stoep.json").write_text(text)
    with pytest.raises(SettingsError) as refused:
        load_bundle(str(tmp_path))
    assert str(refused.value) == f"{tmp_path}/stoep.json: {words}"


def settings_in(folder: Path, **changes: object) -> Settings:
    return Settings(str(folder), bundle=parse_bundle({**BUNDLE, **changes}, where="stoep.json"))


def test_the_last_good_configuration_outlives_a_power_cut(tmp_path: Path) -> None:
    assert settings_in(tmp_path).apply(3, {1: 300, 2: 900})
    again = settings_in(tmp_path)
    assert (again.version, again.sample_s, again.send_s) == (3, 300, 900)


@pytest.mark.parametrize("values", [{1: 0}, {1: 90_000}, {2: 10}, {1: 4000}])
def test_a_configuration_out_of_bounds_changes_nothing(tmp_path: Path, values: dict[int, int]) -> None:
    settings = settings_in(tmp_path)
    assert not settings.apply(3, values)
    assert (settings.version, settings.sample_s, settings.send_s) == (0, 600, 3600)
    assert not (tmp_path / "settings.json").exists()


def test_an_unknown_setting_is_left_out(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert settings.apply(3, {77: 1, 1: 60})
    assert settings.sample_s == 60


def test_a_configuration_of_an_earlier_enrolment_is_left_out(tmp_path: Path) -> None:
    settings_in(tmp_path).apply(3, {1: 300})
    again = settings_in(tmp_path, generation=2)
    assert (again.version, again.sample_s, again.is_damaged) == (0, 600, False)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"generation": 1}', '{"generation":1,"version":2,"sample_s":0,"send_s":1}']
)
def test_a_damaged_configuration_is_left_out_and_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_text(text)
    settings = settings_in(tmp_path)
    assert (settings.is_damaged, settings.sample_s) == (True, 600)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"[" * 8000])
def test_a_file_that_is_no_text_is_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "stoep.json").write_bytes(content)
    with pytest.raises(SettingsError, match=r"stoep\.json: not JSON: flash the device with its bundle again$"):
        load_bundle(str(tmp_path))


@pytest.mark.parametrize(
    "content",
    [
        b"\xff" * 40,
        b" " * 9000 + b"{}",
        b'{"generation":1,"version":1073741824,"sample_s":60,"send_s":600}',
        b'{"generation":1,"version":-1,"sample_s":60,"send_s":600}',
    ],
)
def test_a_configuration_that_no_gateway_sent_is_left_out(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_bytes(content)
    settings = Settings(str(tmp_path), bundle=parse_bundle(BUNDLE, where="stoep.json"))
    assert (settings.is_damaged, settings.version, settings.sample_s) == (True, 0, 600)
