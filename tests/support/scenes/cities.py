"""Something is wrong with a back-end."""

from support import city_broker, postgres_server
from support.backend_benches import secret
from support.ports import free_port
from support.scenes import scene
from support.stage import Stage


def _with_backend(stage: Stage, text: str) -> str:
    stage.configured(stage.gateway.config.read_text() + f'\n[[backend]]\nname = "city"\n{text}\n')
    return stage.gateway.stoep("check", code=1).splitlines()[-1]


@scene("unknown back-end type")
def _(stage: Stage) -> str:
    return _with_backend(stage, 'type = "telepathy"')


@scene("unknown back-end setting")
def _(stage: Stage) -> str:
    return _with_backend(stage, f'type = "csv"\noutput_dir = "{stage.tmp_path}"\ncolour = "blue"')


@scene("database not there")
def _(stage: Stage) -> str:
    return _at_the_city(stage, kind="postgres", port=free_port(), user=postgres_server.OWNER, password="x")


@scene("database: wrong password")
def _(stage: Stage) -> str:
    port = stage.server("postgres").port
    return _at_the_city(stage, kind="postgres", port=port, user=postgres_server.OWNER, password="wrong")


@scene("database: no such database")
def _(stage: Stage) -> str:
    port = stage.server("postgres").port
    user, password = postgres_server.OWNER, postgres_server.PASSWORD
    return _at_the_city(stage, kind="postgres", port=port, user=user, password=password, database="town")


@scene("database: table of somebody else")
def _(stage: Stage) -> str:
    server = stage.server("postgres")
    server.sql("CREATE SCHEMA stoep; CREATE TABLE stoep.observation (seen date, bird text)")
    user, password = postgres_server.OWNER, postgres_server.PASSWORD
    return _at_the_city(stage, kind="postgres", port=server.port, user=user, password=password)


@scene("city's broker not there")
def _(stage: Stage) -> str:
    return _at_the_city(stage, kind="mqtt", port=free_port(), user=city_broker.SENDER, password="x")


@scene("city's broker: wrong password")
def _(stage: Stage) -> str:
    port = stage.server("city_broker").port
    return _at_the_city(stage, kind="mqtt", port=port, user=city_broker.SENDER, password="wrong")


@scene("city's broker too old")
def _(stage: Stage) -> str:
    """The embedded broker, NATS, speaks MQTT 3.1.1."""
    stage.gateway.start()
    return _at_the_city(stage, kind="mqtt", port=stage.gateway.port, user="somebody", password="x")


def _at_the_city(stage: Stage, *, kind: str, port: int, user: str, password: str, database: str = "city") -> str:
    file = secret(stage.tmp_path / "city.password", text=password)
    text = f'type = "{kind}"\nhost = "127.0.0.1"\nport = {port}\nuser = "{user}"\npassword_file = "{file}"'
    return _with_backend(stage, f'{text}\ndatabase = "{database}"' if kind == "postgres" else text)
