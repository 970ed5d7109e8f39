"""Something is wrong with a configuration, key, device list or bundle."""

from support.certificates import Certificate
from support.scenes import scene
from support.stage import Stage


@scene("unknown key")
def _(stage: Stage) -> str:
    stage.configured("[broker]\nprot = 1\n")
    return stage.error("device", "list")


@scene("unknown table")
def _(stage: Stage) -> str:
    stage.configured("[brokr]\n")
    return stage.error("accounts")


@scene("wrong type")
def _(stage: Stage) -> str:
    stage.configured('[broker]\nport = "1883"\n')
    return stage.error("run")


@scene("impossible port")
def _(stage: Stage) -> str:
    stage.configured("[broker]\nport = 70000\n")
    return stage.error("run")


@scene("a web server before the pages that is no address")
def _(stage: Stage) -> str:
    stage.configured('[web]\ntrusted_proxy = "10.0.0.256"\n')
    return stage.error("run")


@scene("residents are to come over plain HTTP")
def _(stage: Stage) -> str:
    stage.configured('[web]\npublic_url = "http://stoep.example.nl"\n')
    return stage.error("run")


@scene("a public address with an impossible port")
def _(stage: Stage) -> str:
    stage.configured('[web]\npublic_url = "https://stoep.example.nl:70000"\n')
    return stage.error("run")


@scene("a public address without a trusted web server")
def _(stage: Stage) -> str:
    stage.changed("[web]", '[web]\npublic_url = "https://stoep.example.nl"')
    return stage.gateway.stoep("check", code=1).rstrip("\n")


@scene("not TOML")
def _(stage: Stage) -> str:
    stage.configured("[broker]\nport =\n")
    return stage.error("run")


@scene("no configuration")
def _(stage: Stage) -> str:
    stage.gateway.config.unlink()
    return stage.error("run")


@scene("no master key")
def _(stage: Stage) -> str:
    (stage.gateway.state_dir / "master.key").unlink()
    return stage.logged_error("run")


@scene("secret readable by others")
def _(stage: Stage) -> str:
    (stage.gateway.state_dir / "master.key").chmod(0o644)
    return stage.logged_error("run")


@scene("device list readable by others")
def _(stage: Stage) -> str:
    stage.gateway.enroll("garden-7", profile="soil")
    (stage.gateway.state_dir / "devices.json").chmod(0o644)
    return stage.error("device", "list")


@scene("device list damaged")
def _(stage: Stage) -> str:
    stage.gateway.enroll("garden-7", profile="soil")
    (stage.gateway.state_dir / "devices.json").write_text("{")
    return stage.error("device", "list")


@scene("place that is no cell centre")
def _(stage: Stage) -> str:
    bundle = stage.tmp_path / "b.json"
    return stage.error("device", "enroll", "a", "--profile", "soil", "--cell", "81001,455001", "--bundle", bundle)


@scene("bundle file exists")
def _(stage: Stage) -> str:
    bundle = stage.tmp_path / "b.json"
    bundle.write_text("mine")
    said = stage.error("device", "enroll", "a", "--profile", "soil", "--bundle", bundle)
    assert bundle.read_text() == "mine"
    assert "a " not in stage.gateway.stoep("device", "list")
    return said


@scene("devices led outside without TLS")
def _(stage: Stage) -> str:
    stage.changed("[broker]\n", '[broker]\npublic_host = "stoep.example.org"\n')
    return stage.error("device", "enroll", "a", "--profile", "soil", "--bundle", stage.tmp_path / "b.json")


@scene("files for TLS incomplete")
def _(stage: Stage) -> str:
    stage.changed("[broker]\n", '[broker]\nca_file = "ca.pem"\n')
    return stage.error("device", "list")


@scene("certificate that devices would refuse")
def _(stage: Stage) -> str:
    certificate = Certificate(stage.tmp_path / "tls")
    files = f'ca_file = "{certificate.file}"\ncert_file = "{certificate.file}"\nkey_file = "{certificate.key_file}"\n'
    stage.changed("[broker]\n", f'[broker]\npublic_host = "stoep.example.org"\n{files}')
    return stage.error("device", "enroll", "a", "--profile", "soil", "--bundle", stage.tmp_path / "b.json")
