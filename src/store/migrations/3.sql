-- Answers to scenarios. Rows are only ever added.
CREATE TABLE item_answer (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms    INTEGER NOT NULL,             -- milliseconds since 1970, UTC
    day      INTEGER NOT NULL,             -- study day
    item     TEXT    NOT NULL,
    numbers  TEXT    NOT NULL,             -- name=value, separated by spaces
    picked   TEXT    NOT NULL,             -- options by name, separated by spaces
    is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
    time_ms  INTEGER NOT NULL
) STRICT;

CREATE INDEX item_answer_of_item ON item_answer (item, seq);
