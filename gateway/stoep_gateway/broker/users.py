"""Who may connect to the broker, and what each may do there."""

from collections.abc import Iterable
from dataclasses import dataclass

from stoep_gateway.registry.device import Device
from stoep_protocol.master_keys import broker_password
from stoep_protocol.names import down_topic, up_topic
from stoep_protocol.parse_topic import ALL_UP_TOPICS

# No device id has an underscore (SPEC §1), so these users and their keys never meet a device's.
GATEWAY_USER = "_gateway"
OBSERVER_USER = "_observer"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerUser:
    """publish, subscribe: MQTT topic filters; nothing else is allowed. keeps_session: with QoS 1 (the gateway)."""

    name: str
    password: str
    publish: tuple[str, ...] = ()
    subscribe: tuple[str, ...] = ()
    keeps_session: bool = False


def gateway_password(master: bytes) -> str:
    """Of the gateway itself at its own broker."""
    return broker_password(master, device_id=GATEWAY_USER, generation=0)


def observer_password(master: bytes) -> str:
    """Of `stoep tap`."""
    return broker_password(master, device_id=OBSERVER_USER, generation=0)


def gateway_client_id(master: bytes) -> str:
    """Secret, because whoever connects under the id of a persistent session takes the session over."""
    return "stoep" + broker_password(master, device_id="_session", generation=0)[:16]


def broker_users(devices: Iterable[Device], *, master: bytes) -> tuple[BrokerUser, ...]:
    """At the embedded broker: the gateway, the observer, and the accepted generations of every device."""
    gateway = gateway_user(name=GATEWAY_USER, password=gateway_password(master))
    observer = BrokerUser(name=OBSERVER_USER, password=observer_password(master), subscribe=(ALL_UP_TOPICS,))
    return (gateway, observer, *device_users(devices, master=master))


def gateway_user(*, name: str, password: str) -> BrokerUser:
    """Hears every device and answers it."""
    return BrokerUser(
        name=name,
        password=password,
        publish=(down_topic("+"),),
        subscribe=(ALL_UP_TOPICS,),
        keeps_session=True,
    )


def device_users(devices: Iterable[Device], *, master: bytes) -> tuple[BrokerUser, ...]:
    """One for each accepted generation of every device; none for a revoked one."""
    return tuple(
        BrokerUser(
            name=name,
            password=broker_password(master, device_id=device.name, generation=generation),
            publish=(up_topic(device.name),),
            subscribe=(down_topic(device.name),),
        )
        for device in devices
        for name, generation in device.broker_users
    )
