"""What a test claims of a run, in sentences. Each raises BrokenPromiseError, an AssertionError that says what is wrong.

every_row_arrived_once(stoep_fleet, at=city.rows())
no_row_is_older_than(stoep_fleet, hours=10)
the_accounts_balance(stoep_gateway)
every_promise_holds(stoep_fleet)
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from stoep_simulators.scenarios.durations import words
from stoep_simulators.scenarios.outcome import Outcome
from stoep_simulators.scenarios.promises import Verdict, losses, undelivered
from stoep_simulators.scenarios.records import Fault, Group
from stoep_testing.stored import BrokenPromiseError, Stored, differences

_HOUR_S = 3_600
_EXAMPLES = 3


class Run(Protocol):
    """Devices that lived and delivered; `devices.Devices` is one. str(run): what it was, and how to repeat it."""

    def promised(self) -> list[Stored]:
        """Of the rows that are passed on one by one; time None."""
        ...

    def released(self) -> list[Stored]:
        """What the gateway let out, windows too."""
        ...


class Lived(Protocol):
    """The same, when it is over."""

    @property
    def outcome(self) -> Outcome: ...

    def verdicts(self) -> Sequence[Verdict]: ...


class Counted(Protocol):
    """Whatever has accounts; `gateway.Gateway` is one. again: what ran, and how to repeat it, "" if nothing did."""

    @property
    def again(self) -> str: ...

    @property
    def faults(self) -> Sequence[Fault]:
        """What went wrong on purpose."""
        ...

    @property
    def groups(self) -> Sequence[Group]:
        """What it was that went on."""
        ...

    def accounts(self) -> Mapping[str, Any]: ...


def every_row_arrived_once(run: Run, *, at: Iterable[Stored] | None = None) -> None:
    """Of what each device says it kept, nothing is missing, doubled or changed, and nothing is there besides.

    at: what a back-end of yours stores; units are compared where its rows have one. None: what the gateway's own CSV
    files hold. What the accounts tell of and the faults explain (the oldest rows of a device that was away for longer
    than its ring holds) need not be there. Counts of people come as
    windows with noise: of them what the gateway released must be there, once. TypeError: no Stored rows.
    """
    released = run.released()
    found = released if at is None else [_checked(row) for row in at]
    promised = run.promised()
    if not promised and not released:
        raise BrokenPromiseError(f"not a row arrived, and none is said to have been kept ({run})")
    rows, wrong = _by_life([row._replace(time_s=None) for row in found if not row.window_s], promised=promised)
    wrong += differences(rows, expected=promised)
    if not wrong:  # then times and windows too, which the gateway gave
        wrong = differences(found, expected=released)
    if wrong:
        raise BrokenPromiseError(f"not every row arrived once: {'; '.join(wrong)} ({run})")


def no_row_is_older_than(run: Lived, *, hours: float) -> None:
    """From the moment in which a device took it to the good conversation that delivered it, in virtual time."""
    late = [device for device in run.outcome.devices if device.oldest_s > hours * _HOUR_S]
    if late:
        late.sort(key=lambda device: -device.oldest_s)
        named = ", ".join(f"{device.name} ({words(device.oldest_s)})" for device in late[:_EXAMPLES])
        more = ", …" if len(late) > _EXAMPLES else ""
        raise BrokenPromiseError(f"rows were older than {hours:g} h on delivery: {named}{more} ({run})")


def the_accounts_balance(gateway: Counted) -> None:
    """Nothing was lost between a device's ring and a back-end that no line of `stoep accounts` tells of."""
    accounts = gateway.accounts()
    wrong = [] if accounts["balanced"] else ["the accounts do not balance: see stoep accounts"]
    if gateway.again and not accounts["lives"]:
        wrong.append("the gateway has met no device")
    wrong += filter(None, (losses(accounts, faults=gateway.faults, groups=gateway.groups), undelivered(accounts)))
    if wrong:
        raise BrokenPromiseError("; ".join(wrong) + (f" ({gateway.again})" if gateway.again else ""))


def every_promise_holds(run: Lived) -> None:
    """Those of every scenario, and those under [promises] of the file that was played."""
    broken = [f"{verdict.promise}: {verdict.broken}" for verdict in run.verdicts() if verdict.broken]
    if broken:
        raise BrokenPromiseError(f"not so: {'; '.join(broken)} ({run})")


def _checked(row: Stored) -> Stored:
    if not isinstance(row, Stored) or not isinstance(row.identity, str):
        raise TypeError(f"at: give stoep_testing.stored.Stored rows, whose identity is a text; this is none: {row!r}")
    return row


def _by_life(rows: Sequence[Stored], *, promised: Iterable[Stored]) -> tuple[list[Stored], tuple[str, ...]]:
    """The rows under the names of the devices whose lives they carry, and a sentence if those are others."""
    owners = {life: device for device, life, _ in (row.identity.split("/", 2) for row in promised)}
    owned, swapped = [], Counter[str]()
    for row in rows:
        device, life, rest = [*row.identity.split("/", 2), "", ""][:3]
        if not rest:  # no identity that a gateway gives: nobody sent it
            owned.append(row)
            continue
        owner = owners.get(life, device)
        owned.append(row._replace(identity=f"{owner}/{life}/{rest}"))
        if owner != device:
            swapped[f"{owner} as {device}"] += 1
    named = ", ".join(sorted(swapped)[:_EXAMPLES]) + (", …" if len(swapped) > _EXAMPLES else "")
    sentence = f"{swapped.total():,} observations are stored under another device's name: {named}"
    return owned, ((sentence,) if swapped else ())
