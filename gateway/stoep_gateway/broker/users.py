"""Who may connect to the embedded broker, and what each may do there."""

from collections.abc import Iterable
from dataclasses import dataclass

from stoep_gateway.registry.device import Device
from stoep_protocol.keys import broker_password
from stoep_protocol.names import ALL_UP_TOPICS, down_topic, up_topic

# No device id has an underscore (SPEC §1), so these users and their keys never meet a device's.
GATEWAY_USER = "_gateway"
OBSERVER_USER = "_observer"

_PERSISTENT_DELIVERY = (
    "$MQTT.sub.>"  # where NATS delivers QoS 1 to a session; it refuses to let MQTT clients name it themselves
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerUser:
    """publish, subscribe: NATS subjects; nothing else is allowed."""

    name: str
    password: str
    publish: tuple[str, ...] = ()
    subscribe: tuple[str, ...] = ()


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
    """The gateway, the observer, and the accepted generations of every device."""
    gateway = BrokerUser(
        name=GATEWAY_USER,
        password=gateway_password(master),
        publish=(_subject(down_topic("+")),),
        subscribe=(_subject(ALL_UP_TOPICS), _PERSISTENT_DELIVERY),
    )
    observer = BrokerUser(name=OBSERVER_USER, password=observer_password(master), subscribe=(_subject(ALL_UP_TOPICS),))
    return (gateway, observer, *(user for device in devices for user in _device_users(device, master=master)))


def _device_users(device: Device, *, master: bytes) -> Iterable[BrokerUser]:
    for name, generation in device.broker_users:
        yield BrokerUser(
            name=name,
            password=broker_password(master, device_id=device.name, generation=generation),
            publish=(_subject(up_topic(device.name)),),
            subscribe=(_subject(down_topic(device.name)),),
        )


def _subject(topic: str) -> str:
    return topic.replace("/", ".").replace("+", "*")
