"""A maker's own driver: {"type": "support.tip_driver"} in stoep.json. Every reading is two tips."""


class Driver:
    COLUMNS = ("rain_tips",)
    counts = True

    def __init__(self, board: object, config: dict[str, object]) -> None:
        del board, config

    async def start(self) -> None:
        pass

    async def read(self) -> dict[str, int]:
        return {"rain_tips": 2}

    def stop(self) -> None:
        pass
