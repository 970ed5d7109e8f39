"""Say once in a while which device's frames are refused and why, never what was in them. Pure."""

from dataclasses import dataclass

from stoep_gateway.logs import label

_QUIET_S = 60.0  # a device that keeps trying is told of once a minute
_KNOWN_MAX = 1000  # topics are the senders' words: forget all rather than remember without end

# Reasons of SPEC §9 with what a person can do.
_ADVICE = {
    "device": "not enrolled here, or revoked: stoep device enroll {device} --bundle FILE",
    "key": "its key does not fit: carry its newest bundle to the device (stoep device enroll {device} --bundle FILE)",
    "clone": "another board speaks under this device's key: enroll one of them under its own name",
    "size": "longer than a frame may be: is that a stoep device?",
    "envelope": "not a sealed frame: is that a stoep device?",
    "topic": "not a topic of a stoep device: expected stoep/1/DEVICE/up",
    "version": "another version of the wire: update the device or this gateway",
    "profile": "a profile that this gateway does not know: update it",
    "stale": "an old frame came again: harmless",
}


@dataclass(slots=True, kw_only=True)
class _Seen:
    told_s: float
    untold: int = 0


class Refusals:
    """note() returns the line to log, or None while it was said a short time ago."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], _Seen] = {}

    def note(self, topic: str, *, reason: str, mono_s: float) -> str | None:
        """One refused frame. mono_s: a clock that never goes back."""
        key = (topic, reason)
        seen = self._seen.get(key)
        if seen is not None and mono_s - seen.told_s < _QUIET_S:
            seen.untold += 1
            return None
        if len(self._seen) >= _KNOWN_MAX:
            self._seen.clear()
        untold = seen.untold if seen else 0
        self._seen[key] = _Seen(told_s=mono_s)
        parts = topic.split("/")
        device = label(parts[2]) if len(parts) == 4 else "?"
        advice = _ADVICE.get(reason, "damaged or not of a stoep device").format(device=device)
        more = f" ({untold} more since the last line)" if untold else ""
        return f"frame from {label(topic)} refused ({reason}): {advice}{more}"
