"""Every setting with its type, default, range and meaning: the one table behind parser, `stoep init` and the docs."""

from stoep_gateway.config.air_keys import AIR_KEYS
from stoep_gateway.config.crowd_keys import CROWD_KEYS
from stoep_gateway.config.garden_keys import GARDEN_KEYS
from stoep_gateway.config.key import Key
from stoep_gateway.config.privacy_keys import PRIVACY_KEYS

ARCHIVE = "archive"  # the back-end that is always there
EPSILON = r"(?=.*[1-9])\d{1,3}(\.\d{1,6})?"  # its millionths are an integer of the wire, in a row of the ledger
_PATH = r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?"
_PUBLIC_URL = (
    r"(https://([A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])|http://(localhost|127(\.[0-9]{1,3}){3}|\[::1\]))"
    rf"(:[0-9]{{1,5}})?{_PATH}"
)
_EPSILON_MEANS = 'a decimal number above 0 and below 1000 in quotes, at most six decimals, such as "0.5"'


def _port(default: int, meaning: str) -> Key:
    return Key(name="port", type=int, default=default, meaning=meaning, low=1, high=65535)


def _host(default: str, meaning: str) -> Key:
    return Key(name="host", type=str, default=default, meaning=meaning)


SECTIONS: dict[str, tuple[Key, ...]] = {
    "gateway": (
        Key(name="name", type=str, default="stoep", meaning="What this gateway is called on its pages."),
        Key(
            name="state_dir",
            type=str,
            default="state",
            path=True,
            meaning="Folder (mode 0700) of keys, device list, broker store, journal and archive.",
        ),
        Key(
            name="log_level",
            type=str,
            default="info",
            choices=("debug", "info", "warning", "error"),
            meaning="The least severe message that is logged.",
        ),
    ),
    "clock": (
        Key(
            name="trust",
            type=str,
            default="ntp",
            choices=("ntp", "rtc", "system"),
            meaning="When devices are given the time: ntp = while the kernel's clock is synchronised, "
            "rtc = there is a battery clock, system = always.",
        ),
    ),
    "place": (
        Key(
            name="cell_size_m",
            type=int,
            default=500,
            low=100,
            high=10_000,
            meaning="Side of the RD New grid cells in metres; a device's place is the centre of one.",
        ),
    ),
    "broker": (
        Key(
            name="embedded",
            type=bool,
            default=True,
            meaning="true: stoep runs its own broker; false: it connects to yours.",
        ),
        _host(
            "127.0.0.1",
            "Embedded: the address to listen on (0.0.0.0 for devices on the network); else the broker's address.",
        ),
        _port(1883, "The MQTT port."),
        Key(
            name="public_host",
            type=str,
            default="",
            meaning="The name or address that devices connect to, if it is not `host`.",
        ),
        Key(
            name="executable",
            type=str,
            default="",
            meaning="Embedded: path of nats-server; empty = the one installed with stoep, else the one on PATH.",
        ),
        Key(name="user", type=str, default="gateway", meaning="Your broker: the gateway's user name."),
        Key(
            name="password_file",
            type=str,
            default="",
            path=True,
            meaning="Your broker: file (mode 0600) with the password.",
        ),
        Key(
            name="ca_file",
            type=str,
            default="",
            path=True,
            meaning="The one CA (PEM) that gateway and devices trust at the broker; with it they speak TLS.",
        ),
        Key(
            name="cert_file",
            type=str,
            default="",
            path=True,
            meaning="Embedded: the broker's certificate for `public_host` (PEM, with what lies between it and the CA).",
        ),
        Key(
            name="key_file",
            type=str,
            default="",
            path=True,
            meaning="Embedded: file (mode 0600) with the private key of that certificate (PEM).",
        ),
    ),
    "people": (
        Key(
            name="window_s",
            type=int,
            default=900,
            low=60,
            high=86_400,
            divides=86_400,
            meaning="Length of a window of people counts in seconds; divides a day.",
        ),
        Key(
            name="night_h",
            type=int,
            default=4,
            low=0,
            high=6,
            meaning="The hours from 00:00 UTC to this one are one window (few people, habits); 0 = none.",
        ),
        Key(
            name="k",
            type=int,
            default=10,
            low=1,
            high=10_000,
            meaning="Window totals below this, after noise, are not released.",
        ),
        Key(
            name="epsilon",
            type=str,
            default="1",
            choices=("none",),
            pattern=EPSILON,
            pattern_means=_EPSILON_MEANS,
            meaning='Noise: the privacy budget that a window costs, a decimal number; "none" = a threshold alone.',
        ),
        Key(
            name="contribution",
            type=int,
            default=2,
            low=1,
            high=100,
            meaning="How many crossings in a window count as one person's; a crossing costs epsilon / contribution.",
        ),
        Key(
            name="epsilon_per_day",
            type=str,
            default="",
            choices=("",),
            pattern=EPSILON,
            pattern_means=_EPSILON_MEANS,
            meaning="What a place may spend in a UTC day; empty = epsilon for each window of a day once.",
        ),
        Key(
            name="rounding",
            type=int,
            default=1,
            low=1,
            high=1000,
            meaning="Released totals are rounded to a multiple of this.",
        ),
        Key(
            name="ring_s",
            type=int,
            default=259_200,
            low=3_600,
            high=2_592_000,
            meaning="How long a people device keeps its rows, in seconds; a silent one is waited for that long.",
        ),
    ),
    "journal": (
        Key(
            name="commit_interval_s",
            type=float,
            default=30.0,
            low=0.0,
            high=3_600.0,
            meaning="How long a commit may wait, in seconds, to spare an SD card; a released window never waits.",
        ),
        Key(
            name="max_size_mb",
            type=int,
            default=1024,
            low=16,
            high=1_048_576,
            meaning="The journal keeps at most this much.",
        ),
        Key(
            name="memory_mb",
            type=int,
            default=32,
            low=1,
            high=4_096,
            meaning="Rows in memory before a commit take at most this much; more wait on the devices.",
        ),
    ),
    "archive": (
        Key(
            name="keep_days",
            type=int,
            default=400,
            low=0,
            high=36_500,
            meaning="Released values leave the archive, and so the pages, when their day is this long over; 0 = never.",
        ),
    ),
    "updates": (
        Key(
            name="public_keys",
            type=list,
            default=[],
            high=2,
            path=True,
            meaning="Public keys (PEM) of which one must have signed what is put on devices; each learns them when "
            "it is enrolled.",
        ),
    ),
    "crowd": CROWD_KEYS,
    "garden": GARDEN_KEYS,
    "air": AIR_KEYS,
    "web": (
        _host("127.0.0.1", "Address of the pages."),
        _port(8080, "Port of the pages."),
        Key(
            name="trusted_proxy",
            type=str,
            default="",
            choices=("",),
            pattern=r"[0-9A-Fa-f.:]+(, ?[0-9A-Fa-f.:]+)*",
            pattern_means="an IP address, or several with commas between",
            meaning="Your web server with TLS before the pages: believed about TLS and about who asks.",
        ),
        Key(
            name="public_url",
            type=str,
            default="",
            choices=("",),
            pattern=_PUBLIC_URL,
            pattern_means="https://name/path, or http:// of this machine, without ? and #",
            meaning="Where residents find the pages: links given out begin with it, the pages stand below its path.",
        ),
    ),
    "desk": (
        Key(
            name="keep_days",
            type=int,
            default=180,
            low=7,
            high=3650,
            meaning="How long it is kept who acknowledged an alert, logged in or changed something at the desk.",
        ),
    ),
    "privacy": PRIVACY_KEYS,
    "metrics": (_host("127.0.0.1", "Address of /metrics and /healthz."), _port(9464, "Port of /metrics and /healthz.")),
    "enrolment": (
        _host("0.0.0.0", "Address to listen on for codes of `stoep device invite`, while there are any."),  # noqa: S104
        _port(8443, "Port of the same: HTTPS."),
        Key(
            name="public_host",
            type=str,
            default="",
            meaning="This gateway's name or address in codes; empty = what devices connect to, see [broker].",
        ),
    ),
}

