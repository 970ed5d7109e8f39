"""Something is wrong with an update, its keys, or what became of it."""

import subprocess
from pathlib import Path

from stoep_gateway.updates.orders import Order, Orders
from stoep_gateway.updates.progress import Progress
from stoep_gateway.updates.store import UpdateStore
from support.gateway import STOEP
from support.scenes import scene
from support.stage import Stage
from support.update_image import image, public_pem


def _trusting(stage: Stage, content: bytes) -> Path:
    file = stage.tmp_path / "update.pub.pem"
    file.write_bytes(content)
    stage.changed("[updates]", f'[updates]\npublic_keys = ["{file}"]')
    return file


def _image(stage: Stage, *, key: str = "maker") -> Path:
    file = stage.tmp_path / "stoep-0.4.1.img"
    file.write_bytes(image(key=key))
    return file


@scene("update of a stranger")
def _(stage: Stage) -> str:
    _trusting(stage, public_pem())
    return stage.error("device", "update", "--group", "gardens", "--image", _image(stage, key="stranger"))


@scene("update, and no key to check it with")
def _(stage: Stage) -> str:
    return stage.error("device", "update", "--group", "gardens", "--image", _image(stage))


@scene("public key that is none")
def _(stage: Stage) -> str:
    _trusting(stage, b"ssh-rsa AAAA")
    return stage.error("device", "enroll", "a", "--profile", "soil", "--bundle", stage.tmp_path / "b.json")


@scene("signing key readable by others")
def _(stage: Stage) -> str:
    key = stage.tmp_path / "update.pem"
    key.write_bytes(b"")
    key.chmod(0o644)
    command = [STOEP, "device", "sign", "--key", key, "--output", stage.tmp_path / "x.img"]
    said = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False).stderr
    return said.removeprefix("stoep device sign: ").rstrip("\n")


@scene("rollout stopped by itself")
def _(stage: Stage) -> str:
    store = UpdateStore(stage.gateway.state_dir)
    order = Order(id="1", group="gardens", version=4_001, firmware="stoep-0.4.1", image="x.img")
    store.put_orders(Orders(rollouts=(order,)))
    why = "garden-7, the first device, did not come back"
    store.put_progress(
        [Progress(id="1", group="gardens", firmware="stoep-0.4.1", first="garden-7", stopped=why, devices=())]
    )
    return next(line for line in stage.gateway.stoep("check", code=1).splitlines() if line.startswith("rollout"))
