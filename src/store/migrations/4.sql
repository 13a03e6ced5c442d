-- What was said before a run would come of it, and what came. Rows are only ever added.
CREATE TABLE prediction (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms     INTEGER NOT NULL,             -- milliseconds since 1970, UTC
    day       INTEGER NOT NULL,             -- study day
    item      TEXT    NOT NULL,
    metric    TEXT    NOT NULL,             -- a figure of the run
    predicted REAL    NOT NULL,
    actual    REAL    NOT NULL
) STRICT;
