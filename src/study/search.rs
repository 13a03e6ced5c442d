//! Finds facts and cards by what a person half remembers: words in any order, parts of words,
//! letters left out.
//!
//! A word that stands in a text as it was typed always beats one that is only similar. Similarity
//! is the score of `fuzzy-matcher`, asked only of names, since over whole sentences letters are
//! found anywhere.

use fuzzy_matcher::{FuzzyMatcher, skim::SkimMatcherV2};

use crate::{
    content::{Card, Library},
    text,
};

/// What was found: a position in the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hit {
    Fact(usize),
    Card(usize),
}

#[derive(Debug)]
struct Row {
    hit: Hit,
    /// The id in words, folded.
    name: String,
    /// What it says, folded.
    body: String,
    /// What else stands on it: options, reasons, notes; folded.
    more: String,
}

/// The texts of a library, made ready for searching.
pub struct Index {
    rows: Vec<Row>,
    matcher: SkimMatcherV2,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("rows", &self.rows.len()).finish_non_exhaustive()
    }
}

/// Scores of one word of the query.
const AT_WORD_START: i64 = 400;
const INSIDE_WORD: i64 = 250;
const IN_NAME: i64 = 100;
/// A word that stands only in options, reasons and notes counts less by this.
const IN_MORE: i64 = -200;
/// A similar name counts when its score is at least this much for each letter typed.
const FUZZY_PER_LETTER: i64 = 14;
/// Shorter words are not searched by similarity.
const FUZZY_FROM: usize = 4;

impl Index {
    pub fn new(library: &Library) -> Self {
        let words = |id: &str| text::fold(id).replace(['.', '-'], " ");
        let facts = library.facts.iter().enumerate().map(|(index, fact)| Row {
            hit: Hit::Fact(index),
            name: words(&fact.id.0),
            body: text::fold(&format!(
                "{} {} {}",
                fact.text.statement,
                fact.text.older_names.join(" "),
                fact.id
            )),
            more: text::fold(
                &[
                    fact.text.said.as_deref().unwrap_or_default(),
                    fact.text.exam.as_deref().unwrap_or_default(),
                ]
                .join(" "),
            ),
        });
        let cards = library.cards.iter().enumerate().map(|(index, card)| Row {
            hit: Hit::Card(index),
            name: words(&card.id.0),
            body: text::fold(&format!(
                "{} {} {}",
                shown_front(&card.text.front),
                card.answer_line(),
                card.id
            )),
            more: text::fold(&more_of(card)),
        });
        let mut rows: Vec<Row> = facts.chain(cards).collect();
        let topic = |hit: Hit| match hit {
            Hit::Fact(index) => library.facts.get(index).map(|fact| &fact.topic),
            Hit::Card(index) => library.cards.get(index).map(|card| &card.topic),
        };
        // Without a query everything stands in the order of the topics.
        rows.sort_by_key(|row| {
            let is_card = matches!(row.hit, Hit::Card(_));
            (is_card, library.topics.iter().position(|one| Some(&one.id) == topic(row.hit)))
        });
        Self { rows, matcher: SkimMatcherV2::default().ignore_case() }
    }

    /// What matches every word of `query`, best first; everything, in order, for an empty one.
    pub fn find(&self, query: &str) -> Vec<Hit> {
        let query = text::fold(query);
        let words: Vec<&str> = query.split_whitespace().collect();
        if words.is_empty() {
            return self.rows.iter().map(|row| row.hit).collect();
        }
        let mut found: Vec<(i64, Hit)> =
            self.rows.iter().filter_map(|row| Some((self.score(row, &words)?, row.hit))).collect();
        found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        found.into_iter().map(|(_, hit)| hit).collect()
    }

    fn score(&self, row: &Row, words: &[&str]) -> Option<i64> {
        let mut sum = 0;
        for word in words {
            sum += self.word_score(row, word)?;
        }
        // Of two texts with the same words the shorter one is more about them.
        let length = i64::try_from(row.body.len()).unwrap_or(i64::MAX);
        Some(sum - length / 8)
    }

    fn word_score(&self, row: &Row, word: &str) -> Option<i64> {
        let in_name = place(&row.name, word).map(|score| score + IN_NAME);
        if let Some(score) = in_name.max(place(&row.body, word)) {
            return Some(score);
        }
        if let Some(score) = place(&row.more, word) {
            return Some(score + IN_MORE);
        }
        let letters = word.chars().count();
        if letters < FUZZY_FROM || !has_in_order(&row.name, word) {
            return None;
        }
        let at_least = FUZZY_PER_LETTER * i64::try_from(letters).unwrap_or(i64::MAX);
        self.matcher.fuzzy_match(&row.name, word).filter(|score| at_least <= *score)
    }
}

fn place(text: &str, word: &str) -> Option<i64> {
    let starts_word = |at: usize| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(char::is_alphanumeric)
    };
    let mut places = text.match_indices(word).map(|(at, _)| at);
    let is_start = starts_word(places.next()?) || places.any(starts_word);
    Some(if is_start { AT_WORD_START } else { INSIDE_WORD })
}

/// Whether the letters of a word stand in a text in their order: without that it is not similar.
fn has_in_order(text: &str, word: &str) -> bool {
    let mut letters = text.chars();
    word.chars().all(|wanted| letters.any(|letter| letter == wanted))
}

/// What stands on a card besides its question and its answer.
fn more_of(card: &Card) -> String {
    let mut more = card.text.body.asks().more();
    more.extend(card.text.note.as_deref());
    more.join(" ")
}

/// The front of a card as one line, its gap shown as a line to fill.
pub fn shown_front(front: &str) -> String {
    let gap = front.split_once("{{").and_then(|(before, rest)| {
        let (_, after) = rest.split_once("}}")?;
        Some(format!("{before}____{after}"))
    });
    gap.unwrap_or_else(|| front.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{content, diag::SourceFile};

    fn library() -> Library {
        let fact = |id: &str, statement: &str| {
            format!(
                "[[fact]]\nid = \"{id}\"\nstatement = \"{statement}\"\nkind = \"fact\"\nstatus = \"beyond\"\n"
            )
        };
        let text = [
            fact("a.dead-letter", "Events that fail land in a dead-letter queue."),
            fact("a.queue-size", "A queue holds up to 120,000 messages in flight."),
            fact("a.cafe", "Café tables are not DynamoDB tables."),
        ]
        .concat();
        content::load(&[SourceFile::user("a.toml", text)]).library
    }

    #[track_caller]
    fn check(query: &str, expected: &[usize]) {
        let found = Index::new(&library()).find(query);
        assert_eq!(found, expected.iter().map(|n| Hit::Fact(*n)).collect::<Vec<_>>(), "{query}");
    }

    #[test]
    fn words_are_found_in_any_order_and_in_part() {
        check("queue dead", &[0]);
        check("dead queue", &[0]);
        check("mess flight", &[1]);
        check("dynamo", &[2]);
    }

    #[test]
    fn accents_and_case_do_not_matter() {
        check("CAFE", &[2]);
        check("café", &[2]);
    }

    #[test]
    fn letters_may_be_left_out_of_a_name() {
        check("ddletter", &[0]);
    }

    #[test]
    fn nonsense_finds_nothing_and_nothing_finds_all() {
        check("zzzz", &[]);
        check("  ", &[0, 1, 2]);
    }

    #[test]
    fn a_hit_in_the_name_comes_first() {
        check("queue", &[1, 0]);
    }
}
