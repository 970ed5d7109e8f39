"""Every page that the site has. A new page is added here and the shared page test then covers it by itself."""

from stoep_gateway.web.page import Page
from stoep_gateway.web.pages import beach, device, garden, home, privacy

PAGES: tuple[Page, ...] = (home.PAGE, beach.PAGE, garden.PAGE, privacy.PAGE, device.PAGE)
