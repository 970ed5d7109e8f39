"""The policy in plain words, a section for each kind of data. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from stoep_gateway.accuracy import (
    CERTAIN,
    OFTEN,
    best_guess,
    half_width,
    mean_absolute_error,
    releases_until_seen,
)
from stoep_gateway.anonymise.policy import Policy, Schedule, decimal, declared
from stoep_gateway.anonymise.quantities import REFUSED, Classes
from stoep_gateway.commands.classing import unclassed
from stoep_gateway.config.keys import ARCHIVE
from stoep_gateway.config.settings import BackendSettings, Settings
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.registry.cells import gardens_in_cells
from stoep_gateway.registry.device import Device
from stoep_gateway.relinked import RELINKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """key and facts: for programs; title and lines: for people."""

    key: str
    title: str
    facts: object
    lines: tuple[str, ...]


def explain(settings: Settings, *, schedule: Schedule, devices: tuple[Device, ...], now_s: int) -> tuple[Section, ...]:
    """schedule: as the ledger says, without policies before the first start. now_s: wire time."""
    policy = schedule.at(now_s) if schedule.newest else declared(settings.people)
    active = tuple(device for device in devices if not device.revoked and not device.withdrawn)
    return (
        _people(policy),
        _promise(policy),
        _not_claimed(policy),
        _changes(declared(settings.people), schedule=schedule, now_s=now_s),
        _places(settings, devices=active),
        _readings(settings, devices=active),
        _kept(settings),
        _backends(settings, policy=policy),
        _names(),
    )


def _people(policy: Policy) -> Section:
    night = f"; from 00:00 to {policy.night_h:02}:00 UTC they are one" if policy.night_h else ""
    lines = [f"windows    {_span(policy.window_s)} on a fixed UTC grid{night}"]
    if policy.scale is None or policy.epsilon is None:
        lines.append("noise      none: a number that is shown is the true one")
        lines.append(f"threshold  totals below {policy.k} are not released")
        lines.append("budget     none: nothing is spent, and nothing is promised")
    else:
        lines += [
            f"noise      discrete Laplace of scale {float(policy.scale):g} (C / epsilon) on each total, also of nobody:"
            f" {mean_absolute_error(policy.scale):.1f} off on average, {half_width(policy.scale)} at most in 95 of 100",
            f"threshold  totals below {policy.k}, noise included, are not released",
            f"budget     a window costs epsilon {decimal(policy.epsilon)}, a place may spend {decimal(policy.cap)} in a"
            " UTC day; then its windows close without a release",
            f"C          {policy.contribution} crossings in a window count as one person's: an assumption, no check",
        ]
    if policy.rounding > 1:
        lines.append(f"rounding   to multiples of {policy.rounding}")
    lines.append("once       a window is drawn once; back-ends and pages get that draw or less, totals are sums of it")
    return Section(key="people", title="People counts (in, out)", facts=_facts(policy), lines=tuple(lines))


def _promise(policy: Policy) -> Section:
    title = "What that promises, also against somebody who knows all but whether it happened"
    if policy.epsilon is None:
        line = "nothing: with a threshold alone, who passes nine times can find out whether a tenth person came by"
        return Section(key="promise", title=title, facts=[], lines=(line,))
    one = policy.epsilon / policy.contribution
    always = f"{policy.contribution} in each window of a day, at one place"
    claims = (
        ("one crossing", one),
        ("in and out, once a day", 2 * one),
        (f"{OFTEN} crossings in a day", OFTEN * one),
        (always, min(policy.windows_per_day * policy.epsilon, policy.cap)),
    )
    lines = [
        f"{what:<{len(always)}}  epsilon {float(epsilon):<6g} best guess right: {_share(epsilon)}"
        for what, epsilon in claims
    ]
    return Section(
        key="promise",
        title=title,
        facts=[
            {"what": what, "epsilon": float(epsilon), "best_guess": round(best_guess(epsilon), 4)}
            for what, epsilon in claims
        ],
        lines=(*lines, "a coin is right in 50 %; crossings add up over windows, days and places"),
    )


def _not_claimed(policy: Policy) -> Section:
    lines = [
        "groups: six people who pass together are six crossings",
        "two counters on one way: both tell of the same walk; for one line put them into one --group",
        "who is root on the gateway: counts of open windows are in its memory",
        f"the law: {'a threshold' if policy.scale is None else 'noise with epsilon'} is not the word anonymous",
    ]
    if policy.scale is not None:
        lines = [
            "habits: who passes daily at the same time shows in the mean of about"
            f" {releases_until_seen(policy.scale)} days",
            "persons: a counter recognises nobody; who crosses n times costs n times the epsilon of a crossing",
            *lines,
        ]
    return Section(key="not_claimed", title="What it does not promise", facts=lines, lines=tuple(lines))


def _changes(wanted: Policy, *, schedule: Schedule, now_s: int) -> Section:
    title = "Is stoep.toml what holds today?"
    if schedule.newest is None:
        line = "no gateway has run yet: its policy holds from the first start on"
        return Section(key="changes", title=title, facts={"in_force": None, "differs": [], "from": None}, lines=(line,))
    held = schedule.at(now_s)
    differs = [
        {"setting": name, "today": value, "stoep_toml": _facts(wanted)[name]}
        for name, value in _facts(held).items()
        if value != _facts(wanted)[name]
    ]
    from_s = schedule.changes[-1][0]
    from_at = datetime.fromtimestamp(from_s + WIRE_EPOCH_S, UTC)
    is_declared = schedule.newest.text() == wanted.text() and from_s > now_s
    if not differs and schedule.newest.text() == wanted.text():
        lines = ["yes"]
    elif is_declared:
        lines = [f"from {from_at:%Y-%m-%d %H:%M} UTC on: the ledger has it, until then:"]
    else:
        lines = ["not yet: start the gateway anew, and it declares this for the next UTC midnight; until then:"]
    lines += [f"{each['setting']} is {each['today']}, will be {each['stoep_toml']}" for each in differs]
    facts = {"in_force": held.text(), "differs": differs, "from": from_at.isoformat() if is_declared else None}
    return Section(key="changes", title=title, facts=facts, lines=tuple(lines))


def _places(settings: Settings, *, devices: tuple[Device, ...]) -> Section:
    size_m = settings.place.cell_size_m
    used, with_one_garden = gardens_in_cells((device.group, device.cell) for device in devices)
    return Section(
        key="places",
        title="Places",
        facts={"cell_size_m": size_m, "cells": used, "cells_with_one_garden": with_one_garden},
        lines=(
            f"the centre of a {size_m} m cell (RD New), or none; other positions are refused before they are written",
            f"{with_one_garden} of {used} cells in use have a single garden: who knows of it knows its values",
        ),
    )


def _readings(settings: Settings, *, devices: tuple[Device, ...]) -> Section:
    classes = Classes(own=settings.quantities)
    harmless = sorted(classes.harmless - classes.sensitive)
    waiting = [line for device in devices for line in unclassed(device, classes=classes)]
    own = {name: said.kind for name, said in sorted(settings.quantities.items())}
    lines = [
        "as they were measured, one value a row: " + ", ".join(harmless),
        *(f"by your [quantities.{name}]: {kind}" for name, kind in own.items()),
        *(waiting or ["a quantity that nobody has classed waits on its device; now there is none"]),
    ]
    if REFUSED in own.values():
        lines.append("what is refused is not kept anywhere")
    facts = {"harmless": harmless, "classed_here": own, "unclassed": waiting}
    return Section(key="readings", title="Soil, air, weather and makers' own", facts=facts, lines=tuple(lines))


def _kept(settings: Settings) -> Section:
    days = settings.archive.keep_days
    return Section(
        key="kept",
        title="How long it is kept",
        facts={"archive_days": days or None},
        lines=(
            f"archive and pages: {f'{days} days' if days else 'for ever'} ([archive] keep_days)",
            "journal: until every back-end has it; the ledger of draws: for ever, without any count",
            "back-ends: those who get the values decide",
        ),
    )


def _backends(settings: Settings, *, policy: Policy) -> Section:
    every = (BackendSettings(name=ARCHIVE, type="of the pages", options={}), *settings.backends)
    return Section(
        key="backends",
        title="Who gets it",
        facts=[
            {
                "name": backend.name,
                "type": backend.type,
                "pseudonyms": backend.pseudonyms or None,
                "people": backend.people != "none",
                "people_k": backend.people_k,
                "people_rounding": backend.people_rounding,
            }
            for backend in every
        ],
        lines=(
            "each gets readings and cells, and people windows as they were released or less, never more:",
            *(f"{backend.name} ({backend.type}): {', '.join(_given(backend, policy=policy))}" for backend in every),
        ),
    )


def _given(backend: BackendSettings, *, policy: Policy) -> Iterator[str]:
    if backend.people == "none":
        yield "no people windows"
    else:
        yield f"people windows from {backend.people_k} on" if backend.people_k > policy.k else "people windows"
        if policy.rounding % backend.people_rounding:
            yield f"rounded to multiples of {backend.people_rounding}"
    yield f"other names of devices each {backend.pseudonyms}" if backend.pseudonyms else "devices under their own names"


def _names() -> Section:
    lines = tuple(
        f"{f'cells of {line.cell_m} m' if line.cell_m else 'no place at all':<16}"
        f" {100 * line.low:.1f} to {100 * line.high:.1f} of 100 found again under a new name"
        for line in RELINKED
    )
    return Section(
        key="names",
        title="Other names are not unlinkability",
        facts=[{"cell_m": line.cell_m, "relinked": [line.low, line.high]} for line in RELINKED],
        lines=("a garden's values go on where they were; measured with 1,000 simulated gardens (make relink):", *lines),
    )


def _facts(policy: Policy) -> Mapping[str, object]:
    """By the names of [people]."""
    return {
        "window_s": policy.window_s,
        "night_h": policy.night_h,
        "k": policy.k,
        "epsilon": "none" if policy.epsilon is None else decimal(policy.epsilon),
        "contribution": policy.contribution,
        "epsilon_per_day": decimal(policy.cap),
        "rounding": policy.rounding,
    }


def _share(epsilon: Fraction) -> str:
    share = best_guess(epsilon)
    return "nearly always" if share >= CERTAIN else f"about {100 * share:.0f} %"


def _span(seconds: int) -> str:
    return f"{seconds // 60} minutes" if seconds % 60 == 0 else f"{seconds} seconds"
