//! `stats`, `search` and `show`.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{Cli, figures};
use crate::{
    config::Misuse,
    content::{Card, CardKind, Fact, Library, Quantity},
    ids::{CardId, DeckId, FactId},
    memory::{Phase, stats::median_factor},
    study::{
        desk::{Desk, status_words},
        figures::ScenarioFigures,
        search::{Hit, Index, shown_front},
    },
    text,
};

impl Cli<'_> {
    pub(super) fn stats(&mut self) -> anyhow::Result<u8> {
        let library = std::sync::Arc::new(self.library());
        let mut store = self.store()?;
        let desk = crate::driver::desk(&self.config, library, store.as_mut())?;
        let by_card = store.map(|store| store.answers_by_card()).transpose()?.unwrap_or_default();
        let figures = stats_json(&desk, &by_card, self.config.clock.now().day);
        if self.is_json {
            self.json(&figures)?;
        } else {
            self.print_stats(&figures)?;
        }
        Ok(0)
    }

    fn print_stats(&mut self, figures: &Json) -> anyhow::Result<()> {
        let number = |json: &Json, key: &str| json.get(key).and_then(Json::as_u64).unwrap_or(0);
        let percent = |json: &Json, key: &str| {
            json.get(key)
                .and_then(Json::as_f64)
                .map_or_else(|| "   -".to_owned(), |share| format!("{:>3.0} %", share * 100.0))
        };
        writeln!(
            self.out,
            "answers  {}, {} right",
            number(figures, "answers"),
            percent(figures, "right_share").trim()
        )?;
        writeln!(
            self.out,
            "today    {} due, {} new",
            number(figures, "due"),
            number(figures, "new")
        )?;
        writeln!(
            self.out,
            "streak   {}",
            text::plural(usize::try_from(number(figures, "streak_days"))?, "day")
        )?;
        self.print_done(figures)?;
        writeln!(self.out)?;
        writeln!(
            self.out,
            "{:<16} {:>5} {:>5} {:>5} {:>7} {:>7} {:>7}",
            "topic", "cards", "seen", "due", "known", "recall", "right"
        )?;
        for topic in figures.get("topics").and_then(Json::as_array).into_iter().flatten() {
            writeln!(
                self.out,
                "{:<16} {:>5} {:>5} {:>5} {:>7} {:>7} {:>7}",
                topic.get("title").and_then(Json::as_str).unwrap_or_default(),
                number(topic, "cards"),
                number(topic, "seen"),
                number(topic, "due"),
                percent(topic, "known"),
                percent(topic, "recall"),
                percent(topic, "right_share")
            )?;
        }
        writeln!(
            self.out,
            "\nknown: mean expected recall, a card never seen counts as 0; recall: of the cards that were seen"
        )?;
        Ok(())
    }

    /// What was done today, and how scenarios, drills and predictions went.
    fn print_done(&mut self, figures: &Json) -> anyhow::Result<()> {
        let number = |json: &Json, key: &str| json.get(key).and_then(Json::as_u64).unwrap_or(0);
        let of = |name: &str| figures.get(name).cloned().unwrap_or_default();
        let done = of("done").get("today").cloned().unwrap_or_default();
        writeln!(
            self.out,
            "done     {} today, {} min",
            text::plural(usize::try_from(number(&done, "answers"))?, "answer"),
            number(&done, "minutes")
        )?;
        let scenarios = of("scenarios");
        writeln!(
            self.out,
            "scenarios {} seen, {} of {} answers right",
            number(&scenarios, "seen"),
            number(&scenarios, "right"),
            number(&scenarios, "answers")
        )?;
        let drills = of("drills");
        let (n, right) = (number(&drills, "answers"), number(&drills, "right"));
        writeln!(self.out, "drills   {right} of {n} answers right")?;
        let predictions = of("predictions");
        if let Some(median) = predictions.get("median_factor").and_then(Json::as_f64) {
            let n = number(&predictions, "count");
            writeln!(self.out, "predictions {n}, half of them within x{median:.1}")?;
        }
        Ok(())
    }

    pub(super) fn search(&mut self, query: &str, limit: usize) -> anyhow::Result<u8> {
        let library = self.library();
        let hits: Vec<Hit> = Index::new(&library).find(query).into_iter().take(limit).collect();
        if self.is_json {
            let all: Vec<Json> = hits.iter().filter_map(|hit| hit_json(&library, *hit)).collect();
            self.json(&all)?;
            return Ok(0);
        }
        if hits.is_empty() {
            writeln!(self.out, "nothing found for `{}`", text::clean(query))?;
        }
        for hit in hits {
            if let Some((kind, id, words)) = hit_words(&library, hit) {
                writeln!(self.out, "{kind:<9} {id}\n          {words}")?;
            }
        }
        Ok(0)
    }

    pub(super) fn show(&mut self, id: &str) -> anyhow::Result<u8> {
        let library = self.library();
        if let Some(fact) = library.fact(&FactId::from(id)) {
            let json = fact_json(&library, fact);
            if self.is_json {
                self.json(&json)?;
            } else {
                self.print_fact(&library, fact)?;
            }
            return Ok(0);
        }
        if let Some(card) = library.card(&CardId::from(id)) {
            let json = card_json(card);
            if self.is_json {
                self.json(&json)?;
            } else {
                self.print_card(&library, card)?;
            }
            return Ok(0);
        }
        if let Some(deck) = library.deck(id) {
            let cards: Vec<&Card> =
                library.cards.iter().filter(|card| library.is_in_deck(card, deck)).collect();
            if self.is_json {
                let ids: Vec<&str> = cards.iter().map(|card| &*card.id.0).collect();
                self.json(&json!({ "deck": id, "title": deck.title, "cards": ids }))?;
            } else {
                writeln!(self.out, "{}: {}", deck.title, text::plural(cards.len(), "card"))?;
                for card in cards {
                    writeln!(self.out, "{:<9} {}", card.kind.word(), card.id)?;
                }
            }
            return Ok(0);
        }
        let ids = library
            .facts
            .iter()
            .map(|fact| &*fact.id.0)
            .chain(library.cards.iter().map(|card| &*card.id.0));
        let hint = match text::nearest(id, ids) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`coldstart search` finds ids by words".to_owned(),
        };
        Err(Misuse(format!("there is no fact, card or deck `{}`\nhint: {hint}", text::clean(id)))
            .into())
    }

    fn print_fact(&mut self, library: &Library, fact: &Fact) -> anyhow::Result<()> {
        let out = &mut self.out;
        writeln!(out, "{}", fact.text.statement)?;
        writeln!(out, "\n  {}, {}", fact.kind.word(), status_words(library, fact.status))?;
        for value in &fact.text.values {
            writeln!(
                out,
                "  {}: {} {} (as of {})",
                value.name, value.quantity, value.scope, value.as_of
            )?;
            if let Some(older) = &value.older {
                writeln!(out, "  was {} until {}", older.quantity, older.until)?;
            }
        }
        if let Some(said) = &fact.text.said {
            writeln!(out, "  notes: {said}")?;
        }
        if let Some(exam) = &fact.text.exam {
            writeln!(out, "  exam: {exam}")?;
        }
        if !fact.text.older_names.is_empty() {
            writeln!(out, "  older name: {}", fact.text.older_names.join(", "))?;
        }
        for source in &fact.text.sources {
            let file = library
                .notes
                .iter()
                .find(|note| note.id == source.note)
                .map_or("", |note| &note.file);
            writeln!(out, "  {source} ({file})")?;
        }
        if let Some(document) = fact.text.aws.as_ref().and_then(|aws| library.document(aws)) {
            writeln!(out, "  {}, checked {}", document.title, document.checked)?;
        }
        for card in library.cards_of(&fact.id) {
            writeln!(out, "  card {} ({})", card.id, card.kind.word())?;
        }
        Ok(())
    }

    fn print_card(&mut self, library: &Library, card: &Card) -> anyhow::Result<()> {
        let out = &mut self.out;
        writeln!(out, "{}\n", shown_front(&card.text.front))?;
        for option in card.options() {
            let sign = if option.is_right { '+' } else { '-' };
            writeln!(out, "  {sign} {}", option.text)?;
            if let Some(why) = &option.why {
                writeln!(out, "      {why}")?;
            }
        }
        if card.options().is_empty() {
            for part in card.answer_parts() {
                writeln!(out, "  + {part}")?;
            }
        }
        if let Some(note) = &card.text.note {
            writeln!(out, "\n  {note}")?;
        }
        writeln!(out)?;
        for fact in library.facts_of(card) {
            writeln!(out, "  fact {}: {}", fact.id, fact.text.statement)?;
        }
        Ok(())
    }
}

