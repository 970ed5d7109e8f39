-- What the analyst found and told, for the pages. It can be lost: the next round is made from the archive again.

CREATE TABLE round (
    now_s INTEGER PRIMARY KEY,  -- the slot boundary up to which counts were taken in, Unix seconds
    body BLOB NOT NULL          -- outlook/board_codec.py; of several rounds at one boundary the last one
);

CREATE TABLE places (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    body BLOB NOT NULL          -- outlook/places_codec.py
);

CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    place TEXT NOT NULL,
    level INTEGER NOT NULL,
    raised_s INTEGER NOT NULL,
    expected_s INTEGER NOT NULL,
    within_s INTEGER NOT NULL,
    chance REAL NOT NULL,
    is_now INTEGER NOT NULL,
    ended_s INTEGER             -- NULL while it stands
) WITHOUT ROWID;
CREATE INDEX alert_by_time ON alert (raised_s);

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,     -- in the order of the news
    alert TEXT NOT NULL REFERENCES alert (id),
    is_end INTEGER NOT NULL,    -- 0: it was raised, 1: it ended
    channel TEXT NOT NULL,
    made_s INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_s INTEGER NOT NULL,    -- of the next attempt
    done_s INTEGER,             -- NULL while it waits
    is_given_up INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',  -- of the last failure
    UNIQUE (alert, is_end, channel)
);
CREATE INDEX delivery_waits ON delivery (next_s) WHERE done_s IS NULL;

CREATE TABLE version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,    -- grows with every change that pages show
    newest_s INTEGER            -- now_s of the round that was kept last, NULL before the first: the greatest one may be
                                -- of a clock that was ahead
);
INSERT INTO version (id, number) VALUES (1, 0);
