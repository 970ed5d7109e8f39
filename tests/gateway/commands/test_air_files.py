"""`stoep check` looks at the devices and at the file that [air] names."""

from pathlib import Path

import pytest

from stoep_gateway.commands.air_files import air_findings
from stoep_gateway.config.settings import AirSettings
from stoep_gateway.registry.device import Device
from stoep_protocol.profiles import by_name

NOW_S = 1_812_794_400.0  # 2027-06-12 10:00 UTC


def device(name: str, *, profile: str = "air", revoked: bool = False) -> Device:
    return Device(
        name=name,
        profile=by_name(profile),
        generation=1,
        group=name,
        cell=None,
        sample_s=600,
        send_s=1800,
        revoked=revoked,
    )


def found(settings: AirSettings, *devices: Device) -> list[str]:
    return list(air_findings(settings, devices={each.name: each for each in devices}, now_s=NOW_S))


def test_an_air_meter_with_its_type_and_no_file_is_well() -> None:
    assert found(AirSettings(sensors={"lucht-1": "sps30"}), device("lucht-1")) == []


def test_a_type_of_nobody_or_of_no_air_meter_is_found() -> None:
    types = dict.fromkeys(("weg", "tuin-1", "oud"), "sps30")
    assert found(AirSettings(sensors=types), device("tuin-1", profile="soil"), device("oud", revoked=True)) == [
        "[air.sensors] weg: no device here has that name: enrol it, or mend its name",
        "[air.sensors] tuin-1: measures no particles (profile soil): take the line out",
        "[air.sensors] oud: no device here has that name: enrol it, or mend its name",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("time,station,no2\n2027-06-12T08:00Z,Haag,20\n", None),
        ("time,station,no2\n2027-06-12T08:00Z,Haag,much\n", ":2: no2 must be empty or a number from 0 to 5000"),
        ("time,station,no2\n", ": empty: nothing of it is shown until newer comes"),
        (
            "time,station,no2\n2027-06-10T08:00Z,Haag,20\n",
            ": its last hour ended at 2027-06-10 09:00 UTC: nothing of it is shown until newer comes",
        ),
    ],
)
def test_official_values_are_read(tmp_path: Path, text: str, said: str | None) -> None:
    file = tmp_path / "official.csv"
    file.write_text(text)
    assert found(AirSettings(official_file=file)) == ([f"{file}{said}"] if said else [])


def test_a_file_that_is_not_there_is_found(tmp_path: Path) -> None:
    (said,) = found(AirSettings(official_file=tmp_path / "o.csv"))
    assert said.endswith(
        "o.csv: cannot be read (No such file or directory): is it there, and readable for the gateway?"
    )
