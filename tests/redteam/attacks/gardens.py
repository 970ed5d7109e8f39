"""Work out one garden from figures of many, or find what is left of one that was taken out."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from redteam.attack import Attack, Outcome
from redteam.elimination import Elimination
from redteam.gardens import MEMORY, OWN, K, Neighbourhood, all_who_are_alike
from redteam.line import changed
from stoep_gateway.almanac import writer as almanac_writer
from stoep_gateway.almanac.blocks import Kind
from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.records import Figure
from stoep_gateway.almanac.tables import FIGURE, FILE_NAME, figure_row
from stoep_gateway.almanac.writer import AlmanacWriter
from stoep_gateway.analyst.garden_figures import GardenFigures, due_s
from stoep_gateway.garden.records import Setup
from support.street_almanac import TODAY, gardens

_DAYS, _AT_FIRST = 90, 60
_NEAR_MM = 10.0  # of what gardens have between -10 and 110
_FOUND = gardens()[0]


def differenced(_: Path) -> Outcome:
    return _worked_out(seeds=(1, 2, 3), own=())


def with_own(_: Path) -> Outcome:
    return _worked_out(seeds=(4,), own=(OWN,))


def averaged(folder: Path) -> Outcome:
    off = ((AlmanacWriter, "keep_figure", _anew), (AlmanacWriter, "made_to", _none_was_made))
    got = [_looked_at(folder / name, off=changes) for name, changes in (("defended", ()), ("control", off))]
    return Outcome(got[0] == 1, got[1] > 1, f"{got[0]} value of a day, control {got[1]}")


def erased(folder: Path) -> Outcome:
    off = tuple((almanac_writer, name, lambda _: None) for name in ("scrub", "overwrite_deleted"))
    got = [_left_over(folder / name, off=changes) for name, changes in (("defended", ()), ("control", off))]
    return Outcome(not got[0], got[1])


def _worked_out(*, seeds: Sequence[int], own: tuple[str, ...]) -> Outcome:
    """Towns of a season each, in which somebody comes or goes every day; everything that was ever shown is kept."""
    fewest = min(Elimination(_town(seed).published, own=own).fewest() for seed in seeds)
    with changed(almanac_writer, "turn", all_who_are_alike):
        town = _town(seeds[0])
    known = Elimination(town.published, own=own).known(of_mm=town.depletion_mm, own=own, within_mm=_NEAR_MM)
    detail = f"{fewest} gardens of others at least, control {known} single gardens within {_NEAR_MM:.0f} mm"
    return Outcome(fewest >= K + 1 - len(own), known > 0, detail)


def _town(seed: int) -> Neighbourhood:
    with TemporaryDirectory(dir=MEMORY) as folder:
        town = Neighbourhood(Path(folder), seed=seed)
        town.live(_DAYS, at_first=_AT_FIRST)
        return town


def _looked_at(folder: Path, *, off: tuple[tuple[object, str, object], ...]) -> int:
    """How many values one day's figure has, looked at for weeks in which rows of one of its gardens still come in."""
    folder.mkdir(parents=True)
    names = [f"tuin-{number:02}" for number in range(K + 1)]
    day, path, values = TODAY - timedelta(days=3), folder / FILE_NAME, set()
    with ExitStack() as stack:
        for change in off:
            stack.enter_context(changed(*change))
        for late in range(20):
            with closing(AlmanacWriter(path)) as writer:  # each time after a restart
                for name in names:
                    more_mm = 3.0 * late if name == names[0] else 0.0
                    estimates = tuple(
                        replace(each, depletion_mm=each.depletion_mm + more_mm) for each in _FOUND.estimates
                    )
                    found = replace(_FOUND, name=name, estimates=estimates)
                    writer.keep_garden(found, recent_from=TODAY - timedelta(days=60), stamp=f"{late}")
                roll = writer.turn(dict.fromkeys(names, Kind(soil="clay")), today=day, k=K)
                now_s = due_s(day + timedelta(days=late)) + 7 * 3600
                reader = AlmanacReader(path)
                GardenFigures(writer=writer, reader=reader, k=K).make(
                    roll.standing,
                    setups=dict.fromkeys(names, Setup()),
                    made_s=dict.fromkeys(names, int(now_s)),
                    now_s=now_s,
                    is_over=lambda: False,
                )
                values |= {figure.depletion_mm for figure in reader.figures(day, day)}
    return len(values)


def _left_over(folder: Path, *, off: tuple[tuple[object, str, object], ...]) -> bool:
    """Whether a garden's name is in some byte of the almanac after it was erased."""
    folder.mkdir(parents=True)
    path, names = folder / FILE_NAME, [f"tuin-van-nummer-{number:02}" for number in range(K + 1)]
    with ExitStack() as stack:
        for change in off:
            stack.enter_context(changed(*change))
        with closing(AlmanacWriter(path)) as writer:
            for name in names:
                writer.keep_garden(replace(_FOUND, name=name), recent_from=TODAY, stamp="")
            writer.turn(dict.fromkeys(names, Kind(soil="clay")), today=TODAY, k=K)
            held = b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))
            assert names[3].encode() in held, "the name was nowhere before: nothing was searched"
            writer.erase(names[3])
            left = b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))
    assert names[4].encode() in left
    return names[3].encode() in left


def _anew(writer: AlmanacWriter, block: int, *, on: date, figure: Figure | None) -> None:
    """In place of the one that was made before."""
    with writer._transaction() as connection:
        connection.execute("DELETE FROM figure WHERE block = ? AND day = ?", (block, on.toordinal()))
        if figure:
            row = figure_row(figure)
            connection.execute(f"INSERT INTO figure ({FIGURE}) VALUES ({', '.join('?' * len(row))})", row)


_made_to: Callable[[AlmanacWriter], Mapping[int, date | None]] = AlmanacWriter.made_to


def _none_was_made(writer: AlmanacWriter) -> dict[int, date | None]:
    return dict.fromkeys(_made_to(writer))


ATTACKS = (
    Attack("one garden by differences of everything published", differenced),
    Attack("one garden by somebody who has a garden too", with_own),
    Attack("a garden's late rows by a figure looked at again", averaged),
    Attack("a garden that was erased, in the almanac", erased),
)
