"""What no look at the demo can tell: whose its sensors are said to be, for the check, their signs and registers."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

FOLDER = "privacy"
_EVERYONE = 'device_origin = "built_for_self"\nsecond_use = "none"\nvendor_contract = true\n'
_WHO = (
    'organisation = "Voorbeeldgemeente (verzonnen)"\ncontact = "sensoren@gemeente.example"\n'
    'privacy_officer = "fg@gemeente.example"\n'
)
_CLUB = 'organisation = "Voorbeeldtuinen (verzonnen)"\ncontact = "tuinen@voorbeeld.example"\n'
# By profile, the keys of docs/privacy-outputs.md. Made up: no municipality and no association hangs these sensors up.
_ANSWERS: Mapping[str, str] = MappingProxyType(
    {
        "people": f'[source]\ntype = "light_beam"\ntheme = "walking"\n{_WHO}'
        'purpose.nl = "Zien hoe druk het is, zodat de straat veilig blijft."\n'
        'purpose.en = "To see how busy it is, so that the street stays safe."\n'
        f"[facts]\n{_EVERYONE}"
        'operator = "M"\nreach = ["public_space"]\npurpose = ["counting"]\ntold = "sign_full"\nvisible = true\n'
        'area = "Den Haag"\nregistered = true\nground = "public_task_law"\ndpia = "done"\n',
        "soil": f"[source]\n{_CLUB}"
        'purpose.nl = "Leren hoe tuinen droogte doorstaan."\npurpose.en = "To learn how gardens stand drought."\n'
        f'[facts]\n{_EVERYONE}operator = "A"\nreach = ["own_ground"]\npurpose = ["comparison", "research"]\n'
        'keep_reason = "written"\n',
        "air": f"[source]\n{_CLUB}"
        'purpose.nl = "Zien hoe schoon de lucht is."\npurpose.en = "To see how clean the air is."\n'
        f'[facts]\n{_EVERYONE}operator = "A"\nreach = ["own_ground"]\npurpose = ["environment"]\npublic_name = false\n',
        "weather": f"[source]\n{_CLUB}"
        'purpose.nl = "Zien hoeveel regen er valt."\npurpose.en = "To see how much rain falls."\n'
        f'[facts]\n{_EVERYONE}operator = "A"\nreach = ["own_ground"]\npurpose = ["environment"]\npublic_name = false\n',
    }
)


def write_answers(folder: Path) -> dict[tuple[str, str], object]:
    """A file a profile below the gateway's folder. Settings to change."""
    (folder / FOLDER).mkdir()
    for profile, text in _ANSWERS.items():
        (folder / FOLDER / f"{profile}.toml").write_text(text)
    return {("privacy", "answers_dir"): FOLDER}
