-- The log: one row for everything that was done to a card. Rows are only ever added; an undo is a row that names another.
CREATE TABLE entry (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms           INTEGER NOT NULL,             -- milliseconds since 1970, UTC
    offset_min      INTEGER NOT NULL,             -- minutes that local time was ahead of UTC
    day             INTEGER NOT NULL,             -- study day, with the rollover hour of that time
    session         INTEGER NOT NULL,
    card            TEXT    NOT NULL,
    mark            INTEGER NOT NULL,             -- which right answer the card had at that time
    deed            TEXT    NOT NULL CHECK (deed IN ('answer', 'suspend', 'resume', 'bury', 'reset', 'undo')),
    undoes          INTEGER REFERENCES entry (seq),
    rating          INTEGER CHECK (rating BETWEEN 1 AND 4),
    is_right        INTEGER CHECK (is_right IN (0, 1)),
    confidence      TEXT    CHECK (confidence IN ('sure', 'unsure', 'guess')),
    time_ms         INTEGER,
    expected_recall REAL,
    given           TEXT,
    until_day       INTEGER,
    stability       REAL,                         -- after the answer, as computed then
    difficulty      REAL,
    model           TEXT,                         -- what computed them
    CHECK ((deed = 'undo') = (undoes IS NOT NULL)),
    CHECK ((deed = 'answer') = (rating IS NOT NULL))
) STRICT;

CREATE INDEX entry_of_card ON entry (card, seq);
CREATE UNIQUE INDEX undone_once ON entry (undoes) WHERE undoes IS NOT NULL;

-- What follows from the log. It can be dropped and is then made again.
CREATE TABLE card_state (
    card         TEXT    PRIMARY KEY,
    mark         INTEGER NOT NULL,
    phase        TEXT    NOT NULL,
    stability    REAL,
    difficulty   REAL,
    due_at_ms    INTEGER,
    due_day      INTEGER,
    step         INTEGER NOT NULL,
    first_day    INTEGER,
    last_day     INTEGER,
    last_at_ms   INTEGER,
    n_answers    INTEGER NOT NULL,
    n_lapses     INTEGER NOT NULL,
    is_suspended INTEGER NOT NULL,
    buried_until INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
