"""The one error that leaves a decoder."""


class DecodeError(ValueError):
    """What arrived is refused. `reason` is one of the words of SPEC §9; never a payload."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
