"""The settings of gardens: how many make a figure, the operator's table of soils, what goes with open data."""

from stoep_gateway.config.key import Key

GARDEN_KEYS: tuple[Key, ...] = (
    Key(
        name="k",
        type=int,
        default=10,
        low=5,
        high=1000,
        meaning="No figure of gardens without so many others beside any one of them: blocks have k + 1 at least.",
    ),
    Key(
        name="soil_file",
        type=str,
        default="",
        path=True,
        meaning="Soil class by the four digits of a postcode (CSV: postcode4,class); empty = keepers say it.",
    ),
    Key(
        name="tip_mm",
        type=float,
        default=0.2794,
        low=0.01,
        high=5,
        meaning="Rain of one tip of the rain gauges, in mm: the gauge's manual has it.",
    ),
    Key(
        name="licence",
        type=str,
        default="",
        choices=("",),
        pattern=r"[A-Za-z0-9.+-]{1,60}",
        pattern_means="an SPDX name such as CC-BY-4.0",
        meaning="Licence of the open data, by its SPDX name; empty = none is given.",
    ),
    Key(
        name="citation",
        type=str,
        default="",
        choices=("",),
        pattern=r"[^\n\r]{1,300}",
        pattern_means="one line of at most 300 characters",
        meaning="How to cite the open data; empty = by the gateway's name.",
    ),
)
