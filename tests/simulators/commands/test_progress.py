"""Progress redraws on a terminal and stays readable in a file."""

import io

from stoep_simulators.commands.progress import Progress


def test_a_file_gets_lines_and_no_bars() -> None:
    stream = io.StringIO()
    progress = Progress(stream, redraws=False)
    progress.line("first")
    progress.bar("work", share=0.5)
    progress.running("1 of 2")
    progress.line("second")
    assert stream.getvalue() == "first\nsecond\n"


def test_a_terminal_gets_a_bar_that_the_next_line_replaces() -> None:
    stream = io.StringIO()
    progress = Progress(stream, redraws=True)
    progress.bar("work", share=0.5)
    assert stream.getvalue() == "work [###############...............]  50%"
    progress.line("done")
    assert stream.getvalue().endswith("\r" + " " * 42 + "\rdone\n")


def test_a_share_beyond_the_end_is_full() -> None:
    stream = io.StringIO()
    Progress(stream, redraws=True).bar("work", share=1.7)
    assert "." not in stream.getvalue()
