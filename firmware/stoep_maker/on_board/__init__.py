"""Small programs that run on a board, sent as text by mpremote: each has a `main`, and prints one JSON object a line.

They are MicroPython; the host reads them as text only (`scripts.py`). `begin.py` goes before each of them.
"""
