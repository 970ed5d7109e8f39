"""What the tool says of itself, beside the words of facts and rules: answers, missing answers, dates, verdicts."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from stoep_gateway.privacy.facts import FOREVER, Answer, Fact, Facts
from stoep_gateway.privacy.rules import Force, Settled, Source, Verdict
from stoep_gateway.privacy.words import NO_WORDS, Words

_MONTHS_NL = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_YES, _NO = Words("ja", "yes"), Words("nee", "no")
_FOREVER = Words("altijd", "for ever")
_ANY: Mapping[Verdict, Words] = MappingProxyType(
    {
        "meets": Words(
            "Wat het ontbrekende antwoord ook is: dit is in orde.",
            "Whatever the missing answer is: this is in order.",
        ),
        "does-not-meet": Words(
            "Wat het ontbrekende antwoord ook is: dit is nog niet in orde.",
            "Whatever the missing answer is: this is not in order yet.",
        ),
        "unknown": Words(
            "Wat het ontbrekende antwoord ook is: dit is nog niet te zeggen.",
            "Whatever the missing answer is: this cannot be told yet.",
        ),
        "not-applicable": Words(
            "Wat het ontbrekende antwoord ook is: deze regel geldt hier niet.",
            "Whatever the missing answer is: this rule does not apply here.",
        ),
    }
)


_JUDGE = Words(
    "Dit telt regels, en is geen eindoordeel. Bij ruzie beslist een rechter.",
    "This counts rules and is no final judgement. In a conflict a judge decides.",
)
_ORGANISATIONS = ("A", "C", "M", "P")
_REMINDERS = (
    Words(
        "Een organisatie houdt een lijst bij van wat ze met gegevens doet (AVG artikel 30).",
        "An organisation keeps a list of what it does with data (GDPR article 30).",
    ),
    Words(
        "Een overheid heeft een privacyfunctionaris (AVG artikel 37).",
        "A public body has a privacy officer (GDPR article 37).",
    ),
    Words(
        "Lekken er gegevens? Meld dat binnen 72 uur (AVG artikel 33).",
        "Do data leak? Report it within 72 hours (GDPR article 33).",
    ),
)
_UNKNOWN = Words("Nog niet te zeggen", "Cannot tell yet")
_FORCES: Mapping[Force, Words] = MappingProxyType(
    {
        "law": Words("wet", "law"),
        "case-law": Words("uitspraak van een rechter", "case law"),
        "guidance": Words("advies of afspraak, geen wet", "guidance or agreement, not law"),
        "standard": Words("technische norm", "standard"),
        "own-norm": Words("onze eigen norm, geen wet", "our own norm, not law"),
    }
)
_SETTLED: Mapping[Settled, Words] = MappingProxyType(
    {
        "settled": Words("staat vast", "settled"),
        "likely": Words("waarschijnlijk", "likely"),
        "contested": Words("omstreden", "contested"),
    }
)


def any_answer(verdict: Verdict) -> Words:
    """The reason of a verdict that several answers lead to."""
    return _ANY[verdict]


def day_said(day: date) -> Words:
    """As in 24 november 2026."""
    return Words(
        f"{day.day} {_MONTHS_NL[day.month - 1]} {day.year}",
        f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}",
    )


def question_said(fact: Fact, *, facts: Facts) -> Words:
    """The question that asks for the fact."""
    return fact.question or next(screen.title for screen in facts.screens if screen.id == fact.screen)


def missing_said(facts: Facts, *, missing: Sequence[str]) -> Words:
    """Which answer is missing, the first by its question. missing: at least one fact, in the questionnaire's order."""
    asked = question_said(facts[missing[0]], facts=facts)
    if len(missing) == 1:
        return Words(f"We missen één antwoord: {asked.nl}", f"One answer is missing: {asked.en}")
    count = len(missing)
    return Words(
        f"We missen {count} antwoorden. Het eerste: {asked.nl}",
        f"{count} answers are missing. The first: {asked.en}",
    )


def find_out() -> Words:
    """What to do about a missing answer."""
    return Words("Zoek het op, of vraag het aan de maker of de eigenaar.", "Look it up, or ask the maker or the owner.")


def answer_said(fact: Fact, answer: Answer) -> Words:
    """The answer in words, without its unit."""
    if isinstance(answer, bool):
        return _YES if answer else _NO
    if isinstance(answer, frozenset):
        labels = [value.label for value in fact.values if value.id in answer]
        return Words(", ".join(each.nl for each in labels), ", ".join(each.en for each in labels))
    if isinstance(answer, date):
        return day_said(answer)
    if isinstance(answer, str):
        value = fact.value(answer)
        return Words(answer, answer) if value is None else value.label
    if answer == FOREVER:
        return _FOREVER
    shown = f"{answer:g}" if isinstance(answer, float) else str(answer)
    return Words(shown.replace(".", ","), shown)


def unit_said(fact: Fact, answer: Answer) -> Words:
    """Of a number that is answered: 1 day, 2 days."""
    return fact.one if answer == 1 and fact.one else fact.unit


