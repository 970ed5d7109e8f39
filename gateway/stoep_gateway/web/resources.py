"""Where the files lie that are sent as they are."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"
FAVICON = STATIC / "favicon.ico"
STYLESHEET = STATIC / "stoep.css"
CROWD_STYLESHEET = STATIC / "crowd.css"
GARDEN_STYLESHEET = STATIC / "garden.css"
AIR_STYLESHEET = STATIC / "air.css"
