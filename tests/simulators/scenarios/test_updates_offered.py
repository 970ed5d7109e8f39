"""A scenario goes on once its update was offered to all of a fault's devices, or says to which it was not."""

import pytest

from stoep_simulators.commands.local_gateway import GatewayError
from stoep_simulators.scenarios.updates import offered
from stoep_simulators.virtual_time import run_virtual

NAMES = ("soil-1", "soil-2", "soil-10", "weather-1")


class Gateway:
    """It has offered the update to one more device with each look, up to `most` of them."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self.looks = 0

    async def known(self) -> dict[str, str]:
        self.looks += 1
        return dict.fromkeys(("other", *NAMES[: min(self._most, self.looks)]), "offered")


def test_it_goes_on_with_the_last_of_them() -> None:
    gateway = Gateway(most=4)
    run_virtual(offered(NAMES, known=gateway.known))
    assert gateway.looks == 4


def test_only_those_are_named_that_it_was_not_offered_to() -> None:
    with pytest.raises(GatewayError, match=r"^an update was not offered to soil-10, weather-1 within 120 s$"):
        run_virtual(offered(NAMES, known=Gateway(most=2).known))
