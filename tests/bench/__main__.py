"""`make bench`: measure everything, print a table, write build/bench.json. Exit code 1 when a bar is missed."""

import sys
from pathlib import Path

from bench.backlog import backlog
from bench.crowd import crowd
from bench.demo import demo
from bench.device import device
from bench.durable import durable
from bench.figures import table, write_json
from bench.firmware import firmware
from bench.fleets import fleets
from bench.journal import journal
from bench.load import load_figures
from bench.pages import pages
from bench.release import release
from bench.sizes import sizes
from bench.steady import steady
from bench.stop import stop

RUNS = 5


def main() -> int:
    print("sizes, firmware, journal, release: seconds; then the whole gateway: two minutes, pages: two,")
    print("a steady hour: four, a backlog: one, a device's heap, flash and radio: five, forecasts: six,")
    print("a thousand devices in real time: seven, fleets: five")
    figures = [
        *sizes(),
        *firmware(runs=RUNS),
        *journal(runs=RUNS),
        *release(runs=RUNS),
        *stop(runs=RUNS),
        *demo(),
        *pages(),
        *durable(runs=RUNS),
        *steady(),
        *backlog(),
        *device(),
        *crowd(),
        *load_figures(),
        *fleets(),
    ]
    write_json(figures, Path("build/bench.json"))
    print(table(figures))
    return 0 if all(figure.is_met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
