"""Texts about counted people."""

WORDS = {
    "beach.title": ("Hoe druk is het?", "How busy is it?"),
    "beach.lead": (
        "Hier zie je hoe vaak er iemand langs elke telplek liep, in de laatste twee dagen. "
        "Wie twee keer langsloopt, telt twee keer mee.",
        "Here you see how often someone passed each counting place in the last two days. "
        "Whoever passes twice counts twice.",
    ),
    "beach.how": (
        "Elke streep is {window}. Omhoog (in): mensen die de ene kant op liepen. Omlaag (uit): de andere kant op.",
        "Each bar is {window}. Upwards (in): people who walked one way. Downwards (out): the other way.",
    ),
    "beach.noise": (
        "Elk getal is met opzet niet precies. Het echte getal ligt er meestal hooguit {width} naast. "
        "Op een rustige plek zijn getoonde getallen eerder te hoog, want lage tonen we niet.",
        "Each number is inexact on purpose. The true number is mostly {width} off at most. "
        "At a quiet place shown numbers are rather too high, since low ones are not shown.",
    ),
    "beach.night": (
        "Van {start} tot {end} is alles één periode. Die streep is zo hoog als het gemiddelde van die tijd.",
        "From {start} to {end} is one period. Its bar is as high as the mean of that time.",
    ),
    "beach.why": ("Waarom?", "Why?"),
    "beach.forecast": (
        "Er is nog geen verwachting. Je ziet alleen wat er geteld is.",
        "There is no forecast yet. You only see what was counted.",
    ),
    "beach.crowd": ("Hoe druk wordt het?", "How busy will it be?"),
    "beach.none": ("Er zijn hier nog geen telplekken.", "There are no counting places here yet."),
    "beach.places": ("De telplekken", "The counting places"),
    "beach.latest": (
        "Tussen {start} en {end}: in {in_count}, uit {out_count}",
        "Between {start} and {end}: in {in_count}, out {out_count}",
    ),
    "beach.latest.blank": ("Tussen {start} en {end}: {words}.", "Between {start} and {end}: {words}."),
    "beach.empty": (
        "Er is de laatste twee dagen nog geen getal om te tonen.",
        "There is no number to show for the last two days yet.",
    ),
    "people.below": ("minder dan {k}", "fewer than {k}"),
    "people.below.each": ("steeds minder dan {k}", "fewer than {k} each time"),
    "people.few": ("te weinig om te tonen", "too few to show"),
    "people.few.each": ("steeds te weinig om te tonen", "too few to show each time"),
    "people.about": ("ongeveer {number}", "about {number}"),
    "people.within": ("meestal binnen {width}", "mostly within {width}"),
    "people.totals": (
        "Getoonde periodes bij {place}, opgeteld per uur en dag. Wat verborgen is, zit er niet in.",
        "Shown periods at {place}, added up by hour and day. What is hidden is not in them.",
    ),
    "people.totals.about": (
        "Getoonde periodes bij {place}, opgeteld per uur en dag. Wat verborgen is, zit er niet in. "
        "± zegt hoe ver de ruis zo'n som meestal hooguit verschuift.",
        "Shown periods at {place}, added up by hour and day. What is hidden is not in them. "
        "± says how far noise mostly moves such a sum at most.",
    ),
    "people.total": ("{number} ({shown} van {windows})", "{number} ({shown} of {windows})"),
    "people.total.none": ("niets getoond (0 van {windows})", "nothing shown (0 of {windows})"),
    "people.total.day": ("hele dag", "whole day"),
    "people.total.today": ("tot nu toe", "so far"),
    "people.gap": ("niet getoond", "not shown"),
    "people.gap.why": (
        "Niet getoond: te weinig mensen, niet gemeten, of nog onderweg.",
        "Not shown: too few people, not measured, or still on its way.",
    ),
    "people.legend.in": ("in, omhoog", "in, upwards"),
    "people.legend.out": ("uit, omlaag", "out, downwards"),
    "people.legend.hidden": ("stip: {what}", "dot: {what}"),
    "people.chart": (
        "Mensen per {window} bij {place}, van {start} tot {end}. Hoogste getal in: {in_high}. "
        "Hoogste getal uit: {out_high}. Alle getallen staan in de tabel.",
        "People per {window} at {place}, from {start} to {end}. Highest number in: {in_high}. "
        "Highest number out: {out_high}. All numbers are in the table.",
    ),
    "people.table": ("Mensen per {window} bij {place}", "People per {window} at {place}"),
    "people.table.time": ("Tijd", "Time"),
    "people.table.in": ("In", "In"),
    "people.table.out": ("Uit", "Out"),
    "none": ("geen", "none"),
}
