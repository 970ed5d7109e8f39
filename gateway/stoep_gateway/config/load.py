"""Parse stoep.toml into frozen settings; whatever is wrong is one line with file, line, key and remedy."""

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from fractions import Fraction
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from stoep_gateway.config.air_keys import SENSORS_TABLE, air_flaws, sensors_flaws
from stoep_gateway.config.crowd_keys import ALERT_KEYS
from stoep_gateway.config.key import Key
from stoep_gateway.config.keys import ARCHIVE, BACKEND_KEYS, QUANTITY_KEYS, SECTIONS
from stoep_gateway.config.lines import line_of
from stoep_gateway.config.privacy_keys import privacy_flaws
from stoep_gateway.config.settings import (
    AirSettings,
    ArchiveSettings,
    BackendSettings,
    BrokerSettings,
    ChannelSettings,
    ClockSettings,
    CrowdSettings,
    DeskSettings,
    EnrolmentSettings,
    GardenSettings,
    GatewaySettings,
    JournalSettings,
    MetricsSettings,
    PeopleSettings,
    PlaceSettings,
    PrivacySettings,
    QuantitySettings,
    Settings,
    UpdateSettings,
    WebSettings,
    is_whole_windows,
)
from stoep_gateway.errors import ConfigError
from stoep_protocol.profiles import BUILT_IN

DEFAULT_FILES = (Path("stoep.toml"), Path("/etc/stoep/stoep.toml"))
_SIZE_MAX_BYTES = 1_000_000
_TYPE_WORDS = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list of texts",
}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_QUANTITY = re.compile(r"[a-z][a-z0-9_]{0,23}")  # SPEC §8
_TABLES = (*SECTIONS, "quantities", "backend", "alert")
_LISTED = {"backend": BACKEND_KEYS, "alert": ALERT_KEYS}
_FIXED = frozenset(column.quantity for profile in BUILT_IN.values() for column in profile.columns)


def load(file: Path | None = None) -> Settings:
    """Settings of the file, or of the first default that exists. ConfigError."""
    chosen = file or first_there(DEFAULT_FILES, look=os.stat)
    try:
        with chosen.open("rb") as opened:
            data = opened.read(_SIZE_MAX_BYTES + 1)
    except OSError as error:
        todo = "run as the gateway's user" if isinstance(error, PermissionError) else "stoep init writes one"
        raise ConfigError(f"{chosen}: cannot read the configuration ({error.strerror}): {todo}") from error
    if len(data) > _SIZE_MAX_BYTES:
        raise ConfigError(f"{chosen}: longer than {_SIZE_MAX_BYTES} bytes: this is not a stoep configuration")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ConfigError(f"{chosen}: not UTF-8 text: save it as UTF-8") from error
    return parse(text, file=chosen)


def first_there(paths: Sequence[Path], *, look: Callable[[Path], object]) -> Path:
    """The first path that is there, else the first whose folder is closed to us, else the first.

    A relative path that may not be looked at is not there: a service user often stands in a folder of somebody else.
    """
    closed: list[Path] = []
    for path in paths:
        try:
            look(path)
        except PermissionError:
            closed += [path] if path.is_absolute() else []
        except OSError:
            continue
        else:
            return path
    return (*closed, *paths)[0]


