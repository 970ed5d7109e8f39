"""The settings of crowds: files of the operator, when to warn, by which channels."""

from stoep_gateway.config.key import Key

CROWD_KEYS: tuple[Key, ...] = (
    Key(
        name="places_file",
        type=str,
        default="",
        path=True,
        meaning="Places where people are counted, their levels and measures (TOML or GeoJSON); empty = no "
        "forecasts and no pages of crowds.",
    ),
    Key(
        name="events_file",
        type=str,
        default="",
        path=True,
        meaning="What is going to happen near them (TOML, CSV).",
    ),
    Key(
        name="school_region",
        type=str,
        default="",
        choices=("", "noord", "midden", "zuid"),
        meaning="Whose school holidays count, by the Dutch region; empty = none but those of `calendar_file`.",
    ),
    Key(name="calendar_file", type=str, default="", path=True, meaning="Holidays of your own (TOML)."),
    Key(
        name="weather_file",
        type=str,
        default="",
        path=True,
        meaning="Weather by the hour, past and expected (CSV), that you keep up to date.",
    ),
    Key(
        name="weather_url",
        type=str,
        default="",
        choices=("",),
        pattern=r"https://\S+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/\S*)?",
        pattern_means="an address with https://, or http:// of this machine",
        meaning="Address of the same as JSON, asked for each half hour; together with a file, it completes it.",
    ),
    Key(
        name="alert_level",
        type=str,
        default="orange",
        choices=("yellow", "orange", "red"),
        meaning="The level from which on an alert is raised.",
    ),
    Key(
        name="alert_within_min",
        type=int,
        default=120,
        low=15,
        high=180,
        meaning="How far ahead the level is looked for, in minutes.",
    ),
    Key(
        name="alert_chance_percent",
        type=int,
        default=45,
        low=1,
        high=99,
        meaning="The chance of the level from which on an alert is raised. 45 was chosen by scores on real counts;"
        " `stoep forecast backtest` gives those of yours.",
    ),
    Key(
        name="alert_lead_min",
        type=int,
        default=0,
        low=0,
        high=120,
        meaning="An alert comes at least so many minutes before the level is expected, or once it is there.",
    ),
    Key(
        name="alert_quiet",
        type=str,
        default="",
        choices=("",),
        pattern=r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d",
        pattern_means='two local times such as "22:00-08:00"',
        meaning="When no alert is raised; empty = never quiet.",
    ),
)

ALERT_KEYS: tuple[Key, ...] = (
    Key(name="name", type=str, default="", meaning="The channel's name on pages and in metrics: a-z, 0-9 and -."),
    Key(name="type", type=str, default="", meaning="What it is; its own settings follow in the same table."),
)
