-- The ledger takes rows of kind policy: what is done with the windows that start at start_s or later, the policy in mode.
-- A window of mode budget is closed without a draw. A table's checks cannot be changed, so it is made anew; rows keep their ids.
ALTER TABLE ledger RENAME TO ledger_before;
DROP INDEX ledger_by_place;
DROP INDEX ledger_ranges;
DROP TRIGGER ledger_keeps;
DROP TRIGGER ledger_stays;
DROP TRIGGER ledger_appends;
DROP TRIGGER ledger_draws_once;

CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    epoch BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('window', 'recover', 'clock', 'policy')),
    place TEXT NOT NULL,
    start_s INTEGER NOT NULL,
    end_s INTEGER NOT NULL CHECK (end_s > start_s),
    mode TEXT NOT NULL,
    spent INTEGER NOT NULL CHECK (spent >= 0),
    hash BLOB NOT NULL
) STRICT;
INSERT INTO ledger SELECT id, epoch, kind, place, start_s, end_s, mode, spent, hash FROM ledger_before ORDER BY id;
DROP TABLE ledger_before;
CREATE INDEX ledger_by_place ON ledger (place, end_s);
CREATE INDEX ledger_ranges ON ledger (kind, id) WHERE kind <> 'window';

CREATE TRIGGER ledger_keeps BEFORE DELETE ON ledger BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_stays BEFORE UPDATE ON ledger BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_appends BEFORE INSERT ON ledger WHEN NEW.id <= (SELECT ifnull(max(id), 0) FROM ledger) BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
-- Of the recoveries the newest counts: an earlier one may have been closed under a wrong clock.
CREATE TRIGGER ledger_draws_once BEFORE INSERT ON ledger WHEN NEW.kind = 'window' AND (
    EXISTS (SELECT 1 FROM ledger WHERE place = NEW.place AND end_s > NEW.start_s AND start_s < NEW.end_s)
    OR NEW.start_s < (
        SELECT end_s FROM ledger WHERE kind <> 'window' AND kind = 'recover' ORDER BY id DESC LIMIT 1  -- by the index
    )
) BEGIN
    SELECT RAISE(ABORT, 'a window is drawn once');
END;
