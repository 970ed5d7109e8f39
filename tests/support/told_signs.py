"""What the operator of the tests' street tells of its counters, and the site's signs with it."""

from stoep_gateway.privacy.answers import Answers
from stoep_gateway.privacy.shelf import Shelf
from stoep_gateway.privacy.source import Description
from stoep_gateway.privacy.words import Words
from stoep_gateway.web.signs import Signs

SITE = "https://strand.example/scheveningen"
COUNTERS = Description(
    id="people",
    purpose=Words("Zien hoe druk het is bij het strand.", "To see how busy it is at the beach."),
    kind="radar",
    theme="walking",
    organisation="Gemeente Voorbeeld",
    contact="sensoren@gemeente.example",
    privacy_officer="fg@gemeente.example",
    facts=Answers({"operator": "M", "purpose": frozenset({"counting"}), "reach": frozenset({"public_space"})}),
)
SIGNS = Signs(rulebook_on=Shelf().on, told={"people": COUNTERS}, site=SITE)
