"""`stoep device` as an operator uses it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stoep_gateway.commands.main import main
from support.update_image import public_pem, rsa_key


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "stoep.toml"
    main(["init", "--config", str(file)])
    return str(file)


def listed(config: str, *, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["device", "list", "--json", "--config", config]) == 0
    entries: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return entries


def test_a_device_is_enrolled_listed_renewed_and_revoked(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = str(tmp_path / "b.json")
    enroll = ["device", "enroll", "garden-7", "--bundle", bundle, "--config", config]
    assert main([*enroll, "--profile", "soil", "--cell", "81250,455250", "--sample-s", "60"]) == 0
    first = json.loads(Path(bundle).read_text())
    assert listed(config, capsys=capsys) == [
        {
            "name": "garden-7",
            "profile": "soil",
            "generation": 1,
            "group": "garden-7",
            "cell": [81250, 455250],
            "sample_s": 60,
            "send_s": 3600,
            "revoked": False,
            "withdrawn": False,
            "invited_until": None,
        }
    ]
    assert main(enroll) == 0
    second = json.loads(Path(bundle).read_text())
    assert second["generation"] == 2
    assert second["secret"] != first["secret"]
    assert main([*enroll, "--group", "yard"]) == 0  # forgotten at first; nothing was measured under the name yet
    assert listed(config, capsys=capsys)[0]["group"] == "yard"
    assert main(["device", "revoke", "garden-7", "--config", config]) == 0
    assert listed(config, capsys=capsys)[0]["revoked"] is True


def test_an_invite_is_listed_and_enrols_nobody_until_it_is_withdrawn(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["device", "invite", "garden-7", "--profile", "soil", "--hours", "2", "--config", config]) == 0
    code = next(line for line in capsys.readouterr().out.splitlines() if " " not in line)
    assert re.fullmatch(r"127\.0\.0\.1:8443/[a-z2-7]{26}/[a-z2-7]{26}", code)
    assert code.rsplit("/")[-1] not in (tmp_path / "state/invites.json").read_text()
    [entry] = listed(config, capsys=capsys)
    assert (entry["name"], entry["generation"], entry["sample_s"]) == ("garden-7", 0, 600)
    until = datetime.fromisoformat(str(entry["invited_until"]))
    assert 7_000 < (until - datetime.now(UTC)).total_seconds() <= 7_200
    assert not (tmp_path / "state/devices.json").exists()
    assert main(["device", "list", "--config", config]) == 0
    assert "garden-7                 soil        -              invited until " in capsys.readouterr().out
    assert main(["device", "revoke", "garden-7", "--config", config]) == 0
    assert listed(config, capsys=capsys) == []
    assert main(["device", "revoke", "garden-7", "--config", config]) == 2


def test_an_enrolled_device_can_be_invited_again_and_revoking_it_voids_the_code(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = str(tmp_path / "b.json")
    main(["device", "enroll", "garden-7", "--profile", "soil", "--bundle", bundle, "--config", config])
    assert main(["device", "invite", "garden-7", "--config", config]) == 0
    [entry] = listed(config, capsys=capsys)
    assert (entry["generation"], entry["invited_until"] is None) == (1, False)
    assert main(["device", "revoke", "garden-7", "--config", config]) == 0
    [entry] = listed(config, capsys=capsys)
    assert (entry["revoked"], entry["invited_until"]) == (True, None)


@pytest.mark.parametrize("words", [["new"], ["a_b", "--profile", "soil"], ["a", "--profile", "soil", "--hours", "0"]])
def test_what_would_be_refused_later_is_refused_at_once(config: str, tmp_path: Path, words: list[str]) -> None:
    assert main(["device", "invite", *words, "--config", config]) == 2
    assert not (tmp_path / "state/invites.json").exists()


def test_a_replaced_device_is_listed_with_a_generation_that_nobody_had(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = str(tmp_path / "b.json")
    words = ["--bundle", bundle, "--config", config]
    assert main(["device", "enroll", "garden-7", "--profile", "soil", "--cell", "81250,455250", *words]) == 0
    [before] = listed(config, capsys=capsys)
    assert main(["device", "invite", "garden-7", "--config", config]) == 0  # of the board that was then stolen
    assert main(["device", "replace", "garden-7", *words]) == 0
    assert "garden-7 replaced (generation 3): the old board is refused from now on" in capsys.readouterr().out
    assert listed(config, capsys=capsys) == [{**before, "generation": 3}]
    assert json.loads(Path(bundle).read_text())["broker"]["user"] == "garden-7_3"
    assert main(["device", "replace", "garden-8", *words]) == 2


def test_no_secret_is_printed(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = tmp_path / "b.json"
    main(["device", "enroll", "a", "--profile", "soil", "--bundle", str(bundle), "--config", config])
    main(["device", "list", "--config", config])
    said = capsys.readouterr()
    content = json.loads(bundle.read_text())
    for secret in (content["secret"], content["broker"]["password"]):
        assert secret not in said.out + said.err


def test_a_bundle_that_cannot_be_written_enrols_nobody(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["device", "enroll", "a", "--profile", "soil", "--bundle", "/no/such/folder/b.json", "--config", config]
    assert main(words) == 2
    assert listed(config, capsys=capsys) == []


def test_an_empty_list_says_how_to_begin(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["device", "list", "--config", config])
    assert "stoep device enroll NAME" in capsys.readouterr().out


@pytest.mark.parametrize(("host", "is_told"), [("127.0.0.1", True), ("192.168.1.10", False)])
def test_a_bundle_that_no_board_can_follow_says_what_to_set(
    host: str, is_told: bool, config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(config)
    file.write_text(file.read_text().replace('# public_host = ""', f'public_host = "{host}"'))
    arguments = ["device", "enroll", "x", "--profile", "soil", "--bundle", str(tmp_path / "x.json"), "--config", config]
    assert main(arguments) == 0
    assert ("leads to 127.0.0.1, which no board can reach" in capsys.readouterr().out) is is_told


def test_a_bundle_names_who_may_sign_updates(config: str, tmp_path: Path) -> None:
    (tmp_path / "update.pub.pem").write_bytes(public_pem())
    file = Path(config)
    file.write_text(file.read_text().replace("# public_keys = []", 'public_keys = ["update.pub.pem"]'))
    bundle = tmp_path / "b.json"
    assert main(["device", "enroll", "a", "--profile", "soil", "--bundle", str(bundle), "--config", config]) == 0
    assert json.loads(bundle.read_text())["update_keys"] == [f"{rsa_key().public_key().public_numbers().n:0768x}"]


SOUND = {
    "name": "sound",
    "columns": [{"quantity": "sound_level", "unit": "dB", "decimals": 1, "low": 30, "high": 130, "aggregate": "mean"}],
}


def enroll_own(config: str, profile: object, *, folder: Path) -> int:
    file = folder / "own.json"
    file.write_text(profile if isinstance(profile, str) else json.dumps(profile))
    bundle = ["--bundle", str(folder / "b.json")]
    return main(["device", "enroll", "garden-7", "--profile", str(file), *bundle, "--config", config])


def test_a_makers_own_profile_is_in_the_bundle_and_stays_at_the_next_generation(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert enroll_own(config, SOUND, folder=tmp_path) == 0
    assert "sound_level (dB, 30 to 130), which is not classed: its rows wait on it" in capsys.readouterr().out
    assert json.loads((tmp_path / "b.json").read_text())["profile"] == SOUND
    assert listed(config, capsys=capsys)[0]["profile"] == "sound"
    again = ["device", "enroll", "garden-7", "--bundle", str(tmp_path / "b.json"), "--config", config]
    assert main(again) == 0
    bundle = json.loads((tmp_path / "b.json").read_text())
    assert (bundle["profile"], bundle["generation"]) == (SOUND, 2)


def test_what_is_classed_is_not_asked_for(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Path(config).open("a") as file:
        file.write('[quantities.sound_level]\nclass = "harmless"\nunit = "dB"\nlow = 0\nhigh = 130\n')
    assert enroll_own(config, SOUND, folder=tmp_path) == 0
    assert "not classed" not in capsys.readouterr().out


def changed(**column: object) -> dict[str, object]:
    return {"name": "sound", "columns": [{**SOUND["columns"][0], **column}]}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ("{", "own.json: not JSON"),
        ({"name": "sound"}, 'own.json: need an object with "name" and "columns"'),
        ({**SOUND, "name": "soil"}, 'own.json: "name": 1-16 characters'),
        (changed(low=30.5), 'own.json: sound_level: "low", "high": whole numbers'),
        (changed(quantity="in"), "profile sound: in: counts of people are taken from the profile people only"),
        (changed(quantity="temperature"), "profile sound: temperature: a built-in profile has it with another unit"),
    ],
)
def test_a_wrong_profile_is_one_line(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], profile: object, message: str
) -> None:
    capsys.readouterr()
    assert enroll_own(config, profile, folder=tmp_path) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert listed(config, capsys=capsys) == []


@pytest.mark.parametrize(
    ("name", "message"),
    [("noise", "--profile noise: unknown: choose one of soil,"), ("no.json", "cannot read the profile")],
)
def test_an_unknown_profile_is_one_line(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, message: str
) -> None:
    bundle = ["--bundle", str(tmp_path / "b.json")]
    assert main(["device", "enroll", "a", "--profile", name, *bundle, "--config", config]) == 2
    assert message in capsys.readouterr().err


def test_a_counter_that_another_budget_pays_for_too_is_told_of(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(name: str, *words: str, profile: str = "people") -> list[str]:
        bundle = tmp_path / "b.json"
        bundle.unlink(missing_ok=True)
        capsys.readouterr()
        command = ["device", "enroll", name, "--profile", profile, *words, "--bundle", str(bundle), "--config", config]
        assert main(command) == 0
        return [line for line in capsys.readouterr().out.splitlines() if "privacy budget" in line]

    here = ("--cell", "81250,455250")
    assert told("beam-1", *here) == told("garden-7", *here, profile="soil") == told("beam-0") == []
    assert told("beam-2", *here) == [
        "beam-2 counts people in the same cell as beam-1 with a privacy budget of its own:"
        " do not hang it over the same line"
    ]
    assert told("beam-3", "--cell", "81750,455250") == told("beam-3") == []
    assert told("beam-3", "--group", "pier") == [
        "beam-3 spent the privacy budget of beam-3 until now, from now on that of pier:"
        " a line that it goes on to count has two then"
    ]
