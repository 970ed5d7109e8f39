"""A text with a few of the damages that editors and disks do."""

import random


def damaged_text(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 4)):
        at, end = sorted(chance.choices(range(len(text) + 1), k=2))
        piece = text[at : at + chance.randint(0, 12)]
        text = chance.choice(
            [
                text[:at] + text[end:],
                text[:at] + chance.choice("\"'[]{}=,.\n\\\x00é9-#") + text[at:],
                text[:at] + piece * chance.randint(0, 9) + text[at:],
                text.replace(
                    chance.choice(["true", "1", "0", "=", '"']), chance.choice(["-1", "[]", "{}", '""', "1e9"])
                ),
            ]
        )
    return text
