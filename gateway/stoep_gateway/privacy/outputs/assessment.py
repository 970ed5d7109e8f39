"""The 13 steps of the Dutch framework for sensor data and privacy, each answered from the description or left open.

Afwegingskader sensordata en privacy, City Deal "Een slimme stad, zo doe je dat", 2022.
"""

from stoep_gateway.privacy.outputs import common
from stoep_gateway.privacy.outputs.paper import Line, Paper, Section
from stoep_gateway.privacy.outputs.subject import Subject
from stoep_gateway.privacy.outputs.verdict_lines import counted, not_met
from stoep_gateway.privacy.words import NO_WORDS, Words

_TITLES = (
    Words("Beleidsvraag", "Policy question"),
    Words("Data", "Data"),
    Words("Maatschappelijke meerwaarde", "Value to society"),
    Words("Beschikbaarheid", "Availability"),
    Words("Noodzaak", "Necessity"),
    Words("Opgaven", "Challenges"),
    Words("Stakeholders", "Stakeholders"),
    Words("Rollen en taken", "Roles and tasks"),
    Words("Technische afwegingen", "Technical considerations"),
    Words("Juridische afwegingen", "Legal considerations"),
    Words("Ethische afwegingen", "Ethical considerations"),
    Words("Randvoorwaarden", "Conditions"),
    Words("Plan van aanpak", "Plan"),
)
_ASKED = {
    "question": Words(
        "Welke vraag van het beleid moet dit beantwoorden?", "Which question of policy must this answer?"
    ),
    "value": Words("Wat heeft de buurt of de stad hieraan?", "What does the neighbourhood or the city gain?"),
    "availability": Words("Zijn er al gegevens die dit vertellen?", "Are there data already that tell this?"),
    "necessity": Words("Kan het doel ook zonder deze sensor?", "Can the purpose be reached without this sensor?"),
    "challenges": Words(
        "Aan welke opgaven van de stad draagt dit bij?", "To which challenges of the city does it add?"
    ),
    "stakeholders": Words("Wie heeft ermee te maken, en wat vinden zij?", "Who is concerned, and what do they think?"),
    "roles": Words("Wie beheert, wie beslist, wie kijkt mee?", "Who runs it, who decides, who watches?"),
    "technical": Words("Waarom deze techniek en geen andere?", "Why this technique and no other?"),
    "legal": Words("Wat zegt de jurist?", "What does the lawyer say?"),
    "ethics": Words("Wie kan er last van hebben?", "Whom could it harm?"),
    "conditions": Words("Onder welke voorwaarden mag dit doorgaan?", "On which conditions may it go ahead?"),
    "plan": Words("Wie doet wat, en wanneer?", "Who does what, and when?"),
}
_LABELS = {step: Words("Antwoord", "Answer") for step in _ASKED}


def assessment(subject: Subject) -> Paper:
    """All 13, in their order."""
    parts = (
        (_step(subject, "question"), common.purpose(subject)),
        (
            common.measures(subject),
            *subject.lines("captures", "sees_faces", "recognition", "reach", "output"),
            *subject.lines("min_group", "interval_min", "group_size", "code_life_min", "code_same_across"),
            common.about_people(subject),
        ),
        (_step(subject, "value"),),
        (_step(subject, "availability"),),
        (_step(subject, "necessity"),),
        (_step(subject, "challenges"), *subject.lines("purpose", "second_use")),
        (_step(subject, "stakeholders"),),
        (
            common.organisation(subject),
            common.contact(subject),
            common.privacy_officer(subject),
            common.recipients(subject),
            *subject.lines("vendor_contract", "works_council"),
            _step(subject, "roles"),
        ),
        (
            common.kind(subject),
            common.protections(subject),
            *subject.lines("fixed_mask", "login", "updates", "store"),
            _step(subject, "technical"),
        ),
        (
            *common.legal_basis_lines(subject),
            *subject.lines("dpia", "consent_out"),
            counted(subject),
            *not_met(subject),
            _step(subject, "legal"),
        ),
        (_step(subject, "ethics"),),
        (
            common.retention(subject),
            *subject.lines("auto_delete", "told", "registered"),
            common.valid_until(subject),
            _step(subject, "conditions"),
        ),
        (_step(subject, "plan"),),
    )
    return Paper(
        name="assessment",
        title=Words("Afweging in 13 stappen", "Assessment in 13 steps"),
        about=Words(
            "Volgt het Afwegingskader sensordata en privacy (City Deal Een slimme stad, 2022). Elk antwoord komt uit "
            f"één beschrijving. Wat daar niet in staat, is een open vraag. {common.DRAFTED.nl}",
            "Follows the framework Afwegingskader sensordata en privacy (City Deal, 2022). Each answer comes from "
            f"one description. What that does not say is an open question. {common.DRAFTED.en}",
        ),
        sections=tuple(
            Section(number=str(number), title=title, lines=lines)
            for number, (title, lines) in enumerate(zip(_TITLES, parts, strict=True), start=1)
        ),
    )


def _step(subject: Subject, step: str) -> Line:
    said = subject.description.steps.get(step, NO_WORDS)
    return Line(label=_LABELS[step], text=said, asks=_ASKED[step])
