"""What goes on a board imports only modules that a board has."""

import sys

from support import board_code

# Present in MicroPython 1.24 on the ESP32 and in its Unix port alike.
BOARD_MODULES = {
    "array", "asyncio", "binascii", "collections", "cryptolib", "errno", "gc", "hashlib", "io", "json", "micropython",
    "os", "random", "select", "socket", "ssl", "struct", "sys", "time", "tls",
}  # fmt: skip
OURS = {"stoep_protocol", "stoep_firmware"}
HAL_ONLY = {"machine", "esp32", "network", "onewire"}
# By file: what it may import besides, each for a reason written in that file.
EXCEPTIONS = {
    "protocol/stoep_protocol/ccm.py": {"cryptography"},
    "firmware/stoep_firmware/hal.py": HAL_ONLY,
    "firmware/stoep_firmware/boot.py": {"machine"},
    "simulators/stoep_simulators/vm_forks.py": {"ffi"},
}


def test_protocol_and_firmware_import_only_what_a_board_has() -> None:
    strangers = [
        f"{path.relative_to(board_code.ROOT)} imports {name}"
        for path in board_code.device_files()
        for name in board_code.imports(path)
        if name.split(".")[0]
        not in BOARD_MODULES | OURS | EXCEPTIONS.get(str(path.relative_to(board_code.ROOT)), set())
    ]
    assert strangers == []


def test_what_a_makers_tools_run_on_a_board_imports_only_what_it_has() -> None:
    strangers = [
        f"{path.relative_to(board_code.ROOT)} imports {name}"
        for path in board_code.desk_files()
        for name in board_code.imports(path)
        if name.split(".")[0] not in BOARD_MODULES | OURS | HAL_ONLY | {"stoep_boot"}
    ]
    assert strangers == []


def test_what_the_vm_runs_of_the_simulators_imports_only_what_a_board_has() -> None:
    strangers = [
        f"{path.relative_to(board_code.ROOT)} imports {name}"
        for path in board_code.simulator_files()
        for name in board_code.imports(path)
        if name.split(".")[0]
        not in BOARD_MODULES
        | OURS
        | {"stoep_simulators"}
        | EXCEPTIONS.get(str(path.relative_to(board_code.ROOT)), set())
    ]
    assert strangers == []


def test_the_protocol_imports_nothing_of_the_firmware() -> None:
    names = {name for path in board_code.PACKAGES[0].rglob("*.py") for name in board_code.imports(path)}
    assert [name for name in names if name.startswith("stoep_firmware")] == []


def test_the_allow_list_names_modules_of_both_interpreters() -> None:
    assert sorted(BOARD_MODULES - sys.stdlib_module_names) == ["cryptolib", "micropython", "tls"]


def test_the_vms_program_runs_some_of_the_simulators() -> None:
    assert len(board_code.simulator_files()) > 3
