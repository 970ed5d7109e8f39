"""The read API: what the crowd pages show, for programs. Released data only, nothing to log in for."""
