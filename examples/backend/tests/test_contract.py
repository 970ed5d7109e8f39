"""What a stoep gateway relies on, asked of this back-end with its endpoint."""

from collections.abc import Iterator

import pytest
from city import City
from city_table import CityTable

from stoep_testing.backend_contract import BackendContract, ServedContract
from stoep_testing.bench import REFUSED_VALUE, HttpBench


class TestCityTable(BackendContract, ServedContract):
    @pytest.fixture
    def bench(self) -> Iterator[HttpBench]:
        with City() as city:
            yield HttpBench(
                url=city.url,
                make=lambda url, timeout_s: CityTable(url, timeout_s=timeout_s),
                look=city.rows,
                refusing=lambda: city.refused.add(REFUSED_VALUE),
            )
