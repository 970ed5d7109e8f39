"""Look for counts of open windows, and for keys, everywhere around a gateway in use."""

from functools import partial
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.looks import KEY, Looks
from redteam.staged import streets


def found(looks: Looks, *, kind: str) -> list[str]:
    """Where. AssertionError: there was nothing to look at, or a set of counts that nobody sent is found there too."""
    taken = [look for name, look in looks.by_kind.items() if name.split(",")[0] == kind]
    assert sum(look.size_bytes for look in taken), f"nothing was looked at: {kind}"
    chance = [name for look in taken for name in look.chance]
    assert not chance, f"the control set is found in {chance}: the search says nothing"
    return sorted({name for look in taken for name in look.found})


def _search(folder: Path, *, kind: str) -> Outcome:
    """Of all looks at that kind of place, whenever they were taken."""
    defended, control = (found(looks, kind=kind) for looks in streets(folder))
    return Outcome(
        defended=not defended,
        control_succeeded=bool(control),
        detail=f"found in {', '.join(defended)}" if defended else f"control: {', '.join(control[:2])}",
    )


def _key(folder: Path, *, place: str, part: str = "") -> Outcome:
    """place: environment or memory; part: of which process, else of any. The gateway's memory has the key for sure."""
    as_it_is, without = streets(folder)
    assert as_it_is.facts["memory of gateway"] == KEY, "the search does not find the key where it is"
    has_key, had_key = (
        [name for name, value in looks.facts.items() if name.startswith(f"{place} of {part}") and value == KEY]
        for looks in (as_it_is, without)
    )
    return Outcome(not has_key, bool(had_key), ", ".join(has_key))


def _core_dumps(folder: Path) -> Outcome:
    limits, control = (
        {value for name, value in looks.facts.items() if name.startswith("core dump of ")} for looks in streets(folder)
    )
    return Outcome(limits == {"0 0"}, "0 0" not in control)


_SEARCHES = {
    "the journal on the disk": "journal",
    "the archive on the disk": "archive",
    "the broker's store on the disk": "broker",
    "the files of back-ends": "files",
    "temporary, deleted and all other files": "others",
    "the log at debug level": "log",
    "the metrics": "metrics",
    "the pages": "pages",
    "exports of the journal": "exports",
    "copies and what goes into a request for help": "support",
    "dead letters": "dead letters",
    "error answers of the gateway": "answers of the gateway",
    "error answers of the web process": "answers of the web",
    "the traceback of a crash": "crash",
}
ATTACKS = (
    *(Attack(name, partial(_search, kind=kind)) for name, kind in _SEARCHES.items()),
    Attack("the environment of the processes", partial(_key, place="environment")),
    Attack("the memory of the web process", partial(_key, place="memory", part="web")),
    Attack("core dumps", _core_dumps),
)
