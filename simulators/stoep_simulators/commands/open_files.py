"""Room for many devices: each holds a socket here and one in the broker, and the usual 1,024 files end at some 500."""

import resource

_FILES = 10_240  # as many as macOS gives a process


def allow_many_files() -> int:
    """Raise this process's limit as far as it may be raised; what it starts has it too. The limit now."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if most == resource.RLIM_INFINITY else min(_FILES, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
        return wanted
    return _FILES if now == resource.RLIM_INFINITY else now
