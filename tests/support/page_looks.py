"""All that is looked at on one page of the site, in each language, from one opening of it for each."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, Response, ViewportSize

from stoep_gateway.web.language import LANGUAGES
from support.browser import axe_violations, cut_off, note_focus, sideways_px, walk
from support.judged_colours import AXE_COLOURS, colour_violations

PHONE = ViewportSize(width=320, height=640)
WALL = ViewportSize(width=2560, height=1440)
_DESK = ViewportSize(width=1280, height=900)

# A parser of documents runs no script: what stands in them is what a browser without JavaScript shows.
WITHOUT_JAVASCRIPT = "html => new DOMParser().parseFromString(html, 'text/html').querySelector('main').innerHTML"
_READ = """() => ({
  lang: document.documentElement.getAttribute("lang"),
  text: document.body.innerText,
  main: document.querySelector("main").innerHTML,
  scripts: [...document.scripts].map(script => [script.getAttribute("src") || "", script.textContent]),
  classes: [...document.body.querySelectorAll("*")].map(one => `${one.tagName}.${one.getAttribute("class")}`).join(" "),
})"""
# All that axe's other rules go by: elements, their attributes, which texts there are and which of them are the same.
_SKELETON = """() => {
  const texts = new Map();
  const same = text => {
    const words = text.trim();
    if (words && !texts.has(words)) texts.set(words, texts.size);
    return words && texts.get(words);
  };
  const said = new Set(["alt", "aria-label", "content", "placeholder", "title", "value"]);
  const kept = (name, value) => said.has(name) ? same(value)
    : value.replace(/lang=(nl|en)\\b/g, "lang=").replace(/^(nl|en)$/, name.endsWith("lang") ? "" : "$1");
  const of = node => node.nodeType === Node.TEXT_NODE ? same(node.data) : node.nodeType !== Node.ELEMENT_NODE ? ""
    : `<${node.tagName} ${[...node.attributes].map(({name, value}) => `${name}=${kept(name, value)}`).join(" ")}>`
      + [...node.childNodes].map(of).join("");
  return of(document.documentElement);
}"""
# What differs between languages all the same: how long texts are, and so where things lie.
_AXE_LAYOUT = ("target-size", "scrollable-region-focusable")


@dataclass
class Watched:
    """A browser page, what it complained about and asked for, and what it got.

    judged: looks of texts whose colours axe has judged on some page before, by scheme. skeleton: of the page before.
    """

    page: Page
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    responses: list[Response] = field(default_factory=list)
    judged: dict[str, set[str]] = field(default_factory=lambda: {"light": set(), "dark": set()})
    skeleton: str = ""

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))
        self.page.on("response", lambda response: self.responses.append(response))

    def opened(self) -> Page:
        """As if it had just been opened."""
        self.page.goto("about:blank")
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(_DESK)
        self.complaints.clear()
        self.hosts.clear()
        self.responses.clear()
        return self.page


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen at one address in one language."""

    address: str
    language: str
    lang: str | None
    text: str
    main: str
    main_without_javascript: str
    classes: str  # of every element, in their order: what its colours go by
    scripts: tuple[tuple[str, str], ...]  # (address, text)
    hosts: frozenset[str]
    complaints: tuple[str, ...]
    size_bytes: int
    violations: tuple[str, ...]
    dark_violations: tuple[str, ...] | None  # None where another language's look has them
    sideways_px: tuple[int, int]  # on the phone, on the wall
    cut_off: tuple[str, ...]
    skip: tuple[str, bool, str] | None  # what the first Tab reaches, whether it is seen then, where Enter leads
    unreached: tuple[str, ...] | None  # these two: None where the page differs from the one before by its words alone


def look_at(watched: Watched, address: str) -> tuple[Look, ...]:
    """One look for each of LANGUAGES.

    Colours go by classes, alike in every language: axe judges the light ones in the first, the dark ones in the last,
    on the first page that has them. Of a page that in another language differs by its words alone it judges the layout;
    what the Tab key reaches there is the same.
    """
    return tuple(_look(watched, address, language=language) for language in LANGUAGES)


def _look(watched: Watched, address: str, *, language: str) -> Look:
    page = watched.opened()
    answer = page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    assert answer is not None
    complaints, hosts, responses = tuple(watched.complaints), frozenset(watched.hosts), tuple(watched.responses)
    size_bytes = sum(len(response.body()) for response in responses if not response.url.endswith("/events"))
    seen = page.evaluate(_READ)
    without_javascript = str(page.evaluate(WITHOUT_JAVASCRIPT, answer.text()))
    before, watched.skeleton = watched.skeleton, str(page.evaluate(_SKELETON))
    is_alike = language != LANGUAGES[0] and watched.skeleton == before
    violations = axe_violations(page, only=_AXE_LAYOUT) if is_alike else axe_violations(page, without=AXE_COLOURS)
    if language == LANGUAGES[0]:
        violations += colour_violations(page, judged=watched.judged["light"])
    dark = _dark_violations(watched) if language == LANGUAGES[-1] else None
    skip, missed = (None, None) if is_alike else _by_keyboard(page)
    sideways, cut = [], []
    for size in (PHONE, WALL):
        page.set_viewport_size(size)
        sideways.append(sideways_px(page))
        cut += cut_off(page)
    return Look(
        address=address, language=language, lang=seen["lang"], text=seen["text"], main=seen["main"],
        main_without_javascript=without_javascript, classes=seen["classes"],
        scripts=tuple((source, text) for source, text in seen["scripts"]), hosts=hosts, complaints=complaints,
        size_bytes=size_bytes, violations=tuple(violations), dark_violations=dark,
        sideways_px=(sideways[0], sideways[1]), cut_off=tuple(cut), skip=skip, unreached=missed,
    )  # fmt: skip


def _by_keyboard(page: Page) -> tuple[tuple[str, bool, str], tuple[str, ...]]:
    """`skip` and `unreached` of a look."""
    note_focus(page)
    page.keyboard.press("Tab")
    name, is_seen = page.evaluate(
        "(one => [one.className, one.getBoundingClientRect().top >= 0])(document.activeElement)"
    )
    missed = walk(page)
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    return (str(name), bool(is_seen), str(page.evaluate("document.activeElement.id"))), tuple(missed)


def _dark_violations(watched: Watched) -> tuple[str, ...]:
    """Of the rules on colours: the dark scheme changes nothing else (tests/gateway/web/test_colours.py)."""
    page = watched.page
    page.emulate_media(color_scheme="dark")
    found = colour_violations(page, judged=watched.judged["dark"])
    page.emulate_media(color_scheme="light")
    return tuple(found)
