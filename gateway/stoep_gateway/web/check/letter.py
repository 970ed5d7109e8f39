"""A friendly letter to whoever has the sensor: the questions that are open, and no answer of the asker's. Pure."""

from urllib.parse import quote, urlencode

from stoep_gateway.privacy.facts import Fact
from stoep_gateway.web.check.screen_view import say
from stoep_gateway.web.speech import Speaker

FIRST = 12
"""So many questions a letter or a mail has: whether the law applies, and what it asks, come first as on the screens."""


def questions_of(facts: tuple[Fact, ...], *, speaker: Speaker) -> tuple[str, ...]:
    """As they are put to the owner."""
    return tuple(say(fact.ask_owner, speaker) for fact in facts if fact.ask_owner)


def mail_address(questions: tuple[str, ...], *, site: str, speaker: Speaker) -> str:
    """Opens a mail in the reader's own program: nothing of it is sent to this site. site: "" when nobody said."""
    lines = [speaker.t("check.letter.dear"), "", speaker.t("check.letter.text"), ""]
    lines += [f"{number}. {question}" for number, question in enumerate(questions, 1)]
    lines += ["", speaker.t("check.letter.self"), *([site] if site else []), "", speaker.t("check.letter.thanks")]
    fields = {"subject": speaker.t("check.letter.subject"), "body": "\r\n".join(lines)}
    return f"mailto:?{urlencode(fields, quote_via=quote)}"
