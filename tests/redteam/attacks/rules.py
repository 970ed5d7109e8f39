"""Have a rulebook or a device file run code, hang the tool, fill its memory or break it."""

import multiprocessing
import os
import resource
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from functools import cache, partial
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.line import changed
from stoep_gateway.errors import ConfigError
from stoep_gateway.privacy import rulebook, toml_tables
from stoep_gateway.privacy.answers import read
from stoep_gateway.privacy.conditions import Atom
from stoep_gateway.privacy.facts import Fact, Facts
from stoep_gateway.privacy.rulebook import Rulebook, load
from support.repository import ROOT

_CONTEXT = multiprocessing.get_context("fork")
_DATA = ROOT / "gateway/stoep_gateway/privacy/data"
_ON = date(2026, 11, 26)
_COMPUTING_S, _MEMORY_BYTES = 30, 2 << 30  # what one rulebook may take: a true one a second, and 50 MB
_REFUSED, _READ, _BROKE = 0, 3, 4
_RULE = """order = -1
[[rule]]
id = "red.team"
text.nl = "x"
text.en = "x"
force = "own-norm"
settled = "settled"
valid_from = 2018-05-25
checked_on = 2026-11-26
review_on = 2027-05-24
who = "H"
[[rule.outcome]]
when = '{when}'
verdict = "meets"
reason.nl = "x"
reason.en = "x"
[[rule.outcome]]
verdict = "unknown"
reason.nl = "x"
reason.en = "x"
[[rule.source]]
title = "x"
force = "own-norm"
checked = "never"
checked_on = 2026-11-26
[[rule.case]]
name = "x"
answers = {{ operator = "H" }}
verdict = "unknown"
why = "x"
"""


def hostile(folder: Path) -> Outcome:
    """A rulebook that does no harm may be read; the control takes conditions for Python."""
    folder.mkdir(parents=True, exist_ok=True)
    bad = [name for name, files in _books(folder).items() if _harm(partial(_load, folder, files, name=name))]
    bad += ["code was run"] if (folder / "ran").exists() else []
    with changed(rulebook, "parse", _as_python):
        _harm(partial(_load, folder, _books(folder)["code"], name="control"))
    return Outcome(not bad, (folder / "ran").exists(), ", ".join(bad))


def devices(folder: Path) -> Outcome:
    """The control reads a key of many parts as TOML does."""
    folder.mkdir(parents=True, exist_ok=True)
    read_by = partial(_read, book=_book())
    bad = [name for name, text in _DEVICES.items() if _harm(partial(read_by, text))]
    with changed(rulebook, "_SIZE_MAX_BYTES", 1 << 30), changed(toml_tables, "_DOTS_MAX", 1 << 30):
        control = _harm(partial(read_by, _DEVICES["a key of parts"]))
    return Outcome(not bad, control, ", ".join(bad))


def _harm(act: Callable[[], None]) -> bool:
    """In a process of its own, with bounds: whether it ended otherwise than by reading, or refusing in one line."""
    process = _CONTEXT.Process(target=_bounded, args=(act,))
    process.start()
    process.join()
    return process.exitcode not in (_REFUSED, _READ)


def _bounded(act: Callable[[], None]) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_COMPUTING_S, _COMPUTING_S))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    try:
        act()
    except ConfigError as error:
        os._exit(_REFUSED if str(error).isprintable() and len(str(error)) < 1_000 else _BROKE)
    except BaseException:  # noqa: BLE001 - whatever it is, it is no refusal
        os._exit(_BROKE)
    os._exit(_READ)


def _load(folder: Path, files: dict[str, bytes], *, name: str) -> None:
    book = folder / name.replace(" ", "-")
    shutil.copytree(_DATA, book)
    for file, data in files.items():
        (book / file).write_bytes(data)
    load(book, on=_ON)


def _read(text: str, *, book: Rulebook) -> None:
    read(text, name="sensor.toml", rulebook=book)


@cache
def _book() -> Rulebook:
    return load(on=_ON)


