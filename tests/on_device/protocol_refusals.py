"""What the decoders refuse, with its reason, and the bounds of the encoders. Runs on CPython and on MicroPython."""

from stoep_protocol import mqtt
from stoep_protocol.cbor import Writer, decode
from stoep_protocol.errors import DecodeError
from stoep_protocol.extras import NO_EXTRAS, Echo, Extras
from stoep_protocol.hello import Hello, encode_hello
from stoep_protocol.keys import down_cipher, up_cipher
from stoep_protocol.limits import MAX_INT
from stoep_protocol.master_keys import device_secret
from stoep_protocol.messages import decode_up
from stoep_protocol.names import check_device_id
from stoep_protocol.parse_topic import parse_up_topic
from stoep_protocol.profiles import BUILT_IN
from stoep_protocol.reply import decode_reply
from stoep_protocol.rows import FrameBuffer, encode_rows
from stoep_protocol.seal import Envelope, parse_envelope, sealed_bytes
from support.refusals import message, refused, wrong

LIFE = b"life"
SECRET = device_secret(b"m" * 32, device_id="d", generation=1)


def check_cbor():
    for data in (
        b"",  # nothing
        b"\x18",  # cut head
        b"\x18\x17",  # not the shortest form
        b"\x19\x00\xff",
        b"\x1a\x00\x00\xff\xff",
        b"\x1a\x40\x00\x00\x00",  # 2^30
        b"\x3a\x3f\xff\xff\xff",  # -2^30
        b"\x1b\x00\x00\x00\x00\x00\x00\x00\x01",  # 64 bits
        b"\x42\x00",  # cut string
        b"\x5a\x3f\xff\xff\xff",  # a length nobody has
        b"\x9a\x3f\xff\xff\xff",
        b"\xba\x3f\xff\xff\xff",
        b"\x5f\x41\x00\xff",  # indefinite length
        b"\x9f\x00\xff",
        b"\xf4",  # false
        b"\xf7",  # undefined
        b"\xf9\x3c\x00",  # a float
        b"\xc1\x00",  # a tag
        b"\x81\x81\x81\x81\x81\x00",  # five deep
        b"\xa2\x01\x00\x01\x00",  # a key twice
        b"\xa2\x02\x00\x01\x00",  # keys not ascending
        b"\xa1\x20\x00",  # negative key
        b"\xa1\x41\x00\x00",  # key that is no integer
    ):
        refused("cbor", decode, data)
    assert decode(b"\x3a\x3f\xff\xff\xfe") == (-MAX_INT, 5)
    assert decode(b"\x81\x81\x81\x81\x00\xff") == ([[[[0]]]], 5)


def check_envelope():
    cipher = up_cipher(SECRET, device_id="d", session=b"sessions")
    sealed = cipher.seal(b"\x80", counter=300)
    refused("size", parse_envelope, b"")
    refused("size", parse_envelope, bytes(1025))
    for size in range(1, len(sealed)):
        refused("envelope", parse_envelope, sealed[:size])
    refused("envelope", parse_envelope, sealed + b"\x00")
    refused("envelope", parse_envelope, b"\xd1" + sealed[1:])
    refused("envelope", parse_envelope, sealed[:18] + b"\x42\x00\x01" + sealed[21:])  # leading zero
    envelope = parse_envelope(sealed)
    assert (envelope.kid, envelope.counter, cipher.open(envelope)) == (b"sessions", 300, b"\x80")
    for at in range(19, len(sealed)):
        damaged = bytearray(sealed)
        damaged[at] ^= 1
        try:
            cipher.open(parse_envelope(bytes(damaged)))
        except DecodeError:
            continue
        raise AssertionError("a damaged message opened")
    refused("key", cipher.open, Envelope(b"sessions", 300, b"short"))
    refused("key", up_cipher(SECRET, device_id="e", session=b"sessions").open, envelope)
    refused("key", down_cipher(SECRET, device_id="d", epoch=b"sessions").open, envelope)
    wrong(cipher.seal, b"", counter=2**30)
    wrong(cipher.seal, b"", counter=-1)
    wrong(cipher.seal, bytes(120), counter=0, size_bytes=128)
    wrong(cipher.seal, bytes(1000), counter=0)
    for size in (0, 1, 15, 16, 17, 31, 32, 33, 255, 256, 900):
        sealed = cipher.seal(bytes(size), counter=size)
        assert len(sealed) == sealed_bytes(size, counter=size)
        assert cipher.open(parse_envelope(sealed)) == bytes(size)


