-- The answers of the log as they are used, in one piece, so that a start need not read each row: all that still counted up to a line
-- of the log. It can be dropped and is then made again.
CREATE TABLE kept_answers (
    upto    INTEGER PRIMARY KEY,
    answers BLOB NOT NULL
) STRICT;

CREATE INDEX entry_of_day ON entry (day);