/// What was said of runs beforehand, and how far off it was.
fn predictions_json(desk: &Desk) -> Json {
    let all = &desk.history.predictions;
    let each: Vec<Json> = all
        .iter()
        .map(|one| {
            json!({
                "day": one.day.to_string(), "predicted": one.predicted, "actual": one.actual,
                "factor": one.factor(),
            })
        })
        .collect();
    json!({ "count": all.len(), "median_factor": median_factor(all), "each": each })
}

/// Figures over everything. The names are documented in the README and stay.
fn stats_json(desk: &Desk, by_card: &[(CardId, u32, u32)], today: crate::clock::Day) -> Json {
    let share = |right: u64, all: u64| {
        #[expect(clippy::cast_precision_loss, reason = "numbers of answers are far below 2^52")]
        let share = (0 < all).then(|| right as f64 / all as f64);
        share
    };
    let scenarios = ScenarioFigures::new(desk);
    let drills = desk.history.drill_history.values().fold((0_u32, 0_u32), |(all, right), one| {
        (all + one.n_right + one.n_wrong, right + one.n_right)
    });
    let n_judged = desk.history.summary.n_answers + u64::from(scenarios.n_answers + drills.0);
    let n_right = desk.history.summary.n_right + u64::from(scenarios.n_right + drills.1);
    let plan = desk.today(&DeckId::everything(), today, 0);
    let answers_of = |is_meant: &dyn Fn(&Card) -> bool| {
        let cards = by_card.iter().filter(|(id, _, _)| desk.library.card(id).is_some_and(is_meant));
        cards.fold((0, 0), |(all, right), (_, n, n_right)| {
            (all + u64::from(*n), right + u64::from(*n_right))
        })
    };
    let topics: Vec<Json> = desk
        .topics(today, &plan)
        .into_iter()
        .map(|figures| {
            let (all, right) = answers_of(&|card: &Card| card.topic == figures.topic);
            json!({
                "id": figures.topic.to_string(), "title": figures.title, "cards": figures.n_cards,
                "seen": figures.n_seen, "due": figures.n_due, "known": figures.known, "recall": figures.recall,
                "answers": all, "right_share": share(right, all),
            })
        })
        .collect();
    let kinds: BTreeMap<&str, Json> = CardKind::ALL
        .iter()
        .map(|kind| {
            let (all, right) = answers_of(&|card: &Card| card.kind == *kind);
            (kind.word(), json!({ "answers": all, "right_share": share(right, all) }))
        })
        .collect();
    let ever = desk.history.summary.ever();
    let count =
        |phase: Phase| desk.cards.states.values().filter(|state| state.phase == phase).count();
    json!({
        "day": today.to_string(),
        "answers": ever.n(),
        "right_share": share(n_right, n_judged),
        "done": {
            "today": figures::activity_json(&desk.history.summary.activity(today)),
            "ever": figures::activity_json(&ever),
        },
        "due": plan.n_due(),
        "new": plan.new.len(),
        "streak_days": desk.history.summary.streak_days(today),
        "cards": {
            "total": desk.library.cards.len(),
            "in_steps": count(Phase::Learning) + count(Phase::Relearning),
            "learned": count(Phase::Review),
            "suspended": desk.cards.states.values().filter(|state| state.is_suspended).count(),
            "leeches": desk.cards.states.values().filter(|state| state.is_leech()).count(),
        },
        "topics": topics,
        "kinds": kinds,
        "scenarios": figures::scenarios_json(&scenarios),
        "drills": { "answers": drills.0, "right": drills.1 },
        "predictions": predictions_json(desk),
        "figures": figures::figures_json(desk, today), "mocks": figures::mocks_json(desk),
        "days": figures::days_json(desk),
    })
}

