-- Who may log in, who is, who said that an alert was seen, and the log of all that.

CREATE TABLE user (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- a number is never given twice: a session cannot pass to a later user
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('see', 'act')),
    hash TEXT NOT NULL,           -- Argon2id in PHC form, with its salt and costs
    made_s INTEGER NOT NULL
);

CREATE TABLE session (
    hash BLOB PRIMARY KEY,        -- SHA-256 of the token: who reads this file cannot log in with it
    user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    begun_s INTEGER NOT NULL,
    seen_s INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_of ON session (user);

-- Browsers in which somebody has logged in before: strangers who guess a name's password cannot shut them out.
CREATE TABLE known (
    hash BLOB PRIMARY KEY,        -- SHA-256 of the token
    user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    seen_s INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX known_of ON known (user);

-- 16 bits of a keyed hash of the name, address or token: enough to count by, too few to tell whose it was.
CREATE TABLE tries (
    kind TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    since_s INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (kind, bucket)
) WITHOUT ROWID;

CREATE TABLE secret (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    key BLOB NOT NULL             -- of the buckets
);
INSERT INTO secret VALUES (1, randomblob(32));

CREATE TABLE acknowledgement (
    alert TEXT PRIMARY KEY,
    user TEXT NOT NULL,           -- the name: it stays when the user goes, until it is old
    at_s INTEGER NOT NULL,
    note TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX acknowledgement_at ON acknowledgement (at_s);

CREATE TABLE version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL       -- grows with every change of acknowledgements
);
INSERT INTO version VALUES (1, 0);

CREATE TABLE log (
    id INTEGER PRIMARY KEY,       -- the one after the newest
    at_s INTEGER NOT NULL,
    user TEXT NOT NULL,           -- who did it
    what TEXT NOT NULL,           -- desk/records.py: WHAT
    about TEXT NOT NULL,          -- an alert, or the user it was done to
    note TEXT NOT NULL
);
CREATE TRIGGER log_stays BEFORE UPDATE ON log BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;
-- Retention takes the oldest line, again and again; nothing else can be taken out.
CREATE TRIGGER log_keeps BEFORE DELETE ON log WHEN OLD.id > (SELECT min(id) FROM log) BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;
CREATE TRIGGER log_appends BEFORE INSERT ON log WHEN NEW.id IS NOT (SELECT ifnull(max(id), 0) + 1 FROM log) BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;
