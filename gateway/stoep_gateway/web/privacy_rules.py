"""The rules in force, each with what it means for a resident, and how they changed: words of a policy."""

from dataclasses import dataclass

from stoep_gateway.grid import DAY_S, HOUR_S
from stoep_gateway.web.ports import Policy
from stoep_gateway.web.speech import Speaker


@dataclass(frozen=True, slots=True)
class Rule:
    """One setting: its name, its value, what it means."""

    label: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Change:
    """state: "past", "now" or "next". lines: what is different from before, or all of the first rules."""

    when: str
    state: str
    lines: tuple[str, ...]


def rules(policy: Policy, *, speaker: Speaker) -> tuple[Rule, ...]:
    """Noise first, budget last; without noise only those that still mean something."""
    t = speaker.t
    has_noise = policy.epsilon is not None
    found = [
        Rule(
            t("rules.noise"),
            t("rules.noise.on" if has_noise else "rules.noise.off"),
            t("rules.noise.why" if has_noise else "rules.noise.plain"),
        )
    ]
    if policy.epsilon is not None:
        epsilon, cost = speaker.exact(policy.epsilon), speaker.exact(policy.per_crossing)
        found += [
            Rule(t("rules.epsilon"), t("rules.epsilon.value", epsilon=epsilon), t("rules.epsilon.why")),
            Rule(
                t("rules.contribution"),
                t("rules.contribution.value", n=policy.contribution),
                t("rules.contribution.why", epsilon=cost),
            ),
        ]
    found += [
        Rule(t("rules.k"), speaker.number(policy.k), t("rules.k.why" if has_noise else "rules.k.plain")),
        Rule(t("rules.window"), speaker.span(policy.window_s), t("rules.window.why")),
        _night(policy, speaker=speaker),
        Rule(
            t("rules.rounding"),
            speaker.number(policy.rounding),
            t("rules.rounding.why" if policy.rounding > 1 else "rules.rounding.none"),
        ),
    ]
    if policy.epsilon is not None:
        windows = int(policy.cap / policy.epsilon)
        found.append(Rule(t("rules.cap"), speaker.exact(policy.cap), t("rules.cap.why", n=windows)))
    return tuple(found)


def changes(policies: tuple[Policy, ...], *, now_s: int, speaker: Speaker) -> tuple[Change, ...]:
    """The newest first."""
    found = []
    before: Policy | None = None
    for at, policy in enumerate(policies):
        ended = at + 1 < len(policies) and policies[at + 1].from_s <= now_s
        state = "next" if policy.from_s > now_s else ("past" if ended else "now")
        key = {"next": "changes.next", "past": "changes.then", "now": "changes.since"}[state]
        when = speaker.t(key, moment=speaker.moment(policy.from_s)) if policy.from_s else speaker.t("changes.first")
        found.append(Change(when, state, _difference(before, policy, speaker=speaker)))
        before = policy
    return tuple(reversed(found))


def _difference(before: Policy | None, policy: Policy, *, speaker: Speaker) -> tuple[str, ...]:
    new, old = _values(policy, speaker=speaker), _values(before, speaker=speaker) if before else {}
    lines = [
        f"{label}: {value}" if label not in old else f"{label}: {old[label]} \u2192 {value}"
        for label, value in new.items()
        if old.get(label) != value
    ]
    return tuple(lines) or (speaker.t("changes.same"),)


def _values(policy: Policy, *, speaker: Speaker) -> dict[str, str]:
    """Every rule by its name, also those that say nothing without noise."""
    t = speaker.t
    has_noise = policy.epsilon is not None
    return {
        t("rules.epsilon"): speaker.exact(policy.epsilon) if policy.epsilon is not None else t("rules.epsilon.none"),
        t("rules.contribution"): speaker.number(policy.contribution) if has_noise else t("rules.epsilon.none"),
        t("rules.k"): speaker.number(policy.k),
        t("rules.window"): speaker.span(policy.window_s),
        t("rules.night"): speaker.span(policy.night_h * HOUR_S) if policy.night_h else t("rules.night.none"),
        t("rules.rounding"): speaker.number(policy.rounding),
        t("rules.cap"): speaker.exact(policy.cap) if has_noise else t("rules.cap.none"),
    }


def _night(policy: Policy, *, speaker: Speaker) -> Rule:
    t = speaker.t
    if not policy.night_h:
        return Rule(t("rules.night"), t("rules.night.none"), t("rules.night.plain"))
    midnight_s = speaker.now_s - speaker.now_s % DAY_S
    value = t("rules.night.value", span=speaker.span(policy.night_h * HOUR_S))
    start, end = speaker.clock(midnight_s), speaker.clock(midnight_s + policy.night_h * HOUR_S)
    return Rule(t("rules.night"), value, t("rules.night.why", start=start, end=end))