def counts_said(*, meets: int, does_not_meet: int, unknown: int) -> Words:
    """The one line above the findings. Three noughts say little, so what they mean stands beside them."""
    nl = (
        f"{meets} {'regel voldoet' if meets == 1 else 'regels voldoen'}."
        f" {does_not_meet} {'voldoet' if does_not_meet == 1 else 'voldoen'} niet. {unknown} weten we nog niet."
    )
    en = f"{meets} {'rule' if meets == 1 else 'rules'} met. {does_not_meet} not met. {unknown} not known yet."
    if meets or does_not_meet or unknown:
        return Words(nl, en)
    return Words(f"{nl} Geen regel vraagt hier iets.", f"{en} No rule asks anything.")


def not_known_yet(question: Words) -> Words:
    """Where nothing fails, and something may. question: what to ask first, NO_WORDS for none."""
    said = Words("Dat weten we nog niet.", "That is not known yet.")
    return Words(f"{said.nl} Vraag eerst: {question.nl}", f"{said.en} Ask first: {question.en}") if question else said


def stay_said(*, failed: int, unknown: int, ask: Words) -> tuple[Words, ...]:
    """What rules of law say to "may the sensor stay like this?": how many are not met, how many are not known.

    ask: what to ask first where none fails, and NO_WORDS where that settles nothing.
    """
    lines = [Words("Geen regel uit de wet zegt nee.", "No rule of law says no.")]
    if unknown:
        lines = [
            not_known_yet(ask),
            Words("Tot nu toe zegt geen regel uit de wet nee.", "So far no rule of law says no."),
        ]
    if failed == 1:
        lines = [
            Words(
                "1 regel uit de wet voldoet niet. Verander dat eerst.", "1 rule of law is not met. Change that first."
            )
        ]
    elif failed:
        lines = [
            Words(
                f"{failed} regels uit de wet voldoen niet. Verander die eerst.",
                f"{failed} rules of law are not met. Change those first.",
            )
        ]
    if unknown:
        lines.append(
            Words(
                f"Bij {unknown} {'regel' if unknown == 1 else 'regels'} uit de wet weten we nog niet genoeg.",
                f"About {unknown} {'rule' if unknown == 1 else 'rules'} of law we do not know enough yet.",
            )
        )
    return *lines, _JUDGE


def verdict_said(verdict: Verdict, *, force: Force, counted: bool, disputed: bool) -> Words:
    """counted: a duty; a question is answered by yes and no. disputed: experts disagree, no answer is missing."""
    if verdict == "not-applicable":
        return Words("Geldt hier niet", "Does not apply")
    if verdict == "unknown":
        return Words("Deskundigen zijn het niet eens", "Experts disagree") if disputed else _UNKNOWN
    if not counted:
        return Words("Ja", "Yes") if verdict == "meets" else Words("Nee", "No")
    if verdict == "meets":
        return Words("Voldoet", "Meets")
    is_duty = force in ("law", "case-law")
    return (
        Words("Voldoet niet", "Does not meet")
        if is_duty
        else Words("Past niet bij het advies", "Differs from the advice")
    )


def force_said(force: Force) -> Words:
    """What a duty rests on; a norm of the tool's own is never called the law."""
    return _FORCES[force]


def settled_said(settled: Settled) -> Words:
    return _SETTLED[settled]


def source_said(source: Source) -> Words:
    """Title, article and date of the text."""
    title = Words(source.title_nl or source.title, source.title)
    article = Words(source.article_nl or source.article, source.article)
    if source.force == "law" and source.article[:1].isdigit():
        article = Words(f"artikel {article.nl}", f"article {article.en}")
    dated = day_said(source.date) if source.date else NO_WORDS
    parts = [each for each in (title, article, dated) if each]
    return Words(", ".join(each.nl for each in parts), ", ".join(each.en for each in parts))


def checked_said(source: Source) -> Words:
    """Whether anybody held the rule against the source, in which text, and when."""
    day = day_said(source.checked_on)
    match source.checked:
        case "primary":
            return Words(f"Gecontroleerd op {day.nl}, in de tekst zelf", f"Checked on {day.en}, in the text itself")
        case "secondary":
            return Words(
                f"Gecontroleerd op {day.nl}, via wat anderen erover schrijven",
                f"Checked on {day.en}, by what others write about it",
            )
        case "never":
            return Words(f"Nog niet gecontroleerd ({day.nl})", f"Not checked yet ({day.en})")


def reminders(operator: Answer | None) -> tuple[Words, ...]:
    """Duties that no fact decides, for an organisation. operator: as the fact is answered."""
    return _REMINDERS if operator in _ORGANISATIONS else ()


_FROM_ANSWERS = Words("jouw antwoorden", "your answers")
FROM_A_LOOK = Words("wat hier is gezien en geantwoord,", "what was seen and answered here")
"""What a result rests on when this gateway was looked at, for `disclaimer`."""


def disclaimer(checked_on: date, *, rests_on: Words = _FROM_ANSWERS) -> Words:
    """Below every result. rests_on: what it follows from, with the rules."""
    day = day_said(checked_on)
    return Words(
        f"Dit is uitleg, geen juridisch advies. De uitkomst volgt uit {rests_on.nl} en uit de regels zoals wij ze op"
        f" {day.nl} hebben gecontroleerd. Twijfel je, of is er ruzie? Vraag het de privacyfunctionaris van je"
        " organisatie, het Juridisch Loket of de Autoriteit Persoonsgegevens.",
        f"This explains the rules; it is not legal advice. The result follows from {rests_on.en} and from the rules as"
        f" we checked them on {day.en}. In doubt or in conflict? Ask your organisation's privacy officer, the Juridisch"
        " Loket or the Dutch Data Protection Authority.",
    )
