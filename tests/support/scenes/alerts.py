"""Something is wrong with how crowds are warned of, or with the analyst's own files."""

from support.ports import free_port
from support.scenes import scene
from support.scenes.crowds import PLACES
from support.stage import Stage


def checked(stage: Stage, table: str, *, crowd: str = 'places_file = "places.toml"') -> str:
    """What `stoep check` finds of an [[alert]] table."""
    (stage.gateway.folder / "places.toml").write_text(PLACES)
    stage.changed("[crowd]", f"[crowd]\n{crowd}")
    stage.configured(f"{stage.gateway.config.read_text()}\n[[alert]]\n{table}\n")
    said = [line for line in stage.gateway.stoep("check", code=1).splitlines() if "garden-7" not in line]
    assert len(said) == 1, said
    return said[0]


def analyst(stage: Stage, *, situation: str) -> str:
    """What the analyst's log says."""
    (stage.gateway.folder / "places.toml").write_text(PLACES)
    stage.changed("[crowd]", '[crowd]\nplaces_file = "places.toml"')
    with stage.running_part("analyst") as log:
        return stage.wait(log, situation=situation)


@scene("quiet hours that are none")
def _(stage: Stage) -> str:
    stage.changed("[crowd]", '[crowd]\nalert_quiet = "late"')
    return stage.error("device", "list")


@scene("weather from an address without TLS")
def _(stage: Stage) -> str:
    stage.changed("[crowd]", '[crowd]\nweather_url = "http://weather.example.org"')
    return stage.error("device", "list")


@scene("alert of a kind that there is not")
def _(stage: Stage) -> str:
    return checked(stage, 'name = "desk"\ntype = "sms"')


@scene("alert that would be sent in the clear")
def _(stage: Stage) -> str:
    return checked(stage, 'name = "desk"\ntype = "webhook"\nurl = "http://desk.example.org"')


@scene("alert whose secret others may read")
def _(stage: Stage) -> str:
    token = stage.gateway.folder / "token"
    token.write_text("hush")
    token.chmod(0o644)
    return checked(stage, 'name = "desk"\ntype = "webhook"\nurl = "https://desk.example.org"\ntoken_file = "token"')


@scene("alert whose mail server is not there")
def _(stage: Stage) -> str:
    mail = f'host = "127.0.0.1"\nport = {free_port()}\ntls = "none"\nfrom = "a@example.org"\nto = ["b@example.org"]'
    return checked(stage, f'name = "phones"\ntype = "email"\n{mail}')


@scene("alert without places")
def _(stage: Stage) -> str:
    return checked(stage, 'name = "desk"\ntype = "webhook"\nurl = "https://desk.example.org"', crowd="")


@scene("the analyst's model cannot be used")
def _(stage: Stage) -> str:
    model = stage.gateway.state_dir / "outlook" / "model.npz"
    model.parent.mkdir(mode=0o700)
    model.write_bytes(b"no model")
    return analyst(stage, situation="the analyst's model cannot be used")


@scene("the outlook is damaged")
def _(stage: Stage) -> str:
    outlook = stage.gateway.state_dir / "outlook" / "outlook.db"
    outlook.parent.mkdir(mode=0o700)
    outlook.write_bytes(b"damaged" * 999)
    return analyst(stage, situation="the outlook is damaged")


@scene("the analyst waits for the archive")
def _(stage: Stage) -> str:
    return analyst(stage, situation="the analyst waits for the archive")
