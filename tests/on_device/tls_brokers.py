"""Connect to one broker after another and print what the firmware says of each: `tls_brokers.py CASES`, a JSON file."""

import asyncio
import json
import sys

from stoep_firmware.mqtt import MqttClient, MqttError
from stoep_firmware.settings import parse_bundle
from stoep_firmware.tls_stream import TlsStream


class Radio:
    """What MqttClient asks of a board; the clock is this machine's, which nobody puts forward."""

    told_s = None
    tls = None

    async def connect(self, host, port, ca_der):
        if ca_der is None:
            return await asyncio.open_connection(host, port)
        self.tls = TlsStream(ca_der)
        return await self.tls.open(host, port)

    def certificate_begins_s(self):
        return self.tls.begins_s if self.tls else None

    def clock_at_least(self, time_s):
        self.told_s = time_s


async def main(path):
    """A line a case: its name, what is said, where the clock was put."""
    with open(path) as file:
        cases = json.load(file)
    for name, bundle in cases:
        radio = Radio()
        client = MqttClient(radio, broker=parse_bundle(bundle, where="stoep.json").broker)
        try:
            await client.open(client_id=bundle["device"], topic="stoep/1/" + bundle["device"] + "/down")
            said = "open"
        except MqttError as error:
            said = str(error)
        await client.close()
        print(json.dumps([name, said, radio.told_s]))


asyncio.run(main(sys.argv[1]))