QUANTITY_KEYS: tuple[Key, ...] = (
    Key(
        name="class",
        type=str,
        default="",
        choices=("harmless", "refused"),
        meaning="harmless: it says nothing about people, readings are kept and go out as they are; "
        "refused: rows with it are thrown away.",
    ),
    Key(name="unit", type=str, default="", meaning="harmless: its UCUM unit; a device that says another one waits."),
    Key(
        name="low",
        type=int,
        default=0,
        low=-536_870_911,
        high=536_870_911,
        meaning="harmless: the least value in that unit; a device whose range is wider waits.",
    ),
    Key(name="high", type=int, default=0, low=-536_870_911, high=536_870_911, meaning="harmless: the largest value."),
)

BACKEND_KEYS: tuple[Key, ...] = (
    Key(name="name", type=str, default="", meaning="The back-end's name in accounts and metrics: a-z, 0-9 and -."),
    Key(name="type", type=str, default="", meaning="What it is; its own settings follow in the same table."),
    Key(
        name="pseudonyms",
        type=str,
        default="",
        choices=("", "month", "year"),
        meaning="How long a device has one name there, if not its own.",
    ),
    Key(
        name="people",
        type=str,
        default="",
        choices=("", "none"),
        meaning="none: no counts of people go there; else as released, or as the next two say.",
    ),
    Key(name="people_k", type=int, default=0, low=0, high=99_999, meaning="Smaller released counts do not go there."),
    Key(
        name="people_rounding", type=int, default=1, low=1, high=1_000, meaning="Multiples that counts are rounded to."
    ),
)
