-- One row a frame or a window release. observations: how many values the blob expands to. crc: CRC-32 of both.
CREATE TABLE entries (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    observations INTEGER NOT NULL,
    crc INTEGER NOT NULL,
    blob BLOB NOT NULL
);

-- Up to `floor` every row of a life has its final verdict: floor = kept + sum(rejected) + gone + restore.
-- gone: rows that no frame will bring; device_dropped: how many of them the device's own counter explains, at most.
-- counter: of the newest frame that counted for the device's state.
CREATE TABLE lives (
    id INTEGER PRIMARY KEY,
    device TEXT NOT NULL,
    life BLOB NOT NULL,
    floor INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    device_dropped INTEGER NOT NULL,
    restore INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    rejected TEXT NOT NULL,
    UNIQUE (device, life)
);

-- generation: the newest one a frame has opened under; board_id is bound for board_generation.
-- past_sessions: 8 bytes each, oldest first. applied: {downlink kind: version} as the device reported it.
CREATE TABLE devices (
    device TEXT PRIMARY KEY,
    generation INTEGER NOT NULL,
    board_id BLOB,
    board_generation INTEGER NOT NULL,
    life BLOB,
    session BLOB,
    past_sessions BLOB NOT NULL,
    sample_s INTEGER NOT NULL,
    applied TEXT NOT NULL
) WITHOUT ROWID;

-- A place is where a device hangs; it outlives the device's lives. Times are wire times.
-- watermark_s: the end of the last row that entered a released window; closed_until_s: windows that start before it are closed.
-- The counters count windows of one quantity: closed = released + suppressed + budget + no_data + restore.
CREATE TABLE places (
    place TEXT PRIMARY KEY,
    watermark_s INTEGER NOT NULL,
    closed_until_s INTEGER NOT NULL,
    closed INTEGER NOT NULL,
    released INTEGER NOT NULL,
    suppressed INTEGER NOT NULL,
    budget INTEGER NOT NULL,
    no_data INTEGER NOT NULL,
    restore INTEGER NOT NULL
) WITHOUT ROWID;

-- One row a gateway start. commits: the number of the last batch, so that a batch is never taken twice.
CREATE TABLE starts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    commits INTEGER NOT NULL DEFAULT 0,
    received INTEGER NOT NULL DEFAULT 0,
    duplicate INTEGER NOT NULL DEFAULT 0,
    not_taken INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    open INTEGER NOT NULL DEFAULT 0,
    kept INTEGER NOT NULL DEFAULT 0,
    unopened TEXT NOT NULL DEFAULT '{}'
);

-- A back-end still has to deliver the entries [backlog_next, backlog_end) and those from live_next on.
-- The counters count observations: released = delivered + pending + expired + dead + sum(withheld).
CREATE TABLE backends (
    name TEXT PRIMARY KEY,
    configured INTEGER NOT NULL,
    backlog_next INTEGER NOT NULL,
    backlog_end INTEGER NOT NULL,
    live_next INTEGER NOT NULL,
    released INTEGER NOT NULL,
    delivered INTEGER NOT NULL DEFAULT 0,
    expired INTEGER NOT NULL DEFAULT 0,
    dead INTEGER NOT NULL DEFAULT 0,
    withheld TEXT NOT NULL DEFAULT '{}'
) WITHOUT ROWID;

-- What a back-end refused for good. observation: canonical CBOR of the released value.
CREATE TABLE dead_letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    backend TEXT NOT NULL,
    reason TEXT NOT NULL,
    observation BLOB NOT NULL
);
