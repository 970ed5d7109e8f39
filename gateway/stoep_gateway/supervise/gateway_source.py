"""Subscriptions to what devices send, made from the settings."""

import random
from collections.abc import Callable, Iterable
from functools import partial

from stoep_gateway.backoff import delays_s
from stoep_gateway.broker.users import GATEWAY_USER, gateway_client_id, gateway_password
from stoep_gateway.config.settings import BrokerSettings
from stoep_gateway.registry.bundle import leads_to
from stoep_gateway.sources.mqtt import MqttSource
from stoep_gateway.sources.mqtt_connection import Login
from stoep_gateway.sources.reach import login_at, reachable, tls_context
from stoep_protocol.parse_topic import ALL_UP_TOPICS


def gateway_source(
    broker: BrokerSettings, *, master: bytes, rng: random.Random, report: Callable[[str], None]
) -> MqttSource:
    """What devices send is kept while the gateway is away. ConfigError: the password or the CA cannot be read."""
    login = Login(
        client_id=gateway_client_id(master),
        user=GATEWAY_USER,
        password=gateway_password(master),
        topic_filter=ALL_UP_TOPICS,
        persistent=True,
    )
    return source(broker, login=login, delays_s=partial(delays_s, first_s=0.2, max_s=15.0, rng=rng), report=report)


def source(
    broker: BrokerSettings, *, login: Login, delays_s: Callable[[], Iterable[float]], report: Callable[[str], None]
) -> MqttSource:
    """With `login` at the embedded broker, under the operator's user and password at another. ConfigError likewise."""
    return MqttSource(
        host=reachable(broker.host),
        port=broker.port,
        login=login_at(broker, login=login),
        delays_s=delays_s,
        report=report,
        tls=tls_context(broker),
        tls_name=leads_to(broker) if broker.embedded else None,
    )
