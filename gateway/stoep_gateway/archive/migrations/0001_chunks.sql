-- Released observations, packed: one row a series, life and day instead of one a reading
-- (26 µs and 797 bytes a reading otherwise). What is not an observation, such as suppressed windows, gets tables of its own.

CREATE TABLE device (
    name TEXT PRIMARY KEY,
    profile TEXT NOT NULL,
    cell_x_m INTEGER,
    cell_y_m INTEGER,
    cell_size_m INTEGER,
    position INTEGER NOT NULL  -- of the newest observation: it decides profile and cell
) WITHOUT ROWID;

CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    device TEXT NOT NULL REFERENCES device (name),
    quantity TEXT NOT NULL,
    unit TEXT NOT NULL,
    window_s INTEGER NOT NULL,  -- 0: single readings
    last_time_s INTEGER,        -- of the newest dated observation, NULL while there is none
    last_value REAL,
    UNIQUE (device, quantity, unit, window_s)
);

CREATE TABLE chunk (
    series INTEGER NOT NULL REFERENCES series (id),
    life TEXT NOT NULL,         -- '' for windows: they belong to the device's place
    bucket INTEGER NOT NULL,    -- days since 1970 (UTC); below 0: rows without a time, 1,024 row numbers each
    body BLOB NOT NULL,         -- archive/chunk.py
    PRIMARY KEY (series, bucket, life)
);

CREATE TABLE status (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    body TEXT NOT NULL          -- JSON: devices and accounts, no keys
);

CREATE TABLE version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL     -- grows with every change of observations
);
INSERT INTO version VALUES (1, 0);
