"""What a run adds up to, the file that says it, and what is wrong with it. Pure but for the writing."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from redteam.runner import Played

P_VALUE_MIN = 1e-6
AUDIT_SHARE_MIN = 0.80  # of what is claimed: below it the audit would not notice a worse release


def report(attacks: Sequence[Played], *, parts: Sequence[Played]) -> dict[str, Any]:
    """The content of redteam.json; of a part that broke off nothing is in it."""
    told: dict[str, Any] = {
        "attacks": [
            {
                "name": each.name,
                "defended": each.outcome.defended,
                "control_succeeded": each.outcome.control_succeeded,
            }
            for each in attacks
        ]
    }
    for part in parts:
        told |= part.figures
    return told


def failures(told: dict[str, Any]) -> Iterator[str]:
    """One line each, none when everything holds."""
    for attack in told["attacks"]:
        if not attack["defended"]:
            yield f"{attack['name']}: not defended"
        if not attack["control_succeeded"]:
            yield f"{attack['name']}: the control did not succeed, so the attack proves nothing"
    for mutant in told.get("mutants", ()):
        if not mutant["caught"]:
            yield f"mutant {mutant['name']} was not caught"
    if told.get("noise_p_value", 1.0) <= P_VALUE_MIN:
        yield f"the noise is not what it must be (p = {told['noise_p_value']:.2g})"
    if audit := told.get("audit"):
        claimed, bound = audit["claimed"], audit["lower_bound"]
        if not AUDIT_SHARE_MIN * claimed <= bound <= claimed:
            yield f"the audit proves an epsilon of at least {bound:.3f}, {claimed:g} is claimed"
    if told.get("releases_doubled"):
        yield f"{told['releases_doubled']} windows were released twice"


def write_json(path: Path, *, told: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=1) + "\n")
