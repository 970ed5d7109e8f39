"""Texts around the sign that hangs beside a sensor. What stands on the sign itself: privacy.outputs.sign."""

WORDS = {
    "sign.title": ("Bord voor sensor {name}", "Sign for sensor {name}"),
    "sign.lead": (
        "Druk dit blad af en hang het bij de sensor. Het past op A4 en op A5.",
        "Print this sheet and hang it beside the sensor. It fits A4 and A5.",
    ),
    "sign.open": (
        "De beheerder heeft nog niet alles gezegd. Schrijf dit zelf op het bord:",
        "The operator has not said all yet. Write this on the sign yourself:",
    ),
    "sign.device": ("Wat de sensor nu meet", "What the sensor measures now"),
    "sign.register": (
        "Voor programma's: regels voor een sensorenregister (JSON)",
        "For programs: entries for a sensor register (JSON)",
    ),
}