def parse(text: str, *, file: Path) -> Settings:
    """Settings of the text; file names it in messages and anchors relative paths. ConfigError."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        reason = re.sub(r"\s*\(at .*\)$", "", str(error)) or "nested too deeply"
        raise ConfigError(f"{file}:{found[1] if found else 1}: not TOML: {reason}") from error
    return _Reader(text, file=file).settings(document)


class _Reader:
    """One file on its way to settings: knows where everything stands."""

    def __init__(self, text: str, *, file: Path) -> None:
        self._text = text
        self._file = file
        self._base = file.absolute().parent

    def settings(self, document: dict[str, Any]) -> Settings:
        for section in document:
            if section not in _TABLES:
                raise self._error(f"unknown table [{section}]{_suggest(section, _TABLES)}", section=section)
        sensors, document = self._air_sensors(document)
        read = {
            section: self._section(section, document.get(section, {}), keys=keys) for section, keys in SECTIONS.items()
        }
        broker = BrokerSettings(**read["broker"])
        if not broker.embedded and broker.password_file is None:
            raise self._error(
                "[broker] password_file is missing: with embedded = false, name the file with the password of user "
                f'"{broker.user}"',
                section="broker",
                key="embedded",
            )
        for key, message in _tls_flaws(broker):
            raise self._error(f"[broker] {key} {message}", section="broker", key=key)
        people = PeopleSettings(**read["people"])
        for key, message in _people_flaws(people):
            raise self._error(f"[people] {key} = {message}", section="people", key=key)
        crowd = CrowdSettings(**read["crowd"])
        for key, message in _crowd_flaws(crowd):
            raise self._error(f"[crowd] {key} {message}", section="crowd", key=key)
        web = WebSettings(**read["web"])
        for key, message in _web_flaws(web):
            raise self._error(f"[web] {key}: {message}", section="web", key=key)
        gateway = GatewaySettings(**read["gateway"])
        air = AirSettings(**read["air"], sensors=sensors)
        for key, message in air_flaws(air, private=(gateway.state_dir, self._base)):
            raise self._error(f"[air] {key} {message}", section="air", key=key)
        privacy = PrivacySettings(**read["privacy"])
        for key, message in privacy_flaws(privacy, private=(gateway.state_dir, self._base)):
            raise self._error(f"[privacy] {key} {message}", section="privacy", key=key)
        return Settings(
            file=self._file,
            gateway=gateway,
            clock=ClockSettings(**read["clock"]),
            place=PlaceSettings(**read["place"]),
            broker=broker,
            people=people,
            journal=JournalSettings(**read["journal"]),
            archive=ArchiveSettings(**read["archive"]),
            updates=UpdateSettings(**read["updates"]),
            crowd=crowd,
            web=web,
            garden=GardenSettings(**read["garden"]),
            air=air,
            privacy=privacy,
            desk=DeskSettings(**read["desk"]),
            metrics=MetricsSettings(**read["metrics"]),
            enrolment=EnrolmentSettings(**read["enrolment"]),
            quantities=self._quantities(document.get("quantities", {})),
            backends=tuple(
                BackendSettings(**found) for found in self._listed("backend", document.get("backend", []), {ARCHIVE})
            ),
            channels=tuple(
                ChannelSettings(**found) for found in self._listed("alert", document.get("alert", []), set())
            ),
        )

    def _air_sensors(self, document: dict[str, Any]) -> tuple[MappingProxyType[str, str], dict[str, Any]]:
        """What [air.sensors] says, and the document without it."""
        air = document.get("air")
        table = air.get(SENSORS_TABLE, {}) if isinstance(air, dict) else {}
        if not isinstance(air, dict) or SENSORS_TABLE not in air:
            return MappingProxyType({}), document
        section = f"air.{SENSORS_TABLE}"
        if not isinstance(table, dict):
            raise self._error(f"{section} must be a table: write [{section}]", section="air", key=SENSORS_TABLE)
        for name, message in sensors_flaws(table):
            raise self._error(f"[{section}] {name}: {message}", section=section, key=name)
        rest = {key: value for key, value in air.items() if key != SENSORS_TABLE}
        return MappingProxyType(dict(table)), {**document, "air": rest}

    def _quantities(self, tables: object) -> MappingProxyType[str, QuantitySettings]:
        if not isinstance(tables, dict):
            raise self._error("quantities must be tables: write [quantities.NAME]", section="quantities")
        return MappingProxyType({name: self._quantity(name, table) for name, table in tables.items()})

    def _quantity(self, name: str, table: object) -> QuantitySettings:
        section = f"quantities.{name}"
        if not _QUANTITY.fullmatch(name):
            raise self._error(f"[{section}]: a quantity is 1 to 24 of a-z, 0-9 and _", section=section)
        if name in _FIXED:
            raise self._error(f"[{section}]: stoep classes this one itself: take the table out", section=section)
        read = self._section(section, table, keys=QUANTITY_KEYS)
        found = QuantitySettings(kind=read.pop("class"), **read)
        if found.kind == "harmless" and (not found.unit or found.low >= found.high):
            raise self._error(f"[{section}]: harmless needs unit, low and high, low below high", section=section)
        return found

    def _section(self, section: str, table: object, *, keys: Sequence[Key]) -> dict[str, Any]:
        if not isinstance(table, dict):
            raise self._error(f"{section} must be a table: write [{section}]", section=section)
        known = {key.name: key for key in keys}
        for name in table:
            if name not in known:
                raise self._error(
                    f"[{section}] {name}: unknown key{_suggest(name, tuple(known))}", section=section, key=name
                )
        return {key.name: self._value(table.get(key.name, key.default), key=key, section=section) for key in keys}

    def _value(self, value: object, *, key: Key, section: str) -> Any:

        def wrong(message: str) -> ConfigError:
            return self._error(f"[{section}] {key.name}{message}", section=section, key=key.name)

        if key.type is float and type(value) is int:
            value = float(value)
        if type(value) is not key.type:
            raise wrong(f": must be {_TYPE_WORDS[key.type]}")
        if isinstance(value, list):
            return self._paths(value, key=key, wrong=wrong)
        if isinstance(value, int | float) and not _within(value, key=key):
            raise wrong(f" = {value}: must be from {key.low} to {key.high}")
        if key.divides and isinstance(value, int) and key.divides % value:
            raise wrong(f" = {value}: must divide {key.divides}")
        if key.pattern and value not in key.choices and not re.fullmatch(key.pattern, str(value)):
            others = "".join(f', or "{choice}"' for choice in key.choices if choice)
            raise wrong(f": must be {key.pattern_means}{others}")
        if key.choices and not key.pattern and value not in key.choices:
            raise wrong(f": must be one of {', '.join(key.choices)}")
        if key.path:
            return self._base / str(value) if value else None
        if key.name == "host" and not value:
            raise wrong(": must not be empty")
        return value

    def _paths(self, values: list[object], *, key: Key, wrong: Callable[[str], ConfigError]) -> tuple[Path, ...]:
        if key.high is not None and len(values) > key.high:
            raise wrong(f": at most {key.high}")
        if not all(isinstance(value, str) and value for value in values):
            raise wrong(f": must be {_TYPE_WORDS[list]}")
        return tuple(self._base / str(value) for value in values)

    def _listed(self, section: str, tables: object, seen: set[str]) -> Iterator[dict[str, Any]]:
        """What each [[section]] says. seen: names that are taken."""
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise self._error(f"{section} must be a list of tables: write [[{section}]]", section=section)
        for index, table in enumerate(tables):
            yield self._one(section, table, index=index, seen=seen)

    def _one(self, section: str, table: dict[str, object], *, index: int, seen: set[str]) -> dict[str, Any]:
        name, kind = table.get("name"), table.get("type")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise self._error(
                f"[[{section}]] name: must be 1 to 32 of a-z, 0-9 and -", section=section, key="name", index=index
            )
        if not isinstance(kind, str) or not kind:
            raise self._error(f'[[{section}]] "{name}": type is missing', section=section, key="type", index=index)
        if name in seen:
            raise self._error(
                f'[[{section}]] name "{name}" is taken: choose another', section=section, key="name", index=index
            )
        seen.add(name)
        known = {key.name: key for key in _LISTED[section] if key.name not in ("name", "type")}
        own = {key.name: self._own(table, key=key, section=section, index=index) for key in known.values()}
        options = {key: self._option(key, value) for key, value in table.items() if key not in ("name", "type", *known)}
        lines = {key: self._line(section, key=key, index=index) for key in options}
        return {
            **own,
            "name": name,
            "type": kind,
            "options": MappingProxyType(options),
            "where": self._line(section, index=index),
            "key_lines": MappingProxyType(lines),
        }

    def _own(self, table: dict[str, object], *, key: Key, section: str, index: int) -> Any:
        """What every type has."""
        value = table.get(key.name, key.default)
        is_right = value in key.choices if key.choices else isinstance(value, int) and _within(value, key=key)
        if type(value) is not key.type or not is_right:
            words = " or ".join(f'"{choice}"' for choice in key.choices if choice)
            must = words or f"from {key.low} to {key.high}"
            raise self._error(
                f'[[{section}]] "{table["name"]}": {key.name}: must be {must}, or left out',
                section=section,
                key=key.name,
                index=index,
            )
        return value

    def _option(self, key: str, value: object) -> object:
        if key.endswith(("_file", "_dir")) and isinstance(value, str) and value:
            return str(self._base / value)
        return value

    def _error(self, message: str, *, section: str, key: str = "", index: int = 0) -> ConfigError:
        return ConfigError(f"{self._line(section, key=key, index=index)}: {message}")

    def _line(self, section: str, *, key: str = "", index: int = 0) -> str:
        return f"{self._file}:{line_of(self._text, section=section, key=key, index=index)}"


def _tls_flaws(broker: BrokerSettings) -> Iterator[tuple[str, str]]:
    """(key, what is wrong with it) of the files for TLS, which belong together."""
    files = {"ca_file": broker.ca_file, "cert_file": broker.cert_file, "key_file": broker.key_file}
    named = [key for key, file in files.items() if file]
    if broker.embedded and 0 < len(named) < len(files):
        missing = ", ".join(key for key in files if key not in named)
        yield named[0], f"is not enough for TLS at the embedded broker: name {missing}, too"
    if not broker.embedded and named and named != ["ca_file"]:
        yield named[-1], "is for the embedded broker: give certificate and key to your own one, and leave this out"


def _people_flaws(people: PeopleSettings) -> Iterator[tuple[str, str]]:
    """(key, its value and what is wrong with it) of settings that do not fit each other."""
    if not is_whole_windows(people.night_h, window_s=people.window_s):
        yield (
            "night_h",
            f"{people.night_h}: so many hours are not whole windows of {people.window_s} s: write night_h = 0, or a"
            " shorter window",
        )
    if people.epsilon_per_day and people.epsilon != "none":
        epsilon, per_day = Fraction(people.epsilon), Fraction(people.epsilon_per_day)
        if per_day < epsilon:
            yield (
                "epsilon_per_day",
                f'"{people.epsilon_per_day}": one window costs epsilon = "{people.epsilon}", so none would ever be'
                " released: write as much or more, or leave it out",
            )


def _crowd_flaws(crowd: CrowdSettings) -> Iterator[tuple[str, str]]:
    """(key, what is wrong with it)."""
    if crowd.alert_lead_min >= crowd.alert_within_min:
        yield "alert_lead_min", f"= {crowd.alert_lead_min}: must be less than alert_within_min"


def _web_flaws(web: WebSettings) -> Iterator[tuple[str, str]]:
    """(key, what is wrong with it)."""
    for address in filter(None, web.trusted_proxy.split(",")):
        try:
            ip_address(address.strip())
        except ValueError:
            yield "trusted_proxy", f"{address.strip()} is no IP address: write such as 127.0.0.1 or 2001:db8::7"
    try:
        port = urlsplit(web.public_url).port
    except ValueError:
        port = 0
    if port == 0:
        yield "public_url", "its port must be from 1 to 65535"


def _within(value: float, *, key: Key) -> bool:
    return (key.low is None or value >= key.low) and (key.high is None or value <= key.high)


def _suggest(name: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(name, known, n=1)
    return f", did you mean {close[0]}?" if close else f" (known: {', '.join(known)})"
