"""Texts of a garden's week, to print or to pass on."""

WORDS = {
    "week.title": ("Een tuin van {start} tot {end}", "A garden from {start} to {end}"),
    "week.lead": (
        "Zo ging het deze week met de grond in één tuin.",
        "This is how the soil of one garden did this week.",
    ),
    "week.happened": ("Deze week", "This week"),
    "week.fell": (
        "De grond werd droger: van {first} % naar {last} % vol.",
        "The soil got drier: from {first}% to {last}% full.",
    ),
    "week.rose": (
        "De grond werd natter: van {first} % naar {last} % vol.",
        "The soil got wetter: from {first}% to {last}% full.",
    ),
    "week.same": ("De grond bleef even vol: {last} %.", "The soil stayed as full: {last}%."),
    "week.rain": ("Er viel {mm} mm regen. 1 mm is 1 liter per m².", "{mm} mm of rain fell. 1 mm is 1 litre a m²."),
    "week.event": ("{what}: {when}.", "{what}: {when}."),
    "week.span": ("{start} tot en met {end}", "{start} to {end}"),
    "week.soil": ("Hoe vol zit de grond?", "How full is the soil?"),
    "week.table": ("Water in de grond, en regen", "Water in the soil, and rain"),
    "week.days": ("De zeven dagen", "The seven days"),
    "week.others": ("Andere tuinen", "Other gardens"),
    "week.probe": ("De voeler", "The probe"),
    "week.share": ("Mag je dit doorsturen?", "May you pass this on?"),
    "week.share.text": (
        "Ja, als jij dat wilt. Wie dit leest, ziet hoe het met deze grond gaat, en wat er groeit. "
        "Er staat geen naam in, geen adres en geen link naar je tuin.",
        "Yes, if you want to. Who reads this sees how this soil does, and what grows there. "
        "There is no name in it, no address and no link to your garden.",
    ),
    "week.share.how": (
        "Print deze pagina, of bewaar haar als pdf. Stuur nooit je eigen link door.",
        "Print this page, or save it as a PDF. Never pass on your own link.",
    ),
    "week.back": ("Terug naar je tuin", "Back to your garden"),
}
