"""What a time line cannot say: changed settings, a full disk, a start without a clock, books that are put back."""

import json
import random
from collections.abc import Mapping
from dataclasses import replace

from chaos.faults import go_through
from chaos.plan import Fault, Phase
from chaos.ring_link import RingLink
from chaos.town import Town
from chaos.verdict import Verdict
from chaos.witnesses import CsvWitness
from support.waiting import until, until_answered

_ROWS = 60
_LIMIT_S = 300.0  # whatever has not come about by then never will


async def change_settings(town: Town) -> Verdict:
    """The city fails, is taken out of stoep.toml with its backlog, comes back, fails again, and gets another name.

    Another back-end is added meanwhile, and has to get what the gateway then still holds.
    """
    assert town.city
    city, site = town.city, town.site
    later = CsvWitness(site, name="later", before=town.judge.look(town.witnesses).stored["archive"])
    city.faults.go_away()
    await _rows_are_kept(town)
    await town.on_site(site.stop)
    text = with_backend(site.config.read_text(), table=later.table())
    site.config.write_text(without_backend(text, name=city.name))
    await town.on_site(site.start)
    town.witnesses.append(later)
    await _rows_are_kept(town)
    await town.on_site(site.stop)
    site.config.write_text(text)
    city.faults.sound()
    await town.on_site(site.start)
    found = await town.calm()

    city.faults.go_away()
    await _rows_are_kept(town)
    await town.on_site(site.stop)
    site.config.write_text(text.replace(f'name = "{city.name}"', 'name = "stad"'))
    town.judge.uncounted.add(city.name)  # what the old name still wants stays with it
    city.faults.sound()
    await town.on_site(site.start)
    found.add(await town.calm())
    return found


async def fill_the_disk(town: Town) -> Verdict:
    """The city has a backlog when the gateway's disk is full. Nothing is settled then, and the backlog goes out."""
    site = town.site
    if town.city:
        town.city.faults.go_away()
    # A write-ahead log that has grown before takes thousands of rows more on a full disk: it begins anew with a start.
    await town.on_site(site.stop)
    await town.on_site(site.start)
    await _rows_are_kept(town)
    site.fill_disk()
    town.take_rows(_ROWS)
    await until(site.says_disk_is_full, what="the gateway finds its disk full", limit_s=_LIMIT_S)
    durable = _floors(town)
    town.take_rows(_ROWS)
    await until(lambda: all(link.has_seen_all for link in town.links), what="a full disk says seen", limit_s=_LIMIT_S)
    if town.city:
        town.city.faults.sound()
        city = town.city.name
        await until(lambda: _pending(town, city) == 0, what="deliveries go on on a full disk", limit_s=_LIMIT_S)
    found = Verdict()
    told = [link.ring.name for link in town.links if link.ring.settled > durable.get(_life_of(link), 0)]
    found.leave_open(told, where="a full disk: settled, and not durable")
    await town.on_site(lambda: site.sigkill("gateway"))
    await until(site.says_disk_is_full, what="the gateway starts on a full disk", limit_s=_LIMIT_S)
    site.clear_disk()
    found.add(await town.calm())
    return found


async def start_without_a_clock(town: Town) -> Verdict:
    """The whole machine has been without power, and nothing has told it the time yet: counts wait on their devices."""
    site = town.site
    site.clock.lose_synchronisation()
    await town.on_site(lambda: site.sigkill("power"))
    before = _floors(town)
    town.take_rows(_ROWS)
    for link in town.links:
        link.greet()
    harmless = [link for link in town.links if not link.ring.profile.is_people]
    await until(lambda: all(link.is_settled for link in harmless), what="harmless rows are settled", limit_s=_LIMIT_S)
    found, after = Verdict(), _floors(town)
    counters = [link for link in town.links if link.ring.profile.is_people]
    moved = [link.ring.name for link in counters if after.get(_life_of(link), 0) != before.get(_life_of(link), 0)]
    found.leave_open(moved, where="a gateway without a clock: counts settled")
    await town.on_site(lambda: site.sigkill("gateway"))
    site.clock.synchronise()
    found.add(await town.calm())
    return found


async def put_back_old_books(town: Town, *, source: random.Random) -> Verdict:
    """From a copy; all that was sent since comes again; the operator recovers the ledger; life goes on."""
    kill = Fault(at_s=source.uniform(0.2, 1.0), kind="kill", target="gateway")
    days = Phase(name="days", lasts_s=1.5, faults=(kill,))
    days_after = replace(days, allowed=frozenset({"restore", "order"}))
    copy = await town.copy_state()
    found = await go_through(town, days, source=source)
    for link in town.links:
        link.pause()
    await town.restore_state(copy)
    for link in town.links:
        await link.repeat_all()
    first = town.links[0]
    await until_answered(first.is_answered, what="what came again is dealt with", limit_s=_LIMIT_S)
    await town.recover_ledger()
    for link in town.links:
        link.go_on()
    found.add(await go_through(town, days_after, source=source))
    return found


def without_backend(text: str, *, name: str) -> str:
    """stoep.toml without one of its [[backend]] tables."""
    head, *tables = text.split("[[backend]]")
    return "[[backend]]".join([head, *(table for table in tables if f'name = "{name}"' not in table)])


def with_backend(text: str, *, table: Mapping[str, object]) -> str:
    """stoep.toml with one more [[backend]] table at its end."""
    return text + "\n[[backend]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())


async def _rows_are_kept(town: Town) -> None:
    """By the gateway, for good."""
    town.take_rows(_ROWS)
    for link in town.links:
        link.greet()
    await until(lambda: all(link.is_settled for link in town.links), what="settled", limit_s=_LIMIT_S)


def _floors(town: Town) -> dict[tuple[str, str], int]:
    """What is durable: (device, life) -> row."""
    return {(life.device, life.life): life.floor for life in town.accounts().lives}


def _life_of(link: RingLink) -> tuple[str, str]:
    return link.ring.name, link.ring.life.hex()


def _pending(town: Town, name: str) -> int:
    return sum(of.pending for of in town.accounts().backends if of.name == name and of.configured)
