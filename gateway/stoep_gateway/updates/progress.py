"""How far a rollout is, as the gateway writes it down for its next start and for who asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceProgress:
    """stage: of `stages`. begun: it has asked for a block of this image. percent: of the image, by its last question.

    version, outcome: as it reported last, None before it ever did. seen_s: Unix seconds, None: not since the start.
    """

    name: str
    stage: str
    begun: bool
    percent: int
    version: int | None
    outcome: int | None
    seen_s: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """id: of the order. first: who got it first, once that is known. stopped: why it stopped by itself, else empty."""

    id: str
    group: str
    firmware: str
    first: str | None
    stopped: str
    devices: tuple[DeviceProgress, ...]
