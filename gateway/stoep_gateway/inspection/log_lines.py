"""Is a number in a log line one that stoep's own messages explain? Whatever is left may be a count. Pure.

Nobody can tell a count from another number by looking at it. So every number must be explained: by what stands around
it in the messages of stoep, which are known (docs/messages.md). A line of stoep's with a number that nothing explains
is a finding, whatever it says; a line of somebody else's only if it speaks of people or names a device.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

_MEMBERS = frozenset({"time", "level", "part", "logger", "message", "error"})  # of logs._JsonLines
_BROKER = "stoep.supervise"  # hands on what the broker says, which sees nothing but sealed frames
_TERMINAL = re.compile(r"\d\d:\d\d:\d\d (run|gateway|web|analyst|enrolment) ")
_TIME = r"\d{4}-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|UTC|[+-]\d\d:?\d\d))?)?)?"
_UNITS = r"(s|ms|us|ns|h|min|MB|kB|GB|KiB|MiB|B|bytes|seconds?|minutes?|hours?|days?|weeks?|m|%|mm)"
_OWN = (  # what stoep counts that is nobody
    r"(devices?|observations?|rows?|blocks?|gardens?|frames?|entries|cells|packs|windows?|files?|pages?|back-ends?|tries"
    r"|messages?|certificates?|recipients|findings?|alerts?|places?|waited then|since the start|cannot be looked at"
    r"|more since the last line)"
)
_EXPLAINED = re.compile(
    "|".join(
        (
            r"\w+://\S+",
            r"(?<![\w/])/[\w.,+@~-]+(/[\w.,+@~-]*)*(:\d+)*",  # files, with a line number
            r"\b[\w-]+\.(toml|db|log|py|csv|json|pem|key|npz|conf|passwd|service)(:\d+)*",
            rf"\b{_TIME}\b",
            r"\b\d\d:\d\d(:\d\d)?(\.\d+)?(-\d\d:\d\d)?\b",
            r"\b[0-9a-f]{1,4}(:[0-9a-f]{1,4})*::[0-9a-f:]*",
            r"\b\d+\.\d+\.\d+\.\d+(:\d+)?\b",
            r"\[[0-9A-Fa-f]*:[0-9A-Fa-f:]+\](:\d+)?",
            r"\b(localhost|[a-z][\w-]*(\.[\w-]+)+):\d+",
            r"\b(?!(in|out)-)[a-z]{2,}[a-z0-9]*(-[a-z0-9]+)+\b(\.\d+)*",  # a device that is gone; stoep-0.8.0
            r"\bv?\d+\.\d+\.\d+\b",
            r"\b[\w-]+/\d+/\d{9,}\b",  # an alert: place, level, when it was raised
            r"\b(ports?|generation|code|status|schema|version|row|line|entry|letter|reads|knows|format|[eE]rrno|SQLSTATE|HTTP"
            r"|MQTT|pid)"
            r"[ =]\d\w*\b",
            r"\b(mode 0|chmod )\d{3}\b",
            r"\[\w+\] \w+ = \S+",  # a setting
            r"\bmust (be|rise) [^;]*",  # and what it may be
            r"\b(at|on|broker|server) (?!(in|out):)[\w.-]+:\d+\b",
            rf"\b\d[\d,]* of (?=\d[\d,]* ?({_UNITS}|{_OWN}))",
            r"\b\d{9,}\b",  # a moment: nobody counts so many
            rf"\b\d[\d,]*(\.\d+)? ?{_UNITS}\b",
            rf"\b\d[\d,]* ((?!in|out|people|persons?)\w+ )?{_OWN}\b",
            r"\b0x[0-9A-Fa-f]+\b",
            r"\b(SHA|sha|MQTT|IPv|TLS|UTF|ISO|RFC|EN|SENSORTHINGS|utf|X)-?\d+(\.\d+)*\b",
        )
    )
)
_TOPIC = re.compile(r"\bstoep[/.]1[/.][\w.-]+([/.](up|down))?")
_WORD = re.compile(r"[A-Za-z]{3}")
_NUMBER = re.compile(r"(?<![A-Za-z_])\d+")
_PEOPLE = re.compile(
    r"\b(count(s|ed|er|ing)?|people|persons?|personen|mensen|bezoekers|pedestrians?|passers?(-by)?|passed|crossings?"
    r"|geteld|tellingen?|canary)\b|\b(in|out)\b\W{0,3}\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A line with a number that nothing explains. device: that it names, ""; is_own: a line of stoep's."""

    device: str
    is_own: bool


class Reader:
    """names: of devices, and the ledger groups of those that count people, with the device that each is of."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = dict(names)
        words = sorted(map(re.escape, names), key=len, reverse=True)
        self._named = re.compile(rf"(?<![\w-])({'|'.join(words)})(?![\w-])") if words else None

    def doubt(self, line: str) -> Doubt | None:
        """None: every number of the line is explained, or it has none."""
        text, is_own = _said(line)
        found = self._named.search(text) if self._named else None
        rest = _TOPIC.sub("§", text)
        rest = _EXPLAINED.sub("§", self._named.sub("§", rest) if self._named else rest)
        if not _NUMBER.search(rest):
            return None
        if not is_own and not found and not _PEOPLE.search(text) and _WORD.search(text):
            return None
        return Doubt(self._names[found[1]] if found else "", is_own)


def _said(line: str) -> tuple[str, bool]:
    """What a line says beside its time, and whether it is one of stoep's. Members that stoep has not count as said."""
    start = line.find("{")
    if start >= 0:
        try:
            entry = json.loads(line[start:])
        except ValueError:
            entry = None
        if isinstance(entry, dict) and "message" in entry:
            return _of_entry(entry)
    found = _TERMINAL.match(line)
    return (line[found.end() :], True) if found else (line, False)


def _of_entry(entry: Mapping[str, object]) -> tuple[str, bool]:
    message = str(entry["message"])
    if entry.get("logger") == _BROKER and message.startswith("broker: "):
        message = ""
    more = [f"{name} {value}" for name, value in entry.items() if name not in _MEMBERS]
    return " ".join((message, *more)), True
