"""The sign that hangs beside a sensor: what is measured, why, by whom, how long, whom to ask. Plain words.

A full sign says what GDPR article 13 asks for: EDPB Guidelines 3/2019, section 7.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from stoep_gateway.privacy.outputs import common
from stoep_gateway.privacy.outputs.paper import Line
from stoep_gateway.privacy.outputs.subject import Subject
from stoep_gateway.privacy.words import NO_WORDS, Words

_PICTURES = ("image", "plate")
_SOUND = ("sound_recording",)
_OF_THINGS = frozenset({"environment", "sound_level", "nothing_fake"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """promises: short, true sentences on what it does not do, or does. page: "" without a public page."""

    title: Words
    name: Words
    promises: tuple[Words, ...]
    lines: tuple[Line, ...]
    page: str

    @property
    def open_lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_open)


def sign_of(subject: Subject) -> Sign:
    """Empty lines stay on the sign: who hangs it up can write there."""
    return Sign(
        title=Words("Hier meet een sensor", "A sensor measures here"),
        name=common.name(subject),
        promises=tuple(_promises(subject)),
        lines=tuple(_lines(subject)),
        page=subject.description.page,
    )


def _lines(subject: Subject) -> Iterator[Line]:
    what, why, who = common.measures(subject), common.purpose(subject), common.organisation(subject)
    yield _asked(what, Words("Wat meet hij?", "What does it measure?"))
    yield _asked(why, Words("Waarom?", "Why?"))
    yield _asked(who, Words("Van wie is hij?", "Whose is it?"))
    yield Line(label=Words("Hoe lang bewaard?", "Kept for how long?"), text=_kept(subject), asks=Words("", ""))
    yield Line(label=Words("Wie ziet de cijfers?", "Who sees the numbers?"), text=_seen_by(subject))
    if subject.is_about_people or (subject.is_about_people is None and _sees_people(subject)):
        yield _asked(common.legal_basis(subject), Words("Mag dat van de wet?", "What law allows it?"))
        yield Line(label=Words("Jouw rechten", "Your rights"), text=_RIGHTS)
    yield Line(label=Words("Vragen?", "Questions?"), text=_ask_whom(subject))


def _sees_people(subject: Subject) -> bool:
    captures = subject.answer("captures")
    return not (isinstance(captures, frozenset) and captures <= _OF_THINGS)


_RIGHTS = Words(
    "Je mag vragen wat er over jou bewaard is. Je mag ook vragen om het te wissen. "
    "Een klacht? Ga naar de Autoriteit Persoonsgegevens.",
    "You may ask what is kept about you. You may also ask to delete it. "
    "A complaint? Go to the Dutch Data Protection Authority.",
)


def _asked(line: Line, label: Words) -> Line:
    return Line(label=label, text=line.text, asks=line.asks)


def _promises(subject: Subject) -> Iterator[Words]:
    if subject.answer("captures") is None:
        return
    if not subject.has("captures", *_PICTURES):
        yield Words("Hij maakt geen beelden.", "It takes no pictures.")
    elif subject.has("output", "totals_only"):
        yield Words("Hij telt zelf en bewaart geen beeld.", "It counts by itself and keeps no picture.")
    else:
        yield Words("Hij maakt beelden.", "It takes pictures.")
    if not subject.has("captures", *_SOUND):
        yield Words("Hij neemt geen geluid op.", "It records no sound.")
    else:
        yield Words("Hij neemt geluid op.", "It records sound.")
    if subject.has("captures", "phone_signal"):
        yield Words("Hij vangt signalen van telefoons op.", "It picks up signals of phones.")
    elif subject.has("captures", "presence_no_image"):
        yield Words("Hij volgt geen telefoons.", "It follows no phones.")
    if subject.has("recognition", "faces_id"):
        yield Words("Hij herkent gezichten.", "It recognises faces.")


def _kept(subject: Subject) -> Words:
    days = subject.answer("keep_days")
    if not isinstance(days, int | float):
        return NO_WORDS
    if days == 0:
        return Words("Er wordt niets bewaard.", "Nothing is kept.")
    if days == math.inf:
        return Words("De cijfers blijven bewaard, zonder einddatum.", "The numbers are kept, without an end.")
    said = common.retention(subject).text
    return (
        Words(f"{said.nl}. Daarna worden de gegevens gewist.", f"{said.en}. Then the data are deleted.")
        if _erased(subject)
        else (Words(f"{said.nl}.", f"{said.en}."))
    )


def _erased(subject: Subject) -> bool:
    return subject.answer("auto_delete") is True


def _seen_by(subject: Subject) -> Words:
    names = ", ".join(subject.description.recipients)
    said = {
        "nobody": Words("Alleen wie de sensor beheert.", "Only who runs the sensor."),
        "named": Words(f"Ook {names or 'anderen'}.", f"{names or 'Others'} too."),
        "vendor_own_use": Words("Ook de leverancier, voor zichzelf.", "The vendor too, for itself."),
        "public": Words("Iedereen: ze zijn openbaar.", "Everybody: they are public."),
    }.get(str(subject.answer("shared")), NO_WORDS)
    smallest = subject.answer("min_group")
    if said and subject.has("shared", "public", "named") and isinstance(smallest, int) and smallest > 1:
        hidden = Words(f" Aantallen onder de {smallest} tonen we niet.", f" Numbers below {smallest} are not shown.")
        said = Words(said.nl + hidden.nl, said.en + hidden.en)
    return said


def _ask_whom(subject: Subject) -> Words:
    said = subject.description
    if not said.contact:
        return NO_WORDS
    if not said.privacy_officer:
        return Words(said.contact, said.contact)
    return Words(
        f"{said.contact}. Over privacy: {said.privacy_officer}", f"{said.contact}. On privacy: {said.privacy_officer}"
    )
