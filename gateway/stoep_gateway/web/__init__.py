"""Pages for the street: server-rendered, no script, nothing from other hosts, archive read-only."""
