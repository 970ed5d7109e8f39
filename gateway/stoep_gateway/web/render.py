"""Templates: Jinja2 that escapes everything and stops at an unknown name."""

from collections.abc import Mapping
from types import CodeType, MappingProxyType
from urllib.parse import quote, urlencode

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

from stoep_gateway.web.base import Base
from stoep_gateway.web.fragments import KeptFragments
from stoep_gateway.web.language import LANGUAGES
from stoep_gateway.web.speech import Speaker

_FRAGMENT_CHARS_MAX = 4 << 20  # some thousand tiles
_NO_QUERY: Mapping[str, str] = MappingProxyType({})
_CROWD = ("crowd", "/crowd")
_NAVIGATION = (("home", "/"), ("beach", "/beach"), ("garden", "/garden"), ("air", "/air"), ("privacy", "/privacy"))


class _Compiled(BytecodeCache):
    """Code of templates, for the life of the process: site, copies of it and letters compile each once."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def environment(base: Base, *, copy_of: str | None) -> Environment:
    """One for the life of the process; it caches compiled templates. Macros, too, know `at`."""
    made = Environment(
        loader=PackageLoader("stoep_gateway.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_COMPILED,
    )
    made.globals |= {"at": base.at, "copy_of": copy_of}
    return made


class Renderer:
    """Turn what a page built into HTML, inside the frame that all pages share. base: what its links stand below.

    copy_of: the site that this is a copy of, "" for one without an address; None: it is the site itself.
    """

    def __init__(self, *, site: str, has_desk: bool, base: Base, copy_of: str | None) -> None:
        self._site = site
        self._has_desk = has_desk
        self._base = base
        self._environment = environment(base, copy_of=copy_of)
        self._fragments = KeptFragments(chars_max=_FRAGMENT_CHARS_MAX)

    def html(
        self,
        template: str,
        *,
        speaker: Speaker,
        name: str,
        path: str,
        query: Mapping[str, str],
        context: Mapping[str, object],
        section: str = "",
        has_crowd: bool = False,
        is_live: bool = False,
    ) -> str:
        """name: the page's; path and query: of this visit, for the links that keep it.

        section: the word that lights up, "" for the name; has_crowd: there are places to lead to.
        """
        return self._environment.get_template(template).render(
            {
                "site": self._site,
                "has_desk": self._has_desk,
                "speaker": speaker,
                "t": speaker.t,
                "count": speaker.count,
                "page_name": name,
                "kept": self._fragments.kept,
                "section": section or name,
                "is_live": is_live,
                "version": "",
                "path": self._address(path),
                "here": self._address(path, query),
                "other_language": _other(speaker.language),
                "other_language_address": self._address(path, {**query, "lang": _other(speaker.language)}),
                "part_address": lambda number: self._address(path, {**query, "part": str(number)}),
                "has_crowd": has_crowd,
                "navigation": (_NAVIGATION[0], _CROWD, *_NAVIGATION[1:]) if has_crowd else _NAVIGATION,
                **context,
            }
        )

    def _address(self, path: str, query: Mapping[str, str] = _NO_QUERY) -> str:
        """A link on this site, whatever path was asked for: `//host/` would lead to another one."""
        address = self._base.at("/" + quote(path.lstrip("/")))
        return f"{address}?{urlencode(query)}" if query else address


def _other(language: str) -> str:
    return next(other for other in LANGUAGES if other != language)
