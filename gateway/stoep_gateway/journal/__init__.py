"""What the gateway keeps: released observations, row floors and cursors in one SQLite database."""
