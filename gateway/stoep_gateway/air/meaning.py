"""What a level means for being active outdoors, as the index's own health messages say it. Pure.

Source: the messages of the European Environment Agency that go with its index, for everybody and for sensitive people
(breathing troubles, heart disease). Seen in Swedish at eea.europa.eu/sv/help (what the values in the index mean) and in
English, as the agency's, at geosphere.at (air quality index). They were written for the index before 2025; whether the
agency changed them with the bands was not seen.

About windows the index has no message, and no source was found that ties opening them to a level: so none is given.
"""

from collections.abc import Mapping
from types import MappingProxyType

from stoep_gateway.air.index import Level

# Which text for everybody and for sensitive people; the pages have the words.
MESSAGES: Mapping[Level, tuple[str, str]] = MappingProxyType(
    {
        Level.GOOD: ("enjoy", "enjoy"),
        Level.FAIR: ("enjoy", "enjoy"),
        Level.MODERATE: ("enjoy", "consider-intense"),
        Level.POOR: ("consider-intense", "consider-all"),
        Level.VERY_POOR: ("consider-intense", "reduce-all"),
        Level.EXTREMELY_POOR: ("reduce-outdoors", "avoid-all"),
    }
)
