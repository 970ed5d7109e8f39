"""The gateway's errors, named by what has to happen next."""


class ConfigError(Exception):
    """A person must act. The message is one line: what, where, what to do."""


class RetryableError(Exception):
    """Keep what was sent and try again later. after_s: not before that, if the other side said so; else 0."""

    after_s: float = 0.0  # of a plug-in's own kind too, which may call no other __init__

    def __init__(self, *words: object, after_s: float = 0.0) -> None:
        super().__init__(*words)
        self.after_s = after_s


class PermanentError(Exception):
    """Drop the observations at `rejected` (indices into the batch); the others were taken."""

    def __init__(self, reason: str, *, rejected: tuple[int, ...]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.rejected = rejected
