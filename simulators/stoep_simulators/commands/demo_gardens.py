"""The demo's gardens: set up as their keepers would have, and the link of one of them."""

import asyncio
import re
from collections.abc import Sequence
from random import Random

from stoep_simulators.commands.desk_visit import DeskError, DeskVisit
from stoep_simulators.commands.local_gateway import GatewayError, LocalGateway
from stoep_simulators.neighbourhood import Garden, Neighbourhood

SHOWN = "tuin-duindoorn"  # whose link is printed: its device is among the first to connect
_LOOK_S = 0.5
# Keepers who want their own page and nothing else: the others agree to the research, and to open data.
_FOR_THEMSELVES = ("tuin-vlier", "tuin-hulst", "tuin-varen")
_READ_MV = 5.0  # by which a probe's readings in air and in water differ from day to day: plausible, not measured
_ADDRESS = re.compile(r"https?://\S+")


class DemoGardens:
    """Call once the gateway answers. The same seed says the same of each garden."""

    def __init__(self, gateway: LocalGateway, *, place: Neighbourhood, gardens: Sequence[Garden], seed: int) -> None:
        self._gateway = gateway
        self._place = place
        self._gardens = gardens
        self._seed = seed

    async def open_one(self) -> str:
        """Set up the garden that is shown. The address that opens its pages, once. GatewayError."""
        shown = [self._setting_up(garden) for garden in self._gardens if garden.name == SHOWN]
        *_, told = await self._gateway.commands([*shown, ("garden", "link", SHOWN)])
        found = _ADDRESS.search(told)
        if found is None:
            raise GatewayError(f"stoep garden link told no address: {told.strip()}")
        return found[0]

    async def shown(self, link: str) -> None:
        """Once the page behind it has the picture of its soil. GatewayError."""
        keeper = DeskVisit(self._gateway.web_port)
        try:
            await asyncio.to_thread(keeper.open_garden, link)
            while not await asyncio.to_thread(keeper.shows_soil):  # noqa: ASYNC110 - a page sets no event
                await asyncio.sleep(_LOOK_S)
        except DeskError as error:
            raise GatewayError(f"the garden's page could not be seen: {error}") from error

    async def set_up_others(self) -> int:
        """All but that one; how many. GatewayError."""
        others = [garden for garden in self._gardens if garden.name != SHOWN]
        await self._gateway.commands([self._setting_up(garden) for garden in others])
        return len(others)

    def _setting_up(self, garden: Garden) -> tuple[str, ...]:
        return ("garden", "setup", garden.name, *said_of(garden, place=self._place, seed=self._seed))


def said_of(garden: Garden, *, place: Neighbourhood, seed: int) -> tuple[str, ...]:
    """Options of `stoep garden setup`: soil and plants as they are, the probe as its maker read it in air and water."""
    random = Random(f"{seed}/{garden.name}/said")
    dry_mv, wet_mv = (
        round(random.gauss(float(place.probe(garden).millivolts(content, soil_c=18.0, share_of_year=0.0)), _READ_MV))
        for content in (0.0, 1.0)
    )
    answer = "--no-consent" if garden.name in _FOR_THEMSELVES else "--consent"
    return (
        "--soil", garden.soil, "--soil-by", "finger", "--planting", garden.planting, "--sun", place.plot(garden).sun,
        "--paved", str(random.randrange(10, 75, 5)), "--dry-mv", str(dry_mv), "--wet-mv", str(wet_mv),
        answer, "research,open-data",
    )  # fmt: skip
