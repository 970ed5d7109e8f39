"""A draft of a data protection impact assessment: the parts of GDPR article 35(7), with what is still open."""

from stoep_gateway.privacy.outputs import common
from stoep_gateway.privacy.outputs.paper import Line, Paper, Section
from stoep_gateway.privacy.outputs.subject import Subject
from stoep_gateway.privacy.outputs.verdict_lines import counted, not_met
from stoep_gateway.privacy.words import NO_WORDS, Words


def impact_draft(subject: Subject) -> Paper:
    """A start, never the assessment itself: risks are judged by people, and who must be heard has to be heard."""
    parts = (
        (
            "",
            Words("Is een DPIA nodig?", "Is an assessment needed?"),
            (common.about_people(subject), *_needed(subject)),
        ),
        (
            "a",
            Words("Wat er gebeurt, en waarom", "What is done, and why"),
            (
                common.measures(subject),
                common.purpose(subject),
                common.kind(subject),
                common.organisation(subject),
                common.place(subject),
                *subject.lines("captures", "sees_faces", "recognition", "reach", "output"),
                common.recipients(subject),
                common.retention(subject),
            ),
        ),
        (
            "b",
            Words("Noodzaak en evenredigheid", "Necessity and proportionality"),
            (
                _of_step(subject, "necessity"),
                _of_step(subject, "availability"),
                *common.legal_basis_lines(subject),
                *subject.lines("second_use", "keep_reason", "auto_delete", "told", "consent_out"),
            ),
        ),
        (
            "c",
            Words("Risico's voor mensen", "Risks to people"),
            (_of_step(subject, "ethics"), counted(subject), *not_met(subject)),
        ),
        (
            "d",
            Words("Maatregelen", "Measures"),
            (
                common.protections(subject),
                *subject.lines("min_group", "interval_min", "fixed_mask", "login", "updates"),
                *subject.lines("vendor_contract", "store"),
            ),
        ),
        (
            "",
            Words("Wie is gehoord (35(2) en 35(9))", "Who was heard (35(2) and 35(9))"),
            (common.privacy_officer(subject), _advice(), _of_step(subject, "stakeholders")),
        ),
    )
    return Paper(
        name="impact-draft",
        title=Words("Concept voor een DPIA", "Draft of an impact assessment"),
        about=Words(
            "Dit is een concept, geen DPIA. De letters zijn die van artikel 35 lid 7 van de AVG. De risico's moeten "
            f"mensen nog afwegen. {common.DRAFTED.nl}",
            "This is a draft, not an impact assessment. The letters are those of article 35(7) of the GDPR. People "
            f"still have to weigh the risks. {common.DRAFTED.en}",
        ),
        sections=tuple(
            Section(number=f"35(7)({letter})" if letter else "", title=title, lines=tuple(lines))
            for letter, title, lines in parts
        ),
    )


def _needed(subject: Subject) -> tuple[Line, ...]:
    finding = subject.finding("gdpr.dpia")
    if finding is None:
        return ()
    return (Line(label=finding.text, text=finding.reason), *subject.lines("dpia"))


def _advice() -> Line:
    asks = Words("Wat adviseert de privacyfunctionaris?", "What does the privacy officer advise?")
    return Line(label=Words("Advies", "Advice"), asks=asks)


_STEPS = {
    "necessity": (
        Words("Noodzaak", "Necessity"),
        Words("Kan het doel ook met minder gegevens?", "Can the purpose be reached with less data?"),
    ),
    "availability": (
        Words("Bestaat het al?", "Does it exist already?"),
        Words("Zijn er al gegevens die dit vertellen?", "Are there data already that tell this?"),
    ),
    "ethics": (
        Words("Wie kan er last van hebben", "Whom it could harm"),
        Words("Welke risico's zien jullie voor mensen?", "Which risks do you see for people?"),
    ),
    "stakeholders": (
        Words("Wat mensen ervan vinden", "What people think of it"),
        Words("Wat vinden de mensen die gemeten worden?", "What do the people who are measured think?"),
    ),
}


def _of_step(subject: Subject, step: str) -> Line:
    label, asks = _STEPS[step]
    return Line(label=label, text=subject.description.steps.get(step, NO_WORDS), asks=asks)
