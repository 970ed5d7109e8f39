BEGIN TRANSACTION;
CREATE TABLE chunk (
    series INTEGER NOT NULL REFERENCES series (id),
    life TEXT NOT NULL,         -- '' for windows: they belong to the device's place
    bucket INTEGER NOT NULL,    -- days since 1970 (UTC); below 0: rows without a time, 1,024 row numbers each
    body BLOB NOT NULL,         -- archive/chunk.py
    PRIMARY KEY (series, bucket, life)
);
INSERT INTO "chunk" VALUES(1,'00000001',20773,X'010C000000780163646060602401CB1C6560B001AA2716039502C1077B08CDE000A139A0B400941681D212505A064A2B40692528AD02A5D5A0B4860300B7500885');
INSERT INTO "chunk" VALUES(2,'00000001',20773,X'010C000000780163646060602401CB1C6560B001AA27160395D2140000BBF20382');
INSERT INTO "chunk" VALUES(3,'00000001',20773,X'010C000000780163646060602401CB1C6560B001AA27160395D2140000BBF20382');
INSERT INTO "chunk" VALUES(4,'00000001',20773,X'010C000000780163646060602401CB1C6560B001AA27160395D2140000BBF20382');
INSERT INTO "chunk" VALUES(5,'00000001',20773,X'010C000000780163646060602401CB1C6560B001AA27160395D2140000BBF20382');
INSERT INTO "chunk" VALUES(6,'',20773,X'01040000007801636040050F8E3030B43023304436CE014C4F2885D0171A21F48D0E0700C883084E');
CREATE TABLE device (
    name TEXT PRIMARY KEY,
    profile TEXT NOT NULL,
    cell_x_m INTEGER,
    cell_y_m INTEGER,
    cell_size_m INTEGER,
    position INTEGER NOT NULL  -- of the newest observation: it decides profile and cell
) WITHOUT ROWID;
INSERT INTO "device" VALUES('telpunt-oud','people',NULL,NULL,NULL,8);
INSERT INTO "device" VALUES('tuin-oud','soil',81250,455250,500,4);
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
INSERT INTO "series" VALUES(1,'tuin-oud','probe_mv','mV',0,1794838320,12.0);
INSERT INTO "series" VALUES(2,'tuin-oud','soil_temperature','Cel',0,1794838320,0.0);
INSERT INTO "series" VALUES(3,'tuin-oud','deep_soil_temperature','Cel',0,1794838320,0.0);
INSERT INTO "series" VALUES(4,'tuin-oud','air_temperature','Cel',0,1794838320,0.0);
INSERT INTO "series" VALUES(5,'tuin-oud','air_humidity','%',0,1794838320,0.0);
INSERT INTO "series" VALUES(6,'telpunt-oud','in','1',900,1794840300,795.0);
CREATE TABLE status (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    body TEXT NOT NULL          -- JSON: devices and accounts, no keys
);
INSERT INTO "status" VALUES(1,'{"written_s": 1795615990, "policy": {"k": 1, "window_s": 900, "cell_size_m": 500}, "devices": [{"name": "telpunt-oud", "profile": "people", "cell": null, "send_s": 60, "seen_s": null, "firmware": "", "battery_mv": null, "waiting": null, "taken": 0, "settled": 0, "clone": false, "windows": null}, {"name": "tuin-oud", "profile": "soil", "cell": {"x_m": 81250, "y_m": 455250, "size_m": 500}, "send_s": 3600, "seen_s": null, "firmware": "", "battery_mv": null, "waiting": null, "taken": 0, "settled": 0, "clone": false, "windows": null}], "disk": "ok", "accounts": {"lives": [], "start": {"received": 0, "duplicate": 0, "not_taken": 0, "rejected": 0, "open": 0, "kept": 0, "balanced": true}, "unopened": {}, "windows": {"closed": 0, "released": 0, "suppressed": 0, "budget": 0, "no_data": 0, "restore": 0, "balanced": true}, "backends": [{"name": "archive", "configured": true, "released": 0, "delivered": 0, "pending": 0, "expired": 0, "dead": 0, "withheld": {}, "balanced": true}, {"name": "city", "configured": true, "released": 0, "delivered": 0, "pending": 0, "expired": 0, "dead": 0, "withheld": {}, "balanced": true}], "balanced": true}}');
CREATE TABLE version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL     -- grows with every change of observations
);
INSERT INTO "version" VALUES(1,2);
COMMIT;
PRAGMA user_version = 1;
