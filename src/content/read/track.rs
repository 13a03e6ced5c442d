//! Reads the `track.toml` of a track.

use crate::content::{
    item::Qualifier,
    track::{QuestionLine, Track, TrackWords},
};
use crate::{
    exam::{
        Blueprint,
        blueprint::{Domain, Length},
        score::Scale,
    },
    fields::{At, Fields, Reader},
};

/// The file that makes a folder a track.
pub(in crate::content) const TRACK_FILE: &str = "track.toml";

/// Items name their domain by one digit.
const MAX_DOMAINS: usize = 9;
/// Lengths of mocks, the questions of the longest, and its minutes.
const MAX_FORMS: usize = 9;
const MAX_QUESTIONS: u32 = 500;
const MAX_MINUTES: u32 = 1_440;
const MAX_SCORE: u32 = 1_000_000;
/// Words of one list.
const MAX_WORDS: usize = 500;

const TRACK_KEYS: &[&str] = &[
    "id",
    "title",
    "exam",
    "section",
    "estimate",
    "beyond",
    "tasks",
    "retired",
    "services",
    "verbs",
    "spellings",
    "scale",
    "domain",
    "form",
    "question",
];

/// The folder of a file, with what parts the two.
pub(in crate::content) fn folder_of(name: &str) -> &str {
    name.rfind(['/', '\\']).map_or("", |at| name.get(..=at).unwrap_or_default())
}

/// Whether a file is that of a track.
pub(in crate::content) fn is_track_file(name: &str) -> bool {
    name.rsplit(['/', '\\']).next() == Some(TRACK_FILE)
}

/// The keys of the whole file but its id; a fault in its blueprint takes the track away.
pub(in crate::content) fn read_track(
    reader: &mut Reader<'_>,
    root: &Fields<'_>,
    id: Option<At<String>>,
) -> Option<Track> {
    root.only(reader, TRACK_KEYS);
    let title = root.need_text(reader, "title");
    let exam = root.need_text(reader, "exam");
    let section = root.text(reader, "section").map(|section| section.it);
    let estimate = root.text(reader, "estimate").map(|estimate| estimate.it);
    let scale = read_scale(reader, root);
    let domains = read_domains(reader, root);
    let lengths = read_lengths(reader, root);
    let words = read_words(reader, root, domains.as_ref().map_or(MAX_DOMAINS, Vec::len));
    let question = read_question(reader, root);
    let blueprint = Blueprint { domains: domains?, lengths: lengths?, scale: scale? };
    Some(Track {
        id: id?.it,
        title: title?.it,
        exam: exam?.it,
        section,
        estimate,
        blueprint,
        words,
        question,
    })
}

