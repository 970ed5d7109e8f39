"""The journal on a disk that fails: recorded, cut, full, read-only, or with errors."""
