"""The gateway: open, check, anonymise, keep, forward."""