def check_hello():
    def hello(**changes):
        fields = {"id": b"board", "firmware": "0.1.0", "profiles": [1], "life": LIFE, "oldest": 1, "next": 1}
        fields.update(changes)
        f = fields
        return message(
            1, f["id"], f["firmware"], f["profiles"], f["life"], f["oldest"], f["next"], 0, f.get("s", 600), 3600
        )

    assert decode_up(hello(), sealed_bytes=100).board_id == b"board"
    for changes in (
        {"id": b""},
        {"id": bytes(9)},
        {"id": "text"},
        {"firmware": ""},
        {"firmware": "x" * 21},
        {"firmware": "a\nb"},
        {"firmware": b"bytes"},
        {"profiles": []},
        {"profiles": [1] * 5},
        {"profiles": 1},
        {"life": b"abc"},
        {"oldest": 0},
        {"oldest": 2},
        {"next": -1},
        {"s": 0},
    ):
        refused("shape", decode_up, hello(**changes), sealed_bytes=100)
    refused("profile", decode_up, hello(profiles=[999]), sealed_bytes=100)
    refused("profile", decode_up, hello(profiles=[b"\x01\x02\x03\x04"]), sealed_bytes=100)
    refused("cbor", decode_up, hello() + b"\x00", sealed_bytes=100)
    refused("shape", decode_up, hello(profiles=[4]), sealed_bytes=100)
    refused("shape", decode_up, message(1, b"board"), sealed_bytes=100)
    writer = Writer(1024)
    long = Hello(b"b", "x" * 21, (1,), LIFE, 1, 1, 0, 60, 60, NO_EXTRAS)
    wrong(encode_hello, writer, long)


def check_rows():
    def rows(*, profile=1, lag=0, clock=1, t0=5, steps=0, columns=None, first=1, extras=None, life=LIFE):
        columns = [[1]] * 5 if columns is None else columns
        items = [2, profile, life, first, lag, clock, t0, steps, columns]
        return message(*(items if extras is None else items + [extras]))

    assert decode_up(rows(), sealed_bytes=100).times == (5,)
    for changes in (
        {"life": b"lif"},
        {"first": 0},
        {"lag": 1},
        {"lag": -1},
        {"clock": 2},
        {"clock": None},
        {"t0": -1},
        {"t0": None},
        {"steps": 1},
        {"steps": []},
        {"steps": [1], "columns": [[1, 2]] * 5},
        {"steps": [1, 1], "columns": [[1, 2, 3]] * 5},
        {"steps": [1, -1], "columns": [[1, 2, 3]] * 5},
        {"steps": MAX_INT, "columns": [[1, 2]] * 5},
        {"columns": 7},
        {"columns": [[]] * 5},
        {"columns": [[1], [1], [1], [1], [1, 2]]},
        {"columns": [["a"]] * 5},
        {"columns": [[MAX_INT, 1]] * 5},
        {"columns": [], "t0": 1},
        {"columns": [], "t0": 0, "steps": 1},
        {"first": MAX_INT},
        {"extras": {}},
        {"extras": 1},
        {"extras": {4: 1}},
        {"extras": {1: [0, 0, 0, 0]}},
        {"extras": {1: [0, 1, 0, 0, 0]}},
        {"extras": {1: [None, -201, 0, 0, 0]}},
        {"extras": {1: [None, None, None, 0, 0]}},
        {"extras": {2: {}}},
        {"extras": {2: {9: 1}}},
        {"extras": {2: {1: None}}},
        {"extras": {3: []}},
        {"extras": {3: [b"short"]}},
        {"extras": {3: [bytes(8), 1]}},
        {"extras": {3: [bytes(8), 1, bytes(7)]}},
    ):
        refused("shape", decode_up, rows(**changes), sealed_bytes=100)
    refused("profile", decode_up, rows(profile=999), sealed_bytes=100)
    refused("profile", decode_up, rows(profile=b"123"), sealed_bytes=100)
    refused("profile", decode_up, rows(columns=[[1]] * 4), sealed_bytes=100)
    refused("cbor", decode_up, rows() + b"\x00", sealed_bytes=100)
    refused("kind", decode_up, message(9), sealed_bytes=100)
    refused("kind", decode_up, message(), sealed_bytes=100)
    refused("kind", decode_up, message(None), sealed_bytes=100)
    refused("kind", decode_up, b"\x01", sealed_bytes=100)
    people = rows(profile=4, columns=[[1], [0]])
    refused("shape", decode_up, people, sealed_bytes=100)  # not padded
    refused("cbor", decode_up, people + b"\x00\x01", sealed_bytes=128)  # padded with something
    assert decode_up(people + bytes(9), sealed_bytes=128).columns == ((1,), (0,))
    six = rows(profile=4, columns=[[1] * 6, [0] * 6])
    refused("shape", decode_up, six, sealed_bytes=128)


