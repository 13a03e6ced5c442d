-- Where the answer to a scenario was given: practice, a mock, or between two options only.
ALTER TABLE item_answer ADD COLUMN kind TEXT NOT NULL DEFAULT 'practice';

-- Mock exams. All three tables are only ever added to; how a mock stands follows from its entries.
CREATE TABLE mock (
    id        INTEGER PRIMARY KEY,          -- the instant of its start, milliseconds since 1970, UTC
    size      INTEGER NOT NULL,
    seed      INTEGER NOT NULL,             -- 64 bits
    bank      INTEGER NOT NULL,             -- 64 bits: the version of the items
    minutes   INTEGER NOT NULL,
    questions TEXT    NOT NULL              -- items, separated by spaces; one that does not count ends in *
) STRICT;

CREATE TABLE mock_entry (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    mock       INTEGER NOT NULL REFERENCES mock (id),
    at_ms      INTEGER NOT NULL,
    question   INTEGER NOT NULL,            -- from 0
    picked     TEXT    NOT NULL,            -- options by their place in the item, separated by spaces
    struck     TEXT    NOT NULL,
    highlights TEXT    NOT NULL,            -- sentences of the stem, from 0
    is_flagged INTEGER NOT NULL CHECK (is_flagged IN (0, 1)),
    confidence TEXT    CHECK (confidence IN ('sure', 'unsure', 'guess')),
    time_ms    INTEGER NOT NULL             -- in front so far
) STRICT;

CREATE INDEX mock_entry_of_mock ON mock_entry (mock, seq);

CREATE TABLE mock_end (
    mock     INTEGER PRIMARY KEY REFERENCES mock (id),
    at_ms    INTEGER NOT NULL,
    score    INTEGER NOT NULL,
    n_right  INTEGER NOT NULL,
    n_scored INTEGER NOT NULL,
    rating   REAL    NOT NULL,              -- mean of the scored items
    domains  TEXT    NOT NULL               -- right/all of the four domains, separated by spaces
) STRICT;
