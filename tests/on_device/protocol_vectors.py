"""Every golden vector, encoded, sealed, opened and decoded byte for byte. Runs on CPython and on MicroPython.

argv: the path of protocol/vectors.json.
"""

import json
import sys
from binascii import hexlify, unhexlify

from stoep_protocol.cbor import Writer
from stoep_protocol.description import parse_description, to_json
from stoep_protocol.down import decode_down
from stoep_protocol.encode_down import encode_block, encode_reply
from stoep_protocol.extras import Echo, Extras, Health
from stoep_protocol.hello import Hello, encode_hello
from stoep_protocol.keys import down_cipher, up_cipher
from stoep_protocol.limits import MAX_FRAME_BYTES, NULL
from stoep_protocol.master_keys import broker_password, device_secret
from stoep_protocol.messages import decode_up
from stoep_protocol.own_profile import describe, from_json
from stoep_protocol.profiles import id_of
from stoep_protocol.reply import Reply
from stoep_protocol.rows import FrameBuffer, Rows, encode_rows
from stoep_protocol.seal import parse_envelope
from stoep_protocol.update import Ask, Block, encode_ask


def versions_of(numbers):
    if numbers is None:
        return None
    out = {}
    for kind in numbers:
        out[int(kind)] = numbers[kind]
    return out


def extras_of(fields):
    echo = fields["echo"]
    if echo is not None:
        echo = Echo(unhexlify(echo[0]), echo[1], None if echo[2] is None else unhexlify(echo[2]))
    health = fields["health"]
    return Extras(None if health is None else Health(*health), versions_of(fields["versions"]), echo)


def hello_of(f):
    return Hello(
        unhexlify(f["board_id"]),
        f["firmware"],
        tuple([describe(from_json(profile)) if type(profile) is dict else profile for profile in f["profiles"]]),
        unhexlify(f["life"]),
        f["oldest_row"],
        f["next_row"],
        f["settled"],
        f["sample_s"],
        f["send_s"],
        extras_of(f),
    )


def rows_of(f):
    columns = tuple([tuple(column) for column in f["columns"]])
    life = unhexlify(f["life"])
    profile = unhexlify(f["profile"]) if type(f["profile"]) is str else f["profile"]
    return Rows(profile, life, f["first_row"], f["lag"], f["clock"], tuple(f["times"]), columns, extras_of(f))


def fill(frame, rows):
    width = len(rows.columns)
    frame.profile_id = rows.profile
    frame.column_count = width
    frame.life = rows.life
    frame.first_row = rows.first_row
    frame.lag = rows.lag
    frame.clock = rows.clock
    frame.count = len(rows.times)
    frame.extras = rows.extras
    for i in range(frame.count):
        frame.times[i] = rows.times[i]
        for k in range(width):
            value = rows.columns[k][i]
            frame.values[i * width + k] = NULL if value is None else value


def reply_of(f):
    configuration = f["configuration"]
    if configuration is not None:
        configuration = (configuration[0], versions_of(configuration[1]))
    anchor = f["anchor"]
    if anchor is not None:
        anchor = (anchor[0], unhexlify(anchor[1]))
    command = None if f["command"] is None else tuple(f["command"])
    return Reply(
        unhexlify(f["session"]),
        f["counter"],
        unhexlify(f["life"]),
        f["settled"],
        f["seen"],
        f["time_s"],
        f["flags"],
        configuration,
        command,
        anchor,
        tuple(f["update"]) if f.get("update") else None,
    )


def check_profiles(vectors):
    for vector in vectors["profiles"]:
        profile = from_json(vector["profile"])
        assert to_json(profile) == vector["profile"]
        description = describe(profile)
        assert hexlify(description).decode() == vector["description"]
        assert profile.id == id_of(description) == unhexlify(vector["id"])
        assert parse_description(description) == profile


def check_up(vectors, cipher, writer, frame):
    for vector in vectors["up"]:
        if vector["kind"] == "hello":
            message = hello_of(vector["fields"])
            encode_hello(writer, message)
        elif vector["kind"] == "ask":
            fields = vector["fields"]
            message = Ask(fields["version"], fields["offset"], fields["size"])
            encode_ask(writer, message)
        else:
            message = rows_of(vector["fields"])
            fill(frame, message)
            encode_rows(writer, frame)
        assert hexlify(writer.view()).decode() == vector["plaintext"], vector["name"]
        sealed = cipher.seal(writer.view(), counter=vector["counter"], size_bytes=vector["size_bytes"])
        assert hexlify(sealed).decode() == vector["sealed"], vector["name"]
        plaintext = cipher.open(parse_envelope(sealed))
        assert decode_up(plaintext, sealed_bytes=len(sealed)) == message, vector["name"]


def check_down(vectors, cipher, writer):
    for vector in vectors["down"]:
        fields = vector["fields"]
        if "data" in fields:
            session, data = unhexlify(fields["session"]), unhexlify(fields["data"])
            message = Block(session, fields["counter"], fields["version"], fields["offset"], data)
            encode_block(writer, message)
        else:
            message = reply_of(fields)
            encode_reply(writer, message)
        assert hexlify(writer.view()).decode() == vector["plaintext"], vector["name"]
        sealed = cipher.seal(writer.view(), counter=vector["counter"])
        assert hexlify(sealed).decode() == vector["sealed"], vector["name"]
        assert decode_down(cipher.open(parse_envelope(sealed))) == message, vector["name"]


def lines_of(path):
    """(name of the section, "" at the top; what the line holds). A board has no room for all of the file at once."""
    section = ""
    with open(path) as file:
        for line in file:
            line = line.rstrip(",\n")
            if line.endswith("["):
                section = json.loads(line[: line.index(":")])
            elif line == "]":
                section = ""
            elif line.startswith('"'):
                yield section, json.loads("{" + line + "}")
            elif len(line) > 1:
                yield section, json.loads(line)


def main(path):
    top = {}
    up = down = None
    writer = Writer(MAX_FRAME_BYTES)
    frame = FrameBuffer(max_rows=6, max_columns=8)
    sections = {}
    for section, held in lines_of(path):
        sections[section] = sections.get(section, 0) + 1
        if not section:
            top.update(held)
        elif section == "keys":
            master = unhexlify(top["master"])
            secret = device_secret(master, device_id=held["device"], generation=held["generation"])
            assert hexlify(secret).decode() == held["secret"]
            password = broker_password(master, device_id=held["device"], generation=held["generation"])
            assert password == held["password"]
        elif section == "profiles":
            check_profiles({section: [held]})
        elif section == "up":
            secret = unhexlify(top["secret"])
            up = up or up_cipher(secret, device_id=top["device"], session=unhexlify(top["session"]))
            check_up({section: [held]}, up, writer, frame)
        else:
            secret = unhexlify(top["secret"])
            down = down or down_cipher(secret, device_id=top["device"], epoch=unhexlify(top["epoch"]))
            check_down({section: [held]}, down, writer)
    assert sorted(sections) == ["", "down", "keys", "profiles", "up"] and min(sections.values()) >= 2, sections
    print("ok")


main(sys.argv[1])
