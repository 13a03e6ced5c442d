//! Browse, spoken.

use super::{Spoken, facts};
use crate::{
    app::{
        App,
        keys::action::Place,
        screens::{Scene, browse::Browse},
    },
    study::{
        desk::status_words,
        search::{Hit, shown_front},
    },
};

/// How many entries of a list are read out.
const N_READ: usize = 10;

impl Spoken for Browse {
    fn describe(&self, app: &App, lines: &mut Vec<String>) {
        lines.push(format!(
            "Browse. Search: \"{}\". {} found.",
            self.query.text(),
            self.hits.len()
        ));
        let first = (self.cursor.selected + 1).saturating_sub(N_READ);
        for (index, hit) in self.hits.iter().enumerate().skip(first).take(N_READ) {
            let here = if index == self.cursor.selected { "selected: " } else { "" };
            lines.push(format!("  {here}{}", hit_line(app, *hit)));
        }
        if self.is_open {
            match self.selected() {
                Some(Hit::Card(index)) => {
                    if let Some(card) = app.desk.library.cards.get(index) {
                        lines.push(format!("Answer: {}", card.answer_line()));
                        facts(app, card, lines);
                    }
                }
                Some(Hit::Fact(index)) => {
                    let library = &app.desk.library;
                    if let Some(fact) = library.facts.get(index) {
                        let status = status_words(library, fact.status);
                        lines.push(format!("{status}: {}", fact.text.statement));
                    }
                }
                None => {}
            }
        }
        lines.push(if self.place() == Place::Search {
            "Type what to find; `:{search.leave}` goes to the list.".to_owned()
        } else {
            "{list.down} and {list.up} choose, {browse.open} opens, {browse.search} searches, {app.help} help, {app.back} back.".to_owned()
        });
    }
}

fn hit_line(app: &App, hit: Hit) -> String {
    let library = &app.desk.library;
    match hit {
        Hit::Fact(index) => {
            library.facts.get(index).map(|fact| format!("fact: {}", fact.text.statement))
        }
        Hit::Card(index) => library
            .cards
            .get(index)
            .map(|card| format!("{}: {}", card.kind.title(), shown_front(&card.text.front))),
    }
    .unwrap_or_default()
}
