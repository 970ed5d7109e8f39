"""Everything that a run does, in the order in which it is begun: what takes longest comes first."""

from redteam.attack import Attack, Part
from redteam.attacks import averaging, street

PARTS: tuple[Part, ...] = ()
ATTACKS: tuple[Attack, ...] = (
    *street.ATTACKS,
    averaging.SNAPPED_PLACE,
)
ATTACKS_MIN = 1  # of a whole run
