"""Rollouts under way: which device is offered which version, and the blocks that it asks for (SPEC §10)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from stoep_gateway.ingest.device import DeviceState
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.updates.image import Image
from stoep_gateway.updates.orders import Order
from stoep_gateway.updates.progress import DeviceProgress, Progress
from stoep_gateway.updates.stages import (
    NO_UPDATES,
    WAITING,
    Attempt,
    Candidate,
    first_or_none,
    may_have,
    reason_to_stop,
    stage_of,
)
from stoep_protocol.reply import DOWN_UPDATE
from stoep_protocol.update import Ask, reported


@dataclass(slots=True, kw_only=True)
class Rollout:
    """image: None when it may not be offered. first, stopped, attempts: what became of it so far.

    stages: of the group, as of the last tick, and now for who is answered; empty: not known yet.
    """

    order: Order
    image: Image | None
    first: str | None = None
    stopped: str = ""
    attempts: dict[str, Attempt] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)

    @property
    def is_on(self) -> bool:
        """Whether anything is offered."""
        return self.image is not None and not self.order.stopped and not self.stopped


class Rollouts:
    """Changed by ingest and its edge only. Its clock is `tick`'s: a few seconds late, where hours count."""

    def __init__(self) -> None:
        self.changed = False  # whether something changed that the next start must know
        self._rollouts: dict[str, Rollout] = {}
        self._pinned: frozenset[str] = frozenset()
        self._groups: dict[str, dict[str, DeviceState]] = {}
        self._mono_s = 0.0

    def follow(self, rollouts: Iterable[tuple[Order, Image | None]], *, pinned: Iterable[str]) -> None:
        """What the operator wants now; a rollout that goes on keeps what became of it."""
        before = {rollout.order.id: rollout for rollout in self._rollouts.values()}
        self._pinned = frozenset(pinned)
        self._rollouts = {}
        for order, image in rollouts:
            known = before.get(order.id) or Rollout(order=order, image=image, first=order.first)
            known.order, known.image, known.stages = order, image, {}
            self._rollouts[order.group] = known
        self.changed = self.changed or bool(before or self._rollouts)

    def resume(self, progress: Iterable[Progress], *, mono_s: float) -> None:
        """What an earlier start of the gateway wrote down. Who had begun has from now on as long as anybody to be back:
        while the gateway was away nobody could."""
        self._mono_s = mono_s
        for each in progress:
            rollout = self._rollouts.get(each.group)
            if rollout is not None and rollout.order.id == each.id:
                rollout.first, rollout.stopped, rollout.stages = each.first, each.stopped, {}
                rollout.attempts = {
                    device.name: Attempt(offered_mono_s=mono_s, asked_mono_s=mono_s)
                    for device in each.devices
                    if device.begun
                }

    def stop_all(self, reason: str) -> None:
        """Nobody knows any more what became of them."""
        for rollout in self._rollouts.values():
            rollout.stopped = reason
        self.changed = True

    def set_devices(self, devices: Iterable[DeviceState]) -> None:
        """Those that are not revoked."""
        self._groups = {}
        for device in devices:
            self._groups.setdefault(device.device.group, {})[device.name] = device
        for rollout in self._rollouts.values():
            rollout.stages = {}

    def tick(self, *, mono_s: float) -> None:
        """Call every few seconds: stops what has to stop."""
        self._mono_s = mono_s
        for rollout in self._rollouts.values():
            if not rollout.is_on:
                continue
            stages = rollout.stages = self._stages(rollout)
            rollout.first = first_or_none(rollout.first, stages=stages)
            begun = [name for name in _begun(rollout) if name in stages]
            rollout.stopped = reason_to_stop(first=rollout.first, stages=stages, begun=begun)
            self.changed = self.changed or bool(rollout.stopped)

    def offer(self, device: DeviceState) -> tuple[int, int] | None:
        """(version, bytes of its head) for the reply that is about to go to the device."""
        rollout = self._meant_for(device)
        if rollout is None or rollout.image is None:
            return None
        group = self._groups[rollout.order.group]
        stages = rollout.stages = rollout.stages or self._stages(rollout)
        for name in (device.name, rollout.first):
            if name in group:
                stages[name] = self._stage(group[name], rollout)
        first = first_or_none(rollout.first, stages=stages)
        harmless = [] if first else [name for name, each in group.items() if not each.device.profile.is_people]
        if not may_have(device.name, first=first, stages=stages, harmless=harmless):
            return None
        if first is None:
            first = device.name
            self.changed = True
        rollout.first = first
        if stages[device.name] == WAITING:
            rollout.attempts[device.name] = Attempt(offered_mono_s=self._mono_s)
            stages[device.name] = self._stage(device, rollout)
        return rollout.image.version, rollout.image.head_bytes

    def note_ask(self, device: DeviceState, ask: Ask) -> None:
        """The device has asked, for the first time in this frame."""
        rollout, image = self._asked(device, ask)
        if rollout is None or image is None:
            return
        attempt = rollout.attempts[device.name]
        self.changed = self.changed or attempt.asked_mono_s is None
        reached = max(attempt.reached, min(ask.offset + ask.size, len(image.data)))
        rollout.attempts[device.name] = replace(attempt, asked_mono_s=self._mono_s, reached=reached)

    def block(self, device: DeviceState, ask: Ask) -> bytes | None:
        """What it asks for; empty beyond the end, None when that version is not offered to it."""
        _, image = self._asked(device, ask)
        return None if image is None else image.data[ask.offset : ask.offset + ask.size]

    def progress(self) -> tuple[Progress, ...]:
        """Of all rollouts, stopped ones too."""
        return tuple(
            Progress(
                id=rollout.order.id,
                group=rollout.order.group,
                firmware=rollout.order.firmware,
                first=rollout.first,
                stopped=rollout.stopped,
                devices=tuple(self._devices(rollout)),
            )
            for rollout in self._rollouts.values()
        )

    def _asked(self, device: DeviceState, ask: Ask) -> tuple[Rollout | None, Image | None]:
        """Both, if that version was offered to it and still is."""
        rollout = self._meant_for(device)
        if rollout is None or rollout.order.version != ask.version or device.name not in rollout.attempts:
            return None, None
        return rollout, rollout.image

    def _meant_for(self, device: DeviceState) -> Rollout | None:
        """The rollout of its group, if it is on and brings the device something."""
        rollout = self._rollouts.get(device.device.group)
        known = device.applied.get(DOWN_UPDATE)
        if rollout is None or not rollout.is_on or known is None or device.name in self._pinned:
            return None
        return rollout if reported(known)[0] < rollout.order.version else None

    def _stages(self, rollout: Rollout) -> dict[str, str]:
        return {
            name: self._stage(device, rollout) for name, device in self._groups.get(rollout.order.group, {}).items()
        }

    def _stage(self, device: DeviceState, rollout: Rollout) -> str:
        known = device.applied.get(DOWN_UPDATE)
        candidate = Candidate(
            is_pinned=device.name in self._pinned,
            interval_s=device.device.send_s,
            reported=None if known is None else reported(known),
            heard_mono_s=device.seen_mono_s,
            attempt=rollout.attempts.get(device.name),
        )
        return stage_of(candidate, version=rollout.order.version, mono_s=self._mono_s)

    def _devices(self, rollout: Rollout) -> Iterator[DeviceProgress]:
        begun = _begun(rollout)
        size_bytes = len(rollout.image.data) if rollout.image else 0
        for name, device in sorted(self._groups.get(rollout.order.group, {}).items()):
            stage = self._stage(device, rollout)
            known = None if stage == NO_UPDATES else reported(device.applied[DOWN_UPDATE])
            reached = rollout.attempts[name].reached if name in begun else 0
            yield DeviceProgress(
                name=name,
                stage=stage,
                begun=name in begun,
                percent=reached * 100 // size_bytes if size_bytes else 0,
                version=known[0] if known else None,
                outcome=known[1] if known else None,
                seen_s=None if device.seen_s is None else device.seen_s + WIRE_EPOCH_S,
            )


def _begun(rollout: Rollout) -> frozenset[str]:
    return frozenset(name for name, attempt in rollout.attempts.items() if attempt.asked_mono_s is not None)
