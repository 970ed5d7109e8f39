"""What the gateway asks of the things outside it."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from stoep_gateway.records import Arrival, Observation, Outgoing


class Backend(Protocol):
    """One place that observations are delivered to. Calls never overlap."""

    needs_time: bool  # True: observations without a time are withheld from it, and counted

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        """Deliver the batch. Returns when the other side has stored it.

        unsure: an earlier send of some of these may have arrived without its answer being seen. A back-end whose
        store does not recognise repeats by itself reads back first and sends only what is missing.
        Raises RetryableError (nothing is known to be lost, send again) or PermanentError(rejected=indices).
        """
        ...

    async def close(self) -> None:
        """Release what is open. Never raises."""
        ...


@runtime_checkable
class Checked(Protocol):
    """What a back-end may offer besides: a look for `stoep check`."""

    async def check(self) -> None:
        """Log in over there and look whether a send would find what it needs; change nothing.

        Raises RetryableError: one line for a person.
        """
        ...


class Source(Protocol):
    """Where sealed frames come from and replies go to."""

    def send(self, replies: tuple[Outgoing, ...]) -> None:
        """Besides what `take` returns. Dropped while there is no way to send them: devices ask again."""
        ...

    async def run(self, take: Callable[[tuple[Arrival, ...]], tuple[Outgoing, ...]]) -> None:
        """Call `take` with what arrived together, send what it returns; reconnect for ever, until cancelled."""
        ...
