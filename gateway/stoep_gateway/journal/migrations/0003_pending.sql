-- pending: observations that the back-end still has to get, changed in the transactions that change what they are.
ALTER TABLE backends ADD COLUMN pending INTEGER NOT NULL DEFAULT 0;
UPDATE backends SET pending = (
    SELECT ifnull(sum(observations), 0) FROM entries
    WHERE (position >= backlog_next AND position < backlog_end) OR position >= live_next
);
