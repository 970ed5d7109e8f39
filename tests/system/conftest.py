"""The spine that a module's tests share: each of them uses its own devices of the module's DEVICES."""

from collections.abc import Iterator

import pytest

from support.spine import Spine


@pytest.fixture(scope="module", params=["nats", pytest.param("mosquitto", marks=pytest.mark.needs("mosquitto"))])
def spine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spine]:
    devices: dict[str, str] = request.module.DEVICES
    with Spine(tmp_path_factory.mktemp(request.param), broker=request.param, devices=devices).running() as running:
        yield running
