"""All own pages that change nothing, in the order of their links."""

from stoep_gateway.web.mine.garden_page import GARDEN, WEEK
from stoep_gateway.web.mine.own_page import OwnPage
from stoep_gateway.web.mine.settings import SETTINGS

OWN_PAGES: tuple[OwnPage, ...] = (GARDEN, WEEK, SETTINGS)
