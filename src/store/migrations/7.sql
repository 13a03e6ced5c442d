-- What was said of the exam on each day, at the first look of the day.
CREATE TABLE forecast (
    day      INTEGER PRIMARY KEY,
    at_ms    INTEGER NOT NULL,
    exam_day INTEGER NOT NULL,
    score    REAL    NOT NULL,             -- expected scaled score
    pass     REAL    NOT NULL,             -- chance to reach the pass line, 0 to 1
    asked    INTEGER NOT NULL,             -- mock questions that it rests on
    topics   TEXT    NOT NULL              -- topic=expected recall on the exam day, separated by spaces
) STRICT;
