"""All own pages that change nothing, in the order of their links."""

from stoep_gateway.web.mine.own_page import OwnPage
from stoep_gateway.web.mine.settings import SETTINGS

OWN_PAGES: tuple[OwnPage, ...] = (SETTINGS,)