/// A whole number that has to be there, in bounds.
fn whole(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    key: &str,
    bounds: std::ops::RangeInclusive<u32>,
) -> Option<u32> {
    if !table.has(key) {
        table.missing(reader, key);
    }
    let number = table.number(reader, key)?;
    let (low, high) = (*bounds.start(), *bounds.end());
    if number.fract() != 0.0 || !(f64::from(low)..=f64::from(high)).contains(&number) {
        let what = format!("`{key}` is {number}, no whole number from {low} to {high}");
        reader.fault(&table.place(key), what);
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within bounds")]
    let whole = number as u32;
    Some(whole)
}

fn read_scale(reader: &mut Reader<'_>, root: &Fields<'_>) -> Option<Scale> {
    let Some(table) = root.table(reader, "scale", "scale") else {
        if !root.has("scale") {
            root.missing(reader, "scale");
        }
        return None;
    };
    table.only(reader, &["low", "pass", "high", "rating"]);
    let bounds = 0..=MAX_SCORE;
    let low = whole(reader, &table, "low", bounds.clone());
    let pass = whole(reader, &table, "pass", bounds.clone());
    let high = whole(reader, &table, "high", bounds);
    if !table.has("rating") {
        table.missing(reader, "rating");
    }
    let rating = table.number(reader, "rating")?;
    let (low, pass, high) = (low?, pass?, high?);
    if !(low < pass && pass < high) {
        let what =
            format!("a scale goes up from `low` over `pass` to `high`, not {low}, {pass}, {high}");
        reader.fault(&table.span, what);
        return None;
    }
    if !(0.1..=0.95).contains(&rating) {
        let what = format!("`rating` is {rating}, no chance from 0.1 to 0.95");
        reader.fault(&table.place("rating"), what);
        return None;
    }
    Some(Scale { low, pass, high, rating })
}

fn read_domains(reader: &mut Reader<'_>, root: &Fields<'_>) -> Option<Vec<Domain>> {
    if !root.has("domain") {
        root.missing(reader, "domain");
        return None;
    }
    let mut domains = Vec::new();
    let tables = root.few_tables(reader, "domain", "domain", MAX_DOMAINS);
    for table in &tables {
        table.only(reader, &["title", "share"]);
        let title = table.need_text(reader, "title");
        let share = whole(reader, table, "share", 1..=100);
        domains.push(title.zip(share).map(|(title, share)| Domain { title: title.it, share }));
    }
    let domains: Vec<Domain> = domains.into_iter().collect::<Option<_>>()?;
    let sum: u32 = domains.iter().map(|domain| domain.share).sum();
    if sum != 100 {
        let what = format!("the shares of the domains come to {sum} % together, not to 100");
        reader.fault(&tables.first()?.place("share"), what);
        return None;
    }
    Some(domains)
}

fn read_lengths(reader: &mut Reader<'_>, root: &Fields<'_>) -> Option<Vec<Length>> {
    if !root.has("form") {
        root.missing(reader, "form");
        return None;
    }
    let mut lengths: Vec<Length> = Vec::new();
    let mut is_whole = true;
    for table in root.few_tables(reader, "form", "form", MAX_FORMS) {
        let Some(length) = read_length(reader, &table) else {
            is_whole = false;
            continue;
        };
        if lengths.iter().any(|one| one.questions == length.questions) {
            let what = format!("two forms have {} questions", length.questions);
            reader.fault(&table.place("questions"), what);
        } else {
            lengths.push(length);
        }
    }
    lengths.sort_unstable();
    (is_whole && !lengths.is_empty()).then_some(lengths)
}

fn read_length(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Length> {
    table.only(reader, &["questions", "minutes", "extra_minutes", "unscored", "multiple"]);
    let questions = whole(reader, table, "questions", 1..=MAX_QUESTIONS);
    let minutes = whole(reader, table, "minutes", 1..=MAX_MINUTES);
    let (questions, minutes) = (questions?, minutes?);
    let mut or = |key: &str, otherwise: u32, bounds: std::ops::RangeInclusive<u32>| {
        if table.has(key) { whole(reader, table, key, bounds) } else { Some(otherwise) }
    };
    let extra_minutes = or("extra_minutes", minutes, minutes..=MAX_MINUTES);
    let unscored = or("unscored", 0, 0..=questions - 1);
    let multiple = or("multiple", 0, 0..=questions);
    Some(Length {
        questions,
        minutes,
        extra_minutes: extra_minutes?,
        unscored: unscored?,
        multiple: multiple?,
    })
}

fn read_words(reader: &mut Reader<'_>, root: &Fields<'_>, n_domains: usize) -> TrackWords {
    let mut list = |key: &str| -> Vec<String> {
        root.few_texts(reader, key, MAX_WORDS).into_iter().map(|word| word.it).collect()
    };
    let (retired, services, verbs) = (list("retired"), list("services"), list("verbs"));
    let mut tasks = Vec::new();
    for task in root.few_texts(reader, "tasks", MAX_WORDS) {
        let domain = task.it.chars().next().and_then(|digit| digit.to_digit(10));
        if domain.is_some_and(|domain| (1..=n_domains).contains(&(domain as usize))) {
            tasks.push(task.it);
        } else {
            let what = format!("the task `{}` does not begin with the number of a domain", task.it);
            reader.fault(&task.span, what);
        }
    }
    let mut spellings = Vec::new();
    if let Some(table) = root.table(reader, "spellings", "table of spellings") {
        let wrong: Vec<String> =
            table.in_order().into_iter().map(|(key, ..)| key.to_owned()).collect();
        for wrong in wrong.into_iter().take(MAX_WORDS) {
            let right = table.text(reader, &wrong);
            spellings.extend(right.map(|right| (wrong, right.it)));
        }
    }
    let beyond = if root.has("beyond") { whole(reader, root, "beyond", 0..=10_000) } else { None };
    TrackWords { tasks, retired, services, verbs, spellings, beyond: beyond.unwrap_or(0) }
}

fn read_question(reader: &mut Reader<'_>, root: &Fields<'_>) -> QuestionLine {
    let mut line = QuestionLine::default();
    let Some(table) = root.table(reader, "question", "question line") else { return line };
    let qualifiers: Vec<Qualifier> =
        Qualifier::ALL.iter().copied().filter(|one| *one != Qualifier::None).collect();
    let known: Vec<&str> =
        ["one", "several"].into_iter().chain(qualifiers.iter().map(|one| one.word())).collect();
    table.only(reader, &known);
    if let Some(one) = table.text(reader, "one") {
        line.one = one.it;
    }
    if let Some(several) = table.text(reader, "several") {
        line.several = several.it;
    }
    for qualifier in qualifiers {
        let words = table.text(reader, qualifier.word());
        line.qualifiers.extend(words.map(|words| (qualifier.word().to_owned(), words.it)));
    }
    line
}
