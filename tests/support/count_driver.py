"""A maker's own driver: {"type": "support.count_driver"} in stoep.json. Every reading is three in, one out."""


class Driver:
    COLUMNS = ("in", "out")
    counts = True

    def __init__(self, board: object, config: dict[str, object]) -> None:
        del board, config

    async def start(self) -> None:
        pass

    async def read(self) -> dict[str, int]:
        return {"in": 3, "out": 1}

    def stop(self) -> None:
        pass
