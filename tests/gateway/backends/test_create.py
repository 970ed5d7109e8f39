"""Back-ends from settings: wrong ones are one line that says where and what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stoep_gateway import backends
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.backends.csv_files import CsvFiles
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import ConfigError
from support.waiting import LIMIT_S


def settings(kind: str, **options: object) -> BackendSettings:
    return BackendSettings(name="city", type=kind, options=options, where="stoep.toml:12")


async def test_the_archive_and_csv_need_no_options(tmp_path: Path) -> None:
    archive = backends.create(settings("archive"), state_dir=tmp_path)
    files = backends.create(settings("csv"), state_dir=tmp_path)
    assert isinstance(archive, ArchiveWriter)
    assert isinstance(files, CsvFiles)
    await archive.close()
    await files.close()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (settings("csb"), 'back-end "city": unknown type "csb": use one of archive, csv, mqtt, postgres, sensorthings'),
        (settings("sensorthings"), 'back-end "city": url is missing: add it'),
        (settings("sensorthings", url=""), 'back-end "city": url must be text: write it in "quotes"'),
        (settings("sensorthings", url="city.example"), "url must be the service's address, such as https://"),
        (settings("sensorthings", url="http://u:p@x/v1.1"), "url must not hold a password: put a token in a 0600 file"),
        (settings("sensorthings", url="http://x", timeout_s=0), "timeout_s must be a number from 0.1 to 600"),
        (settings("sensorthings", url="http://x", rows_per_request="9"), "rows_per_request must be a number from 1 to"),
        (settings("sensorthings", url="http://x", tokenfile="t"), "tokenfile is unknown: sensorthings has namespace,"),
        (settings("sensorthings", url="http://x", token_file="/nowhere/t"), "/nowhere/t: cannot read this secret"),
        (settings("postgres", host="x"), 'back-end "city": user is missing: add it'),
        (settings("postgres", host="x", user="u", database="d", schema="A b"), "schema must be 1 to 63 of a-z"),
        (settings("postgres", host="x", user="u", database="d", tls="no"), "tls must be true or false, without quotes"),
        (settings("postgres", host="x", user="u", database="d", sslmode="no"), "sslmode is unknown: postgres has ca_f"),
        (settings("mqtt", host="x", ca_file="/nowhere/ca.pem"), "ca_file /nowhere/ca.pem cannot be used: name a read"),
        (settings("mqtt", host="x", topic="a/#"), "topic must be a topic without + and #"),
        (settings("mqtt", host="x", base_name="stoep/"), "base_name must hold {device}"),
        (settings("mqtt", host="x", base_name="°{device}"), "base_name must hold {device}, and only"),
        (settings("mqtt", host="x", password_file="/nowhere/p"), "user is missing: add it"),
        (settings("csv", folder="x"), "folder is unknown: csv has keep_days, output_dir"),
        (settings("csv", output_dir=3), "output_dir must be a path"),
        (settings("csv", keep_days=-1), "keep_days must be a number from 0 to 36500"),
        (settings("csv", keep_days=1.5), "keep_days must be a whole number of days"),
        (settings("archive", keep_days=3), "keep_days is unknown: archive has none"),
    ],
)
def test_wrong_options_are_one_line_with_place_and_remedy(wrong: BackendSettings, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        backends.create(wrong, state_dir=tmp_path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_message_never_shows_the_password_in_a_url(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        backends.create(settings("sensorthings", url="https://u:geheim@x/v1.1"), state_dir=tmp_path)
    assert "geheim" not in str(caught.value)


def test_a_token_that_others_may_read_is_refused(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("geheim")
    token.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        backends.create(settings("sensorthings", url="http://x", token_file=str(token)), state_dir=tmp_path)


def test_every_built_in_type_is_known() -> None:
    assert {"archive", "csv", "mqtt", "postgres", "sensorthings"} <= set(backends.kinds())


def in_a_python_with(plugin: Path, *, entry_point: str) -> str:
    """What a fresh interpreter says that finds another distribution's back-end."""
    metadata = plugin / "mine-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[stoep.backends]\nmine = {entry_point}\n")
    (plugin / "mine.py").write_text("def create(settings, *, state_dir):\n    return settings.name + str(state_dir)\n")
    program = (
        "from pathlib import Path\nfrom stoep_gateway import backends\n"
        "from stoep_gateway.config.settings import BackendSettings\nfrom stoep_gateway.errors import ConfigError\n"
        "settings = BackendSettings(name='city', type='mine', options={}, where='stoep.toml:12')\n"
        "try:\n    print(backends.kinds(), backends.create(settings, state_dir=Path('/state')))\n"
        "except ConfigError as error:\n    print(error)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(plugin)}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=LIMIT_S).stdout


def test_a_back_end_of_another_distribution_is_found_by_its_entry_point(tmp_path: Path) -> None:
    said = in_a_python_with(tmp_path, entry_point="mine:create")
    assert said.strip() == "('archive', 'csv', 'mine', 'mqtt', 'postgres', 'sensorthings') city/state"


def test_a_back_end_of_another_distribution_that_does_not_load_is_named(tmp_path: Path) -> None:
    said = in_a_python_with(tmp_path, entry_point="mine:gone")
    assert said.startswith('stoep.toml:12: back-end "city": type "mine" does not load (')
    assert "install or remove mine:gone" in said
