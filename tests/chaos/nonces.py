"""A recording proxy for both ways: a gateway must not use a nonce twice either."""

import asyncio

from stoep_protocol import mqtt
from support.recording_proxy import RecordingProxy


class TwoWayProxy(RecordingProxy):
    """Replies count under the name of the device with an arrow before it."""

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        packets = mqtt.PacketReader(max_bytes=4_096)
        while data := await reader.read(65_536):
            for packet in packets.feed(data):
                if packet.kind == mqtt.PUBLISH:
                    message = mqtt.parse_publish(packet)
                    self._count(f"→{message.topic.split('/')[2]}", message=message)
            writer.write(data)
            await writer.drain()
        writer.close()
