"""What no look at the demo can tell: whose its sensors are said to be, for `stoep privacy check --gateway`."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

FOLDER = "privacy"
_EVERYONE = 'device_origin = "built_for_self"\nsecond_use = "none"\nvendor_contract = true\n'
# By profile, the keys of docs/privacy-check.md. Made up: no municipality and no association hangs these sensors up.
_ANSWERS: Mapping[str, str] = MappingProxyType(
    {
        "people": _EVERYONE
        + 'operator = "M"\nreach = ["public_space"]\npurpose = ["counting"]\ntold = "sign_full"\nvisible = true\n'
        'area = "Den Haag"\nregistered = true\nground = "public_task_law"\ndpia = "done"\n',
        "soil": _EVERYONE + 'operator = "A"\nreach = ["own_ground"]\npurpose = ["comparison", "research"]\n'
        'keep_reason = "written"\n',
        "air": _EVERYONE + 'operator = "A"\nreach = ["own_ground"]\npurpose = ["environment"]\n',
        "weather": _EVERYONE + 'operator = "A"\nreach = ["own_ground"]\npurpose = ["environment"]\n',
    }
)


def write_answers(folder: Path) -> dict[tuple[str, str], object]:
    """A file a profile below the gateway's folder. Settings to change."""
    (folder / FOLDER).mkdir()
    for profile, text in _ANSWERS.items():
        (folder / FOLDER / f"{profile}.toml").write_text(text)
    return {("privacy", "answers_dir"): FOLDER}
