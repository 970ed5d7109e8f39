"""What the pages of promises say is proven by tests that exist."""

from support.named_tests import PAGES, exists, named_tests, without_a_run


def test_every_test_that_a_promise_names_exists() -> None:
    assert [name for name in sorted(named_tests()) if not exists(name)] == []


def test_what_a_promise_names_runs_in_make_test() -> None:
    elsewhere = (
        "tests/house",
        "tests/redteam/attacks",
        "tests/chaos",
        "tests/backtest",
        "tests/bench",
    )  # make check, redteam, chaos, bench
    assert [name for name in sorted(named_tests()) if name.startswith(elsewhere)] == []


def test_the_pages_name_tests() -> None:
    assert all("`tests/" in page.read_text() for page in PAGES)


def test_a_test_that_is_not_there_is_found() -> None:
    assert not exists("tests/house/test_named_tests.py::test_that_nobody_wrote")
    assert not exists("tests/house/test_nothing.py")


def test_a_test_that_did_not_run_is_found() -> None:
    names = sorted(named_tests())
    assert without_a_run(names) == []
    assert without_a_run(name for name in names if name != names[0]) in ([names[0]], [])
    assert without_a_run([]) == names
