"""The privacy door: what the gateway does with counts, what that promises and what not, and whether it keeps to it."""

from collections.abc import Mapping

from stoep_gateway.accuracy import OFTEN
from stoep_gateway.relinked import RELINKED
from stoep_gateway.web.garden.known import group_min
from stoep_gateway.web.page import Page, Visit, part_of
from stoep_gateway.web.privacy_promise import promise
from stoep_gateway.web.privacy_rules import changes, rules

_PLACES = 40  # about 300 bytes each


def build(visit: Visit) -> Mapping[str, object]:
    """Counting places in parts; everything else is there in each of them."""
    status, speaker, policy = visit.status, visit.speaker, visit.policy
    policies = status.policies if status else ()
    return {
        "policy": policy,
        "promise": promise(policy, speaker=speaker) if policy else None,
        "often": OFTEN,
        "rules": rules(policy, speaker=speaker) if policy else (),
        "changes": changes(policies, now_s=speaker.now_s, speaker=speaker),
        "part": part_of(status.places if status else (), number=visit.part, size=_PLACES),
        "relinked": RELINKED,
        "gardens": len(visit.archive.gardens()),
        "group_min": group_min(visit.almanac),
    }


PAGE = Page(name="privacy", address="/privacy", template="privacy.html", build=build)
