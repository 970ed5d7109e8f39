"""Texts around a keeper's own pages: the link that opens them, and what is said when it does not."""

WORDS = {
    "mine.back": ("Naar je tuin", "To your garden"),
    "mine.closed.title": ("Open eerst je eigen link", "Open your own link first"),
    "mine.closed.text": (
        "Deze pagina gaat over één tuin. Alleen wie daar woont, kan haar zien. Open de link die je kreeg. "
        "Link kwijt, of doet hij niets? Vraag de beheerder om een nieuwe.",
        "This page is about one garden. Only who lives there can see it. Open the link that you were given. "
        "Lost it, or does it do nothing? Ask the operator for a new one.",
    ),
    "mine.wrong.title": ("Deze link doet het niet", "This link does not work"),
    "mine.wrong.text": (
        "Misschien is er een nieuwe gemaakt. Misschien mist er een stukje. Kopieer de hele link. "
        "Helpt dat niet? Vraag de beheerder om een nieuwe.",
        "Perhaps a new one was made. Perhaps a part is missing. Copy the whole link. "
        "If that does not help, ask the operator for a new one.",
    ),
    "mine.wait.title": ("Even wachten", "Wait a while"),
    "mine.wait.text": (
        "Er zijn te veel links geprobeerd die niet kloppen. Probeer het over een kwartier weer.",
        "Too many links were tried that are wrong. Try again in a quarter of an hour.",
    ),
    "mine.plain.title": ("Deze verbinding is niet veilig", "This connection is not safe"),
    "mine.plain.text": (
        "Iemand anders kan hier meelezen. Daarom laten we je tuin niet zien. Gebruik het adres dat met https begint.",
        "Somebody else can read along here. So we do not show your garden. Use the address that begins with https.",
    ),
    "mine.plain.link.title": ("Deze verbinding is niet veilig", "This connection is not safe"),
    "mine.plain.link.text": (
        "Iemand anders kan hier meelezen. Daarom openen we je link niet. Je link kan nu gelezen zijn. "
        "Vraag de beheerder om een nieuwe, die met https begint.",
        "Somebody else can read along here. So we do not open your link. It may have been read now. "
        "Ask the operator for a new one, which begins with https.",
    ),
    "mine.foreign.title": ("Niet opgeslagen", "Not saved"),
    "mine.foreign.text": (
        "Dit formulier is te oud, of kwam van een andere site. Open de pagina opnieuw en probeer het nog eens.",
        "This form is too old, or came from another site. Open the page again and try once more.",
    ),
    "mine.away.title": ("Dit lukt nu even niet", "This does not work just now"),
    "mine.away.text": (
        "De gateway kan nu niets lezen of bewaren. Er is niets veranderd. Probeer het later nog eens.",
        "The gateway can read or keep nothing just now. Nothing was changed. Try again later.",
    ),
    "mine.withdrawn.title": ("Deze tuin doet niet meer mee", "This garden takes part no more"),
    "mine.withdrawn.text": (
        "De tuin is afgemeld. Er is dus niets meer in te stellen. Wil je weer meedoen? Vraag het de beheerder.",
        "The garden was withdrawn. So there is nothing to set up. Do you want to join again? Ask the operator.",
    ),
    "mine.way": ("Je eigen pagina's", "Your own pages"),
    "mine.way.garden": ("Je tuin", "Your garden"),
    "mine.way.setup": ("Instellen in vijf stappen", "Set up in five steps"),
    "mine.way.settings": ("Instellingen", "Settings"),
}
