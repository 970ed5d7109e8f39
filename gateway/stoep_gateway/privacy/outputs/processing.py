"""A row for the register of processing activities: the parts of GDPR article 30(1)."""

from stoep_gateway.privacy.outputs import common
from stoep_gateway.privacy.outputs.paper import Line, Paper, Section
from stoep_gateway.privacy.outputs.subject import Subject
from stoep_gateway.privacy.words import Words


def processing_row(subject: Subject) -> Paper:
    """Where the data are not about people the row says that it is not needed, and shows the rest all the same."""
    parts = (
        ("", Words("Nodig?", "Needed?"), (common.about_people(subject), *_not_needed(subject))),
        (
            "a",
            Words("Verantwoordelijke en contact", "Controller and contact"),
            (common.organisation(subject), common.contact(subject), common.privacy_officer(subject)),
        ),
        ("b", Words("Doelen", "Purposes"), (common.purpose(subject), *subject.lines("purpose", "second_use"))),
        (
            "c",
            Words("Mensen en soorten gegevens", "People and kinds of data"),
            (
                subject.line("reach", label=Words("Waar gemeten wordt", "Where it measures")),
                common.measures(subject),
                *subject.lines("captures", "recognition", "output"),
            ),
        ),
        ("d", Words("Ontvangers", "Recipients"), (common.recipients(subject), *subject.lines("vendor_contract"))),
        ("e", Words("Doorgifte buiten de EU", "Transfer outside the EU"), _transfer(subject)),
        ("f", Words("Bewaartermijn", "Retention"), (common.retention(subject), *subject.lines("auto_delete"))),
        (
            "g",
            Words("Beveiliging", "Security"),
            (common.protections(subject), *subject.lines("login", "updates", "min_group")),
        ),
        ("", Words("Ook handig", "Also useful"), (*common.legal_basis_lines(subject), *subject.lines("dpia"))),
    )
    return Paper(
        name="processing",
        title=Words("Regel voor het verwerkingsregister", "Row for the register of processing"),
        about=Words(
            f"De letters zijn die van artikel 30 lid 1 van de AVG. {common.DRAFTED.nl}",
            f"The letters are those of article 30(1) of the GDPR. {common.DRAFTED.en}",
        ),
        sections=tuple(
            Section(number=f"30(1)({letter})" if letter else "", title=title, lines=tuple(lines))
            for letter, title, lines in parts
        ),
    )


def _not_needed(subject: Subject) -> tuple[Line, ...]:
    if subject.is_about_people is not False:
        return ()
    text = Words(
        "De gegevens gaan niet over mensen. Dan vraagt artikel 30 geen regel.",
        "The data are not about people. Then article 30 asks for no row.",
    )
    return (Line(label=Words("Gevolg", "Consequence"), text=text),)


def _transfer(subject: Subject) -> tuple[Line, ...]:
    return subject.lines("store") or (
        Line(
            label=Words("Plaats van opslag", "Place of storage"),
            asks=Words("In welk land staan de gegevens?", "In which country are the data kept?"),
        ),
    )
