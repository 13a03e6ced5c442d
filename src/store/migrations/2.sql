-- Runs of the simulator that are worth keeping: challenges that were solved. Rows are only ever added.
CREATE TABLE run (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms     INTEGER NOT NULL,             -- milliseconds since 1970, UTC
    world     TEXT    NOT NULL,
    changes   TEXT    NOT NULL,             -- component.setting=value, separated by spaces
    seed      INTEGER NOT NULL,
    digest    INTEGER NOT NULL,             -- of the trace, as 64 bits
    is_solved INTEGER NOT NULL CHECK (is_solved IN (0, 1))
) STRICT;

CREATE INDEX run_of_world ON run (world);
