-- What keepers say of their gardens: the set-up, their consents, and the link to their own pages.

CREATE TABLE garden (
    name TEXT PRIMARY KEY,        -- the group of its devices
    setup_version INTEGER NOT NULL,  -- garden_version as it was when the set-up changed last; 0: nobody said anything
    soil TEXT NOT NULL,           -- a Staring code, "" when nobody said it; the others alike
    soil_by TEXT NOT NULL,
    planting TEXT NOT NULL,
    sun TEXT NOT NULL,
    paved_percent INTEGER,
    dry_mv INTEGER,               -- of the calibration: all four or none
    wet_mv INTEGER,
    dry_percent REAL,
    wet_percent REAL,
    probe TEXT NOT NULL DEFAULT '',  -- of the calibration, the device that has it
    withdrawn_s INTEGER           -- its keeper took it back; NULL while it takes part
) WITHOUT ROWID;

CREATE TABLE link (
    garden TEXT PRIMARY KEY REFERENCES garden (name) ON DELETE CASCADE,
    hash BLOB UNIQUE,             -- SHA-256 of the token: who reads this file cannot open the page; NULL once revoked
    made_s INTEGER NOT NULL,
    revoked_s INTEGER
) WITHOUT ROWID;

CREATE TABLE consent (
    id INTEGER PRIMARY KEY,       -- the one after the newest
    garden TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('research', 'open-data')),
    text TEXT NOT NULL,           -- version of the text that was shown
    is_given INTEGER NOT NULL CHECK (is_given IN (0, 1)),
    at_s INTEGER NOT NULL,
    by TEXT NOT NULL CHECK (by IN ('keeper', 'console'))
);
CREATE INDEX consent_of ON consent (garden);
CREATE TRIGGER consent_stays BEFORE UPDATE ON consent BEGIN
    SELECT RAISE(ABORT, 'consents are append-only');
END;
CREATE TRIGGER consent_appends BEFORE INSERT ON consent
WHEN NEW.id IS NOT (SELECT ifnull(max(id), 0) + 1 FROM consent) BEGIN
    SELECT RAISE(ABORT, 'consents are append-only');
END;
-- They leave with all of their garden, which goes first.
CREATE TRIGGER consent_keeps BEFORE DELETE ON consent WHEN EXISTS (SELECT 1 FROM garden WHERE name = OLD.garden) BEGIN
    SELECT RAISE(ABORT, 'consents are append-only');
END;

CREATE TABLE garden_version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL       -- grows with every change of set-ups, consents and of who takes part
);
INSERT INTO garden_version VALUES (1, 0);
