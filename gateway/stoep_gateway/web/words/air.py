"""Texts of the air page."""

WORDS = {
    "nav.air": ("Lucht", "Air"),
    "air.title": ("Hoe schoon is de lucht?", "How clean is the air?"),
    "air.lead": (
        "Sensoren in de straat meten fijnstof. Je ziet wat ze zeggen, en wat wij daarvan maken.",
        "Sensors in the street measure fine dust. You see what they say, and what we make of it.",
    ),
    "air.none": ("Er hangt hier nog geen luchtmeter.", "There is no air meter here yet."),
    "air.now": ("De lucht in het laatste uur", "The air in the last hour"),
    "air.now.count.one": ("bij {n} sensor", "at {n} sensor"),
    "air.now.count.many": ("bij {n} sensoren", "at {n} sensors"),
    "air.now.none": (
        "Geen enkele sensor heeft nu een niveau. Bij elke sensor staat waarom.",
        "No sensor has a level now. At each sensor it says why.",
    ),
    "air.now.without.one": ("{n} sensor heeft nu geen niveau.", "{n} sensor has no level now."),
    "air.now.without.many": ("{n} sensoren hebben nu geen niveau.", "{n} sensors have no level now."),
    "air.now.floor": (
        "Dit niveau gaat alleen over fijnstof. Andere stoffen meten we niet. Dus de lucht kan ook slechter zijn.",
        "This level is about fine dust alone. We do not measure other substances. So the air may be worse.",
    ),
    "air.index": ("Europese index {version}", "European index {version}"),
    "air.level.1": ("goed", "good"),
    "air.level.2": ("redelijk", "fair"),
    "air.level.3": ("matig", "moderate"),
    "air.level.4": ("slecht", "poor"),
    "air.level.5": ("zeer slecht", "very poor"),
    "air.level.6": ("uiterst slecht", "extremely poor"),
    "air.level.none": ("geen niveau", "no level"),
    "air.mean": ("Kan ik buiten sporten?", "Can I do sports outdoors?"),
    "air.mean.caption": (
        "Wat elk niveau betekent. De adviezen zijn van het Europees Milieuagentschap.",
        "What each level means. The advice is that of the European Environment Agency.",
    ),
    "air.mean.level": ("Niveau", "Level"),
    "air.mean.everybody": ("Iedereen", "Everybody"),
    "air.mean.sensitive": ("Met zwakke longen of een zwak hart", "With weak lungs or a weak heart"),
    "air.mean.now": ("nu", "now"),
    "air.do.enjoy": ("Doe buiten wat je altijd doet.", "Do outdoors what you always do."),
    "air.do.consider-intense": (
        "Heb je last van ogen, keel of hoest? Doe dan minder zware inspanning buiten.",
        "Do your eyes or throat hurt, or do you cough? Then do less heavy exercise outdoors.",
    ),
    "air.do.consider-all": (
        "Doe buiten liever wat minder. Vooral als je klachten hebt.",
        "Consider doing less outdoors. Most of all if you have symptoms.",
    ),
    "air.do.reduce-all": (
        "Doe buiten minder. Vooral als je klachten hebt.",
        "Do less outdoors. Most of all if you have symptoms.",
    ),
    "air.do.reduce-outdoors": ("Doe buiten minder.", "Do less outdoors."),
    "air.do.avoid-all": ("Span je buiten niet in.", "Avoid exercise outdoors."),
    "air.windows": ("Mogen de ramen open?", "May the windows be open?"),
    "air.windows.text": (
        "De index zegt niets over ramen. Milieu Centraal raadt aan om dag en nacht te ventileren. "
        "In veel huizen is de lucht binnen slechter dan buiten.",
        "The index says nothing about windows. Milieu Centraal, a Dutch public adviser, says: ventilate day and night. "
        "In many homes the air inside is worse than outside.",
    ),
    "air.peaks": ("Uren met veel fijnstof", "Hours with much fine dust"),
    "air.peaks.none": (
        "In de laatste twee dagen was er geen uur met veel fijnstof.",
        "There was no hour with much fine dust in the last two days.",
    ),
    "air.peaks.unknown": (
        "Of er veel fijnstof was, weten we niet. Geen sensor had een niveau.",
        "Whether there was much fine dust is not known. No sensor had a level.",
    ),
    "air.peaks.cause": (
        "Waar het van kwam, kunnen deze sensoren niet zien. Rook van hout en van vuurwerk lijkt voor hen op elkaar.",
        "What it came from these sensors cannot see. Smoke of wood and of fireworks looks the same to them.",
    ),
    "air.peaks.more.one": ("Er was nog {n} keer, langer geleden.", "There was {n} more, longer ago."),
    "air.peaks.more.many": ("Er waren nog {n} keren, langer geleden.", "There were {n} more, longer ago."),
    "air.peak.on": ("Sinds {start}", "Since {start}"),
    "air.peak.span": ("Van {start} tot {end}", "From {start} to {end}"),
    "air.peak.more": ("{names} en nog {more}", "{names} and {more} more"),
    "air.reach.one": (
        "Alleen bij {names}. De andere sensoren bleven eronder. Waarschijnlijk was het dichtbij.",
        "At {names} only. The other sensors stayed below. It was probably near by.",
    ),
    "air.reach.some": ("Bij {n} van de {of} sensoren: {names}.", "At {n} of {of} sensors: {names}."),
    "air.reach.wide": (
        "In de hele buurt: bij {n} van de {of} sensoren.",
        "All over the neighbourhood: at {n} of {of} sensors.",
    ),
    "air.reach.unknown": (
        "Bij {names}. Er zijn te weinig sensoren om te zeggen hoe ver het ging.",
        "At {names}. There are too few sensors to say how far it went.",
    ),
    "air.sensors": ("De sensoren", "The sensors"),
    "air.sensor": ("Sensor: {title}", "Sensor: {title}"),
    "air.sensor.unknown": ("soort niet opgegeven", "type not given"),
    "air.pair.raw": ("Gemeten", "Measured"),
    "air.pair.corrected": ("Verbeterd", "Corrected"),
    "air.pair.caption": ("Gemeten en verbeterd, {name}, {when}", "Measured and corrected, {name}, {when}"),
    "air.by.epa": ("formule van de US EPA", "formula of the US EPA"),
    "air.by.growth": ("groei in vocht, κ {kappa}", "growth in damp air, κ {kappa}"),
    "air.raw.sensor": ("niet verbeterd: soort onbekend", "not corrected: type unknown"),
    "air.raw.none": ("niet verbeterd: geen formule", "not corrected: no formula"),
    "air.raw.no-humidity": ("niet verbeterd: vocht onbekend", "not corrected: humidity unknown"),
    "air.raw.damp": ("niet verbeterd: mist", "not corrected: fog"),
    "air.why.silent": (
        "In de laatste uren is hier te weinig gemeten.",
        "Too little was measured here in the last hours.",
    ),
    "air.why.sensor": (
        "De beheerder heeft niet gezegd welke sensor dit is. Dan weten we niet hoe we de meting moeten verbeteren.",
        "The operator did not say which sensor this is. Then we do not know how to correct its values.",
    ),
    "air.why.none": ("Voor deze meting is er geen formule.", "There is no formula for this value."),
    "air.why.no-humidity": (
        "Deze sensor zegt niet hoe vochtig het is. Dan kunnen we de meting niet verbeteren.",
        "This sensor does not say how damp it is. Then its value cannot be corrected.",
    ),
    "air.why.damp": (
        "Het is bijna mist. De sensor ziet dan ook druppels. Dat kunnen we niet verbeteren.",
        "It is close to fog. The sensor then sees drops, too. That cannot be corrected.",
    ),
    "air.chart": (
        "Fijnstof PM2,5 bij {place} van {start} tot {end}. Hoogste uur gemeten {raw}, verbeterd {corrected}.",
        "Fine dust PM2.5 at {place} from {start} to {end}. Highest hour measured {raw}, corrected {corrected}.",
    ),
    "air.chart.raw": ("gemeten", "measured"),
    "air.chart.corrected": ("verbeterd", "corrected"),
    "air.chart.bounds": ("grens van een niveau", "bound of a level"),
    "air.table": (
        "PM2,5 per 6 uur in µg/m³, {place}. Niveau: hoogste uur, {index}.",
        "PM2.5 per 6 hours in µg/m³, {place}. Level: highest hour, {index}.",
    ),
    "air.table.level": ("Niveau", "Level"),
    "air.flags": ("Let op bij deze sensor", "Mind this about the sensor"),
    "air.flag.high": (
        "Hij zegt al een dag ruim {times} keer zoveel als de sensoren om hem heen.",
        "For a day it has said some {times} times as much as the sensors around it.",
    ),
    "air.flag.low": (
        "Hij zegt al een dag ruim {times} keer zo weinig als de sensoren om hem heen.",
        "For a day it has said some {times} times as little as the sensors around it.",
    ),
    "air.flag.stuck.one": ("Hij bleef {n} uur op hetzelfde getal staan.", "It stayed at one number for {n} hour."),
    "air.flag.stuck.many": ("Hij bleef {n} uur op hetzelfde getal staan.", "It stayed at one number for {n} hours."),
    "air.flag.spikes.one": (
        "{n} meting was een vreemde uitschieter. Die telt niet mee.",
        "{n} reading was a strange spike. It does not count.",
    ),
    "air.flag.spikes.many": (
        "{n} metingen waren vreemde uitschieters. Die tellen niet mee.",
        "{n} readings were strange spikes. They do not count.",
    ),
    "air.flag.damp.one": (
        "{n} uur was het vochtiger dan 95\u00a0%. Dat uur is niet verbeterd.",
        "For {n} hour it was damper than 95%. That hour is not corrected.",
    ),
    "air.flag.damp.many": (
        "{n} uur was het vochtiger dan 95\u00a0%. Die uren zijn niet verbeterd.",
        "For {n} hours it was damper than 95%. Those hours are not corrected.",
    ),
    "air.flag.no-humidity.one": (
        "{n} uur zei hij niet hoe vochtig het was.",
        "For {n} hour it did not say how damp it was.",
    ),
    "air.flag.no-humidity.many": (
        "{n} uur zei hij niet hoe vochtig het was.",
        "For {n} hours it did not say how damp it was.",
    ),
    "air.flag.humidity-stuck.one": (
        "Zijn vochtmeter bleef {n} uur op hetzelfde getal staan.",
        "Its humidity stayed at one number for {n} hour.",
    ),
    "air.flag.humidity-stuck.many": (
        "Zijn vochtmeter bleef {n} uur op hetzelfde getal staan.",
        "Its humidity stayed at one number for {n} hours.",
    ),
    "air.more": ("Alles wat deze sensor meet", "All that this sensor measures"),
    "air.official": ("Officiële metingen in de buurt", "Official measurements near by"),
    "air.official.text": (
        "Ter vergelijking. Deze getallen tellen niet mee bij onze sensoren.",
        "To compare. These numbers do not count in what our sensors say.",
    ),
    "air.official.source": ("Bron: {source}", "Source: {source}"),
    "air.official.caption": ("Laatste uur per station, in µg/m³", "Last hour of each station, in µg/m³"),
    "air.official.station": ("Station", "Station"),
    "air.official.when": ("Uur", "Hour"),
    "air.pollutant.pm2_5": ("PM2,5", "PM2.5"),
    "air.pollutant.pm10": ("PM10", "PM10"),
    "air.pollutant.no2": ("Stikstofdioxide", "Nitrogen dioxide"),
    "air.pollutant.o3": ("Ozon", "Ozone"),
    "air.not": ("Wat meten we niet?", "What is not measured?"),
    "air.not.gases": (
        "Stikstofdioxide en ozon meten onze sensoren niet. Ze tellen wel mee in de Europese index.",
        "Our sensors do not measure nitrogen dioxide and ozone. They do count in the European index.",
    ),
    "air.not.ticks": (
        "VOC en NOx zijn tikken van de sensor zelf. Daar is geen niveau van te maken.",
        "VOC and NOx are the sensor's own ticks. No level can be made of them.",
    ),
    "air.not.co2": (
        "CO₂ zegt binnen of je genoeg ventileert. Over de lucht buiten zegt het hier niets.",
        "Indoors CO₂ says whether you ventilate enough. About the air outdoors it says nothing here.",
    ),
    "air.how": ("Hoe komen we aan deze getallen?", "Where do these numbers come from?"),
    "air.how.words": (
        "Fijnstof is heel klein stof dat in de lucht zweeft. PM2,5 en PM10 zeggen hoe klein. "
        "µg/m³ is hoeveel er in een kubieke meter lucht zit. "
        "De Europese index heeft zes niveaus, van goed tot uiterst slecht.",
        "Fine dust is very small dust that floats in the air. PM2.5 and PM10 say how small. "
        "µg/m³ is how much there is in a cubic metre of air. "
        "The European index has six levels, from good to extremely poor.",
    ),
    "air.how.damp": (
        "In vochtige lucht worden stofdeeltjes nat en groot. Goedkope sensoren zien dan te veel. "
        "Daarom verbeteren we de meting. Elke soort sensor heeft een eigen formule. "
        "κ (kappa) zegt hoe hard stof groeit in vocht.",
        "In damp air particles of dust get wet and large. Low-cost sensors then see too much. "
        "So we correct the value. Each type of sensor has its own formula. "
        "κ (kappa) says how much dust grows when damp.",
    ),
    "air.how.hour": (
        "Een uur telt als er drie kwartier is gemeten. Het niveau is van het verbeterde getal.",
        "An hour counts when three quarters of it were measured. The level is that of the corrected number.",
    ),
    "air.how.tried": (
        "Geen deskundige heeft deze pagina nog beproefd. Het is geen officiële meting.",
        "No expert has tried this page yet. It is no official measurement.",
    ),
}
