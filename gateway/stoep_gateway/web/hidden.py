"""The words for a window that shows no number: never more than is known."""

from stoep_gateway.web.page import Visit
from stoep_gateway.web.windows import Verdict


def below_words(visit: Visit, *, time_s: int, repeated: bool = False) -> str:
    """time_s: when the window began. repeated: of several in a row, so that nobody takes them for one long window.

    Noise hides windows with more than k people too, and shows some with fewer: then k is no fact about them.
    """
    policy = visit.status.policy_at(time_s) if visit.status else None
    if policy is None or policy.epsilon is not None:
        return visit.speaker.t("people.few.each" if repeated else "people.few")
    return visit.speaker.t("people.below.each" if repeated else "people.below", k=policy.k)


def blank_words(visit: Visit, verdict: Verdict, *, time_s: int, repeated: bool = False) -> str:
    """For every verdict but RELEASED."""
    if verdict is Verdict.BELOW:
        return below_words(visit, time_s=time_s, repeated=repeated)
    return visit.speaker.t("people.gap")
