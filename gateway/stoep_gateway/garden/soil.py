"""What kinds of soil there are, how much water they hold, and which of them a handful of soil is.

Staring series, topsoils ("bovengronden"), update 2018 (Heinen, Bakker and Wösten, Wageningen Environmental Research,
report 2978). Topsoils only: what roots find deeper is not in it, which the estimate pays for with a wider spread.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SoilClass:
    """Water by volume, m3/m3: saturation; field_capacity: at pF 2.0; refill: at pF 2.7; wilting: at pF 4.2.

    name: as the series has it, in Dutch. group: one of `records.SOIL_GROUPS`. available_mm: between field capacity and
    wilting in 10 cm of soil, of the series' unrounded curves. drains_mm: a day, by its own weight, at field capacity
    (the series' conductivity at pF 2.0): where that is much, soil settles below it. like: classes that one may take it
    for.
    """

    code: str
    name: str
    group: str
    saturation: float
    field_capacity: float
    refill: float
    wilting: float
    available_mm: int
    drains_mm: float
    like: tuple[str, ...]


# `like` is our own norm: the next classes up and down in clay, loam or peat, which map and finger test mix up first.
_TABLE = """
B01 .43 .23 .09 .03 20  1.4 sand B02,B05     | zand, leemarm
B02 .43 .31 .20 .07 24  .39 sand B01,B03     | zand, zwak lemig
B03 .44 .32 .17 .05 27  3.4 sand B02,B04     | zand, sterk lemig
B04 .46 .35 .21 .07 28  4.7 sand B03,B07     | zand, zeer sterk lemig
B05 .38 .12 .04 .01 11  .58 sand B01         | grof zand
B06 .39 .30 .22 .10 20  5.6 loam B07         | keileem
B07 .40 .32 .23 .10 22  .64 loam B04,B06,B08 | zeer lichte zavel
B08 .43 .37 .27 .11 26  .74 loam B07,B09     | matig lichte zavel
B09 .43 .39 .29 .12 27  .74 loam B08,B10     | zware zavel
B10 .45 .40 .34 .22 19  .11 clay B09,B11     | lichte klei
B11 .59 .53 .45 .32 21  .15 clay B10,B12     | matig zware klei
B12 .53 .49 .44 .32 16  .04 clay B11         | zeer zware klei
B13 .42 .35 .22 .06 29 18.9 loam B14,B04     | zandige leem
B14 .42 .38 .30 .12 27  .52 loam B13,B09     | siltige leem
B15 .53 .39 .27 .11 28  5.1 peat B16,B04     | venig zand
B16 .79 .60 .41 .16 43  .82 peat B15,B18     | zandig veen en veen
B17 .72 .63 .52 .32 30   .1 peat B18,B11     | venige klei
B18 .77 .66 .53 .32 33  .28 peat B16,B17     | kleiig veen
"""


def _read(line: str) -> SoilClass:
    numbers, name = line.split(" | ")
    code, saturation, capacity, refill, wilting, available, drains, group, like = numbers.split()
    return SoilClass(
        code=code,
        name=name,
        group=group,
        saturation=float(saturation),
        field_capacity=float(capacity),
        refill=float(refill),
        wilting=float(wilting),
        available_mm=int(available),
        drains_mm=float(drains),
        like=tuple(like.split(",")),
    )


CLASSES: dict[str, SoilClass] = {each.code: each for each in map(_read, _TABLE.strip().splitlines())}
COARSE_SAND = "B05"  # of the group sand, but it holds half as much water as the rest: judged apart

# The five questions of the finger test and their answers. Ball and ribbon: texture by feel, S.J. Thien, "A flow diagram
# for teaching texture-by-feel analysis", Journal of Agronomic Education 8 (1979), with ribbons of 2.5 and 5 cm; in
# Dutch: humisme.nl/artikel/de-grondsoort-bepalen. Peat and grains are our own: Thien has neither.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "peat": ("none", "some", "mostly"),  # black, light, soft, with bits of plants
    "ball": ("no", "yes"),  # a moist handful holds together when squeezed
    "ribbon": ("none", "short", "medium", "long"),  # pressed out over the finger: to 2.5 cm, to 5 cm, longer
    "feel": ("gritty", "between", "smooth"),  # very wet, rubbed in the palm
    "grains": ("coarse", "fine"),  # as in sugar, or hardly to be seen
}

# Which Staring class a texture is, is our own norm: by the share of clay (zavel to 25 %, light clay to 35 %).
_RIBBONS: dict[str, dict[str, str]] = {
    "none": {"gritty": "B02", "between": "B03", "smooth": "B04"},
    "short": {"gritty": "B07", "between": "B08", "smooth": "B14"},
    "medium": {"gritty": "B09", "between": "B10", "smooth": "B10"},
    "long": {"gritty": "B10", "between": "B11", "smooth": "B12"},
}
_PEATS = {"none": "B16", "short": "B16", "medium": "B18", "long": "B17"}
_PEATY = {"none": "B15", "short": "B15", "medium": "B17", "long": "B17"}


def finger(answers: Mapping[str, str]) -> tuple[str, ...]:
    """Codes of classes, the likeliest first, then those it may be taken for; () while the answers do not carry one.

    answers: to QUESTIONS; what is missing or no answer of them was not answered.
    """
    said = {question: answers.get(question, "") for question in QUESTIONS}
    said = {question: answer if answer in QUESTIONS[question] else "" for question, answer in said.items()}
    code = _class(said)
    return (code, *CLASSES[code].like) if code else ()


def _class(said: Mapping[str, str]) -> str:
    ribbon = "none" if said["ball"] == "no" else said["ribbon"]
    if said["peat"] == "mostly":
        return _PEATS.get(ribbon, "B16")
    if said["peat"] == "some":
        return _PEATY.get(ribbon, "")
    if said["ball"] == "no":
        return {"coarse": COARSE_SAND, "fine": "B01"}.get(said["grains"], "")
    return _RIBBONS.get(ribbon, {}).get(said["feel"] or "between", "")
