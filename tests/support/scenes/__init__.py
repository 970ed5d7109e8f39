"""What brings about the lines of docs/messages.md: a scene a situation, registered by its name."""

from collections.abc import Callable

from support.stage import Stage

Scene = Callable[[Stage], str]
SCENES: dict[str, Scene] = {}


def scene(situation: str) -> Callable[[Scene], Scene]:
    """The scene returns what was said."""

    def add(play: Scene) -> Scene:
        SCENES[situation] = play
        return play

    return add
