"""stoep.toml becomes frozen settings; each mistake is one line with file, line, key and remedy."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.config.keys import SECTIONS
from stoep_gateway.config.load import first_there, load, parse
from stoep_gateway.config.settings import QuantitySettings, Settings
from stoep_gateway.config.template import toml_text
from stoep_gateway.errors import ConfigError

FILE = Path("stoep.toml")

MISTAKES = [
    ("[broker]\nprot = 1884\n", "stoep.toml:2: [broker] prot: unknown key, did you mean port?"),
    ("[broker]\n\n# a comment\nport = 70000\n", "stoep.toml:4: [broker] port = 70000: must be from 1 to 65535"),
    ('[broker]\nport = "1883"\n', "stoep.toml:2: [broker] port: must be a whole number"),
    ('[updates]\npublic_keys = "a.pem"\n', "stoep.toml:2: [updates] public_keys: must be a list of texts"),
    ("[updates]\npublic_keys = [1]\n", "stoep.toml:2: [updates] public_keys: must be a list of texts"),
    ('[updates]\npublic_keys = ["a", "b", "c"]\n', "stoep.toml:2: [updates] public_keys: at most 2"),
    ("[broker]\nport = true\n", "stoep.toml:2: [broker] port: must be a whole number"),
    ('[broker]\nembedded = "no"\n', "stoep.toml:2: [broker] embedded: must be true or false"),
    ('[broker]\nhost = ""\n', "stoep.toml:2: [broker] host: must not be empty"),
    (
        "[broker]\nembedded = false\n",
        "stoep.toml:2: [broker] password_file is missing: with embedded = false, name the file with the password of"
        ' user "gateway"',
    ),
    (
        '[broker]\nca_file = "ca.pem"\n',
        "stoep.toml:2: [broker] ca_file is not enough for TLS at the embedded broker: name cert_file, key_file, too",
    ),
    (
        '[broker]\nembedded = false\npassword_file = "p"\nca_file = "ca.pem"\nkey_file = "k.pem"\n',
        "stoep.toml:5: [broker] key_file is for the embedded broker: give certificate and key to your own one",
    ),
    ("[brokr]\n", "stoep.toml:1: unknown table [brokr], did you mean broker?"),
    ("nonsense = 1\n", "stoep.toml:1: unknown table [nonsense] (known: "),
    ('[clock]\ntrust = "gps"\n', "stoep.toml:2: [clock] trust: must be one of ntp, rtc, system"),
    ("[people]\nwindow_s = 1000\n", "stoep.toml:2: [people] window_s = 1000: must divide 86400"),
    (
        "[people]\nwindow_s = 7200\nnight_h = 3\n",
        "stoep.toml:3: [people] night_h = 3: so many hours are not whole windows of 7200 s: ",
    ),
    (
        '[people]\nepsilon_per_day = "0.5"\n',
        'stoep.toml:2: [people] epsilon_per_day = "0.5": one window costs epsilon = "1", so none would',
    ),
    ('[air]\nsensor = "sds011"\n', "stoep.toml:2: [air] sensor: must be one of "),
    ("[air]\nkappa = 0.5\n", "stoep.toml:2: [air] kappa = 0.5: must be from 0.05 to 0.4"),
    (
        '[air]\nsensor = "sps30"\n[air.sensors]\nlucht-1 = "pms5003"\nlucht-2 = "sds011"\n',
        "stoep.toml:5: [air.sensors] lucht-2: must be one of pms5003, pms7003, sps30",
    ),
    ("[air]\nsensors = 3\n", "stoep.toml:2: air.sensors must be a table: write [air.sensors]"),
    ('[air]\nofficial_file = "air/o.csv"\n', "stoep.toml:2: [air] official_file needs official_source: whose values"),
    (
        '[air]\nofficial_file = "o.csv"\nofficial_source = "RIVM, CC0"\n',
        "stoep.toml:2: [air] official_file must be in a folder of its own, such as air/: the pages may read all",
    ),
    ('[air]\nofficial_source = "a\\nb"\n', "stoep.toml:2: [air] official_source must be at most 200 characters on one"),
    ("[people]\nk = 0\n", "stoep.toml:2: [people] k = 0: must be from 1 to 10000"),
    ("[journal]\ncommit_interval_s = nan\n", "stoep.toml:2: [journal] commit_interval_s = nan: must be from 0.0 to"),
    ("broker.port = 0\n", "stoep.toml:1: [broker] port = 0: must be from 1 to 65535"),
    ("broker = 3\n", "stoep.toml:1: broker must be a table: write [broker]"),
    ("[web]\nport = \n", "stoep.toml:2: not TOML: Invalid value"),
    ("[web\n", "stoep.toml:1: not TOML: "),
    ('[[backend]]\ntype = "csv"\n', "stoep.toml:1: [[backend]] name: must be 1 to 32 of a-z, 0-9 and -"),
    ('[[backend]]\nname = "a"\n', 'stoep.toml:1: [[backend]] "a": type is missing'),
    (
        '[[backend]]\nname = "a"\ntype = "csv"\n[[backend]]\ntype = "csv"\nname = "a"\n',
        'stoep.toml:6: [[backend]] name "a" is taken: choose another',
    ),
    ('[[backend]]\nname = "archive"\ntype = "csv"\n', 'stoep.toml:2: [[backend]] name "archive" is taken'),
    (
        '[quantities.in]\nclass = "harmless"\n',
        "stoep.toml:1: [quantities.in]: stoep classes this one itself: take the table out",
    ),
    ("[quantities.Sound]\n", "stoep.toml:1: [quantities.Sound]: a quantity is 1 to 24 of a-z, 0-9 and _"),
    ("\n[quantities.smell]\n", "stoep.toml:2: [quantities.smell] class: must be one of harmless, refused"),
    (
        '[quantities.smell]\nclass = "harmless"\nunit = "1"\n',
        "stoep.toml:1: [quantities.smell]: harmless needs unit, low and high, low below high",
    ),
    ("[quantities.smell]\nlow = 0.5\n", "stoep.toml:1: [quantities.smell] class: must be one of harmless, refused"),
    (
        '[quantities.smell]\nclass = "harmless"\nlow = 0.5\n',
        "stoep.toml:3: [quantities.smell] low: must be a whole number",
    ),
    (
        '[crowd]\nalert_quiet = "22:00"\n',
        'stoep.toml:2: [crowd] alert_quiet: must be two local times such as "22:00-08:00"',
    ),
    (
        '[web]\ntrusted_proxy = "127.0.0.1, 10.0.0.256"\n',
        "stoep.toml:2: [web] trusted_proxy: 10.0.0.256 is no IP address: write such as 127.0.0.1 or 2001:db8::7",
    ),
    (
        '[web]\ntrusted_proxy = "localhost"\n',
        "stoep.toml:2: [web] trusted_proxy: must be an IP address, or several with commas between",
    ),
    (
        '[web]\npublic_url = "https://stoep.example.nl:70000"\n',
        "stoep.toml:2: [web] public_url: its port must be from 1 to 65535",
    ),
    (
        "[crowd]\nalert_within_min = 30\nalert_lead_min = 30\n",
        "stoep.toml:3: [crowd] alert_lead_min = 30: must be less than alert_within_min",
    ),
    (
        '[crowd]\nweather_url = "http://example.org"\n',
        "stoep.toml:2: [crowd] weather_url: must be an address with https://",
    ),
    ('[crowd]\nschool_region = "west"\n', "stoep.toml:2: [crowd] school_region: must be one of "),
    ('[[alert]]\ntype = "mqtt"\n', "stoep.toml:1: [[alert]] name: must be 1 to 32 of a-z, 0-9 and -"),
    (
        '[[alert]]\nname = "a"\ntype = "mqtt"\n[[alert]]\ntype = "mqtt"\nname = "a"\n',
        'stoep.toml:6: [[alert]] name "a" is taken: choose another',
    ),
    ('[alert]\nname = "a"\n', "stoep.toml:1: alert must be a list of tables: write [[alert]]"),
    ("quantities = 3\n", "stoep.toml:1: quantities must be tables: write [quantities.NAME]"),
    ('[backend]\nname = "a"\n', "stoep.toml:1: backend must be a list of tables: write [[backend]]"),
]


def settings_of(text: str) -> Settings:
    return parse(text, file=FILE)


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_a_mistake_is_one_line_that_names_file_line_and_key(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings_of(text)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_an_empty_file_means_the_defaults() -> None:
    settings = settings_of("")
    assert (settings.broker.port, settings.people.k, settings.clock.trust) == (1883, 10, "ntp")


def test_the_file_that_init_writes_means_the_defaults_too() -> None:
    assert settings_of(toml_text(changed={})) == settings_of("")


def test_every_line_of_the_template_can_be_uncommented() -> None:
    lines = toml_text(changed={}).split("# One [[backend]]")[0].splitlines()
    text = "\n".join(line.removeprefix("# ") if " = " in line and not line.endswith(".") else line for line in lines)
    assert settings_of(text) == settings_of("")


def test_relative_paths_start_at_the_file(tmp_path: Path) -> None:
    settings = parse('[gateway]\nstate_dir = "here"\n', file=tmp_path / "stoep.toml")
    assert settings.gateway.state_dir == tmp_path / "here"


def test_a_back_ends_own_settings_reach_it_with_absolute_files(tmp_path: Path) -> None:
    text = '[[backend]]\nname = "city"\ntype = "sensorthings"\nurl = "http://x"\ntoken_file = "token"\n'
    (backend,) = parse(text, file=tmp_path / "stoep.toml").backends
    assert dict(backend.options) == {"url": "http://x", "token_file": str(tmp_path / "token")}


def test_a_back_ends_own_check_can_name_the_line() -> None:
    text = '[[backend]]\nname = "a"\ntype = "csv"\n[[backend]]\nname = "b"\ntype = "csv"\nfolder = 3\n'
    backend = settings_of(text).backends[1]
    assert (backend.where_of("folder"), backend.where_of("missing")) == ("stoep.toml:7", "stoep.toml:4")


def test_a_channels_own_settings_reach_it_with_absolute_files_and_lines(tmp_path: Path) -> None:
    text = '[[alert]]\nname = "desk"\ntype = "webhook"\nurl = "http://x"\ntoken_file = "token"\n'
    (channel,) = parse(text, file=tmp_path / "stoep.toml").channels
    assert dict(channel.options) == {"url": "http://x", "token_file": str(tmp_path / "token")}
    assert channel.where_of("url") == f"{tmp_path / 'stoep.toml'}:4"


@pytest.mark.parametrize(
    ("public_url", "kept", "base"),
    [
        ("", "", ""),
        ("https://stoep.example.nl", "https://stoep.example.nl", ""),
        ("https://stoep.example.nl/", "https://stoep.example.nl", ""),
        (
            "https://www.example.nl:8443/wijk/scheveningen/",
            "https://www.example.nl:8443/wijk/scheveningen",
            "/wijk/scheveningen",
        ),
        ("https://[2001:db8::1]/stoep", "https://[2001:db8::1]/stoep", "/stoep"),
        ("http://127.0.0.1:8080/stoep", "http://127.0.0.1:8080/stoep", "/stoep"),
        ("http://[::1]:8080", "http://[::1]:8080", ""),
    ],
)
def test_the_public_address_says_below_which_path_the_pages_stand(public_url: str, kept: str, base: str) -> None:
    web = parse(f'[web]\npublic_url = "{public_url}"\n', file=FILE).web
    assert (web.public_url, web.base) == (kept, base)


@pytest.mark.parametrize(
    "public_url",
    [
        *("http://stoep.example.nl", "stoep.example.nl", "/scheveningen", "https://", "ftp://stoep.example.nl"),
        *("https://stoep.example.nl/?a=1", "https://stoep.example.nl/#a", "https://anna:geheim@stoep.example.nl"),
        *("https://stoep.example.nl//evil.example", "https://stoep.example.nl/../a", "https://stoep.example.nl/a b"),
        "http://localhost.example.nl",
    ],
)
def test_a_public_address_is_one_of_https_or_of_this_machine(public_url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(f'[web]\npublic_url = "{public_url}"\n', file=FILE)
    assert str(caught.value).startswith("stoep.toml:2: [web] public_url: must be https://name/path")


def test_a_missing_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"stoep\.toml: cannot read the configuration \(No such file.*stoep init"):
        load(tmp_path / "stoep.toml")


HERE, SYSTEM = Path("stoep.toml"), Path("/etc/stoep/stoep.toml")


@pytest.mark.parametrize(
    ("faults", "chosen"),
    [
        ({}, HERE),
        ({HERE: FileNotFoundError}, SYSTEM),
        ({HERE: PermissionError}, SYSTEM),  # the service user, called from a folder of somebody else
        ({HERE: FileNotFoundError, SYSTEM: PermissionError}, SYSTEM),  # somebody else calls: it says who may read it
        ({HERE: FileNotFoundError, SYSTEM: FileNotFoundError}, HERE),
        ({HERE: PermissionError, SYSTEM: FileNotFoundError}, HERE),
    ],
)
def test_the_first_configuration_that_is_there_is_read(faults: dict[Path, type[OSError]], chosen: Path) -> None:
    def look(path: Path) -> None:
        if path in faults:
            raise faults[path]

    assert first_there((HERE, SYSTEM), look=look) == chosen


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        settings_of("").people.k = 1  # type: ignore[misc]


@given(st.text(alphabet="[]=\".#\n abroketpn0123\\{},'", max_size=80))
def test_any_text_is_settings_or_one_error(text: str) -> None:
    try:
        settings_of(text)
    except ConfigError as error:
        assert "\n" not in str(error)


def test_every_setting_has_a_meaning_that_ends_in_a_full_stop() -> None:
    for keys in SECTIONS.values():
        assert all(key.meaning.endswith(".") for key in keys)


def test_quantities_are_classed_in_tables_of_their_own() -> None:
    text = """
[quantities.sound_level]
class = "harmless"
unit = "dB"
low = 30
high = 130
[quantities.smell]
class = "refused"
"""
    assert dict(parse(text, file=FILE).quantities) == {
        "sound_level": QuantitySettings(kind="harmless", unit="dB", low=30, high=130),
        "smell": QuantitySettings(kind="refused"),
    }
