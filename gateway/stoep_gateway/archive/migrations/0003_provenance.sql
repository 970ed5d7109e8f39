-- How released windows were made (records.Provenance): what windows share once, how much of each was counted beside it.
CREATE TABLE making (
    id INTEGER PRIMARY KEY,
    epsilon TEXT NOT NULL,      -- decimal text of a whole window; '' without noise
    contribution INTEGER NOT NULL,
    k INTEGER NOT NULL,
    rounding INTEGER NOT NULL,
    UNIQUE (epsilon, contribution, k, rounding)
);

-- None for windows that were released before 0.5, and for single readings.
CREATE TABLE made (
    device INTEGER NOT NULL REFERENCES device (id),
    start_s INTEGER NOT NULL,   -- Unix seconds
    window_s INTEGER NOT NULL,
    making INTEGER NOT NULL REFERENCES making (id),
    covered_s INTEGER NOT NULL, -- of the window, that rows counted
    PRIMARY KEY (device, start_s, window_s)
) WITHOUT ROWID;

CREATE TRIGGER made_goes_with_its_device AFTER DELETE ON device BEGIN
    DELETE FROM made WHERE device = OLD.id;
END;
