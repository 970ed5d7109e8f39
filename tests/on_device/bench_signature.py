"""What it costs to verify one signature of an update: RSA-3072, as the firmware does, beside Ed25519.

On MicroPython: `MICROPYPATH=protocol:firmware micropython -X heapsize=192k tests/on_device/bench_signature.py`.

Ed25519 is as RFC 8032 §6 writes it down; a board's hashlib has no SHA-512, so that is here too (FIPS 180-4 §6.4).
Prints {name: {"ms": of the quickest verification, "peak_bytes": the least free heap in which it succeeds}}.
"""

import gc
import json
import os
import sys
import time
from hashlib import sha256

from stoep_firmware.signature import is_signed

MESSAGE = b"stoep update 1\x00"
# Of a key made for this page.
MODULUS = bytes.fromhex(
    "a9c658bae0e7c4f71bc51863d220c822a14bc8cf7418ebe87e951e984e6ca84f3f6b0c9e9f4342accf87171803784242"
    "827d5089600f058925519d1655d74864a8f7c5891acec7516b321e0e8c67c849ad68bdeb3c92ff92a7ae578676ea1b7d"
    "14c164e80bc2fdf7c58acfbe8c82cb3ae2127bf9af9bd9827d83c72587e0f66f39929a1563cf345fcb2e4ded24c55e7a"
    "91cd2994ac7c7ea270b4e3ebeb47389500cc2696d23a00e4a6339253e2656d3c7e2d565bf3e1e7136b2805c7df15b0b3"
    "ca339d178dfbfad7cf9ca51a1d7dcaf2e33771809d6a75804471593d62d1af3ddc05d7d911ea854f72e8fdcfe9459020"
    "3224029e2b38ae6d18058e9be6f251de31846db281a911c0e692cc76cff4a4ebb46b3dc873db6381d64419d770af440d"
    "7b4230f3c3f36bac67ca2729ed2d8af9f0b5b8572b58fc669254e7e48773fd1cf7df73f413981b2397a319663d27705b"
    "c37ce2827bd5d85705953976e4d7dd58fdffa6386ccf40d7ef2e302403f71fb23de50372341b296767a66fd6649bc0dd"
)
SIGNATURE = bytes.fromhex(
    "4da8389a0422d73d211e02e9ffd69e4d3ae8e28ecaa4afb0ed992dad93409ce1d8a39873b30ebedc747d86f989e2026b"
    "bf96c3d9f80d2323e0c3f2b98cc6e8f60de01451884198c85fcb9803da88e95e9ddd60487c4eb15bae01fe0e50da287e"
    "87ed98c9ff551ceead750ed77212e28779caaf0e00245a6eb97991b306660dab31d0304b9011bb611229267711c9fe0b"
    "31fcd758ae818a4880190f2752b9c7b7f3d6fcd7b737fa7f3ca86f2ddf7876880d4316951e9e0a250b4c2534f709acde"
    "64284d8866dd90f32708b0868f48225eb4cb8f1f9a3954fca27f28c6bcfb9e40f620e67e947a4276f6a2c0cb1dc1e871"
    "1831179ef570fa27ad5b66e455e0fc3c0e8e579ef89e6394eefc315837cd5959e5211ad9e0d35ba2155b1ea676a53102"
    "455a55c91f41cb3d1d7a67ba18f68e8a082859c5e2a3b3b63504d2ae624dd88839fd80339608a68110d493f922fb5797"
    "6f510aabc8d9f64340b0c5675d5a2a57345e0f455639c1be22cdcf0014f1d0a37213042ba76383fb83134860db09066b"
)
# RFC 8032 §7.1, TEST 1 to 3: public key, message, signature.
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)
STEP_BYTES = 256


_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_MASK = 2**64 - 1


def _cube_root_bits(count):
    """The first 64 bits of the fractional parts of the cube roots of the first primes, and square roots of eight."""
    primes = []
    number = 2
    while len(primes) < count:
        if all(number % prime for prime in primes):
            primes.append(number)
        number += 1
    return [_root(prime << 192, 3) & _MASK for prime in primes], [
        _root(prime << 128, 2) & _MASK for prime in primes[:8]
    ]


def _root(number, power):
    low, high = 0, 1 << 80
    while high - low > 1:
        middle = (low + high) // 2
        if middle**power <= number:
            low = middle
        else:
            high = middle
    return low


_K, _H = _cube_root_bits(80)


def _right(number, bits):
    return (number >> bits | number << (64 - bits)) & _MASK


