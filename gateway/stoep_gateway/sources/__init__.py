"""Where sealed frames come from: one module per kind of source."""
