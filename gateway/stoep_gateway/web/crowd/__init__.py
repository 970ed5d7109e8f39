"""What the crowd pages show of an outlook: decisions, geometry, live news and the read API."""
