"""Weather of an address: what is told is kept, and nothing that an address or its answer is ends the analyst."""

import pytest

from stoep_gateway.analyst.weather_service import fetch
from stoep_gateway.errors import RetryableError


@pytest.mark.parametrize("url", ["https://weather.example.org:port/?key=hush", "https://é..example.org/?key=hush"])
async def test_an_address_that_is_none_is_told_of_without_its_key(url: str) -> None:
    with pytest.raises(RetryableError, match="weather_url is no address") as caught:
        await fetch(url)
    assert "hush" not in str(caught.value)
