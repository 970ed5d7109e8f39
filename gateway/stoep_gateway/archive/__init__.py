"""Released observations for pages and analysis: one more back-end, and its readers."""
