BEGIN TRANSACTION;
CREATE TABLE chunk (
    series INTEGER NOT NULL REFERENCES series (id),
    life TEXT NOT NULL,         -- '' for windows: they belong to the device's place
    bucket INTEGER NOT NULL,    -- days since 1970 (UTC); below 0: rows without a time, 1,024 row numbers each
    body BLOB NOT NULL,         -- archive/chunk.py
    PRIMARY KEY (series, bucket, life)
);
CREATE TABLE "device" (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    profile TEXT NOT NULL,
    cell_x_m INTEGER,
    cell_y_m INTEGER,
    cell_size_m INTEGER
);
INSERT INTO "device" VALUES(1,'tuin-oud','soil',81250,455250,500);
INSERT INTO "device" VALUES(2,'telpunt-oud','people',NULL,NULL,NULL);
CREATE TABLE latest (
    series INTEGER PRIMARY KEY, -- series.id
    time_s INTEGER NOT NULL,    -- of the newest dated observation
    value REAL NOT NULL
);
INSERT INTO "latest" VALUES(1,1794838320,12.0);
INSERT INTO "latest" VALUES(2,1794838320,0.0);
INSERT INTO "latest" VALUES(3,1794838320,0.0);
INSERT INTO "latest" VALUES(4,1794838320,0.0);
INSERT INTO "latest" VALUES(5,1794838320,0.0);
INSERT INTO "latest" VALUES(6,1794840300,797.0);
INSERT INTO "latest" VALUES(7,1794840300,1.0);
CREATE TABLE made (
    device INTEGER NOT NULL REFERENCES device (id),
    start_s INTEGER NOT NULL,   -- Unix seconds
    window_s INTEGER NOT NULL,
    making INTEGER NOT NULL REFERENCES making (id),
    covered_s INTEGER NOT NULL, -- of the window, that rows counted
    PRIMARY KEY (device, start_s, window_s)
) WITHOUT ROWID;
INSERT INTO "made" VALUES(2,1794837600,900,1,900);
INSERT INTO "made" VALUES(2,1794838500,900,1,900);
INSERT INTO "made" VALUES(2,1794839400,900,1,900);
INSERT INTO "made" VALUES(2,1794840300,900,1,900);
CREATE TABLE making (
    id INTEGER PRIMARY KEY,
    epsilon TEXT NOT NULL,      -- decimal text of a whole window; '' without noise
    contribution INTEGER NOT NULL,
    k INTEGER NOT NULL,
    rounding INTEGER NOT NULL,
    UNIQUE (epsilon, contribution, k, rounding)
);
INSERT INTO "making" VALUES(1,'1',2,1,1);
CREATE TABLE newest (
    device INTEGER PRIMARY KEY, -- device.id
    position INTEGER NOT NULL   -- of the newest observation: it decides profile and cell
);
INSERT INTO "newest" VALUES(1,4);
INSERT INTO "newest" VALUES(2,8);
CREATE TABLE part (
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL REFERENCES device (id),
    window_s INTEGER NOT NULL,
    life TEXT NOT NULL,         -- '' for windows: they belong to the device's place
    bucket INTEGER NOT NULL,    -- days since 1970 (UTC); below 0: rows without a time, 1,024 row numbers each
    first INTEGER NOT NULL,     -- row numbers (windows: times) from here up to the next part's first; 0: the first part
    body BLOB NOT NULL          -- archive/part.py
);
INSERT INTO "part" VALUES(1,1,0,'00000001',20773,0,X'0278DA93E0626262D8B1E9C67ADE0A062606062087850104D8C0240798E4029300817303BF');
INSERT INTO "part" VALUES(2,2,900,'',20773,0,X'0278DAE36039B0F1C67ADE0E3E0618CDC3C0F08AF10433A3C01B063E06465E26060600ED680A20');
CREATE TABLE "series" (
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL REFERENCES device (id),
    quantity TEXT NOT NULL,
    unit TEXT NOT NULL,
    window_s INTEGER NOT NULL,  -- 0: single readings
    UNIQUE (device, quantity, unit, window_s)
);
INSERT INTO "series" VALUES(1,1,'probe_mv','mV',0);
INSERT INTO "series" VALUES(2,1,'soil_temperature','Cel',0);
INSERT INTO "series" VALUES(3,1,'deep_soil_temperature','Cel',0);
INSERT INTO "series" VALUES(4,1,'air_temperature','Cel',0);
INSERT INTO "series" VALUES(5,1,'air_humidity','%',0);
INSERT INTO "series" VALUES(6,2,'in','1',900);
INSERT INTO "series" VALUES(7,2,'out','1',900);
CREATE TABLE version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL     -- grows with every change of observations
);
INSERT INTO "version" VALUES(1,2);
CREATE UNIQUE INDEX part_of ON part (device, bucket, life, window_s, first);
CREATE TRIGGER made_goes_with_its_device AFTER DELETE ON device BEGIN
    DELETE FROM made WHERE device = OLD.id;
END;
COMMIT;
PRAGMA user_version = 3;
