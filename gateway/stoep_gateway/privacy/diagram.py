"""Functions of many choices as canonical decision diagrams: equal functions are the same node, so equality is free.

Multi-valued and reduced: on every path the variables come in order, no node has all its branches alike, and no two
nodes are the same. Bryant, "Graph-Based Algorithms for Boolean Function Manipulation" (1986), with more than two
branches and any values at the ends.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import repeat

Node = int

_END = 1 << 30  # the level of an end: below every variable
_BRANCHES_MAX = 3_000_000  # made while functions are put together: twenty times what the shipped rules need, seconds


class EntangledError(ValueError):
    """Functions that no diagram of reasonable size can hold."""


class Diagrams:
    """sizes: how many values each variable has, in order; a variable is called by its place in it.

    branches_max: how many are made before functions count as too entangled.
    """

    def __init__(self, sizes: Sequence[int], *, branches_max: int = _BRANCHES_MAX) -> None:
        self._branches_max = branches_max
        self._sizes = tuple(sizes)
        self._levels: list[int] = []
        self._branches: list[tuple[Node, ...]] = []
        self._values: list[Hashable] = []
        self._nodes: dict[tuple[int, tuple[Node, ...]], Node] = {}
        self._ends: dict[Hashable, Node] = {}
        self._made = 0
        self._chosen: dict[tuple[Node, Node, Node], Node] = {}  # rules have conditions in common

    def end(self, value: Hashable) -> Node:
        """The function that always has this value."""
        if value not in self._ends:
            self._ends[value] = self._new(_END, branches=(), value=value)
        return self._ends[value]

    def choose(self, variable: int, branches: Sequence[Node]) -> Node:
        """The function that goes on in the branch of the variable's value. branches depend on later variables only.

        EntangledError: too much was made by now; so do all that put functions together.
        """
        self._made += len(branches)
        if self._made > self._branches_max:
            raise EntangledError
        key = (variable, tuple(branches))
        if len(set(key[1])) == 1:
            return key[1][0]
        if key not in self._nodes:
            self._nodes[key] = self._new(variable, branches=key[1], value=None)
        return self._nodes[key]

    def combined(self, nodes: Sequence[Node], combine: Callable[..., Hashable]) -> Node:
        """The function whose value is `combine` of the values of these, at every point."""
        known: dict[tuple[Node, ...], Node] = {}

        def walk(at: tuple[Node, ...]) -> Node:
            if at not in known:
                level = min(self._levels[node] for node in at)
                if level == _END:
                    known[at] = self.end(combine(*(self._values[node] for node in at)))
                else:
                    ways = (
                        self._branches[node] if self._levels[node] == level else (node,) * self._sizes[level]
                        for node in at
                    )
                    known[at] = self.choose(level, [walk(way) for way in zip(*ways, strict=True)])
            return known[at]

        return walk(tuple(nodes))

    def chosen(self, condition: Node, then: Node, otherwise: Node) -> Node:
        """`then` where the condition is True, `otherwise` where it is False."""
        known, levels, branches = self._chosen, self._levels, self._branches

        def walk(test: Node, yes: Node, no: Node) -> Node:
            if yes == no:
                return yes
            if levels[test] == _END:
                return yes if self._values[test] else no
            at = test, yes, no
            found = known.get(at)
            if found is None:
                level = min(levels[test], levels[yes], levels[no])
                ways = [branches[node] if levels[node] == level else repeat(node, self._sizes[level]) for node in at]
                found = known[at] = self.choose(level, [*map(walk, *ways)])
            return found

        return walk(condition, then, otherwise)

    def branch(self, node: Node, variable: int, *, value: int) -> Node:
        """The function that is left when the variable has this value."""
        known: dict[Node, Node] = {}

        def walk(at: Node) -> Node:
            level = self._levels[at]
            if level > variable:
                return at
            if at not in known:
                below = self._branches[at]
                known[at] = below[value] if level == variable else self.choose(level, [walk(each) for each in below])
            return known[at]

        return walk(node)

    def cut(self, values: Mapping[int, int]) -> "Cut":
        """What is left of functions when these variables have these values."""
        return Cut(self._levels, branches=self._branches, values=self._values, fixed=values)

    def _new(self, level: int, *, branches: tuple[Node, ...], value: Hashable) -> Node:
        self._levels.append(level)
        self._branches.append(branches)
        self._values.append(value)
        return len(self._levels) - 1


class Cut:
    """Functions of which some variables are fixed. What it works out it keeps to itself: the diagrams do not grow."""

    def __init__(
        self,
        levels: Sequence[int],
        *,
        branches: Sequence[tuple[Node, ...]],
        values: Sequence[Hashable],
        fixed: Mapping[int, int],
    ) -> None:
        self._levels, self._branches, self._values, self._fixed = levels, branches, values, fixed
        self._left: dict[Node, int] = {}  # node of the diagrams: what is left of it, as a number
        self._numbers: dict[tuple[int, tuple[int, ...]], int] = {}
        self._ends: list[Hashable] = []
        self._found: list[tuple[int, int]] = []  # by number, as bits: ends, and variables of the support

    def values(self, node: Node) -> frozenset[Hashable]:
        """Every value that the function still has somewhere."""
        ends, _ = self._found[self._walk(node)]
        return frozenset(self._ends[place] for place in _places(ends))

    def support(self, node: Node) -> frozenset[int]:
        """The variables whose value can still make a difference, exactly."""
        _, support = self._found[self._walk(node)]
        return frozenset(_places(support))

    def _walk(self, node: Node) -> int:
        if node not in self._left:
            level = self._levels[node]
            if level == _END:
                self._left[node] = len(self._found)
                self._found.append((1 << len(self._ends), 0))
                self._ends.append(self._values[node])
            elif level in self._fixed:
                self._left[node] = self._walk(self._branches[node][self._fixed[level]])
            else:
                self._left[node] = self._number(level, tuple([self._walk(each) for each in self._branches[node]]))
        return self._left[node]

    def _number(self, level: int, branches: tuple[int, ...]) -> int:
        """Equal functions get one number, as in the diagrams."""
        different = set(branches)
        if len(different) == 1:
            return branches[0]
        key = (level, branches)
        if key not in self._numbers:
            ends, support = 0, 1 << level
            for branch in different:
                ends |= self._found[branch][0]
                support |= self._found[branch][1]
            self._numbers[key] = len(self._found)
            self._found.append((ends, support))
        return self._numbers[key]


def _places(bits: int) -> Iterator[int]:
    """Of the ones, from the lowest."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
