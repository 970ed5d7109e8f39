"""A copy of the public pages as plain files, for any web host."""
