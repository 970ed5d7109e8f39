"""The sign that hangs beside one sensor, to print: on screen with a word on what is still to be filled in."""

from collections.abc import Mapping

from stoep_gateway.privacy.outputs.html import sign_html
from stoep_gateway.privacy.outputs.sign import sign_of
from stoep_gateway.web.check.screen_view import say
from stoep_gateway.web.page import NoSuchPageError, Page, Visit


def build(visit: Visit) -> Mapping[str, object]:
    """NoSuchPageError for a sensor that not everybody may see, and on a site without rules of privacy."""
    device = visit.archive.device(visit.path["device"])
    if device is None or visit.signs is None:
        raise NoSuchPageError
    speaker = visit.speaker
    subject = visit.signs.subject(device, status=visit.status, now_s=speaker.now_s, came_by=visit.came_by)
    sign = sign_of(subject)
    return {
        "title": speaker.t("sign.title", name=device.name),
        "device": device,
        "sign": sign_html(sign),
        "open": tuple(say(line.label, speaker) for line in sign.open_lines),
    }


PAGE = Page(
    name="sign",
    address="/privacy/sign/{device}",
    template="sign.html",
    build=build,
    section="privacy",
    is_kept=False,
    is_copied=False,
)
