"""The words that a source description may use for kind, theme and protections, and what each means elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from stoep_gateway.privacy.toml_tables import Table, document
from stoep_gateway.privacy.words import Words

_FILE = "source.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """register: the word of the Dutch register. dtpr: element ids. dpv: a term of the vocabulary. "", (): none."""

    id: str
    label: Words
    register: str = ""
    dtpr: tuple[str, ...] = ()
    dpv: str = ""


def _read() -> tuple[Mapping[str, Term], ...]:
    text = (files("stoep_gateway.privacy") / "data" / _FILE).read_text(encoding="utf-8")
    top = document(text, name=_FILE)
    found = tuple({term.id: term for term in map(_term, top.tables(kind))} for kind in ("type", "theme", "protection"))
    top.done()
    return found


def _term(table: Table) -> Term:
    found = Term(
        id=table.name("id"),
        label=table.words("label"),
        register=table.text("register", may_lack=True),
        dtpr=tuple(table.text("dtpr", may_lack=True).split()),
        dpv=table.text("dpv", may_lack=True),
    )
    table.done()
    return found


TYPES, THEMES, PROTECTIONS = _read()
