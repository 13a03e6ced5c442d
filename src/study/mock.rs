//! What a mock is: the bank that its questions are chosen from, the sheets that are shown, and how
//! it stands.

use crate::{
    clock::Timestamp,
    content::{Library, item::Item, numbers::Numbers},
    exam::{
        attempt::{Attempt, ItemKey, Response},
        blueprint::Length,
        form::{Bank, Candidate, Chosen, bank_version},
    },
    ids::ItemId,
    rng::Seed,
};

/// How a mock is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MockPlan {
    /// None: the longest that the bank fills.
    pub length: Option<Length>,
    pub seed: Option<u64>,
    pub has_extra_time: bool,
    /// Without a clock, with feedback after each answer; its results never count as a mock.
    pub is_practice: bool,
    /// Begin at once.
    pub begins: bool,
}

impl MockPlan {
    /// Minutes of a mock of a length.
    pub fn minutes(&self, length: Length) -> u32 {
        if self.has_extra_time { length.extra_minutes } else { length.minutes }
    }
}

/// A question as it is shown: the same for the same seed.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The item by place in the library; none when it is no longer there.
    pub item: Option<usize>,
    pub numbers: Numbers,
    /// Options in the order shown.
    pub order: Vec<usize>,
}

/// How a question stands in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionStanding {
    Answered,
    /// So many marks of so many.
    Incomplete(usize, usize),
    Open,
}

impl QuestionStanding {
    /// With so many marks of so many.
    pub fn new(n_marks: usize, n_wanted: usize) -> Self {
        match n_marks {
            0 => Self::Open,
            n if n == n_wanted => Self::Answered,
            n => Self::Incomplete(n, n_wanted),
        }
    }
}

/// How many questions of a mock are answered: with all the marks that they want.
pub fn n_answered(library: &Library, mock: &Attempt) -> usize {
    let is_answered = |(chosen, response): &(&Chosen, &Response)| {
        let n_wanted = library.item(&chosen.item.0).map_or(1, Item::n_keys);
        QuestionStanding::new(response.picked.len(), n_wanted) == QuestionStanding::Answered
    };
    mock.questions.iter().zip(&mock.responses).filter(is_answered).count()
}

/// All items of a library as the choice of questions sees them.
pub fn candidates(library: &Library) -> Vec<Candidate> {
    let candidate = |item: &Item| Candidate {
        item: item.id.clone(),
        situation: item.situation.clone(),
        domain: item.domain,
        is_multiple: item.is_multiple(),
        facts: item.facts.clone(),
    };
    library.items().iter().map(candidate).collect()
}

/// The version of a library's bank of items: another text, key or option makes another one.
pub fn bank_of(library: &Library) -> u64 {
    let text = |item: &Item| {
        let situation = library.situation_of(item);
        let options: Vec<&str> = situation.options.iter().map(|one| one.text.as_str()).collect();
        let (key, facts, rating) = (item.key(), &item.facts, item.rating);
        format!("{} {} {key:?} {facts:?} {rating} {options:?}", situation.text, item.wants)
    };
    bank_version(&candidates(library), library.items().iter().map(text))
}

/// What forms of a library are made from.
pub fn bank(library: &Library) -> Bank {
    Bank {
        blueprint: library.track.blueprint.clone(),
        candidates: candidates(library),
        version: bank_of(library),
    }
}

/// The version of a bank as screens show it.
pub fn bank_words(bank: u64) -> String {
    format!("{:08x}", bank >> 32)
}

/// The questions of a mock as they are shown.
pub fn sheets(library: &Library, mock: &Attempt) -> Vec<Sheet> {
    let seed = Seed(mock.seed);
    let sheet = |id: &ItemId| {
        let place = library.item_position(id);
        let item = place.and_then(|place| library.items().get(place));
        let Some(item) = item else {
            return Sheet { item: None, numbers: Numbers::new(), order: Vec::new() };
        };
        let situation = library.situation_of(item);
        let mut order: Vec<usize> = (0..situation.options.len()).collect();
        seed.stream(&format!("options/{}", item.id), 0).shuffle(&mut order);
        Sheet { item: place, numbers: situation.drawn(seed, 0), order }
    };
    mock.questions.iter().map(|one| sheet(&one.item)).collect()
}

/// What scoring needs to know of the questions of a mock.
pub fn keys(library: &Library, mock: &Attempt) -> Vec<Option<ItemKey>> {
    let key = |id: &ItemId| {
        let item = library.item(&id.0)?;
        Some(ItemKey { key: item.key(), domain: item.domain, rating: item.rating })
    };
    mock.questions.iter().map(|one| key(&one.item)).collect()
}

/// The sentences of a stem.
pub fn sentences(stem: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, symbol) in stem.char_indices() {
        let after = stem.get(at + symbol.len_utf8()..).unwrap_or_default();
        // A point within a number or a name ends nothing.
        if matches!(symbol, '.' | '?' | '!') && (after.is_empty() || after.starts_with(' ')) {
            let end = at + symbol.len_utf8();
            found.push(stem.get(from..end).unwrap_or_default().trim());
            from = end;
        }
    }
    let rest = stem.get(from..).unwrap_or_default().trim();
    found.extend((!rest.is_empty()).then_some(rest));
    found
}

/// The place of a mock that has not ended.
pub fn running(mocks: &[Attempt]) -> Option<usize> {
    mocks.iter().position(|mock| mock.ended.is_none())
}

/// What is left of a mock's time, `1:03:22` or `03:22`.
pub fn clock_words(mock: &Attempt, now: Timestamp) -> String {
    let seconds = mock.left_ms(now).div_ceil(1_000);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours == 0 {
        format!("{minutes:02}:{seconds:02}")
    } else {
        format!("{hours}:{minutes:02}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_space_follows() {
        let stem = "It takes 2.5 s on arm64. Is that (e.g.) fine? yes";
        assert_eq!(sentences(stem), ["It takes 2.5 s on arm64.", "Is that (e.g.) fine?", "yes"]);
        assert_eq!(sentences(""), [""; 0]);
    }
}
