"""What the pages show whoever asks without a login: which devices, which places, and nothing of gardens. Pure."""

import re
from collections.abc import Mapping

from stoep_gateway.inspection.counted import counted
from stoep_gateway.inspection.records import Chain, Evidence, Finding, Look, Seen, not_done
from stoep_gateway.inspection.stock import PLACE

# WGS 84 in the Netherlands with four decimals or more: eleven metres and finer.
_EXACT = re.compile(r"(?<![\d.])5[0-3]\.\d{4,}\D{1,40}?(?<![\d.])[3-7]\.\d{4,}")
ALWAYS = ("/", "/garden", "/air", "/research", "/privacy")


def look_at_pages(pages: Mapping[str, str], *, where: str, chains: tuple[Chain, ...], has_crowd: bool) -> Seen:
    """pages: HTML by path, of answers with status 200 that took no login. has_crowd: places are shown."""
    if not pages:
        return not_done("pages", f"{where}: no page can be read without a login")
    told = f"{where}: {counted(len(pages), 'page')}, read without a login"
    seen = Seen(looks=(Look(name="pages", told=told),))
    for chain in chains:
        if not chain.devices:
            continue
        names = re.compile("|".join(rf"(?<![\w-]){re.escape(device.name)}(?![\w-])" for device in chain.devices))
        shown = [path for path, html in pages.items() if names.search(html)]
        if chain.is_garden:
            seen += _garden(chain, shown, told=told)
        elif shown or (chain.is_people and has_crowd):
            seen += Seen(
                evidence=(
                    Evidence(fact="shared", value="public", source=f"{told}: they show its devices", chain=chain.name),
                )
            )
    exact = [path for path, html in pages.items() if _EXACT.search(_text(html))]
    for chain in chains:
        for path in exact[:1]:
            what = f"{len(exact)} pages with a point of four decimals of a degree or more"
            seen += Seen(
                evidence=(
                    Evidence(fact="public_place", value="exact", source=f"{where}{path}: {what}", chain=chain.name),
                ),
                findings=(Finding(rule=PLACE, where=f"{where}{path}", what=what, chain=chain.name),),
            )
    return seen


def _garden(chain: Chain, shown: list[str], *, told: str) -> Seen:
    """A garden's own values are for its keeper: named here, they would be for everybody."""
    if not shown:
        source = f"{told}: no name of its {len(chain.devices)} devices stands on them"
        return Seen(evidence=(Evidence(fact="public_name", value=False, source=source, chain=chain.name),))
    source = f"{told}: devices of gardens are named on {', '.join(shown[:3])}"
    return Seen(
        evidence=(
            Evidence(fact="shared", value="public", source=source, chain=chain.name),
            Evidence(fact="public_name", value=True, source=source, chain=chain.name),
        ),
        findings=(
            Finding(rule=PLACE, where=shown[0], what="a garden's device is named for everybody", chain=chain.name),
        ),
    )


def _text(html: str) -> str:
    """Without what is drawn: its coordinates are of no map."""
    return re.sub(r"<(style|script)\b.*?</\1>|<svg\b.*?</svg>", " ", html, flags=re.DOTALL)
