"""Say once in a while which device's frames are refused and why, never what was in them. Pure."""

from stoep_gateway.logs import label
from stoep_gateway.supervise.quiet import Quiet

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
    "lives": "it began a life too often to remember them all: enroll it under another name",
    "quota": "more rows than it can have measured: it sends them again. If that goes on its key may be stolen, or it is"
    " broken: stoep device revoke {device}",
    "unclassed": "it measures something that stoep.toml does not class yet, its rows wait on it: stoep check says what",
    "fault": "a mistake in this gateway: please report it",
}
REASONS = tuple(_ADVICE)


class Refusals:
    """note() returns the line to log, or None while it was said a short time ago."""

    def __init__(self) -> None:
        self._quiet = Quiet()

    def note(self, topic: str, *, reason: str, mono_s: float) -> str | None:
        """One refused frame. mono_s: a clock that never goes back."""
        where = label(topic)  # not the topic itself: it may have 64 KB
        more = self._quiet.more((where, reason), mono_s=mono_s)
        if more is None:
            return None
        parts = topic.split("/")
        device = label(parts[2]) if len(parts) == 4 else "?"
        advice = _ADVICE.get(reason, "damaged or not of a stoep device").format(device=device)
        return f"frame from {where} refused ({reason}): {advice}{more}"