def _books(folder: Path) -> dict[str, dict[str, bytes]]:
    """What is written over the files of a good one, by what it is."""
    facts = _book().facts
    flags = [fact.id for fact in facts.values() if fact.type == "yes-no"]
    number = next(fact.id for fact in facts.values() if fact.type == "whole")
    place = next(fact.id for fact in facts.values() if fact.type == "place")
    looks = [_look(fact) for fact in facts.values() if fact.type != "place"]
    half = len(looks) // 2
    ran = f'__import__("os").mkdir("{folder}/ran")'
    return {
        "code": _ruled(ran),
        "an attribute": _ruled(f"{flags[0]}.__class__"),
        "a call in a set": _ruled(f'operator in {{"H", {ran}}}'),
        "parentheses": _ruled("(" * 900 + flags[0] + ")" * 900),
        "nots": _ruled("not " * 450 + flags[0]),
        "terms that double": _ruled("t59", terms=_doubling(flags, count=60)),
        "terms in one another": _ruled("t2999", terms=_negated(flags, count=3_000)),
        "entangled": _ruled(" or ".join(f"{looks[at]} and {looks[at + half]}" for at in range(half))),
        "many numbers": _ruled("t99", terms=_each(lambda at: f"{number} == {at}", groups=100, of=60)),
        "many places": _ruled("t99", terms=_each(lambda at: f'{place} == "p{at}"', groups=100, of=60)),
        "a huge number": _ruled(f"{number} < {'9' * 1_900}"),
        "an escape": _ruled('operator == "\\x1b[2J\\n"'),
        "tables": {"rules/red.toml": b"[[rule]]\n" * 100_000},
        "brackets": {"rules/red.toml": b"x = " + b"[" * 400_000 + b"]" * 400_000},
        "a key of parts": {"rules/red.toml": b"a." * 400_000 + b"a = 1"},
        "digits": {"rules/red.toml": b"order = " + b"9" * 900_000},
        "zeros": {"gates.toml": bytes(900_000)},
        "no UTF-8": {"facts.toml": b"\xff" * 1_000},
        "too long": {"facts.toml": b"#" * 30_000_000},
    }


def _ruled(when: str, *, terms: Sequence[str] = ()) -> dict[str, bytes]:
    written = "".join(f'[[term]]\nid = "t{at}"\nabout = "x"\nwhen = \'{term}\'\n' for at, term in enumerate(terms))
    return {
        "rules/red.toml": _RULE.format(when=when).encode(),
        "gates.toml": f"{written}{(_DATA / 'gates.toml').read_text()}".encode(),
    }


def _doubling(flags: Sequence[str], *, count: int) -> list[str]:
    return [f"{flags[0]} and {flags[1]} or {flags[2]}", *(f"t{at} and not t{at} or t{at}" for at in range(count - 1))]


def _negated(flags: Sequence[str], *, count: int) -> list[str]:
    return [flags[0], *(f"not t{at}" for at in range(count - 1))]


def _each(look: Callable[[int], str], *, groups: int, of: int) -> list[str]:
    """Each term has the one before in it."""
    own = [" or ".join(look(of * group + at) for at in range(of)) for group in range(groups)]
    return [own[0], *(f"t{at} or {text}" for at, text in enumerate(own[1:]))]


def _look(fact: Fact) -> str:
    match fact.type:
        case "choice":
            return f'{fact.id} == "{fact.values[0].id}"'
        case "set":
            return f'"{fact.values[-1].id}" in {fact.id}'
        case "yes-no":
            return fact.id
        case "date":
            return f'{fact.id} < "2025-01-01"'
        case _:
            return f"{fact.id} < {fact.low + 1}"


def _as_python(text: str, *, facts: Facts, terms: object) -> Atom:
    """What it says is done."""
    with suppress(NameError):  # its facts
        eval(" ".join(text.split()), {})  # noqa: S307 - the control
    return Atom("operator", "one-of", frozenset())


_DEVICES = {
    "a key of parts": "a." * 40_000 + "a = 1",
    "brackets": "a = " + "[" * 45_000 + "]" * 45_000,
    "digits": "keep_days = " + "9" * 90_000,
    "beyond floating point": "keep_days = " + "9" * 400,
    "hexadecimal": "keep_days = 0x" + "f" * 90_000,
    "an escape": '"\\u001b[2J\\n" = 1',
    "keys": "".join(f"key_{number} = 1\n" for number in range(9_000)),
    "a set": "captures = [" + '"image", ' * 9_000 + "]",
    "a long text": f'area = "{"x" * 99_000}"',
    "zeros": "\0" * 90_000,
}
ATTACKS = (
    Attack("hostile rulebooks", hostile),
    Attack("hostile files of answers", devices),
)
