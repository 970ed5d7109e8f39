"""From the text of a scenario file to its record; every mistake is one line that says where and what is allowed."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from stoep_maker.usual_sensors import SENSORS
from stoep_protocol.profiles import by_name
from stoep_simulators.commands.local_config import OwnConfig, read_own_config
from stoep_simulators.commands.toml_file import TomlFileError, read_toml
from stoep_simulators.scenarios.backend_way import NoWayError, place_of
from stoep_simulators.scenarios.records import (
    ATTACKER,
    BACKEND_AWAY,
    CLOCK_DRIFT,
    CLOCK_OFF,
    FAULTS,
    KINDS,
    OF_THE_GATEWAY,
    POWER_CUT,
    STUCK_SENSOR,
    UPDATE_HALF_WAY,
    USUAL_RATES_S,
    Fault,
    Group,
    Promises,
    Scenario,
)
from stoep_simulators.scenarios.table import ScenarioError, Table

__all__ = ["ScenarioError", "read_scenario"]

TOP_KEYS = ("seed", "days", "devices", "faults", "promises", "gateway")
DEVICE_KEYS = ("kind", "count", "name", "vm", "sample", "send", "csv", "columns")
FAULT_KEYS = ("kind", "at", "for", "devices", "sensor", "by", "ppm", "mid_conversation", "backend")
PROMISE_KEYS = ("row_age",)
GATEWAY_KEYS = ("config",)
DAYS_MAX = 366  # as long as the archive of a simulated gateway keeps what it is told
DEVICES_MAX = 10_000
SEED_MAX = 2**31 - 1
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,23}")
_PPM_MAX = 30_000  # over the most days a tape can hold no more


def read_scenario(
    path: Path, *, seed: int | None = None, on_vm: bool = False, backends: Sequence[Mapping[str, Any]] = ()
) -> Scenario:
    """seed: in place of the file's. on_vm: all devices. backends: `[[backend]]` tables that the gateway has besides.

    ScenarioError: one line with file, line and what is allowed.
    """
    try:
        text, told = read_toml(path)
    except TomlFileError as error:
        raise ScenarioError(str(error)) from error
    top = Table(told, file=str(path), text=text)
    top.only(*TOP_KEYS)
    file_seed = top.number("seed", low=0, high=SEED_MAX)
    seed = file_seed if seed is None else seed
    days = top.number("days", low=1, high=DAYS_MAX)
    groups = _groups(top, folder=path.parent)
    if on_vm:
        groups = tuple(replace(group, on_vm=True) for group in groups)
    faults = tuple(
        _fault(table, index=index, groups=groups, seed=seed, days=days)
        for index, table in enumerate(top.tables("faults"))
    )
    _apart(faults, tables=top.tables("faults"))
    config = _config(top, folder=path.parent, faults=faults)
    known = [*backends, *(config.document.get("backend", ()) if config else ())]
    for table, fault in zip(top.tables("faults"), faults, strict=True):
        if fault.kind == BACKEND_AWAY:
            _has_a_way(table, name=fault.backend, backends=known)
    return Scenario(
        title=path.stem,
        seed=seed,
        days=days,
        groups=groups,
        faults=faults,
        promises=_promises(top),
        config=config,
    )


def _groups(top: Table, *, folder: Path) -> tuple[Group, ...]:
    tables = top.tables("devices")
    if not tables:
        raise top.error("", "at least one [[devices]] is needed")
    groups = tuple(_group(table, folder=folder) for table in tables)
    names = Counter(group.name for group in groups)
    for table, group in zip(tables, groups, strict=True):
        if names[group.name] > 1:
            raise table.error("name", f"{group.name!r} names two groups; give each its own name")
    if sum(group.count for group in groups) > DEVICES_MAX:
        raise tables[-1].error("count", f"more than {DEVICES_MAX:,} devices in all")
    owners = {device: group.name for group in groups for device in group.devices}
    for table, group in zip(tables, groups, strict=True):
        if owner := owners.get(group.name):  # a fault could not say which of the two it means
            raise table.error("name", f"{group.name!r} is a device of {owner!r} already; give the group another name")
    return groups


def _group(table: Table, *, folder: Path) -> Group:
    table.only(*DEVICE_KEYS)
    kind = table.choice("kind", KINDS)
    name = table.text("name", default=kind)
    if not _NAME.fullmatch(name):
        raise table.error("name", "a name has at most 24 small letters, digits and hyphens")
    sample_s, send_s = USUAL_RATES_S[kind]
    file = table.text("csv", default="")
    if file and not _is_there(folder / file):
        raise table.error("csv", f"there is no file {folder / file}")
    columns = table.names("columns")
    known = [column.quantity for column in by_name(kind).columns]
    if columns and not file:
        raise table.error("columns", "is of use with csv only")
    for quantity, _ in columns:
        if quantity not in known:
            raise table.error("columns", f"{kind} has no quantity {quantity!r}; it has: {', '.join(known)}")
    sample_s = table.duration("sample", low_s=1, high_s=86_400, default_s=sample_s)
    return Group(
        name=name,
        kind=kind,
        count=table.number("count", low=1, high=DEVICES_MAX, default=1),
        on_vm=table.flag("vm"),
        sample_s=sample_s,
        send_s=table.duration("send", low_s=sample_s, high_s=86_400, default_s=max(send_s, sample_s)),
        csv=str(folder / file) if file else "",
        columns=columns,
    )


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _fault(table: Table, *, index: int, groups: tuple[Group, ...], seed: int, days: int) -> Fault:
    table.only(*FAULT_KEYS)
    kind = table.choice("kind", FAULTS)
    at_s = table.duration("at", low_s=0, high_s=days * 86_400 - 1)
    for_s = table.duration("for", low_s=1, high_s=days * 86_400)
    if kind != CLOCK_OFF:
        table.without("by", why="is for clock-off")
    if kind != CLOCK_DRIFT:
        table.without("ppm", why="is for clock-drift")
    if kind != POWER_CUT:
        table.without("mid_conversation", why="is for power-cut")
    if kind != BACKEND_AWAY:
        table.without("backend", why="is for backend-away")
    if kind in OF_THE_GATEWAY:
        table.without("devices", why="it befalls the gateway, and so all devices that meet it")
        table.without("sensor", why="is for stuck-sensor")
        limit_s = 366 * 86_400
        by_s = table.duration("by", low_s=-limit_s, high_s=limit_s) if kind == CLOCK_OFF else 0
        if kind == CLOCK_OFF and not by_s:
            raise table.error("by", "0 s off is right: write how wrong the clock is, with - in front if it is behind")
        backend = table.text("backend") if kind == BACKEND_AWAY else ""
        return Fault(kind=kind, at_s=at_s, for_s=for_s, by_s=by_s, backend=backend)
    devices = _named(table, groups=groups, seed=f"{seed}/fault/{index}")
    sensor = ""
    if kind == STUCK_SENSOR:
        struck = [group for group in groups if devices & set(group.devices)]
        fitted = {str(each["type"]) for group in struck for each in SENSORS[group.kind]}
        sensor = table.choice("sensor", tuple(sorted(fitted)))
    else:
        table.without("sensor", why="is for stuck-sensor")
    ppm = table.number("ppm", low=-_PPM_MAX, high=_PPM_MAX) if kind == CLOCK_DRIFT else 0
    if kind == CLOCK_DRIFT and not ppm:
        raise table.error(
            "ppm", "0 is no drift: write how many seconds in a million it counts too many, with - too few"
        )
    is_mid = table.flag("mid_conversation")
    return Fault(kind=kind, at_s=at_s, for_s=for_s, devices=devices, sensor=sensor, ppm=ppm, mid_conversation=is_mid)


def _named(table: Table, *, groups: tuple[Group, ...], seed: str) -> frozenset[str]:
    """Devices of a fault: "all", a share that the seed picks, or names of groups and devices."""
    every = tuple(name for group in groups for name in group.devices)
    said: Any = table.value("devices", default="all")
    if said == "all":
        return frozenset(every)
    if isinstance(said, float) and 0 < said <= 1:
        return frozenset(Random(seed).sample(every, max(1, round(said * len(every)))))
    if isinstance(said, list) and said and all(isinstance(name, str) for name in said):
        members: Mapping[str, tuple[str, ...]] = {group.name: group.devices for group in groups}
        for name in said:
            if name not in members and name not in every:
                known = ", ".join(group.name if group.count == 1 else f"{group.name}-1 …" for group in groups)
                raise table.error("devices", f"no device or group is called {name!r}; there are: {known}")
        return frozenset(device for name in said for device in members.get(name, (name,)))
    raise table.error("devices", 'write "all", a share above 0.0 up to 1.0, or a list of names of devices and groups')


def _apart(faults: tuple[Fault, ...], *, tables: tuple[Table, ...]) -> None:
    """What is away already cannot go: two faults of one kind on one device (and sensor) must not touch."""
    for later, (table, fault) in enumerate(zip(tables, faults, strict=True)):
        for other in faults[:later]:
            is_same = (other.kind, other.sensor, other.backend) == (fault.kind, fault.sensor, fault.backend)
            is_shared = fault.kind in OF_THE_GATEWAY or other.devices & fault.devices
            is_twice = {other.kind, fault.kind} == {POWER_CUT, UPDATE_HALF_WAY}
            if is_twice and is_shared and (other.mid_conversation or fault.mid_conversation):
                raise table.error("devices", "a device is cut off half-way or in mid-conversation: name others")
            if is_same and is_shared and fault.kind == UPDATE_HALF_WAY:
                raise table.error("devices", "a device is updated once: name others")
            if is_same and is_shared and other.at_s <= fault.end_s and fault.at_s <= other.end_s:
                raise table.error("at", f"{fault.kind} strikes while an earlier one of its kind still lasts")


def _has_a_way(table: Table, *, name: str, backends: Sequence[Mapping[str, Any]]) -> None:
    """Whether somebody can stand between the gateway and that back-end."""
    named = {str(each["name"]): each for each in backends if isinstance(each, Mapping) and "name" in each}
    if name not in named:
        there = f"there are: {', '.join(named)}" if named else "there is none besides the archive: see [gateway] config"
        raise table.error("backend", f"no back-end is called {name!r}; {there}")
    try:
        place_of(named[name])
    except (NoWayError, ValueError) as error:  # ValueError: a URL that is none
        raise table.error("backend", f"{name}: {error}") from error


def _config(top: Table, *, folder: Path, faults: tuple[Fault, ...]) -> OwnConfig | None:
    table = top.table("gateway")
    table.only(*GATEWAY_KEYS)
    file = table.text("config", default="")
    if not file:
        return None
    try:
        found = read_own_config(folder / file)
    except TomlFileError as error:
        raise table.error("config", str(error)) from error
    is_read = any(fault.kind == ATTACKER or fault.mid_conversation for fault in faults)
    if found.broker and found.broker.get("ca_file") and is_read:
        why = "nobody reads what is said with TLS: no ca_file with attacker or mid_conversation"
        raise table.error("config", why)
    return found


def _promises(top: Table) -> Promises:
    table = top.table("promises")
    table.only(*PROMISE_KEYS)
    age_s = table.duration("row_age", low_s=1, high_s=366 * 86_400, default_s=0)
    return Promises(row_age_s=age_s or None)
