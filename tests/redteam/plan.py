"""Everything that a run does, in the order in which it is begun: what takes longest comes first."""

from redteam import kills, noise
from redteam.attack import Attack, Part
from redteam.attacks import averaging, device, places, pseudonyms, street, swap, tools

PARTS: tuple[Part, ...] = (Part("kills", kills.kill), Part("noise", noise.prove))
ATTACKS: tuple[Attack, ...] = (
    *device.ATTACKS,
    *street.ATTACKS,
    *averaging.ATTACKS,
    *places.ATTACKS,
    *pseudonyms.ATTACKS,
    *swap.ATTACKS,
    *tools.ATTACKS,
)
ATTACKS_MIN = 20  # of a whole run
