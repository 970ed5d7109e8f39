"""A street that is never empty: the driver of a board that counts people. Runs on the MicroPython VM."""

PEOPLE = 16  # in a row, above k: a window with any row in it is released


class Driver:
    COLUMNS = ("in", "out")
    counts = True

    def __init__(self, board: object, config: dict[str, object]) -> None:
        del board, config

    async def start(self) -> None:
        pass

    async def read(self) -> dict[str, int]:
        return {"in": PEOPLE, "out": 0}

    def stop(self) -> None:
        pass
