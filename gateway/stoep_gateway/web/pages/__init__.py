"""Every page that the site has. A new page is added here and the shared page test then covers it by itself."""

from stoep_gateway.web.page import Page
from stoep_gateway.web.pages import (
    air,
    beach,
    crowd,
    crowd_place,
    crowd_wall,
    device,
    garden,
    home,
    privacy,
    report,
    research,
    sign,
)

PAGES: tuple[Page, ...] = (
    home.PAGE,
    crowd.PAGE,
    crowd_wall.PAGE,  # before a place of that name
    crowd_place.PAGE,
    beach.PAGE,
    garden.PAGE,
    air.PAGE,
    research.PAGE,
    report.PAGE,
    privacy.PAGE,
    device.PAGE,
    sign.PAGE,
)
