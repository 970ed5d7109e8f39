-- Of which probe the two points are: another one has to be calibrated anew. "": of before this was written down.
ALTER TABLE garden ADD COLUMN probe TEXT NOT NULL DEFAULT '';
