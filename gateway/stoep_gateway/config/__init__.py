"""From one TOML file to frozen settings."""
