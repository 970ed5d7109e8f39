"""News of crowds to a broker of the operator's, MQTT 5 at QoS 1."""

from stoep_gateway.analyst.channel import Channel
from stoep_gateway.analyst.news import News
from stoep_gateway.backends.mqtt_link import Message, MqttLink
from stoep_gateway.backends.options import Options
from stoep_gateway.backends.peer import Peer, read_peer
from stoep_gateway.config.settings import ChannelSettings
from stoep_gateway.errors import RetryableError

_PLACE = "{place}"
_NOBODY_THERE = 0x10  # MQTT 5 §3.4.2.1, of a PUBACK
_REFUSED = 0x80  # from here up


def create(settings: ChannelSettings) -> Channel:
    """Options: those of `read_peer`, and topic, client_id, needs_subscriber, timeout_s. ConfigError."""
    options = Options(settings)
    peer = read_peer(options, port=1883, tls_port=8883)
    topic = options.text("topic", default="stoep/alerts/{place}")
    if not topic.replace(_PLACE, "") or set(topic.replace(_PLACE, "")) & set("{}+#\0"):
        raise options.error("topic", "must be a topic without + and #; {place} in it stands for the place's name")
    channel = Broker(
        peer,
        topic=topic,
        client_id=options.text("client_id", default=""),
        needs_subscriber=options.flag("needs_subscriber", default=True),
        timeout_s=options.number("timeout_s", default=20.0, low=0.1, high=600.0),
    )
    options.done()
    return channel


class Broker:
    """A channel. A connection for each piece of news: they are rare."""

    def __init__(self, peer: Peer, *, topic: str, client_id: str, needs_subscriber: bool, timeout_s: float) -> None:
        self._peer = peer
        self._topic = topic
        self._client_id = client_id
        self._needs_subscriber = needs_subscriber
        self._timeout_s = timeout_s

    async def send(self, news: News) -> None:
        """See Channel."""
        topic = self._topic.replace(_PLACE, news.alert.place)
        link = MqttLink(self._peer, client_id=self._client_id, timeout_s=self._timeout_s)
        try:
            await link.open()
            (code,) = await link.publish([Message(topic, news.json(), "application/json")])
        finally:
            link.close()
        if code >= _REFUSED:
            user = self._peer.user or "nobody"
            raise RetryableError(
                f"MQTT broker {self._peer} does not let user {user} publish to {topic} (0x{code:02X}):"
                " give it that right"
            )
        if code == _NOBODY_THERE and self._needs_subscriber:
            raise RetryableError(
                f"MQTT broker {self._peer} has nobody to give {topic} to: subscribe there with a lasting session and"
                " QoS 1, or set needs_subscriber = false"
            )

    async def check(self) -> None:
        """See ports.Checked. Connects and publishes nothing."""
        link = MqttLink(self._peer, client_id=self._client_id, timeout_s=self._timeout_s)
        try:
            await link.open()
        finally:
            link.close()

    async def close(self) -> None:
        """See Channel. Nothing is kept open."""
