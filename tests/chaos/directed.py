"""What a time line cannot say: a back-end that leaves and comes back with a backlog, and books that are put back."""

import random
from dataclasses import replace

from chaos.faults import go_through
from chaos.plan import Fault, Phase
from chaos.town import Town
from chaos.verdict import Verdict
from support.waiting import until

_ROWS = 60
_STEADY = 150  # looks in a row that show the same: longer than a commit takes


async def change_settings(town: Town) -> Verdict:
    """The city fails, is taken out of stoep.toml with its backlog, comes back, fails again, and gets another name."""
    assert town.city
    city, site = town.city, town.site
    city.faults.go_away()
    await _rows_are_kept(town)
    await town.on_site(site.stop)
    text = site.config.read_text()
    site.config.write_text(without_backend(text, name=city.name))
    await town.on_site(site.start)
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
    town.uncounted.add(city.name)  # what the old name still wants stays with it
    city.faults.sound()
    await town.on_site(site.start)
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
    await _heard(town)
    await town.recover_ledger()
    for link in town.links:
        link.go_on()
    found.add(await go_through(town, days_after, source=source))
    return found


def without_backend(text: str, *, name: str) -> str:
    """stoep.toml without one of its [[backend]] tables."""
    head, *tables = text.split("[[backend]]")
    return "[[backend]]".join([head, *(table for table in tables if f'name = "{name}"' not in table)])


async def _rows_are_kept(town: Town) -> None:
    """By the gateway, for good."""
    town.take_rows(_ROWS)
    for link in town.links:
        link.greet()
    await until(lambda: all(link.is_settled for link in town.links), what="settled", limit_s=60)


async def _heard(town: Town) -> None:
    """The gateway has said to the accounts all that it makes of what came again."""
    looks: list[int] = []

    def is_steady() -> bool:
        looks.append(town.accounts().start.received)
        return len(looks) > _STEADY and 0 < looks[-_STEADY] == looks[-1]

    await until(is_steady, what="what came again is counted")
