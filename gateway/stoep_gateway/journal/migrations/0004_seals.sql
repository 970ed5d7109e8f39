-- crc: a checksum over the row's other columns but lives.id, which only gives the order; SQL function seal() of the program.
ALTER TABLE lives ADD COLUMN crc INTEGER NOT NULL DEFAULT 0;
ALTER TABLE devices ADD COLUMN crc INTEGER NOT NULL DEFAULT 0;
ALTER TABLE places ADD COLUMN crc INTEGER NOT NULL DEFAULT 0;
ALTER TABLE starts ADD COLUMN crc INTEGER NOT NULL DEFAULT 0;
ALTER TABLE backends ADD COLUMN crc INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dead_letters ADD COLUMN crc INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ledger_claim ADD COLUMN crc INTEGER NOT NULL DEFAULT 0;

-- head: the newest position ever given. sqlite_sequence, which has no checksum, is not read any more.
-- set_aside: rows that were found damaged, since there is this journal.
ALTER TABLE starts ADD COLUMN head INTEGER NOT NULL DEFAULT 0;
ALTER TABLE starts ADD COLUMN set_aside INTEGER NOT NULL DEFAULT 0;
UPDATE starts SET head = ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'entries'), 0);

UPDATE lives SET crc = seal(device, life, floor, kept, gone, device_dropped, restore, counter, rejected);
UPDATE devices SET crc = seal(
    device, generation, board_id, board_generation, life, session, past_sessions, sample_s, applied
);
UPDATE places SET crc = seal(
    place, watermark_s, closed_until_s, closed, released, suppressed, budget, no_data, restore, ledger_index
);
UPDATE starts SET crc = seal(
    id, commits, received, duplicate, not_taken, rejected, open, kept, unopened, head, set_aside
);
UPDATE backends SET crc = seal(
    name, configured, backlog_next, backlog_end, live_next, released, delivered, expired, dead, withheld, pending
);
UPDATE dead_letters SET crc = seal(id, backend, reason, observation);
UPDATE ledger_claim SET crc = seal(claimed);
