"""Every text of the pages, in both languages side by side: a text cannot exist in one language only.

A key maps to (nl, en). Dutch first, at B1: short sentences, "je", no blame. Placeholders are str.format names.
"""

from stoep_gateway.web.words import (
    advice,
    air,
    base,
    beach,
    consent,
    crowd,
    crowd_place,
    desk,
    device,
    garden,
    home,
    mine,
    my_garden,
    my_week,
    privacy,
    privacy_promise,
    privacy_rules,
    quantity,
    research,
    settings,
    setup,
    soil,
)

WORDS: dict[str, tuple[str, str]] = {
    **base.WORDS,
    **home.WORDS,
    **crowd.WORDS,
    **crowd_place.WORDS,
    **beach.WORDS,
    **garden.WORDS,
    **my_garden.WORDS,
    **my_week.WORDS,
    **advice.WORDS,
    **research.WORDS,
    **soil.WORDS,
    **air.WORDS,
    **privacy.WORDS,
    **privacy_promise.WORDS,
    **privacy_rules.WORDS,
    **device.WORDS,
    **desk.WORDS,
    **mine.WORDS,
    **setup.WORDS,
    **settings.WORDS,
    **consent.WORDS,
    **quantity.WORDS,
}
