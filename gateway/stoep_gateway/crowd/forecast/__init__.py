"""The model: history in, distribution out. Arithmetic with numpy; no files, no clock."""
