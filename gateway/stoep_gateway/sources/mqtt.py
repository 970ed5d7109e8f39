"""Frames from an MQTT broker: one persistent subscription, kept up for ever."""

import asyncio
import os
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stoep_gateway.errors import RetryableError
from stoep_gateway.records import Arrival, Outgoing
from stoep_gateway.sources.mqtt_connection import Login, MqttConnection, Take

_CONNECT_TIMEOUT_S = 10.0
_CERTIFICATE_REMEDIES = {  # X509_V_ERR_* of OpenSSL
    9: "look at the clocks of both machines",
    10: "renew it",
    62: "give it the name that is connected to",
    64: "give it the address that is connected to",
}


@dataclass(slots=True, kw_only=True)
class LinkFacts:
    """What the metrics say of the connection."""

    up: bool = False
    connects: int = 0
    messages: int = 0
    dropped_replies: int = 0


class MqttSource:
    """A ports.Source. delays_s: the waits of one outage, endless; report: told in one line of every up and down."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        login: Login,
        delays_s: Callable[[], Iterable[float]],
        report: Callable[[str], None],
        tls: ssl.SSLContext | None = None,
        tls_name: str | None = None,
    ) -> None:
        """tls_name: in the certificate, if it is not the host."""
        self.facts = LinkFacts()
        self._host = host
        self._port = port
        self._login = login
        self._delays_s = delays_s
        self._report = report
        self._tls = tls
        self._tls_name = tls_name if tls else None
        self._connection: MqttConnection | None = None

    def send(self, replies: tuple[Outgoing, ...]) -> None:
        """See ports.Source."""
        if self._connection:
            self._connection.send(replies)
        else:
            self.facts.dropped_replies += len(replies)

    async def run(self, take: Take) -> None:
        """Until cancelled."""

        def counted(arrivals: tuple[Arrival, ...]) -> tuple[Outgoing, ...]:
            self.facts.messages += len(arrivals)
            return take(arrivals)

        waits = iter(self._delays_s())
        while True:
            connects = self.facts.connects
            try:
                await self._stay_connected(counted)
            except RetryableError as error:
                if self.facts.connects != connects:
                    waits = iter(self._delays_s())
                delay_s = next(waits)
                where = f"broker {self._host}:{self._port}"
                self._report(f"{where} {error}; trying again in {delay_s:.1f} s, nothing is lost meanwhile")
                await asyncio.sleep(delay_s)

    async def _stay_connected(self, take: Take) -> None:
        connection = MqttConnection(self._login, take=take)
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT_S):
                await self._open(connection)
                await connection.subscribed
            self._connection = connection
            self.facts.up = True
            self.facts.connects += 1
            self._report(f"broker {self._host}:{self._port} connected")
            await self._watch(connection)
        except TimeoutError as error:
            reason = f"did not answer within {_CONNECT_TIMEOUT_S:.0f} s: is this the broker's MQTT port?"
            raise RetryableError(reason) from error
        finally:
            self._connection = None
            self.facts.up = False
            self.facts.dropped_replies += connection.dropped_replies
            connection.close()

    async def _open(self, connection: MqttConnection) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.create_connection(
                lambda: connection, self._host, self._port, ssl=self._tls, server_hostname=self._tls_name
            )
        except ssl.SSLCertVerificationError as error:
            remedy = _CERTIFICATE_REMEDIES.get(error.verify_code, "name the right CA in [broker] ca_file")
            raise RetryableError(f"shows a certificate that is refused ({error.verify_message}): {remedy}") from error
        except (ssl.SSLError, ConnectionResetError) as error:
            if not self._tls:
                raise RetryableError("hung up: is this the broker's MQTT port?") from error
            raise RetryableError("does not speak TLS there: is this its TLS port? Else leave ca_file out") from error
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno and error.errno > 0 else "no answer"
            raise RetryableError(
                f"is not there ({reason}): is it running, are [broker] host and port right?"
            ) from error

    async def _watch(self, connection: MqttConnection) -> None:
        while connection.ping():
            await asyncio.wait((connection.lost,), timeout=self._login.keepalive_s)
            if connection.lost.done():
                connection.lost.result()
        raise RetryableError(f"gave no sign of life for {self._login.keepalive_s} s")
