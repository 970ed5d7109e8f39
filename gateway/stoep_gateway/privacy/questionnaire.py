"""What to ask next: only what can still change a verdict, screen by screen, and how many screens there can still be."""

from collections.abc import Collection, Mapping

from stoep_gateway.privacy.facts import Answer, Fact, Screen
from stoep_gateway.privacy.rulebook import Rulebook

ASKING_AS = "asking_as"
SOMEONE_ELSE = "someone_else"


def open_facts(rulebook: Rulebook, answers: Mapping[str, Answer]) -> frozenset[str]:
    """The facts that are not answered and can still change the verdict of some rule. Every further answer leaves a part
    of them, so what is not in it will not be asked.
    """
    under = rulebook.logic.under(answers)
    return frozenset(name for rule in rulebook.rules for name in under.askable(rule)) - answers.keys()


def asked(rulebook: Rulebook, answers: Mapping[str, Answer], *, screen: Screen) -> tuple[Fact, ...]:
    """What the screen asks for, in its order: who asks, and the open facts that this asker can know."""
    wanted = _wanted(rulebook, answers)
    return tuple(rulebook.facts[name] for name in screen.facts if name in wanted)


def next_screen(rulebook: Rulebook, answers: Mapping[str, Answer], *, answered: Collection[str]) -> Screen | None:
    """The first that asks something; None: nothing is left. answered: ids of screens that were shown, whatever was
    answered, "I do not know" too.
    """
    return next(iter(_left(rulebook, answers, answered=answered)), None)


def left_at_most(rulebook: Rulebook, answers: Mapping[str, Answer], *, answered: Collection[str]) -> int:
    """How many screens can still come: so many do if every answer is "I do not know", and never more."""
    return len(_left(rulebook, answers, answered=answered))


def letter(rulebook: Rulebook, answers: Mapping[str, Answer]) -> tuple[Fact, ...]:
    """What to ask the owner of somebody else's sensor, in order: all that can matter, what is only guessed too."""
    under = rulebook.logic.under(answers)
    left = frozenset(name for rule in rulebook.rules for name in under.support(rule))
    return tuple(fact for fact in rulebook.facts.values() if fact.id in left)


def _left(rulebook: Rulebook, answers: Mapping[str, Answer], *, answered: Collection[str]) -> tuple[Screen, ...]:
    wanted = _wanted(rulebook, answers)
    return tuple(
        screen for screen in rulebook.screens if screen.id not in answered and not wanted.isdisjoint(screen.facts)
    )


def _wanted(rulebook: Rulebook, answers: Mapping[str, Answer]) -> frozenset[str]:
    left = open_facts(rulebook, answers)
    if answers.get(ASKING_AS) == SOMEONE_ELSE:
        return frozenset(name for name in left if not rulebook.facts[name].owner_only)
    return left if ASKING_AS in answers else left | {ASKING_AS}
