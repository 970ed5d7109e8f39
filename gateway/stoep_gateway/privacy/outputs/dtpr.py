"""The data chain of DTPR (Digital Trust for Places and Routines): element ids from `data/dtpr.toml`, nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from stoep_gateway.privacy.outputs import common
from stoep_gateway.privacy.outputs.paper import Line, Paper, Section, words_json
from stoep_gateway.privacy.outputs.subject import Subject
from stoep_gateway.privacy.source_words import PROTECTIONS, TYPES
from stoep_gateway.privacy.toml_tables import document
from stoep_gateway.privacy.words import NO_WORDS, Words

SOURCE = "https://github.com/Helpful-Places/dtpr"
LICENCE = "CC-BY-4.0"
_FILE = "dtpr.toml"
_CATEGORIES = {
    "purpose": Words("Doel", "Purpose"),
    "accountable": Words("Wie verantwoordelijk is", "Who is accountable"),
    "tech": Words("Techniek", "Technology"),
    "data": Words("Gegevens", "Data"),
    "process": Words("Bewerking", "Processing"),
    "access": Words("Toegang", "Access"),
    "retention": Words("Bewaren", "Retention"),
    "storage": Words("Opslag", "Storage"),
}
_ASKS = {
    "purpose": "purpose",
    "accountable": "operator",
    "tech": "captures",
    "process": "output",
    "access": "shared",
    "retention": "keep_days",
    "storage": "store",
}
_OF_ANSWER = {
    ("purpose", "security"): "safety_security",
    ("purpose", "public_order"): "safety_security",
    ("purpose", "environment"): "ecology",
    ("purpose", "noise"): "health",
    ("purpose", "counting"): "planning_decision_making",
    ("purpose", "comparison"): "inform",
    ("purpose", "own_use"): "inform",
    ("purpose", "research"): "research_development",
    ("purpose", "parking"): "enforcement",
    ("purpose", "waste"): "waste_management",
    ("operator", "M"): "institution",
    ("operator", "P"): "institution",
    ("operator", "C"): "organization",
    ("operator", "A"): "organization",
    ("captures", "plate"): "identifiable_video",
    ("captures", "phone_signal"): "identifiable_wifi_sensor",
    ("captures", "presence_no_image"): "person_detection",
    ("captures", "sound_level"): "sound_level_meter",
    ("captures", "sound_recording"): "voice",
    ("output", "totals_only"): "aggregated",
    ("output", "per_person_codes"): "de_identified",
    ("output", "raw"): "raw_data",
    ("shared", "public"): "available_to_download",
    ("shared", "named"): "available_to_3rd_parties",
    ("shared", "vendor_own_use"): "available_to_vendor",
    ("store", "home"): "stored_locally",
    ("store", "eu"): "stored_primarily_locally",
    ("store", "outside_listed"): "stored_primarily_internationally",
    ("store", "outside_other"): "stored_primarily_internationally",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """name: upstream's, in English; label: ours. Both may have {duration}."""

    id: str
    category: str
    name: str
    label: Words


def _read() -> Mapping[str, Element]:
    text = (files("stoep_gateway.privacy") / "data" / _FILE).read_text(encoding="utf-8")
    top = document(text, name=_FILE)
    found = {}
    for table in top.tables("element"):
        element = Element(
            id=table.name("id"),
            category=table.choice("category", tuple(_CATEGORIES)),
            name=table.text("name"),
            label=table.words("label"),
        )
        table.done()
        found[element.id] = element
    top.done()
    return found


ELEMENTS = _read()


def data_chain(subject: Subject) -> dict[str, object]:
    """In the order of DTPR's categories. "open": categories that the description does not tell."""
    chosen = tuple(_chosen(subject))
    duration = common.retention(subject).text
    return {
        "standard": "DTPR",
        "datachain_type": "device",
        "source": SOURCE,
        "licence": LICENCE,
        "labels_by": "stoep",
        "reference": subject.description.id,
        "name": words_json(common.name(subject)),
        "accountable": subject.description.organisation or None,
        "elements": [
            {
                "category": element.category,
                "id": element.id,
                "name": element.name,
                "label": words_json(_filled(element, duration)),
                **({"variables": {"duration": words_json(duration)}} if "{duration}" in element.name else {}),
            }
            for element in chosen
        ],
        "open": [category for category in _CATEGORIES if not any(each.category == category for each in chosen)],
    }


def data_chain_paper(subject: Subject) -> Paper:
    """The same chain to read, a section for each category."""
    chosen, duration = tuple(_chosen(subject)), common.retention(subject).text
    sections = []
    for category, title in _CATEGORIES.items():
        lines = tuple(
            Line(label=Words(each.id, each.id), text=_filled(each, duration))
            for each in chosen
            if each.category == category
        )
        asks = (
            subject.line(_ASKS[category]).asks
            if category in _ASKS
            else Words("Welke gegevens zijn het?", "Which data?")
        )
        sections.append(Section(title=title, lines=lines or (Line(label=title, asks=asks),)))
    return Paper(
        name="dtpr",
        title=Words("Gegevensketen (DTPR)", "Data chain (DTPR)"),
        about=Words(
            f"Elementen van DTPR ({SOURCE}, {LICENCE}). DTPR heeft geen Nederlandse woorden: die hier zijn van ons.",
            f"Elements of DTPR ({SOURCE}, {LICENCE}). DTPR has no Dutch words: those here are ours.",
        ),
        sections=tuple(sections),
    )


def _chosen(subject: Subject) -> Iterator[Element]:
    wanted = set(_ids(subject))
    return (
        element
        for category in _CATEGORIES
        for element in ELEMENTS.values()
        if element.category == category and element.id in wanted
    )


def _ids(subject: Subject) -> Iterator[str]:
    for (fact, value), element in _OF_ANSWER.items():
        if subject.has(fact, value):
            yield element
    kind = TYPES.get(subject.description.kind)
    yield from kind.dtpr if kind else ()
    for protection in subject.description.protections:
        yield from PROTECTIONS[protection].dtpr
    if subject.has("captures", "image"):
        yield "identifiable_video" if subject.has("output", "raw") else "de_identified_video"
    yield from _data_ids(subject)
    smallest, days = subject.answer("min_group"), subject.answer("keep_days")
    if isinstance(smallest, int) and smallest > 1:
        yield "k_anonymity"
    if days is not None:
        yield "no_data_retained" if days == 0 else "data_retained"
    if subject.answer("shared") is not None:
        yield "available_to_the_accountable_organization"


def _data_ids(subject: Subject) -> Iterator[str]:
    if subject.is_about_people:
        yield "personal"
    if subject.has("captures", "image", "plate") and subject.has("output", "raw"):
        yield "pixel_based_image"
    if subject.has(
        "captures", "environment", "sound_level", "presence_no_image", "household_values", "phone_signal"
    ) or subject.has("output", "totals_only"):
        yield "values_time"


def _filled(element: Element, duration: Words) -> Words:
    label = element.label
    if not duration or "{duration}" not in label.nl:
        return label if label else NO_WORDS
    return Words(label.nl.format(duration=duration.nl), label.en.format(duration=duration.en))
