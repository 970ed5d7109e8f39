"""`stoep privacy utility`: what noise and threshold leave of a count, calculated; no gateway is asked."""

import argparse
import json
from dataclasses import asdict, dataclass
from fractions import Fraction

from stoep_gateway.accuracy import half_width, hidden_share, mean_absolute_error
from stoep_gateway.commands.options import add_json
from stoep_gateway.config.settings import PeopleSettings

HELP = "how exact released counts are, for several strengths of noise"

EPSILONS = ("0.1", "0.25", "0.5", "1", "2")  # for one crossing: epsilon / contribution
COUNTS = (5, 10, 20, 50, 500, 5000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Utility:
    """What becomes of one true count. expected_error: mean absolute error, in counts; expected_error_share: of the
    count. interval_95: in it lie 95 % of the noisy values. hidden_share: of windows that show nothing, being below k.
    """

    epsilon_per_crossing: str
    count: int
    expected_error: float
    expected_error_share: float
    half_width_95: int
    interval_95: tuple[int, int]
    hidden_share: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--k, --json."""
    parser.add_argument(
        "--k", type=int, default=PeopleSettings().k, help="hide what is below, noise included (default: %(default)s)"
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print the table."""
    if args.json:
        print(json.dumps({"k": args.k, "rows": [asdict(row) for row in utilities(k=args.k)]}, indent=1))
    else:
        print(render(utilities(k=args.k), k=args.k))
    return 0


def utilities(*, k: int) -> tuple[Utility, ...]:
    """One for each of EPSILONS and COUNTS, in their order."""
    return tuple(_utility(epsilon, count=count, k=k) for epsilon in EPSILONS for count in COUNTS)


def render(rows: tuple[Utility, ...], *, k: int) -> str:
    """As a table: a line for each epsilon."""
    heads = "".join(f"{count:>8}" for count in COUNTS)
    lines = [
        f"{'':>30}  {'expected error in % of a true count of':<{len(heads)}}  hidden (below {k}), % of windows",
        f"{'epsilon/C':>10}{'expected':>11}{'95 %':>9}  {heads}  {heads}",
    ]
    for epsilon in EPSILONS:
        own = [row for row in rows if row.epsilon_per_crossing == epsilon]
        errors = "".join(f"{percent(row.expected_error_share):>8}" for row in own)
        hidden = "".join(f"{percent(row.hidden_share):>8}" for row in own)
        lines.append(
            f"{epsilon:>10}{f'±{own[0].expected_error:.2f}':>11}{f'±{own[0].half_width_95}':>9}  {errors}  {hidden}"
        )
    return "\n".join(lines)


def percent(share: float) -> str:
    """One decimal; below 1 % two."""
    return f"{100 * share:.1f}" if share >= 0.01 else f"{100 * share:.2f}"


def _utility(epsilon: str, *, count: int, k: int) -> Utility:
    scale = 1 / Fraction(epsilon)
    error, width = mean_absolute_error(scale), half_width(scale)
    return Utility(
        epsilon_per_crossing=epsilon,
        count=count,
        expected_error=error,
        expected_error_share=error / count,
        half_width_95=width,
        interval_95=(count - width, count + width),
        hidden_share=hidden_share(count, scale=scale, k=k),
    )
