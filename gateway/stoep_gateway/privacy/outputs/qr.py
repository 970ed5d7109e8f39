"""An address as a QR code in SVG: no colour scheme, no style, a white border that readers need."""

from functools import lru_cache

import segno

_BORDER = 4  # modules, as ISO/IEC 18004 asks


@lru_cache(maxsize=256)  # the search for the best mask takes most of a sign's time
def qr_svg(address: str, *, title: str) -> str:
    """An <svg> element to stand in HTML. title: what it says to who cannot see it; must be plain text."""
    code = segno.make(address, error="m", micro=False)
    svg: str = code.svg_inline(
        border=_BORDER, dark="#000", light="#fff", omitsize=True, title=title, svgclass="qr", lineclass=None
    )
    return svg.replace("<svg ", '<svg role="img" ', 1)