fn hit_words(library: &Library, hit: Hit) -> Option<(&'static str, String, String)> {
    match hit {
        Hit::Fact(index) => library
            .facts
            .get(index)
            .map(|fact| ("fact", fact.id.to_string(), fact.text.statement.clone())),
        Hit::Card(index) => library
            .cards
            .get(index)
            .map(|card| (card.kind.word(), card.id.to_string(), shown_front(&card.text.front))),
    }
}

fn hit_json(library: &Library, hit: Hit) -> Option<Json> {
    let (kind, id, words) = hit_words(library, hit)?;
    let what = if kind == "fact" { "fact" } else { "card" };
    Some(json!({ "what": what, "kind": kind, "id": id, "text": words }))
}

fn fact_json(library: &Library, fact: &Fact) -> Json {
    let values: Vec<Json> = fact
        .text.values
        .iter()
        .map(|value| {
            json!({
                "name": value.name, "value": value.quantity.value, "unit": value.quantity.unit.symbol(),
                "scope": value.scope, "as_of": value.as_of,
                "older": value.older.as_ref().map(|older| json!({ "was": quantity_json(&older.quantity), "until": older.until })),
            })
        })
        .collect();
    let document = fact.text.aws.as_ref().and_then(|aws| library.document(aws));
    json!({
        "id": fact.id.to_string(), "topic": fact.topic.to_string(), "statement": fact.text.statement,
        "kind": fact.kind.word(), "status": fact.status.word(), "values": values, "claims": fact.text.claims,
        "beyond": fact.text.beyond, "sources": fact.text.sources.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "aws": document.map(|document| json!({ "title": document.title, "checked": document.checked })),
        "said": fact.text.said, "exam": fact.text.exam, "older_names": fact.text.older_names,
        "cards": library.cards_of(&fact.id).map(|card| card.id.to_string()).collect::<Vec<_>>(),
    })
}

fn quantity_json(quantity: &Quantity) -> Json {
    json!({ "value": quantity.value, "unit": quantity.unit.symbol() })
}

fn card_json(card: &Card) -> Json {
    json!({
        "id": card.id.to_string(), "kind": card.kind.word(), "deck": card.deck.to_string(),
        "topic": card.topic.to_string(), "front": shown_front(&card.text.front), "answer": card.answer_line(),
        "note": card.text.note, "facts": card.facts.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}
