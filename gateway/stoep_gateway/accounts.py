"""What became of every row, window and observation, read from the journal while the gateway runs or after."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from stoep_gateway.journal import seals
from stoep_gateway.journal.errors import decoding
from stoep_gateway.journal.mend import ANSWERS
from stoep_gateway.journal.read_only import read_only


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeAccount:
    """Rows of one life up to its floor, all durable."""

    device: str
    life: str
    floor: int
    kept: int
    rejected: Mapping[str, int]
    dropped: int
    absent: int
    restore: int
    balanced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StartAccount:
    """Rows of frames that opened since the gateway started, as of its last commit."""

    received: int
    duplicate: int
    not_taken: int
    rejected: int
    open: int
    kept: int
    balanced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowAccount:
    """Windows of one quantity of one device."""

    closed: int
    released: int
    suppressed: int
    budget: int
    no_data: int
    restore: int
    balanced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendAccount:
    """Observations for one back-end. configured: in stoep.toml now.

    pending: kept with each commit and delivery, and if so asked counted from the entries themselves: then balanced
    says too that both agree.
    """

    name: str
    configured: bool
    released: int
    delivered: int
    pending: int
    expired: int
    dead: int
    withheld: Mapping[str, int]
    balanced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """One snapshot of every sound row. balanced: every line is, and no row is damaged.

    damaged: rows by table that the disk has changed and that the next start sets aside; set_aside: how many were, ever.
    """

    lives: tuple[LifeAccount, ...]
    start: StartAccount
    unopened: Mapping[str, int]
    windows: WindowAccount
    backends: tuple[BackendAccount, ...]
    damaged: Mapping[str, int]
    set_aside: int
    balanced: bool


def read(path: Path, *, recount: bool = True) -> Accounts:
    """One transaction's view of the journal. ConfigError when there is none or it cannot be read.

    recount: go by the entries themselves, which takes a second a million; else by what is kept of them.
    """
    with read_only(path) as connection, decoding():
        return of(connection, recount=recount)


def of(connection: sqlite3.Connection, *, recount: bool = True) -> Accounts:
    """The same of a journal that is open."""
    found = {table: seals.read(connection, table) for table in ANSWERS}
    tables = {table: rows for table, (rows, _) in found.items()}
    lives = tuple(_life(*row) for row in sorted(tables["lives"], key=lambda row: row[0]))
    _, _, *counts, unopened, _, set_aside = tables["starts"][-1] if tables["starts"] else (0,) * 8 + ("{}", 0, 0)
    start = _start(*counts)
    windows = _windows(*(sum(column) for column in zip((0,) * 6, *(row[3:9] for row in tables["places"]), strict=True)))
    backends = tuple(_backend(*row, connection=connection if recount else None) for row in tables["backends"])
    damaged = {table: count for table, (_, count) in found.items() if count}
    return Accounts(
        lives=lives,
        start=start,
        unopened=json.loads(unopened),
        windows=windows,
        backends=backends,
        damaged=damaged,
        set_aside=set_aside,
        balanced=start.balanced
        and windows.balanced
        and not damaged
        and all(life.balanced for life in lives)
        and all(backend.balanced for backend in backends),
    )


def as_json(accounts: Accounts) -> dict[str, object]:
    """Plain values for `json.dumps`."""
    return asdict(accounts)


def findings(accounts: Accounts) -> Iterator[str]:
    """One line for each account that does not balance."""
    parts = {
        **{f"life {life.life} of {life.device}": life.balanced for life in accounts.lives},
        "frames since the start": accounts.start.balanced,
        "windows": accounts.windows.balanced,
        **{f"back-end {backend.name}": backend.balanced for backend in accounts.backends},
    }
    for subject, balanced in parts.items():
        if not balanced:
            yield f"{subject}: the account does not balance, its numbers are damaged: stoep accounts shows them"


def render(accounts: Accounts) -> str:
    """A table for people, one line a subject; the last lines are the back-ends by name."""
    lines = [f"rows of {len(accounts.lives)} lives up to their floor"]
    rejected: dict[str, int] = {}
    for life in accounts.lives:
        for reason, rows in life.rejected.items():
            rejected[reason] = rejected.get(reason, 0) + rows
    lines.append(
        _line(
            "lives",
            {
                "floor": sum(life.floor for life in accounts.lives),
                "kept": sum(life.kept for life in accounts.lives),
                **{f"rejected ({reason})": rows for reason, rows in sorted(rejected.items())},
                "dropped": sum(life.dropped for life in accounts.lives),
                "absent": sum(life.absent for life in accounts.lives),
                "restore": sum(life.restore for life in accounts.lives),
            },
            balanced=all(life.balanced for life in accounts.lives),
        )
    )
    start = accounts.start
    lines.append("rows since the gateway started")
    lines.append(
        _line(
            "frames that opened",
            {
                "received": start.received,
                "duplicate": start.duplicate,
                "not taken": start.not_taken,
                "rejected": start.rejected,
                "open": start.open,
                "kept": start.kept,
            },
            balanced=start.balanced,
        )
    )
    if accounts.unopened:
        lines.append(_line("frames refused", accounts.unopened, balanced=True))
    windows = accounts.windows
    lines.append("windows of people counts")
    lines.append(
        _line(
            "windows",
            {
                "closed": windows.closed,
                "released": windows.released,
                "suppressed": windows.suppressed,
                "budget": windows.budget,
                "no data": windows.no_data,
                "restore": windows.restore,
            },
            balanced=windows.balanced,
        )
    )
    lines.append("observations by back-end")
    for backend in accounts.backends:
        lines.append(
            _line(
                backend.name if backend.configured else f"{backend.name} (not configured now)",
                {
                    "released": backend.released,
                    "delivered": backend.delivered,
                    "pending": backend.pending,
                    "expired": backend.expired,
                    "dead": backend.dead,
                    **{f"withheld ({reason})": number for reason, number in sorted(backend.withheld.items())},
                },
                balanced=backend.balanced,
            )
        )
    if accounts.damaged or accounts.set_aside:
        numbers = {f"damaged ({table})": count for table, count in accounts.damaged.items()}
        lines.append("rows of the journal that the disk has changed")
        lines.append(_line("journal", {"set aside": accounts.set_aside, **numbers}, balanced=not accounts.damaged))
    return "\n".join(lines)


def _line(subject: str, numbers: Mapping[str, int], *, balanced: bool) -> str:
    text = "  ".join(f"{name} {number}" for name, number in numbers.items())
    return f"  {subject}: {text}  {'balanced' if balanced else 'NOT BALANCED'}"


def _life(
    device: str,
    life: bytes,
    floor: int,
    kept: int,
    gone: int,
    device_dropped: int,
    restore: int,
    _: int,
    rejected: str,
) -> LifeAccount:
    reasons: dict[str, int] = json.loads(rejected)
    dropped = min(gone, device_dropped)
    return LifeAccount(
        device=device,
        life=life.hex(),
        floor=floor,
        kept=kept,
        rejected=reasons,
        dropped=dropped,
        absent=gone - dropped,
        restore=restore,
        balanced=floor == kept + sum(reasons.values()) + gone + restore,
    )


def _start(received: int, duplicate: int, not_taken: int, rejected: int, opened: int, kept: int) -> StartAccount:
    return StartAccount(
        received=received,
        duplicate=duplicate,
        not_taken=not_taken,
        rejected=rejected,
        open=opened,
        kept=kept,
        balanced=received == duplicate + not_taken + rejected + opened + kept,
    )


def _windows(closed: int, released: int, suppressed: int, budget: int, no_data: int, restore: int) -> WindowAccount:
    return WindowAccount(
        closed=closed,
        released=released,
        suppressed=suppressed,
        budget=budget,
        no_data=no_data,
        restore=restore,
        balanced=closed == released + suppressed + budget + no_data + restore,
    )


def _backend(
    name: str,
    configured: int,
    backlog_next: int,
    backlog_end: int,
    live_next: int,
    released: int,
    delivered: int,
    expired: int,
    dead: int,
    withheld: str,
    kept: int,
    *,
    connection: sqlite3.Connection | None,
) -> BackendAccount:
    """connection: to count what waits, None to go by what is kept of it."""
    reasons: dict[str, int] = json.loads(withheld)
    pending = kept
    if connection is not None:
        query = (
            "SELECT ifnull(sum(observations), 0) FROM entries WHERE (position >= ? AND position < ?) OR position >= ?"
        )
        (pending,) = connection.execute(query, (backlog_next, backlog_end, live_next)).fetchone()
    return BackendAccount(
        name=name,
        configured=bool(configured),
        released=released,
        delivered=delivered,
        pending=pending,
        expired=expired,
        dead=dead,
        withheld=reasons,
        balanced=kept == pending and released == delivered + pending + expired + dead + sum(reasons.values()),
    )
