"""The words for a window that shows no number: never more than is known."""

from stoep_gateway.web.page import Visit
from stoep_gateway.web.windows import Verdict


def below_words(visit: Visit, *, repeated: bool = False) -> str:
    """repeated: of several windows in a row, so that nobody takes them for one long window."""
    key = "people.below.each" if repeated else "people.below"
    return visit.speaker.t(key, k=visit.policy.k) if visit.policy else visit.speaker.t("people.below.unknown")


def blank_words(visit: Visit, verdict: Verdict, *, repeated: bool = False) -> str:
    """For every verdict but RELEASED."""
    return below_words(visit, repeated=repeated) if verdict is Verdict.BELOW else visit.speaker.t("people.gap")
