"""Decision diagrams: the same function is the same node, and what is left of it is exact."""

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.privacy.diagram import Diagrams, EntangledError, Node

SIZES = (2, 3, 2, 4)
POINTS = tuple(product(*(range(size) for size in SIZES)))
Table = tuple[int, ...]
TABLES = st.tuples(*(st.integers(0, 2) for _ in POINTS))


def value_of(table: Table) -> Callable[[tuple[int, ...]], int]:
    return dict(zip(POINTS, table, strict=True)).__getitem__


def made(diagrams: Diagrams, table: Table) -> Node:
    """Branch by branch, straight from the table."""
    value = value_of(table)

    def below(point: tuple[int, ...]) -> Node:
        if len(point) == len(SIZES):
            return diagrams.end(("value", value(point)))
        return diagrams.choose(len(point), [below((*point, each)) for each in range(SIZES[len(point)])])

    return below(())


@given(first=TABLES, second=TABLES)
def test_functions_are_equal_if_and_only_if_their_nodes_are(first: Table, second: Table) -> None:
    diagrams = Diagrams(SIZES)
    assert (made(diagrams, first) == made(diagrams, second)) == (first == second)


@given(first=TABLES, second=TABLES)
def test_combining_nodes_combines_values_everywhere(first: Table, second: Table) -> None:
    diagrams = Diagrams(SIZES)
    found = diagrams.combined(
        [made(diagrams, first), made(diagrams, second)], lambda one, other: ("value", max(one[1], other[1]))
    )
    assert found == made(diagrams, tuple(map(max, first, second)))


@given(condition=TABLES, then=TABLES, otherwise=TABLES)
def test_a_condition_chooses_between_two_functions(condition: Table, then: Table, otherwise: Table) -> None:
    diagrams = Diagrams(SIZES)
    test = diagrams.combined([made(diagrams, condition)], lambda value: value[1] == 0)
    found = diagrams.chosen(test, made(diagrams, then), made(diagrams, otherwise))
    wanted = (yes if each == 0 else no for each, yes, no in zip(condition, then, otherwise, strict=True))
    assert found == made(diagrams, tuple(wanted))


@given(table=TABLES, fixed=st.dictionaries(st.integers(0, 3), st.integers(0, 1)))
def test_what_is_left_of_a_function_has_its_values_and_its_support(table: Table, fixed: dict[int, int]) -> None:
    diagrams, value = Diagrams(SIZES), value_of(table)
    node = made(diagrams, table)
    cut = diagrams.cut(fixed)
    points = [point for point in POINTS if all(point[variable] == each for variable, each in fixed.items())]
    assert cut.values(node) == {("value", value(point)) for point in points}
    matters = {
        variable
        for variable, size in enumerate(SIZES)
        if variable not in fixed
        and any(
            value(point) != value((*point[:variable], each, *point[variable + 1 :]))
            for point in points
            for each in range(size)
        )
    }
    assert cut.support(node) == matters


def test_functions_that_are_too_entangled_are_given_up() -> None:
    """Of pairs whose second halves come after all first ones: it has to be remembered which of those held."""
    pairs = 20
    diagrams = Diagrams([2] * (2 * pairs), branches_max=50_000)
    no, yes = diagrams.end(value=False), diagrams.end(value=True)

    def entangle() -> Node:
        found = no
        for first in range(pairs):
            second = diagrams.choose(pairs + first, [no, yes])
            found = diagrams.chosen(diagrams.choose(first, [no, second]), yes, found)
        return found

    with pytest.raises(EntangledError):
        entangle()
