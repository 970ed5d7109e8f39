-- The ledger: what was drawn from people counts, and what is closed for good. A place is named by its ledger group.
-- kind: window (one draw), recover (everything before a recovery, place '*'), clock (what a wrong clock let in).
-- start_s, end_s: wire times. epoch: of the gateway start that wrote it. spent: millionths of epsilon. hash: SHA-256 over the row and the hash before it.
CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    epoch BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('window', 'recover', 'clock')),
    place TEXT NOT NULL,
    start_s INTEGER NOT NULL,
    end_s INTEGER NOT NULL CHECK (end_s > start_s),
    mode TEXT NOT NULL,
    spent INTEGER NOT NULL CHECK (spent >= 0),
    hash BLOB NOT NULL
) STRICT;
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

-- claimed: an index that a device knows and this ledger does not: the gateway was put back from an older copy. Else 0.
CREATE TABLE ledger_claim (claimed INTEGER NOT NULL);
INSERT INTO ledger_claim VALUES (0);

-- ledger_index: of the newest ledger row about the place, so that its devices are told the anchor.
ALTER TABLE places ADD COLUMN ledger_index INTEGER NOT NULL DEFAULT 0;

-- Entries may hold a device's message as it came (blob kind 4): an older stoep would take such an entry for damaged, and
-- this number keeps it away.
