"""How often a pseudonym that changes is found again by what it measures: `make relink` prints the table."""
