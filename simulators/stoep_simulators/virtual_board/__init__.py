"""A board that unmodified mpremote takes for an ESP32: the MicroPython VM with a chip of models behind a terminal.

`host.py` is the host's side. In the VM run `vm_board.py` and what it imports; `esp32/` holds the modules that an ESP32
has and the VM on a PC lacks, each imported by its own name.
"""
