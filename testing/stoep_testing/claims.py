"""What a test claims of a run, in sentences. Each raises BrokenPromiseError, an AssertionError that says what is wrong.

every_row_arrived_once(stoep_fleet, at=city.rows())
no_row_is_older_than(days=3, at=city.rows())
the_accounts_balance(stoep_gateway)
"""

import time
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from stoep_testing.stored import BrokenPromiseError, Stored, differences

_DAY_S = 86_400
_EXAMPLES = 3


class Run(Protocol):
    """Devices that lived and delivered; `devices.Devices` is one. str(run): what it was, its seed too."""

    def promised(self) -> list[Stored]:
        """Of the rows that are passed on one by one: device/row/quantity, time None."""
        ...

    def released(self) -> list[Stored]:
        """What the gateway let out, windows too."""
        ...


class Counted(Protocol):
    """Whatever has accounts; `gateway.Gateway` is one."""

    def accounts(self) -> Mapping[str, Any]: ...


def every_row_arrived_once(run: Run, *, at: Iterable[Stored] | None = None) -> None:
    """Of what each device says it kept, nothing is missing, doubled or changed, and nothing is there besides.

    at: what a back-end of yours stores; None: what the gateway's own CSV files hold. Counts of people come as windows
    with noise: of them what the gateway released must be there, once.
    """
    released = run.released()
    found = released if at is None else list(at)
    rows = [_of_row(row) for row in found if not row.window_s]
    wrong = differences(rows, expected=run.promised())
    if not wrong:  # then times, windows and lives too, which the gateway gave
        wrong = differences(found, expected=released)
    if wrong:
        raise BrokenPromiseError(f"not every row arrived once: {'; '.join(wrong)} ({run})")


def no_row_is_older_than(*, at: Iterable[Stored], days: float, now_s: float | None = None) -> None:
    """By the times that stand there; what has no time is passed over. now_s: Unix time, by default this machine's."""
    latest_s = (time.time() if now_s is None else now_s) - days * _DAY_S
    old = sorted((row.time_s, row.identity) for row in at if row.time_s is not None and row.time_s < latest_s)
    if old:
        named = ", ".join(f"{identity} ({_ago(latest_s - time_s)})" for time_s, identity in old[:_EXAMPLES])
        raise BrokenPromiseError(f"{len(old):,} rows are older than {days:g} days: {named}")


def the_accounts_balance(gateway: Counted) -> None:
    """Nothing was lost between a device's ring and a back-end that no line of `stoep accounts` tells of."""
    accounts = gateway.accounts()
    wrong = [] if accounts["balanced"] else ["the accounts do not balance: see stoep accounts"]
    if unexplained := sum(life["absent"] + life["restore"] for life in accounts["lives"]):
        wrong.append(f"{unexplained:,} rows are lost and no device says why")
    if rejected := sum(sum(life["rejected"].values()) for life in accounts["lives"]):
        wrong.append(f"{rejected:,} rows were rejected")
    for backend in accounts["backends"]:
        if backend["pending"] or backend["dead"]:
            wrong.append(f"{backend['name']}: {backend['pending']:,} pending, {backend['dead']:,} dead letters")
    if wrong:
        raise BrokenPromiseError("; ".join(wrong))


def _of_row(row: Stored) -> Stored:
    """Without life and time."""
    device, _life, number, quantity = row.identity.rsplit("/", 3)
    return Stored(f"{device}/{number}/{quantity}", None, 0, row.value)


def _ago(over_s: float) -> str:
    return f"by {over_s / 3600:,.1f} h"
