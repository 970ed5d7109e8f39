"""Go to the gateway's broker as somebody else would: listen as `stoep tap` does, and try names and passwords."""

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import replace

from stoep_gateway.broker.users import OBSERVER_USER, observer_password
from stoep_gateway.config.settings import BrokerSettings
from stoep_gateway.errors import RetryableError
from stoep_gateway.registry.bundle import leads_to
from stoep_gateway.sources.mqtt_connection import Login, MqttConnection, Take
from stoep_gateway.sources.reach import login_at, reachable, tls_context
from stoep_protocol.parse_topic import ALL_UP_TOPICS

_ANSWER_S = 10.0
_LOOK_S = 0.1
_PING_S = 15.0  # half the keep-alive of a Login: a broker hangs up on who is silent


class BrokerDoor:
    """ConfigError: the CA or the password cannot be read."""

    def __init__(self, broker: BrokerSettings, *, master: bytes) -> None:
        self._broker = broker
        self._tls = tls_context(broker)
        self._name = leads_to(broker) if broker.embedded and self._tls else None
        own = Login(
            client_id=f"stoep-look-{os.getpid()}",
            user=OBSERVER_USER,
            password=observer_password(master),
            topic_filter=ALL_UP_TOPICS,
            persistent=False,
        )
        self._login = login_at(broker, login=own)

    async def attempt(self, user: str, password: str) -> bool:
        """Whether the broker lets them in. RetryableError: it does not answer."""
        login = replace(self._login, client_id=f"stoep-try-{os.getpid()}", user=user, password=password)
        connection = MqttConnection(login, take=lambda _: ())
        try:
            await self._open(connection)
        except RetryableError:
            if not connection.is_greeted:
                raise
        finally:
            connection.close()
        return connection.is_let_in

    async def listen(self, take: Take, *, at_most_s: float, is_enough: Callable[[], bool]) -> float:
        """For how many seconds it heard. RetryableError: the broker is not there, or refuses us."""
        connection = MqttConnection(self._login, take=take)
        begun_s = time.monotonic()
        try:
            await self._open(connection)
            pinged_s = time.monotonic()
            while time.monotonic() < begun_s + at_most_s and not is_enough():
                await asyncio.wait((connection.lost,), timeout=_LOOK_S)
                if connection.lost.done():
                    connection.lost.result()
                if time.monotonic() > pinged_s + _PING_S:
                    connection.ping()
                    pinged_s = time.monotonic()
        finally:
            connection.close()
        return time.monotonic() - begun_s

    async def _open(self, connection: MqttConnection) -> None:
        broker, loop = self._broker, asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_ANSWER_S):
                await loop.create_connection(
                    lambda: connection,
                    reachable(broker.host),
                    broker.port,
                    ssl=self._tls,
                    server_hostname=self._name,
                )
                await connection.subscribed
        except (OSError, TimeoutError) as error:
            raise RetryableError("is not there: is the gateway running?") from error
