"""A driver of a board on the desk that counts recognisable numbers: {"type": "redteam.canary_driver"} in stoep.json."""

from redteam.looks import COUNTS


class Driver:
    COLUMNS = ("canary",)
    counts = True

    def __init__(self, board: object, config: dict[str, object]) -> None:
        del board, config
        self._counts = iter(COUNTS)

    async def start(self) -> None:
        pass

    async def read(self) -> dict[str, int]:
        return {"canary": next(self._counts, 0)}

    def stop(self) -> None:
        pass
