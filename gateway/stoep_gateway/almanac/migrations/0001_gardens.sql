-- What the analyst found in gardens. Findings can be made anew from the archive; blocks and figures cannot: a figure is
-- made once, and who was in a block must not be forgotten (docs/decisions/blocks.md). So this file belongs in backups.

CREATE TABLE found (
    garden TEXT PRIMARY KEY,    -- its group
    setup_version INTEGER NOT NULL,
    made_s INTEGER NOT NULL,
    past_stamp TEXT NOT NULL,   -- of what the past was made from: another one, and it is made anew
    body BLOB NOT NULL          -- almanac/codec.py: all but the past
) WITHOUT ROWID;

CREATE TABLE past (             -- apart from the rest, which is written many times a day
    garden TEXT PRIMARY KEY REFERENCES found (garden) ON DELETE CASCADE,
    body BLOB NOT NULL          -- almanac/codec.py: days and estimates that are over
) WITHOUT ROWID;

CREATE TABLE block (
    id INTEGER PRIMARY KEY,
    gardens INTEGER NOT NULL,
    soil TEXT NOT NULL,
    paved TEXT NOT NULL,
    region TEXT NOT NULL,
    since INTEGER NOT NULL,     -- days as Python's date.toordinal has them, here and below
    is_open INTEGER NOT NULL,
    open_since INTEGER,         -- the day from which its figures are open, of a block that was opened later; NULL: all
    made_to INTEGER             -- the newest day that its figures were made of, or could not be; NULL: none yet
);

CREATE TABLE member (
    garden TEXT PRIMARY KEY,
    block INTEGER NOT NULL REFERENCES block (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX member_of ON member (block);

CREATE TABLE waiting (
    garden TEXT PRIMARY KEY,
    since INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE clan (             -- of gardens that ever were in a block: see almanac/blocks.py
    garden TEXT PRIMARY KEY,
    clan INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE figure (           -- records.Figure
    day INTEGER NOT NULL,
    block INTEGER NOT NULL REFERENCES block (id) ON DELETE CASCADE,
    gardens INTEGER NOT NULL,
    soil TEXT NOT NULL,
    paved TEXT NOT NULL,
    region TEXT NOT NULL,
    fill_percent INTEGER NOT NULL,
    water_percent INTEGER NOT NULL,
    wet_percent INTEGER NOT NULL,
    depletion_mm REAL NOT NULL,
    available_mm REAL NOT NULL,
    rain_mm REAL,
    soil_c REAL,
    soil_high_c REAL,
    air_high_c REAL,
    paved_percent INTEGER,
    PRIMARY KEY (day, block)
) WITHOUT ROWID;
CREATE INDEX figure_of ON figure (block);
CREATE TRIGGER figure_stays BEFORE UPDATE ON figure BEGIN
    SELECT RAISE(ABORT, 'figures are made once');
END;

CREATE TABLE report (
    year INTEGER PRIMARY KEY,
    made_s INTEGER NOT NULL,
    blocks TEXT NOT NULL,       -- ids of those that it was first made from, by commas
    body BLOB NOT NULL          -- almanac/codec.py
);

CREATE TABLE about (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    k INTEGER NOT NULL,
    gardens INTEGER NOT NULL,
    name TEXT NOT NULL,
    licence TEXT NOT NULL,
    citation TEXT NOT NULL,
    round_s INTEGER NOT NULL    -- when all gardens had been looked at last, Unix seconds
);

CREATE TABLE version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,    -- grows with every change of blocks, figures and reports
    next_block INTEGER NOT NULL -- ids of blocks are never given twice
);
INSERT INTO version VALUES (1, 0, 1);
