-- Which round was kept last: the one with the greatest now_s may be of a clock that was ahead.
ALTER TABLE version ADD COLUMN newest_s INTEGER;  -- its now_s, NULL before the first
UPDATE version SET newest_s = (SELECT max(now_s) FROM round);
