"""What a reader makes of pages: a number that no blocks explain, or of too few gardens, is noticed."""

from datetime import date
from pathlib import Path

from redteam.reading import number, seen
from redteam.shown import Shown
from stoep_gateway.almanac.blocks import Kind
from stoep_gateway.almanac.figures import MemberDay, figure_of
from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.records import Block, Figure

DAY = date(2026, 7, 1)
NAMES = tuple(f"tuin-{number}" for number in range(7))
WITH = (
    "<h3>Naar grondsoort</h3><table><caption>Vol</caption><thead><tr><th>Tuinen met<th>Aantal<th>Vol</thead>"
    "<tbody><tr><th>{label}<svg></svg></th><td>{gardens}</td><td>{fill} %</td></tr></table>"
)


class OneBlock(AlmanacReader):
    """Of seven gardens on sand, half full."""

    def __init__(self) -> None:
        super().__init__(Path("none"))

    def figures(self, start: date, end: date) -> tuple[Figure, ...]:
        member = MemberDay(fill=0.5, depletion_mm=30, available_mm=60, kind="wait", silent_days=0)
        block = Block(id=3, gardens=7, soil="sand", paved="", region="", since=DAY)
        figure = figure_of(block, [member] * 7, on=DAY, k=6)
        return (figure,) if figure else ()


def shown(label: str, *, gardens: int, fill: int, k: int = 6) -> Shown:
    reader = Shown(k=k, almanac=OneBlock())
    reader.members[3] = frozenset(NAMES)
    reader.fills = {name: {DAY: 0.5} for name in NAMES}
    reader.labels(dict.fromkeys(NAMES[:6], Kind(soil="sand")))
    reader.labels({NAMES[6]: Kind(soil="sand")})
    reader.of_research(WITH.format(label=label, gardens=gardens, fill=fill), language="nl")
    return reader


def test_a_row_is_read_with_the_gardens_that_are_in_it() -> None:
    reader = shown("zand", gardens=7, fill=50)
    assert (reader.sums, reader.flaws, reader.numbers["research"]) == ({frozenset(NAMES)}, [], 1)


def test_a_number_of_other_gardens_than_known_is_noticed() -> None:
    assert shown("zand", gardens=8, fill=50).flaws
    assert shown("zand", gardens=7, fill=55).flaws
    assert shown("klei", gardens=7, fill=50).flaws


def test_a_number_of_too_few_gardens_is_noticed() -> None:
    assert shown("zand", gardens=7, fill=50, k=7).flaws


def test_a_label_that_one_garden_never_had_is_noticed() -> None:
    reader = shown("zand", gardens=7, fill=50)
    reader.members[3] = frozenset((*NAMES[:6], "tuin-op-klei"))
    reader.fills["tuin-op-klei"] = {DAY: 0.5}
    reader.of_research(WITH.format(label="zand", gardens=7, fill=50), language="nl")
    assert reader.flaws == ["sand: not all of 7 gardens are so"]


def test_a_row_of_a_report_that_is_no_sum_of_blocks_of_its_label_is_noticed() -> None:
    row = "<h2>Hoe snel werd de grond droog?</h2><table><tr><th>Tuinen<tr><th>{}<td>{}<td>18<td>2,4</table>"
    reader = shown("zand", gardens=7, fill=50)
    reader.reported = {3}
    reader.of_report(row.format("zand", 7), language="nl")
    assert not reader.flaws
    for label, gardens in (("zand", 8), ("klei", 7)):
        reader.of_report(row.format(label, gardens), language="nl")
    assert reader.flaws == ["8 gardens in the report", "7 gardens in the report"]


def test_numbers_are_read_as_their_language_writes_them() -> None:
    assert number("1.234,5 mm", language="nl") == number("1,234.5 mm", language="en") == 1234.5
    assert number("\u22122", language="nl") == -2


def test_text_and_headings_around_a_table_are_kept_apart() -> None:
    page = seen("<h2>A</h2><p>7 tuinen</p><table><caption>B</caption><tr><th>C<tr><th>d<td>1\n</table><p>more</p>")
    (table,) = page.tables
    assert (table.heading, table.caption, table.rows, page.text) == ("A", "B", (("d", "1"),), "7 tuinen more")
