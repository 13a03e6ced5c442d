"""Makes fsrs-py.json from the reference implementation py-fsrs (pip install fsrs==6.3.2; float64, fuzz off, no steps).

usage: python3 make-py.py > fsrs-py.json
Each case: parameters (null: the published defaults), desired retention, and reviews with the days since the one before,
the rating, and what the reference makes of it: stability, difficulty, the interval before rounding, recall before the review.
Days are whole; a review on the same day has 0 days.
"""
import json
import random
from datetime import datetime, timedelta, timezone

from fsrs import Card, Rating, Scheduler

OTHER = [
    # Two other learners: one who forgets fast, one who forgets slowly.
    [0.15, 0.6, 1.2, 5.0, 7.2, 0.55, 2.2, 0.03, 1.3, 0.12, 0.7, 1.6, 0.08, 0.31, 1.4, 0.4, 2.1, 0.6, 0.2, 0.12, 0.22],
    [0.6, 2.4, 5.8, 18.0, 6.0, 1.0, 3.4, 0.01, 2.1, 0.2, 0.9, 1.3, 0.1, 0.25, 2.0, 0.7, 1.6, 0.4, 0.05, 0.06, 0.12],
]
HISTORIES = [
    [(0, 3), (2, 3), (11, 3), (46, 3), (163, 3)],  # on time
    [(0, 3), (1, 3), (4, 3), (10, 3)],  # early
    [(0, 3), (9, 3), (60, 3), (400, 3)],  # overdue
    [(0, 1), (1, 3), (3, 1), (1, 2), (4, 3)],  # lapses
    [(0, 1), (0, 3), (1, 3), (0, 1), (0, 3), (3, 4)],  # same day
    [(0, 4), (8, 4), (60, 2), (90, 1), (0, 3), (2, 3)],
    [(0, 2), (1, 2), (2, 2), (3, 2), (5, 2)],
]
rng = random.Random(20261121)
for _ in range(13):
    n = rng.randint(3, 10)
    HISTORIES.append([(0 if i == 0 else rng.choice([0, 1, 1, 2, 5, 12, 30, 120]), rng.choice([1, 2, 3, 3, 3, 4])) for i in range(n)])

cases = []
for parameters in [None, *OTHER]:
    for retention in [0.80, 0.90, 0.95]:
        for history in HISTORIES:
            kw = dict(desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
            if parameters:
                kw["parameters"] = parameters
            scheduler = Scheduler(**kw)
            card, at, reviews = Card(), datetime(2026, 1, 1, 12, tzinfo=timezone.utc), []
            for days, rating in history:
                at += timedelta(days=days)
                recall = scheduler.get_card_retrievability(card, at) if reviews else None
                card, _ = scheduler.review_card(card, Rating(rating), at)
                decay = -scheduler.parameters[20]
                factor = 0.9 ** (1 / decay) - 1
                interval = card.stability / factor * (retention ** (1 / decay) - 1)
                reviews.append({"days": days, "rating": rating, "stability": card.stability, "difficulty": card.difficulty,
                                "interval": interval, "days_shown": (card.due - at).days, "recall": recall})
            cases.append({"parameters": parameters, "retention": retention, "reviews": reviews})
print(json.dumps({"source": "py-fsrs 6.3.2", "cases": cases}, indent=None, separators=(",", ":")).replace("},{\"parameters\"", "},\n{\"parameters\""))
