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
