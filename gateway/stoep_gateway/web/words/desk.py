"""Texts of the desk: logging in, alerts to acknowledge, one's own password."""

WORDS = {
    "footer.desk": ("Inloggen voor de dienst", "Log in for duty"),
    "login.title": ("Inloggen", "Log in"),
    "login.lead": (
        "Voor wie dienst heeft. Het druktebord zelf is voor iedereen, zonder inloggen.",
        "For those on duty. The crowd board itself is for everybody, without logging in.",
    ),
    "login.name": ("Naam", "Name"),
    "login.password": ("Wachtwoord", "Password"),
    "login.do": ("Log in", "Log in"),
    "login.forgotten": (
        "Wachtwoord vergeten? De beheerder van de gateway geeft je een nieuw.",
        "Forgot your password? The gateway's operator gives you a new one.",
    ),
    "login.cookies": (
        "Je browser bewaart dan twee cookies. De een zegt wie je bent, tot je uitlogt, hooguit twaalf uur. "
        "De ander zegt dat deze browser bekend is, hooguit 180 dagen.",
        "Your browser then keeps two cookies. One says who you are, until you log out, at most twelve hours. "
        "The other says that this browser is known, at most 180 days.",
    ),
    "login.wrong": (
        "Naam of wachtwoord klopt niet. Na vijf keer fout moet je een kwartier wachten.",
        "Name or password is not right. After five wrong ones you have to wait a quarter of an hour.",
    ),
    "login.wait.one": (
        "Te vaak geprobeerd. Wacht {n} minuut, of vraag de beheerder om een nieuw wachtwoord.",
        "Tried too often. Wait {n} minute, or ask the operator for a new password.",
    ),
    "login.wait.many": (
        "Te vaak geprobeerd. Wacht {n} minuten, of vraag de beheerder om een nieuw wachtwoord.",
        "Tried too often. Wait {n} minutes, or ask the operator for a new password.",
    ),
    "login.busy": (
        "Er loggen nu te veel mensen tegelijk in. Probeer het over een paar tellen weer.",
        "Too many people log in right now. Try again in a few seconds.",
    ),
    "desk.error": ("Niet gelukt –", "Not done –"),
    "desk.title": ("Dienst", "Desk"),
    "desk.who.act": (
        "Je bent {user}. Je mag waarschuwingen bevestigen.",
        "You are {user}. You may acknowledge alerts.",
    ),
    "desk.who.see": (
        "Je bent {user}. Je ziet wie wat bevestigde; bevestigen kun je niet.",
        "You are {user}. You see who acknowledged what; you cannot acknowledge.",
    ),
    "desk.logout": ("Log uit", "Log out"),
    "desk.alerts": ("Open waarschuwingen", "Open alerts"),
    "desk.none": ("Er staat geen waarschuwing open.", "No alert stands."),
    "desk.unread": (
        "De waarschuwingen zijn nu niet te lezen. Kijk in het log van de gateway.",
        "The alerts cannot be read now. Look in the gateway's log.",
    ),
    "desk.alert": ("{place}: {level}", "{place}: {level}"),
    "desk.expected": ("Verwacht om {time}, kans {chance}%.", "Expected at {time}, chance {chance}%."),
    "desk.now": ("Dit niveau is nu bereikt.", "This level is reached now."),
    "desk.raised": ("Gemeld {moment}, {age}.", "Raised {moment}, {age}."),
    "desk.news.told": ("Bericht is aangekomen via {names}.", "News has arrived by {names}."),
    "desk.news.waits": ("Bericht is nog onderweg via {names}.", "News is still on its way by {names}."),
    "desk.news.fails": (
        "Bericht komt niet aan via {names}. Het wordt steeds opnieuw geprobeerd.",
        "News does not arrive by {names}: it is tried again and again.",
    ),
    "desk.news.lost": (
        "Bericht via {names} is opgegeven. Waarschuw zelf wie het moet weten.",
        "News by {names} was given up: tell them yourself.",
    ),
    "desk.seen": ("Bevestigd door {user}, {moment}.", "Acknowledged by {user}, {moment}."),
    "desk.unseen": ("Nog door niemand bevestigd.", "Nobody acknowledged it yet."),
    "desk.note": ("Notitie (mag leeg, tot {n} tekens)", "Note (may be empty, up to {n} characters)"),
    "desk.acknowledge": ("Bevestig", "Acknowledge"),
    "desk.acknowledge.which": ("Bevestig {alert}", "Acknowledge {alert}"),
    "desk.history": ("Wie bevestigde wat", "Who acknowledged what"),
    "desk.history.none": ("Er is nog niets bevestigd.", "Nothing was acknowledged yet."),
    "desk.did": ("{user} bevestigde {alert}.", "{user} acknowledged {alert}."),
    "desk.did.again": ("{user} bevestigde ook {alert}.", "{user} acknowledged {alert}, too."),
    "desk.own": ("Je wachtwoord", "Your password"),
    "desk.own.text": (
        "Met een nieuw wachtwoord ben je overal uitgelogd, behalve hier.",
        "With a new password you are logged out everywhere but here.",
    ),
    "desk.own.old": ("Wachtwoord van nu", "Present password"),
    "desk.own.new": ("Nieuw wachtwoord (minstens {n} tekens)", "New password (at least {n} characters)"),
    "desk.own.again": ("Nieuw wachtwoord, nog eens", "New password, once more"),
    "desk.own.do": ("Verander wachtwoord", "Change password"),
    "desk.changed": ("Je wachtwoord is veranderd.", "Your password was changed."),
    "desk.not.changed": ("Je wachtwoord is niet veranderd.", "Your password was not changed."),
    "password.wrong": ("Het wachtwoord van nu klopt niet.", "The present password is not right."),
    "password.busy": (
        "Er loggen nu te veel mensen tegelijk in. Probeer het over een paar tellen weer.",
        "Too many people log in right now. Try again in a few seconds.",
    ),
    "password.short": (
        "Het nieuwe is te kort: minstens {n} tekens.",
        "The new one is too short: at least {n} characters.",
    ),
    "password.long": ("Het nieuwe is langer dan 200 tekens.", "The new one is longer than 200 characters."),
    "password.name": ("Je naam staat in het nieuwe wachtwoord.", "Your name is in the new password."),
    "password.same": (
        "Het nieuwe heeft te weinig verschillende tekens.",
        "The new one has too few different characters.",
    ),
    "password.differ": ("De twee nieuwe zijn niet gelijk.", "The two new ones differ."),
    "desk.plain.title": ("Inloggen kan hier niet", "You cannot log in here"),
    "desk.plain.text": (
        "Deze verbinding is niet versleuteld, dus je wachtwoord zou te lezen zijn. "
        "Vraag de beheerder om een adres met https.",
        "This connection is not encrypted, so your password could be read. Ask the operator for an address with https.",
    ),
    "desk.foreign.title": ("Dit formulier is niet van hier", "This form is not from here"),
    "desk.foreign.text": (
        "Het kwam niet van deze pagina's, of het is te oud. Er is niets gebeurd. Probeer het opnieuw.",
        "It did not come from these pages, or it is too old. Nothing was done. Try again.",
    ),
    "desk.see.title": ("Jij mag niet bevestigen", "You may not acknowledge"),
    "desk.see.text": (
        "Je mag zien wie wat bevestigde. Wie ook moet bevestigen, krijgt van de beheerder de rol act.",
        "You may see who acknowledged what. Who has to acknowledge gets the role act from the operator.",
    ),
    "desk.gone.title": ("Die waarschuwing is er niet", "That alert is not there"),
    "desk.gone.text": (
        "Er is niets bevestigd. Kijk op de pagina van de dienst.",
        "Nothing was acknowledged. Look at the desk's page.",
    ),
    "desk.back": ("Naar de dienst", "To the desk"),
    "desk.away.title": ("De dienst is er even niet", "The desk is not there right now"),
    "desk.away.text": (
        "De gebruikers zijn nu niet te lezen of te schrijven. De borden doen het wel. Vraag het de beheerder.",
        "The users cannot be read or written now. The boards do work. Ask the operator.",
    ),
}
