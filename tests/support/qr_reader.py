"""Read a QR code of a page: its SVG drawn as pixels, and what a reader of codes makes of them."""

import re

import numpy as np
import zxingcpp

_SCALE = 6  # pixels of a module


def read_qr(html: str) -> str:
    """What the one <svg class="qr"> of a page says. It is drawn as rows of dark modules, each a move and a line."""
    (svg,) = re.findall(r'<svg[^>]*class="qr".*?</svg>', html, re.DOTALL)
    side = int(re.findall(r'viewBox="0 0 (\d+) \1"', svg)[0])
    (path,) = re.findall(r'stroke="#000" d="([^"]+)"', svg)
    pixels = np.full((side, side), 255, dtype=np.uint8)
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        each = [float(number) for number in numbers.split()]
        if command == "M":
            x, y = each
        elif command == "m":
            x, y = x + each[0], y + each[1]
        else:
            pixels[int(y), int(x) : int(x + each[0])] = 0
            x += each[0]
    (found,) = zxingcpp.read_barcodes(pixels.repeat(_SCALE, axis=0).repeat(_SCALE, axis=1))
    return str(found.text)
