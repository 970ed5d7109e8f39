"""Lines that several papers have: what a description says of itself, each with the question while it is open."""

from stoep_gateway.privacy.outputs.paper import Line
from stoep_gateway.privacy.outputs.subject import Subject, listed, same
from stoep_gateway.privacy.say import day_said
from stoep_gateway.privacy.source_words import PROTECTIONS, THEMES, TYPES
from stoep_gateway.privacy.words import NO_WORDS, Words

DRAFTED = Words(
    "Dit is uitleg en een hulp bij het invullen, geen juridisch advies. Geen jurist heeft het bekeken.",
    "This explains and helps to fill in; it is not legal advice. No lawyer has looked at it.",
)


def name(subject: Subject) -> Words:
    """What the sensor is called; its id while nobody gave it a name."""
    return subject.description.name or same(subject.description.id)


def purpose(subject: Subject) -> Line:
    return Line(
        label=Words("Doel", "Purpose"),
        text=subject.description.purpose,
        asks=Words("Waarom wordt er gemeten?", "Why is this measured?"),
    )


def measures(subject: Subject) -> Line:
    return Line(
        label=Words("Wat gemeten wordt", "What is measured"),
        text=subject.description.measures,
        asks=Words("Wat meet de sensor?", "What does the sensor measure?"),
    )


def kind(subject: Subject) -> Line:
    found = TYPES.get(subject.description.kind)
    asks = Words("Wat voor sensor is het?", "What kind of sensor is it?")
    return Line(label=Words("Soort sensor", "Kind of sensor"), text=found.label if found else NO_WORDS, asks=asks)


def theme(subject: Subject) -> Line:
    found = THEMES.get(subject.description.theme)
    asks = Words("Bij welk thema hoort de sensor?", "To which theme does the sensor belong?")
    return Line(label=Words("Thema", "Theme"), text=found.label if found else NO_WORDS, asks=asks)


def organisation(subject: Subject) -> Line:
    return Line(
        label=Words("Verantwoordelijk", "Accountable"),
        text=same(subject.description.organisation),
        asks=Words("Wie is verantwoordelijk voor de sensor?", "Who is accountable for the sensor?"),
    )


def contact(subject: Subject) -> Line:
    return Line(
        label=Words("Vragen aan", "Questions to"),
        text=same(subject.description.contact),
        asks=Words("Bij wie kunnen mensen terecht met vragen?", "Whom can people ask?"),
    )


def privacy_officer(subject: Subject) -> Line:
    return Line(
        label=Words("Privacyfunctionaris", "Privacy officer"),
        text=same(subject.description.privacy_officer),
        asks=Words("Wie is de privacyfunctionaris?", "Who is the privacy officer?"),
    )


def place(subject: Subject) -> Line:
    """As a text, as a cell, or both: never more precise than the cell."""
    said, cell = subject.description.place, subject.description.cell
    if cell:
        as_cell = Words(
            f"in een vak van {cell.size_m} bij {cell.size_m} meter om RD {cell.x_m}, {cell.y_m}",
            f"in a cell of {cell.size_m} by {cell.size_m} metres around RD {cell.x_m}, {cell.y_m}",
        )
        said = Words(f"{said.nl}, {as_cell.nl}", f"{said.en}, {as_cell.en}") if said else as_cell
    return Line(
        label=Words("Plaats", "Place"),
        text=said,
        asks=Words("In welk vak van de kaart hangt de sensor?", "In which cell of the map does the sensor hang?"),
    )


def valid_until(subject: Subject) -> Line:
    day = subject.description.valid_until
    return Line(
        label=Words("Meet tot", "Measures until"),
        text=day_said(day) if day else NO_WORDS,
        asks=Words("Tot welke dag blijft de sensor hangen?", "Until which day does the sensor stay?"),
    )


def retention(subject: Subject) -> Line:
    return subject.line("keep_days", label=Words("Bewaard", "Kept for"))


def legal_basis_lines(subject: Subject) -> tuple[Line, ...]:
    """None where nobody named a ground and the data are not about people: no ground is needed then."""
    line = legal_basis(subject)
    return () if line.is_open and subject.is_about_people is False else (line,)


def legal_basis(subject: Subject) -> Line:
    """The kind of ground, and the law that the description names."""
    ground, named = subject.said("ground"), subject.description.legal_basis
    asks = Words("Op welke grondslag en welke wet rust dit?", "On which legal ground and which law does this rest?")
    text = Words(f"{ground.nl}: {named.nl}", f"{ground.en}: {named.en}") if ground and named else ground or named
    return Line(label=Words("Grondslag", "Legal ground"), text=text, asks=asks)


def recipients(subject: Subject) -> Line:
    """Whom data go to: what the facts say of sharing, and the names."""
    said, names = subject.said("shared"), ", ".join(subject.description.recipients)
    text = Words(f"{said.nl}: {names}", f"{said.en}: {names}") if said and names else said or same(names)
    return Line(
        label=Words("Wie gegevens krijgt", "Who gets data"),
        text=text,
        asks=Words("Wie krijgt de gegevens te zien?", "Who gets to see the data?"),
    )


def protections(subject: Subject) -> Line:
    labels = [PROTECTIONS[each].label for each in subject.description.protections]
    found = Words(" ".join(label.nl for label in labels), " ".join(label.en for label in labels))
    asks = Words("Hoe zijn de gegevens beschermd?", "How are the data protected?")
    return Line(label=Words("Bescherming", "Protection"), text=found, asks=asks)


def page(subject: Subject) -> Line:
    asks = Words("Op welke pagina staat meer?", "On which page does more stand?")
    return Line(label=Words("Meer op", "More at"), text=same(subject.description.page), asks=asks)


def about_people(subject: Subject) -> Line:
    """As the check answers it; while it cannot, the answers that it waits for."""
    is_about, finding = subject.is_about_people, subject.finding("scope.people-data")
    asks = Words("Gaan de gegevens over mensen?", "Are the data about people?")
    if is_about is None:
        missing = [subject.line(fact).asks for fact in finding.missing] if finding else []
        waits = listed(missing)
        asks = Words(f"{asks.nl} Nog te zeggen: {waits.nl}", f"{asks.en} Still to say: {waits.en}") if missing else asks
        return Line(label=Words("Persoonsgegevens", "Personal data"), asks=asks)
    text = Words("Ja, of waarschijnlijk", "Yes, or likely") if is_about else Words("Nee", "No")
    return Line(label=Words("Persoonsgegevens", "Personal data"), text=text, asks=asks)
