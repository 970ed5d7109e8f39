"""What lies in an export, file by file, in plain Dutch and English."""

from collections.abc import Collection

from stoep_gateway.residents.words import Text

ENROLMENT = "enrolment.json"
ARCHIVE = "archive.csv"
JOURNAL = "journal.csv"
LETTERS = "dead-letters.json"
ACCOUNTS = "accounts.json"
HEALTH = "health.json"
FOUND = "soil.json"
PAGE = "own-page.json"
PASSED_ON = "passed-on.json"

_HEAD = Text(
    "Dit is alles wat deze gateway van tuin {garden} bewaart. Tijden zijn UTC; getallen op _s zijn seconden sinds"
    " 1970.",
    "This is everything that this gateway keeps of garden {garden}. Times are UTC; numbers in _s are seconds since"
    " 1970.",
)
_FILES = {
    ENROLMENT: Text(
        "Wat de gateway over uw apparaten weet: naam, soort, plaats (het midden van een vak, nooit uw adres), hoe vaak"
        " ze meten; uitnodigingen en updates.",
        "What the gateway knows about your devices: name, kind, place (the centre of a grid cell, never your address),"
        " how often they measure; invites and updates.",
    ),
    ARCHIVE: Text(
        "Alle waarden die de gateway bewaart en op zijn pagina's laat zien: een regel per waarde. De plaats is de"
        " laatste.",
        "All values that the gateway keeps and shows on its pages: a line each. The place is the latest one.",
    ),
    FOUND: Text(
        "Wat de gateway over uw grond uitrekende: dag voor dag wat gemeten is, hoeveel water er is en hoe zeker, wat er"
        " gebeurde, het advies van nu; en of uw tuin meetelt in getallen over groepen tuinen.",
        "What the gateway worked out about your soil: day by day what was measured, how much water there is and how"
        " sure, what happened, the advice of now; and whether your garden counts in figures of groups of gardens.",
    ),
    JOURNAL: Text(
        "Waarden die nog niet overal afgeleverd zijn. Een deel staat ook in archive.csv.",
        "Values that are not delivered everywhere yet. Some are in archive.csv, too.",
    ),
    LETTERS: Text(
        "Waarden die een ontvanger voorgoed geweigerd heeft, met de reden.",
        "Values that a receiver has refused for good, with the reason.",
    ),
    ACCOUNTS: Text(
        "De boekhouding: hoeveel rijen aankwamen, geweigerd werden of wegbleven; aan welk bord het apparaat herkend"
        " wordt; en bij mensentellers welke periodes gesloten zijn (nooit hoeveel mensen).",
        "The books: how many rows came, were refused or stayed away; by which board the device is known; and with"
        " people counters which windows are closed (never how many people).",
    ),
    HEALTH: Text(
        "Hoe het met het apparaat ging toen het zich het laatst meldde: batterij, versie, wat er wacht.",
        "How the device was when it was heard last: battery, version, what waits.",
    ),
    PAGE: Text(
        "Wat u over uw tuin vertelde, wanneer u waar toestemming voor gaf of introk, en wanneer uw eigen link gemaakt"
        " is (de link zelf bewaren we niet).",
        "What you told about your garden, when you gave or took back which consent, and when your own link was made"
        " (the link itself we do not keep).",
    ),
    PASSED_ON: Text(
        "Aan wie hoogstens hoeveel is doorgegeven, en wat u daar kunt vragen.",
        "To whom at most how much was passed on, and what you can ask there.",
    ),
}


def readme(garden: str, *, files: Collection[str]) -> dict[str, str]:
    """File name -> text. files: those that are there."""
    return {"LEESMIJ.txt": _text("nl", garden, files=files), "README.txt": _text("en", garden, files=files)}


def _text(language: str, garden: str, *, files: Collection[str]) -> str:
    lines = [_HEAD.of(language).format(garden=garden), ""]
    lines += [f"{name}: {text.of(language)}" for name, text in _FILES.items() if name in files]
    return "\n".join(lines) + "\n"
