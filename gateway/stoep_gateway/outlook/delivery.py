"""One piece of news on its way to one channel. A frozen record."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """is_end: that the alert ended, else that it was raised. done_s: when it arrived or was given up, None: it waits.

    reason: of the last failure, "" before one. next_s: of the next attempt.
    """

    alert_id: str
    is_end: bool
    channel: str
    made_s: int
    attempts: int
    next_s: int
    done_s: int | None = None
    is_given_up: bool = False
    reason: str = ""
