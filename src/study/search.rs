//! Finds facts and cards by what a person half remembers: words in any order, parts of words,
//! letters left out.
//!
//! A word that stands in a text as it was typed always beats one that is only similar. Similarity
//! is the score of `fuzzy-matcher`, asked only of names, since over whole sentences letters are
//! found anywhere.

use std::{collections::BTreeMap, ops::Range};

use fuzzy_matcher::{FuzzyMatcher, skim::SkimMatcherV2};
use memchr::memmem::Finder;

use crate::{
    content::{Card, Library},
    ids::TopicId,
    text,
};

/// What was found: a position in the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hit {
    Fact(usize),
    Card(usize),
}

/// Where the texts of a fact or a card lie in the index.
#[derive(Debug)]
struct Row {
    hit: Hit,
    /// The id in words.
    name: Range<usize>,
    /// What it says.
    body: Range<usize>,
    /// What else stands on it: options, reasons, notes.
    more: Range<usize>,
}

/// The texts of a library, made ready for searching.
pub struct Index {
    /// All texts, folded, one behind the other.
    texts: String,
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
        let mut index = Self {
            texts: String::new(),
            rows: Vec::new(),
            matcher: SkimMatcherV2::default().ignore_case(),
        };
        for (place, fact) in library.facts.iter().enumerate() {
            let (text, older) = (&*fact.text, fact.text.older_names.join(" "));
            let more = [&text.said, &text.exam].map(|text| text.as_deref().unwrap_or_default());
            index.push(Hit::Fact(place), &[&text.statement, &older, &fact.id.0], &more);
        }
        for (place, card) in library.cards.iter().enumerate() {
            let (front, answer) = (shown_front(&card.text.front), card.answer_line());
            index.push(Hit::Card(place), &[&front, &answer, &card.id.0], &more_of(card));
        }
        let topics = library.topics.iter().enumerate().map(|(place, topic)| (&topic.id, place));
        let topics: BTreeMap<&TopicId, usize> = topics.collect();
        let topic = |hit: Hit| match hit {
            Hit::Fact(index) => library.facts.get(index).map(|fact| &fact.topic),
            Hit::Card(index) => library.cards.get(index).map(|card| &card.topic),
        };
        // Without a query everything stands in the order of the topics.
        index.rows.sort_by_key(|row| {
            let place = topic(row.hit).and_then(|topic| topics.get(topic)).copied();
            (matches!(row.hit, Hit::Card(_)), place)
        });
        index
    }

    /// The last part of the body is the id.
    fn push(&mut self, hit: Hit, body: &[&str], more: &[&str]) {
        let id = body.last().copied().unwrap_or_default();
        let name = self.append(&id.replace(['.', '-'], " "));
        let [body, more] = [body, more].map(|parts| self.append(&parts.join(" ")));
        self.rows.push(Row { hit, name, body, more });
    }

    fn append(&mut self, text: &str) -> Range<usize> {
        let start = self.texts.len();
        self.texts.push_str(&text::fold(text));
        start..self.texts.len()
    }

    fn text(&self, part: &Range<usize>) -> &str {
        self.texts.get(part.clone()).unwrap_or_default()
    }

    /// What matches every word of `query`, best first; everything, in order, for an empty one.
    pub fn find(&self, query: &str) -> Vec<Hit> {
        let query = text::fold(query);
        let words: Vec<Word<'_>> = query.split_whitespace().map(Word::new).collect();
        if words.is_empty() {
            return self.rows.iter().map(|row| row.hit).collect();
        }
        let rank = |(at, row): (u32, &Row)| Some(Rank::new(self.score(row, &words)?, at));
        let mut found: Vec<Rank> = (0_u32..).zip(&self.rows).filter_map(rank).collect();
        found.sort_unstable();
        found.into_iter().filter_map(|rank| Some(self.rows.get(rank.at())?.hit)).collect()
    }

    fn score(&self, row: &Row, words: &[Word<'_>]) -> Option<i64> {
        let mut sum = 0;
        for word in words {
            sum += self.word_score(row, word)?;
        }
        // Of two texts with the same words the shorter one is more about them.
        let length = i64::try_from(row.body.len()).unwrap_or(i64::MAX);
        Some(sum - length / 8)
    }

    fn word_score(&self, row: &Row, word: &Word<'_>) -> Option<i64> {
        let name = self.text(&row.name);
        let in_name = word.place(name).map(|score| score + IN_NAME);
        // Nothing beats the start of a word of the name.
        if in_name == Some(AT_WORD_START + IN_NAME) {
            return in_name;
        }
        if let Some(score) = in_name.max(word.place(self.text(&row.body))) {
            return Some(score);
        }
        if let Some(score) = word.place(self.text(&row.more)) {
            return Some(score + IN_MORE);
        }
        let letters = word.text.chars().count();
        if letters < FUZZY_FROM || !has_in_order(name, word.text) {
            return None;
        }
        let at_least = FUZZY_PER_LETTER * i64::try_from(letters).unwrap_or(i64::MAX);
        self.matcher.fuzzy_match(name, word.text).filter(|score| at_least <= *score)
    }
}

/// What is found and how good it is in one number, of which the best is the least: after a letter
/// nearly everything is found and has to be put in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank(u64);

impl Rank {
    /// The row at a place. Of two with the same score the first one comes first.
    fn new(score: i64, at: u32) -> Self {
        let badness = u32::try_from(i64::from(u32::MAX / 2) - score).unwrap_or(u32::MAX);
        Self(u64::from(badness) << 32 | u64::from(at))
    }

    fn at(self) -> usize {
        usize::try_from(self.0 & u64::from(u32::MAX)).unwrap_or(usize::MAX)
    }
}

/// A word of the query, made ready to be looked for.
struct Word<'q> {
    text: &'q str,
    finder: Finder<'q>,
}

impl<'q> Word<'q> {
    fn new(text: &'q str) -> Self {
        Self { text, finder: Finder::new(text) }
    }

    /// What it counts where it stands in a text as it was typed.
    fn place(&self, text: &str) -> Option<i64> {
        let starts_word = |at: usize| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            !before.is_some_and(char::is_alphanumeric)
        };
        let mut places = self.finder.find_iter(text.as_bytes());
        let is_start = starts_word(places.next()?) || places.any(starts_word);
        Some(if is_start { AT_WORD_START } else { INSIDE_WORD })
    }
}

/// Whether the letters of a word stand in a text in their order: without that it is not similar.
fn has_in_order(text: &str, word: &str) -> bool {
    let mut letters = text.chars();
    word.chars().all(|wanted| letters.any(|letter| letter == wanted))
}

/// What stands on a card besides its question and its answer.
fn more_of(card: &Card) -> Vec<&str> {
    let mut more = card.text.body.asks().more();
    more.extend(card.text.note.as_deref());
    more
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
