-- Where an answer to a card was given: at the card itself, or elsewhere, from where it reached the card. Until now the first
-- word of what was given told it, and a time of nothing; this is the last time that those are read.
ALTER TABLE entry ADD COLUMN source TEXT NOT NULL DEFAULT 'review';  -- review, cram, scenario, drill, mock, prediction

UPDATE entry SET source = CASE
        WHEN substr(given, 1, 9) = 'scenario ' THEN 'scenario'
        WHEN substr(given, 1, 6) = 'drill ' THEN 'drill'
        WHEN substr(given, 1, 5) = 'mock ' THEN 'mock'
        WHEN substr(given, 1, 11) = 'prediction ' THEN 'prediction'
        ELSE 'review'
    END
    WHERE deed = 'answer' AND time_ms = 0;

-- The study day of a solved challenge. Where it was not kept: the day began at four, by the clock of the answer before.
ALTER TABLE run ADD COLUMN day INTEGER NOT NULL DEFAULT 0;

UPDATE run SET day = (at_ms - 14400000 + 60000 * coalesce(
        (SELECT offset_min FROM entry WHERE entry.at_ms <= run.at_ms ORDER BY entry.at_ms DESC LIMIT 1), 0)) / 86400000;
