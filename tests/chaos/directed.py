"""What a time line cannot say: a back-end that leaves and comes back with a backlog, and books that are put back."""

import random

from chaos.faults import go_through
from chaos.plan import Fault, Phase
from chaos.town import Town
from chaos.verdict import Verdict
from support.waiting import until

_ROWS = 60
_STEADY = 60  # looks in a row that show the same: longer than a commit takes


async def change_settings(town: Town) -> Verdict:
    """The city fails, is taken out of stoep.toml with its backlog, and comes back."""
    assert town.city
    town.city.faults.go_away()
    town.take_rows(_ROWS)
    await _settled(town)
    await town.on_site(town.site.stop)
    text = town.site.remove_backend(town.city.name)
    await town.on_site(town.site.start)
    town.take_rows(_ROWS)
    await _settled(town)
    await town.on_site(town.site.stop)
    town.site.config.write_text(text)
    town.city.faults.sound()
    await town.on_site(town.site.start)
    return await town.calm()


async def put_back_old_books(town: Town, *, source: random.Random) -> Verdict:
    """From a copy; all that was sent since comes again; the operator recovers the ledger; life goes on."""
    kill = Fault(at_s=source.uniform(0.2, 1.0), kind="kill", target="gateway")
    days = Phase(name="days", lasts_s=1.5, faults=(kill,))
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
    found.add(await go_through(town, days, source=source))
    return found


async def _settled(town: Town) -> None:
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
