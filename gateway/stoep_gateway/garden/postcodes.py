"""The operator's table of soils: which class a postcode's gardens have, unless their keeper knows better."""

import csv
import io

from stoep_gateway.errors import ConfigError
from stoep_gateway.garden.soil import CLASSES


def postcodes(text: str, *, name: str) -> dict[str, str]:
    """Staring code by the four digits of a postcode. text: CSV, first line `postcode4,class`; name: of the file.

    ConfigError, naming file and line, for what is neither, and for a postcode with two classes.
    """
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    found: dict[str, str] = {}
    try:
        for row in rows:
            where = f"{name}:{rows.line_num}"
            cells = [cell.strip() for cell in row]
            if rows.line_num == 1:
                if cells != ["postcode4", "class"]:
                    raise ConfigError(f'{where}: the first line must be "postcode4,class"')
                continue
            if not any(cells):
                continue
            if len(cells) != 2:
                raise ConfigError(f"{where}: {len(cells)} cells, not a postcode and a class")
            postcode, code = cells
            if not (postcode.isascii() and postcode.isdigit() and len(postcode) == 4 and postcode[0] != "0"):
                raise ConfigError(f'{where}: "{postcode[:20]}" is no postcode of four digits, such as 2586')
            if code not in CLASSES:
                raise ConfigError(f'{where}: "{code[:20]}" is no soil class: B01 to B18')
            if found.setdefault(postcode, code) != code:
                raise ConfigError(f"{where}: {postcode} has two classes, {found[postcode]} and {code}: keep one")
    except csv.Error as error:
        raise ConfigError(f"{name}:{rows.line_num}: not CSV: {error}") from error
    if not text.strip():
        raise ConfigError(f'{name}: empty: the first line must be "postcode4,class"')
    return found
