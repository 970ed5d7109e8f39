-- Fewer bytes written a reading: a device's series in one row, which is full at 128 rows of the device; what changes with
-- every batch in narrow tables; status of the gateway in a file of its own (archive/status.py).

-- What schema 1 kept in device.position and series.last_*.
CREATE TABLE newest (
    device INTEGER PRIMARY KEY, -- device.id
    position INTEGER NOT NULL   -- of the newest observation: it decides profile and cell
);
CREATE TABLE latest (
    series INTEGER PRIMARY KEY, -- series.id
    time_s INTEGER NOT NULL,    -- of the newest dated observation
    value REAL NOT NULL
);

CREATE TABLE device_2 (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    profile TEXT NOT NULL,
    cell_x_m INTEGER,
    cell_y_m INTEGER,
    cell_size_m INTEGER
);
INSERT INTO device_2 (name, profile, cell_x_m, cell_y_m, cell_size_m)
    SELECT name, profile, cell_x_m, cell_y_m, cell_size_m FROM device ORDER BY name;
INSERT INTO newest SELECT id, position FROM device JOIN device_2 USING (name);

CREATE TABLE series_2 (
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL REFERENCES device (id),
    quantity TEXT NOT NULL,
    unit TEXT NOT NULL,
    window_s INTEGER NOT NULL,  -- 0: single readings
    UNIQUE (device, quantity, unit, window_s)
);
INSERT INTO series_2
    SELECT series.id, device_2.id, quantity, unit, window_s FROM series JOIN device_2 ON device_2.name = series.device;
INSERT INTO latest SELECT id, last_time_s, last_value FROM series WHERE last_time_s IS NOT NULL;

DROP TABLE series;
DROP TABLE device;
ALTER TABLE device_2 RENAME TO device;
ALTER TABLE series_2 RENAME TO series;
DROP TABLE status;

-- Rows of a device follow each other in parts. An id is given when a part begins, so that those that still grow lie side
-- by side and share pages. The table chunk stays: it holds days from before, each until new rows of that day come.
CREATE TABLE part (
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL REFERENCES device (id),
    window_s INTEGER NOT NULL,
    life TEXT NOT NULL,         -- '' for windows: they belong to the device's place
    bucket INTEGER NOT NULL,    -- days since 1970 (UTC); below 0: rows without a time, 1,024 row numbers each
    first INTEGER NOT NULL,     -- row numbers (windows: times) from here up to the next part's first; 0: the first part
    body BLOB NOT NULL          -- archive/part.py
);
CREATE UNIQUE INDEX part_of ON part (device, bucket, life, window_s, first);
