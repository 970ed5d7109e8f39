"""What the table "When it says" of docs/hardware.md advises, in Dutch. Keyed by the English words: one that changes
there has no Dutch ones here, and a test says so."""

from collections.abc import Mapping
from types import MappingProxyType

DUTCH: Mapping[str, str] = MappingProxyType(
    {
        "no power at the probe, or its signal wire touches ground": (
            "de voeler krijgt geen stroom, of zijn signaaldraad raakt GND"
        ),
        "signal wire loose, or another pin than in stoep.json": (
            "de signaaldraad zit los, of op een andere pin dan in stoep.json staat"
        ),
        "no 4.7 kΩ pull-up between data and 3.3 V": "de weerstand van 4,7 kΩ tussen DATA en 3V3 ontbreekt",
        "it loses power while it measures: connect VDD to 3.3 V, not to ground": (
            "hij heeft geen stroom tijdens het meten: sluit VDD aan op 3V3, niet op GND"
        ),
        "cable too long, or a pump or lamp beside it": "de kabel is te lang, of er zit een pomp of lamp naast",
        "SDA and SCL swapped, or no 3.3 V": "SDA en SCL zijn verwisseld, of er is geen 3,3 V",
        "SDA or SCL touches ground, or a chip on the bus stopped in the middle of a byte: each sensor on I2C says so. "
        "The board frees the bus at each start; if that did not help, power off": (
            "SDA of SCL raakt GND, of een sensor is midden in een bericht blijven hangen. Alle sensoren op SDA en SCL "
            "zeggen dit dan. Het bordje probeert het bij elke start los te maken. Helpt dat niet: haal de stroom eraf"
        ),
        "it has no humidity: buy a real BME280": "hij meet geen vocht: koop een echte BME280",
        "weak 3.3 V supply": "de 3,3 V is te zwak",
        "TX and RX swapped, or no 5 V": "TX en RX zijn verwisseld, of er is geen 5 V",
        "fan stands still, or tape over the inlet": "de ventilator staat stil, of er zit plakband voor de opening",
        "an SCD40 (it has no single shot), or a broken sensor": (
            "het is een SCD40 (die kan niet los meten), of de sensor is kapot"
        ),
        "its supply breaks down: it draws much at moments": (
            "de voeding zakt in: hij vraagt soms heel even veel stroom"
        ),
        "nothing: the board had no power or was reset; ticks come with the next row": (
            "niets: het bordje had geen stroom of is opnieuw gestart; bij de volgende meting komen er weer getallen"
        ),
        "SDA and SCL swapped, or no 3.3 V; reset the board when it is mended: the heater is conditioned then": (
            "SDA en SCL zijn verwisseld, of er is geen 3,3 V. Start het bordje opnieuw als het verholpen is: "
            "dan warmt de sensor goed op"
        ),
        "it has no NOx: buy an SGP41": "hij meet geen NOx: koop een SGP41",
        "broken, or poisoned by silicone or solvents": "kapot, of vergiftigd door siliconenkit of oplosmiddel",
        "something stands in it, it is out of line, or its receiver has no power": (
            "er staat iets in, lamp en ontvanger staan niet recht tegenover elkaar, of de ontvanger krijgt geen stroom"
        ),
        "bucket stuck half-way, or the wires touch": "het bakje blijft halverwege hangen, of de draden raken elkaar",
    }
)
