"""Everything that a run does, in the order in which it is begun: what takes longest comes first."""

from redteam import kills, noise
from redteam.attack import Attack, Part
from redteam.attacks import (
    averaging,
    backups,
    books,
    chances,
    clock,
    desk,
    device,
    differencing,
    garden_pages,
    gardens,
    hands,
    impossible,
    own_forms,
    own_link,
    places,
    policy,
    pseudonyms,
    replay,
    sensors,
    street,
    swap,
    tools,
    totals,
    traffic,
)

PARTS: tuple[Part, ...] = (Part("kills", kills.kill), Part("noise", noise.prove))
ATTACKS: tuple[Attack, ...] = (
    *device.ATTACKS,
    *street.ATTACKS,
    *averaging.ATTACKS,
    *places.ATTACKS,
    *pseudonyms.ATTACKS,
    *swap.ATTACKS,
    *tools.ATTACKS,
    *chances.ATTACKS,
    *differencing.ATTACKS,
    *totals.ATTACKS,
    *replay.ATTACKS,
    *clock.ATTACKS,
    *policy.ATTACKS,
    *backups.ATTACKS,
    *sensors.ATTACKS,
    *impossible.ATTACKS,
    *books.ATTACKS,
    *traffic.ATTACKS,
    *hands.ATTACKS,
    *desk.ATTACKS,
    *gardens.ATTACKS,
    *garden_pages.ATTACKS,
    *own_link.ATTACKS,
    *own_forms.ATTACKS,
)
ATTACKS_MIN = 20  # of a whole run
