"""What `make reference` writes into a page: blocks between two comments. The rest of the page is written by hand."""

import re
from collections.abc import Mapping


def filled(text: str, blocks: Mapping[str, str]) -> str:
    """The page with its blocks written anew. ValueError: it lacks one, or has it twice."""
    for name, block in blocks.items():
        parts = re.split(rf"(?<=<!-- {name} -->\n)|(?=\n<!-- /{name} -->)", text)
        if len(parts) != 3:
            raise ValueError(f"one block {name} is wanted")
        text = f"{parts[0]}\n{block}\n{parts[2]}"
    return text
