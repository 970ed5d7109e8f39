"""For tests of the spine of which no broker sees anything: one of the two is enough."""

import pytest

ONE_BROKER = pytest.mark.parametrize("spine", ["nats"], indirect=True, scope="module")