def check_reply():
    def reply(*more, life=LIFE, settled=0, seen=0, time=None, flags=0):
        return message(3, b"sessions", 1, life, settled, seen, time, flags, *more)

    assert decode_reply(reply()).time_s is None
    refused("kind", decode_reply, message(2))
    refused("kind", decode_reply, b"\x00")
    refused("cbor", decode_reply, reply() + b"\x00")
    refused("shape", decode_reply, message(3, b"sessions"))
    refused("shape", decode_reply, reply(life=b"no"))
    refused("shape", decode_reply, reply(settled=2, seen=1))
    refused("shape", decode_reply, reply(time=-1))
    refused("shape", decode_reply, reply(flags=8))
    for downlinks in (
        {},
        7,
        {5: [1, 2]},
        {3: [1, None]},
        {1: 1},
        {1: [1]},
        {1: [None, {1: 1}]},
        {1: [1, {}]},
        {1: [1, {1: None}]},
        {1: [1, dict.fromkeys(range(9), 1)]},
        {2: [1, None]},
        {4: [1, b"short"]},
    ):
        refused("shape", decode_reply, reply(downlinks))


def check_bounds():
    """Encoders refuse what the wire does not carry."""
    writer = Writer(64)
    wrong(writer.uint, -1)
    wrong(writer.uint, 2**30)
    wrong(writer.integer, -(2**30))
    wrong(writer.byte_string, bytes(64))
    writer.reset()
    writer.byte_string(bytes(62))
    wrong(writer.null)
    writer = Writer(1024)
    frame = FrameBuffer(max_rows=2, max_columns=1)
    frame.profile_id = 23
    frame.column_count = 1
    frame.life = LIFE
    frame.count = 2
    frame.times[0] = 10
    frame.times[1] = 9  # time never goes back within a frame
    wrong(encode_rows, writer, frame)
    frame.times[1] = 10
    frame.extras = Extras(None, None, Echo(b"epochepo", None, None))
    encode_rows(writer, frame)
    for profile in BUILT_IN.values():
        for column in profile.columns:
            assert -(2**29) < column.low <= column.high < 2**29, column  # so differences stay below 2^30 too


def check_names():
    for name in ("a", "garden-7", "0" * 32):
        check_device_id(name)
        assert parse_up_topic("stoep/1/" + name + "/up") == name
    for name in ("", "-a", "A", "a b", "a/b", "a.b", "a" * 33, "ë"):
        wrong(check_device_id, name)
    refused("version", parse_up_topic, "stoep/2/a/up")
    for topic in ("", "stoep/1/a/down", "stoep/1/up", "stoep/1/a/b/up", "other/1/a/up", "stoep/1/A/up", "stoep/1//up"):
        refused("topic", parse_up_topic, topic)


def check_mqtt():
    reader = mqtt.PacketReader(max_bytes=300)
    stream = mqtt.publish("t/1", b"x" * 200, packet_id=7) + mqtt.publish("t/2", b"") + mqtt.puback(7) + b"\xd0\x00"
    for size in (1, 2, 3, 50, len(stream)):
        packets = []
        for at in range(0, len(stream), size):
            packets.extend(reader.feed(stream[at : at + size]))
        assert [p.kind for p in packets] == [mqtt.PUBLISH, mqtt.PUBLISH, mqtt.PUBACK, mqtt.PINGRESP]
        assert mqtt.parse_publish(packets[0]) == ("t/1", b"x" * 200, 1, 7)
        assert mqtt.parse_publish(packets[1]) == ("t/2", b"", 0, 0)
        assert mqtt.parse_puback(packets[2]) == 7
    refused("mqtt", mqtt.PacketReader(max_bytes=300).feed, b"\x30\xff\x7f")  # longer than allowed
    refused("mqtt", mqtt.PacketReader(max_bytes=300).feed, b"\x30\xff\xff\xff\xff\x01")  # a length without end
    refused("mqtt", mqtt.parse_publish, mqtt.Packet(3, 0, b"\x00"))
    refused("mqtt", mqtt.parse_publish, mqtt.Packet(3, 0, b"\x00\x05ab"))
    refused("mqtt", mqtt.parse_publish, mqtt.Packet(3, 2, b"\x00\x01a\x00"))
    refused("mqtt", mqtt.parse_publish, mqtt.Packet(3, 4, b"\x00\x01a\x00\x01"))
    refused("mqtt", mqtt.parse_connack, mqtt.Packet(2, 0, b"\x00"))
    refused("mqtt", mqtt.parse_suback, mqtt.Packet(9, 0, b"\x00"))
    refused("mqtt", mqtt.parse_puback, mqtt.Packet(4, 0, b""))


check_cbor()
check_envelope()
check_hello()
check_rows()
check_reply()
check_bounds()
check_names()
check_mqtt()
print("ok")
