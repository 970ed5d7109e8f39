"""What an inspection of a gateway yields: looks, facts with what says so, and findings. Frozen records."""

from dataclasses import dataclass

from stoep_gateway.registry.device import Device

Value = str | bool | int | float | frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Devices of one kind and all that becomes of what they measure. name: of their profile.

    is_people: counts of people; is_garden: readings of households that take part as gardens.
    """

    name: str
    devices: tuple[Device, ...]
    quantities: tuple[str, ...]
    is_people: bool = False
    is_garden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A fact of privacy as something that was looked at tells it. chain: "" for every chain.

    source: one sentence: what was looked at, how many of it, since when. Never a value about a person.
    """

    fact: str
    value: Value
    source: str
    chain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that should not be there. rule: of privacy, that it breaks; where: file and line, address, table."""

    rule: str
    where: str
    what: str
    chain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One place that was looked at, in one line. is_done: false: it could not be, and told says why."""

    name: str
    told: str
    is_done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one look gave."""

    looks: tuple[Look, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()

    def __add__(self, other: "Seen") -> "Seen":
        return Seen(
            looks=self.looks + other.looks,
            evidence=self.evidence + other.evidence,
            findings=self.findings + other.findings,
        )


NOTHING = Seen()


def not_done(name: str, why: str) -> Seen:
    """A place that could not be looked at."""
    return Seen(looks=(Look(name=name, told=why, is_done=False),))
