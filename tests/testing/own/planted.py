"""Three endpoints that go wrong, in one day of one fleet: each must be found and named. Run by test_guide.py.

It lies in a project that has only the wheel and examples/backend, whose `city` and type `city-table` it uses.
"""

import pytest
from city import City

from stoep_testing.claims import every_row_arrived_once, the_accounts_balance
from stoep_testing.stored import BrokenPromiseError


class Drops(City):
    """The ten-thousandth observation that it meets, however often that comes."""

    def __init__(self, **options):
        super().__init__(**options)
        self.met = {}

    def take(self, observations):
        for one in observations:
            self.met.setdefault(one["id"], len(self.met) + 1)
        return super().take([one for one in observations if self.met[one["id"]] != 10_000])


class Doubles(City):
    """What comes again is stored again."""

    def __init__(self, **options):
        super().__init__(**options)
        self.again = []

    def take(self, observations):
        known = {row.identity: row for row in super().rows()}
        self.again += [known[one["id"]] for one in observations if one["id"] in known]
        return super().take(observations)

    def rows(self):
        return [*super().rows(), *self.again]


class Swaps(City):
    """Two devices, by their names."""

    def rows(self):
        rows = super().rows()
        first, second = sorted({row.identity.split("/")[0] for row in rows if "pm10" in row.identity})[:2]
        names = {first: second, second: first}
        swapped = []
        for row in rows:
            device, rest = row.identity.split("/", 1)
            swapped.append(row._replace(identity=f"{names.get(device, device)}/{rest}"))
        return swapped


def test_each_is_found_and_named(stoep_gateway, stoep_fleet):
    with City(loses=5) as sound, Drops(loses=5) as drops, Doubles(loses=5) as doubles, Swaps(loses=5) as swaps:
        for name, city in {"sound": sound, "drops": drops, "doubles": doubles, "swaps": swaps}.items():
            stoep_gateway.forward_to("city-table", name=name, url=city.url)
        stoep_fleet.add(10, send="2 h")
        stoep_fleet.live(days=1, seed=1)
        the_accounts_balance(stoep_gateway)
        every_row_arrived_once(stoep_fleet, at=sound.rows())
        with pytest.raises(BrokenPromiseError, match=r"once: 1 of 10,\d+ observations are missing: \S+ \(10 devices"):
            every_row_arrived_once(stoep_fleet, at=drops.rows())
        with pytest.raises(BrokenPromiseError, match=r"observations are stored more than once: \S+/"):
            every_row_arrived_once(stoep_fleet, at=doubles.rows())
        with pytest.raises(
            BrokenPromiseError, match="stored under another device's name: air-1 as air-2, air-2 as air-1 "
        ):
            every_row_arrived_once(stoep_fleet, at=swaps.rows())
