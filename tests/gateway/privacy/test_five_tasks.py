"""Five questions about a result have their answers in the report to print, in both languages.

That they stand there is all that is known: whether residents find them nobody has tried yet (docs/privacy-check.md).
"""

from collections import Counter

import pytest

from stoep_gateway.commands.privacy_page import page
from stoep_gateway.privacy import rulebook as rulebooks
from stoep_gateway.privacy.answers import read
from stoep_gateway.privacy.verdicts import check
from stoep_gateway.privacy.words import LANGUAGES, Language
from support.privacy_tasks import tasks
from support.reading import text_of
from support.worked_examples import worked_example


def test_three_results_have_five_questions_each() -> None:
    assert list(Counter(task.example for task in tasks()).values()) == [5, 5, 5]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_answer_stands_in_the_report(language: Language) -> None:
    for name in {task.example for task in tasks()}:
        example = worked_example(name)
        rulebook = rulebooks.load(on=example.on)
        answers = read(example.device.read_text(encoding="utf-8"), name=name, rulebook=rulebook)
        shown = page(check(rulebook, answers), device=name, rulebook=rulebook, language=language)
        text = text_of(shown).whole
        for task in tasks():
            if task.example == name:
                assert task.reported[language] in text, f"{name}: {task.asked[language]}"
