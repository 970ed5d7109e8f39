"""A sensor's entry for a public register, with the field names of the register of Amsterdam.

Names: github.com/Amsterdam/iot-api, api/src/iot/serializers.py (Device2, loosely after SensRNet of Kadaster), read on
2026-11-26: reference, owner, type, regions, location, location_description, datastream, themes, contains_pi_data,
observation_goals (observation_goal, legal_ground, privacy_declaration), active_until. What that register has no field
for stands in `stoep`. The national register is stalled; its names are those of the same data model.
"""

import json
import math
import re
from collections.abc import Mapping
from importlib.resources import files

from stoep_gateway.privacy.outputs import common
from stoep_gateway.privacy.outputs.paper import Paper, Section, words_json
from stoep_gateway.privacy.outputs.subject import Subject
from stoep_gateway.privacy.source_words import PROTECTIONS, THEMES, TYPES
from stoep_gateway.privacy.words import Words
from stoep_gateway.rd_new import rd_to_wgs84

SCHEMA_FILE = "register-entry.schema.json"
_EMAIL, _PHONE = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"), re.compile(r"\+?[0-9][0-9 ()-]{3,24}")
_DEGREES = 3  # decimals: about 100 metres, no finer than the finest cell


def schema() -> Mapping[str, object]:
    """JSON Schema of an entry."""
    text = (files("stoep_gateway.privacy") / "data" / SCHEMA_FILE).read_text(encoding="utf-8")
    found: Mapping[str, object] = json.loads(text)
    return found


def register_entry(subject: Subject) -> dict[str, object]:
    """Texts in Dutch, as the register has them; both languages in `stoep`. None: nobody said; `open` names it."""
    said = subject.description
    kind, theme = TYPES.get(said.kind), THEMES.get(said.theme)
    ground = common.legal_basis(subject).text
    entry: dict[str, object] = {
        "reference": said.id,
        "owner": _owner(said.organisation, contact=said.contact),
        "type": kind.register if kind else None,
        "regions": [subject.said("area").nl] if subject.answer("area") else [],
        "location": _location(subject),
        "location_description": said.place.nl or None,
        "datastream": said.measures.nl or None,
        "themes": [theme.register] if theme else [],
        "contains_pi_data": subject.is_about_people,
        "observation_goals": [
            {
                "observation_goal": said.purpose.nl or None,
                "legal_ground": ground.nl or None,
                "privacy_declaration": said.page or None,
            }
        ],
        "active_until": said.valid_until.isoformat() if said.valid_until else None,
        "stoep": {
            "name": words_json(common.name(subject)),
            "purpose": words_json(said.purpose) if said.purpose else None,
            "measures": words_json(said.measures) if said.measures else None,
            "legal_ground": words_json(ground) if ground else None,
            "retention_days": _retention(subject),
            "smallest_number_shown": subject.answer("min_group"),
            "interval_min": subject.answer("interval_min"),
            "shared": subject.answer("shared"),
            "recipients": list(said.recipients),
            "privacy_officer": said.privacy_officer or None,
            "protections": [words_json(PROTECTIONS[each].label) for each in said.protections],
            "cell": {"x_m": said.cell.x_m, "y_m": said.cell.y_m, "size_m": said.cell.size_m} if said.cell else None,
        },
    }
    return entry | {"open": [words_json(line.asks) for line in register_paper(subject).open_lines()]}


def register_paper(subject: Subject) -> Paper:
    """The same entry to read."""
    lines = (
        *(common.measures(subject), common.purpose(subject), common.kind(subject), common.theme(subject)),
        *(common.organisation(subject), common.contact(subject), common.place(subject)),
        *subject.lines("area"),
        *(common.about_people(subject), *subject.lines("min_group", "interval_min"), common.retention(subject)),
        *(*common.legal_basis_lines(subject), common.recipients(subject), common.protections(subject)),
        *(common.valid_until(subject), common.page(subject)),
    )
    return Paper(
        name="register",
        title=Words("Regel voor het sensorenregister", "Entry for the sensor register"),
        about=Words(
            "De velden heten als in het sensorenregister van Amsterdam. Het landelijke register staat stil.",
            "Field names are those of Amsterdam's sensor register. The national register stands still.",
        ),
        sections=(Section(title=common.name(subject), lines=lines),),
    )


def _owner(organisation: str, *, contact: str) -> dict[str, str | None]:
    return {
        "organisation": organisation or None,
        "email": contact if _EMAIL.fullmatch(contact) else None,
        "telephone": contact if _PHONE.fullmatch(contact) else None,
        "website": contact if contact.startswith(("https://", "http://")) else None,
        "contact": contact or None,
    }


def _location(subject: Subject) -> dict[str, float] | None:
    cell = subject.description.cell
    if cell is None:
        return None
    latitude, longitude = rd_to_wgs84(cell.x_m, cell.y_m)
    return {"latitude": round(latitude, _DEGREES), "longitude": round(longitude, _DEGREES)}


def _retention(subject: Subject) -> object:
    days = subject.answer("keep_days")
    return "forever" if days == math.inf else days
