"""What the analyst found in gardens: days, estimates, and figures of at least k gardens together. almanac.db."""
