-- Answers to drills. Rows are only ever added.
CREATE TABLE drill_answer (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms    INTEGER NOT NULL,             -- milliseconds since 1970, UTC
    day      INTEGER NOT NULL,             -- study day
    template TEXT    NOT NULL,
    level    INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
    time_ms  INTEGER NOT NULL
) STRICT;