def sha512(data):
    """64 bytes."""
    state = list(_H)
    size_bits = len(data) * 8
    data = data + b"\x80" + bytes((111 - len(data)) % 128) + size_bits.to_bytes(16, "big")
    for start in range(0, len(data), 128):
        words = [int.from_bytes(data[at : at + 8], "big") for at in range(start, start + 128, 8)]
        for i in range(16, 80):
            w15, w2 = words[i - 15], words[i - 2]
            s0 = _right(w15, 1) ^ _right(w15, 8) ^ (w15 >> 7)
            s1 = _right(w2, 19) ^ _right(w2, 61) ^ (w2 >> 6)
            words.append((words[i - 16] + s0 + words[i - 7] + s1) & _MASK)
        a, b, c, d, e, f, g, h = state
        for i in range(80):
            t1 = h + (_right(e, 14) ^ _right(e, 18) ^ _right(e, 41)) + ((e & f) ^ (~e & _MASK & g)) + _K[i] + words[i]
            t2 = (_right(a, 28) ^ _right(a, 34) ^ _right(a, 39)) + ((a & b) ^ (a & c) ^ (b & c))
            h, g, f, e, d, c, b, a = g, f, e, (d + t1) & _MASK, c, b, a, (t1 + t2) & _MASK
        state = [(old + new) & _MASK for old, new in zip(state, (a, b, c, d, e, f, g, h))]  # noqa: B905
    return b"".join(word.to_bytes(8, "big") for word in state)


def _add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % _P
    b = (p[1] + p[0]) * (q[1] + q[0]) % _P
    c = 2 * p[3] * q[3] * _D % _P
    d = 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _decompress(data):
    """The point, or None."""
    y = int.from_bytes(data, "little")
    sign = y >> 255
    y &= (1 << 255) - 1
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return (x, y, 1, x * y % _P)


_BASE = _decompress((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


def is_ed25519_signed(message, *, signature, public_key):
    """public_key: 32 bytes, signature: 64."""
    point, r = _decompress(public_key), _decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if point is None or r is None or s >= _L:
        return False
    h = int.from_bytes(sha512(signature[:32] + public_key + message), "little") % _L
    left, right = _multiply(s, _BASE), _add(r, _multiply(h, point))
    return (left[0] * right[2] - right[0] * left[2]) % _P == 0 and (left[1] * right[2] - right[1] * left[2]) % _P == 0


def milliseconds(verify, rounds):
    """Of the quickest: others wait for whatever else this machine does."""
    quickest_us = 1 << 30
    for _ in range(rounds):
        gc.collect()
        begun_us = time.ticks_us()
        if not verify():
            raise ValueError("not signed")
        quickest_us = min(quickest_us, time.ticks_diff(time.ticks_us(), begun_us))
    return quickest_us / 1000


def peak_bytes(name):
    """The least free heap in which it succeeds; each try is a fresh start, since what is torn stays torn."""
    low, high = 0, 128
    while high - low > 1:
        middle = (low + high) // 2
        # With room to compile this file in: what is measured is what ballast leaves.
        command = "micropython -X heapsize=1m %s %s %d" % (sys.argv[0], name, middle * STEP_BYTES)
        if os.system(command) == 0:  # noqa: S605
            high = middle
        else:
            low = middle
    return high * STEP_BYTES


def is_room_enough(verify, free_bytes):
    """Whether it succeeds when free_bytes are free, in one piece, and ballast fills the rest."""
    ballast = [None] * 512
    used = 0
    gc.collect()
    room = bytearray(free_bytes)
    size_bytes = 16384
    while size_bytes >= 64:
        try:
            while used < 512:
                ballast[used] = bytearray(size_bytes)
                used += 1
        except MemoryError:
            pass
        size_bytes //= 2
    room = None  # noqa: F841
    gc.collect()
    try:
        return verify()
    except MemoryError:
        return False


def rsa():
    return is_signed(sha256(MESSAGE).digest(), signature=SIGNATURE, modulus=int.from_bytes(MODULUS, "big"))


def ed25519(vector=VECTORS[0]):
    public_key, message, signature = [bytes.fromhex(part) for part in vector]
    return is_ed25519_signed(message, signature=signature, public_key=public_key)


VERIFY = {"rsa-3072": rsa, "ed25519": ed25519}


def main():
    if len(sys.argv) == 3:
        sys.exit(0 if is_room_enough(VERIFY[sys.argv[1]], int(sys.argv[2])) else 1)
    for vector in VECTORS:
        assert ed25519(vector)
    measured = {}
    for name, rounds in (("rsa-3072", 50), ("ed25519", 15)):
        measured[name] = {"ms": milliseconds(VERIFY[name], rounds), "peak_bytes": peak_bytes(name)}
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
