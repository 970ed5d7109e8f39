-- Of a block whose last keeper consented to open data later: the day from which its figures are in it. NULL: all are.
ALTER TABLE block ADD COLUMN open_since INTEGER;
