"""What a keeper is asked to agree to. A change of meaning needs another version: desk/garden_records.py, TEXTS."""

WORDS = {
    "consent.version": ("Dit is versie {version} van deze tekst.", "This is version {version} of this text."),
    "consent.ask": ("Vind je dit goed?", "Is this all right?"),
    "consent.free": (
        "Je kunt je antwoord altijd veranderen, bij Instellingen. Daar staat ook wanneer je wat zei.",
        "You can always change your answer, at Settings. There you also see when you said what.",
    ),
    "consent.research.title": ("Meetellen in het onderzoek", "Counting in the research"),
    "consent.research.text": (
        "Je tuin telt dan mee in getallen over een groep tuinen. Die getallen staan op deze site. "
        "Een getal gaat nooit over jouw tuin alleen. Je naam en adres doen niet mee. "
        "Ook de zeven dagen voordat je groep begint, tellen mee. "
        "Stop je? Dan halen we de getallen weg waar je tuin in zat.",
        "Your garden then counts in numbers about a group of gardens. Those numbers stand on this site. "
        "No number is about your garden alone. Your name and address take no part. "
        "The seven days before your group begins count, too. "
        "Do you stop? Then we take away the numbers that your garden was in.",
    ),
    "consent.research.yes": ("Ja, mijn tuin telt mee", "Yes, my garden counts"),
    "consent.research.no": ("Nee, mijn tuin telt niet mee", "No, my garden does not count"),
    "consent.open-data.title": ("Meetellen in open data", "Counting in open data"),
    "consent.open-data.text": (
        "Dezelfde getallen kan iedereen dan ook downloaden en gebruiken. Ook hier staat jouw tuin nooit apart in. "
        "Stop je? Dan doet je tuin niet meer mee in nieuwe downloads. Een oude download kunnen we niet terughalen.",
        "Everybody can then download and use the same numbers, too. Here, too, your garden never stands alone. "
        "Do you stop? Then your garden is in no new downloads. An old download we cannot take back.",
    ),
    "consent.open-data.yes": ("Ja, dat is goed", "Yes, that is fine"),
    "consent.open-data.no": ("Nee, liever niet", "No, rather not"),
}
