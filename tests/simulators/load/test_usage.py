"""What processes take is read from /proc as Linux writes it, of a program and of all that it started."""

import os
from pathlib import Path

import pytest

from stoep_simulators.load.usage import Process, Watch, memory_bytes, parse_stat, processes, tree

_TICKS = os.sysconf("SC_CLK_TCK")
_STAT = "42 (nats) server) S 7 42 42 0 -1 4194560 9 0 0 0 {user} {system} 5 6 20 0 9 0 12 1234 99\n"


def _process(pid: int, *, parent: int = 1, cpu_s: float = 0.0) -> Process:
    return Process(pid=pid, parent=parent, name="part", cpu_s=cpu_s)


def test_a_name_may_hold_brackets_and_spaces() -> None:
    found = parse_stat(_STAT.format(user=2 * _TICKS, system=_TICKS))
    assert found == Process(pid=42, parent=7, name="nats) server", cpu_s=3.0)


@pytest.mark.parametrize("text", ["", "42", "42 (nats) S 7", "x (nats) " + "S 1 " * 20])
def test_what_is_no_line_of_stat_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a line|unpack|invalid literal"):
        parse_stat(text)


def test_a_tree_is_a_process_and_all_that_descend_from_it() -> None:
    found = {process.pid: process for process in (_process(2), _process(3, parent=2), _process(4, parent=3))}
    found[9] = _process(9)
    assert [process.pid for process in tree(found, root=2)] == [2, 3, 4]
    assert tree(found, root=5) == []


def test_processor_time_counts_within_the_time_watched_and_with_it_who_came_and_went() -> None:
    watch = Watch()
    watch.look([_process(2, cpu_s=10.0)], memory_bytes={2: 100}, now_s=50.0)
    watch.look([_process(2, cpu_s=10.5), _process(3, cpu_s=0.25)], memory_bytes={2: 100, 3: 50}, now_s=51.0)
    watch.look([_process(2, cpu_s=11.0)], memory_bytes={2: 120}, now_s=52.0)
    usage = watch.usage
    assert (usage.cores, usage.memory_bytes, usage.processes) == (1.25 / 2, 150, 2)


def test_nobody_looked() -> None:
    usage = Watch().usage
    assert (usage.cores, usage.memory_bytes, usage.processes) == (0.0, 0, 0)


def test_memory_is_the_proportional_share_and_else_the_resident_pages(tmp_path: Path) -> None:
    (tmp_path / "42").mkdir()
    (tmp_path / "42" / "statm").write_text("900 5 3 1 0 200 0\n")
    assert memory_bytes(42, root=tmp_path) == 5 * os.sysconf("SC_PAGE_SIZE")
    (tmp_path / "42" / "smaps_rollup").write_text("5583-7ffe ---p 0 [rollup]\nRss:  1864 kB\nPss:  225 kB\n")
    assert memory_bytes(42, root=tmp_path) == 225 * 1024
    assert memory_bytes(43, root=tmp_path) == 0


def test_this_process_is_among_those_that_run_and_has_memory() -> None:
    found = processes()
    assert found[os.getpid()].parent == os.getppid()
    assert memory_bytes(os.getpid()) > 1_000_000


def test_where_there_is_no_proc_nothing_runs(tmp_path: Path) -> None:
    assert processes(tmp_path / "proc") == {}
