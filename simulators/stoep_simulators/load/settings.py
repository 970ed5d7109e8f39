"""What a load run is asked to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSettings:
    """devices, frames >= 1: of each. every_s >= 1: between a device's frames, one row each. ValueError else.

    commit_interval_s: of the gateway's journal: as long may a row wait in memory before it is settled.
    """

    devices: int
    every_s: float
    frames: int
    seed: int
    commit_interval_s: float = 30.0  # the gateway's default

    def __post_init__(self) -> None:
        if self.devices < 1 or self.frames < 1 or self.every_s < 1 or self.commit_interval_s < 0:
            raise ValueError("at least one device, one frame, a second between them")
