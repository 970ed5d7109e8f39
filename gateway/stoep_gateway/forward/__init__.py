"""From the journal's entries to the back-ends."""
