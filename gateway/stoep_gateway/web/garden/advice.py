"""Advice in words: what to do, why, how sure, what may change it, and where the rule comes from. Pure."""

from dataclasses import dataclass

from stoep_gateway.garden.advice import RULES
from stoep_gateway.garden.records import WATER, Advice
from stoep_gateway.web.speech import Speaker

_SURE, _FAIRLY = 0.9, 0.75
_CAN_LITRES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceView:
    """kind: as in Advice. cans: how much that is in watering cans, "" unless there is something to water."""

    kind: str
    head: str
    cans: str
    reason: str
    sure: str
    change: str
    rule: str
    source: str


def advice_view(speaker: Speaker, advice: Advice) -> AdviceView:
    litres = advice.litres_m2 or 0
    head = speaker.t("advice.water", litres=litres) if advice.kind == WATER else speaker.t(f"advice.{advice.kind}")
    cans = round(litres / _CAN_LITRES)
    return AdviceView(
        kind=advice.kind,
        head=head,
        cans=speaker.count("advice.cans", cans) if advice.kind == WATER and cans else "",
        reason=speaker.t(f"advice.reason.{advice.reason}"),
        sure=sure_words(speaker, advice.chance),
        change=speaker.t(f"advice.change.{advice.change}"),
        rule=speaker.t(f"advice.rule.{advice.rule}"),
        source=RULES[advice.rule].source,
    )


def sure_words(speaker: Speaker, chance: float | None) -> str:
    if chance is None:
        return speaker.t("advice.sure.none")
    level = "high" if chance >= _SURE else "mid" if chance >= _FAIRLY else "low"
    return speaker.t(f"advice.sure.{level}", percent=round(100 * chance))
