"""What a person reads, in the languages of the tool: Dutch (B1) first, English second."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """The same text twice."""

    nl: str
    en: str

    def said(self, language: Language) -> str:
        return self.nl if language == "nl" else self.en

    def __bool__(self) -> bool:
        return bool(self.nl or self.en)


NO_WORDS = Words("", "")
