//! Judges typed answers as a fair examiner would: the form of an answer never decides, its meaning
//! always does.
//!
//! A gap takes the same thing under any of its names (terms), in any number, with articles, vendors
//! and words of the sentence around it. A figure takes every unit of its kind and every way to
//! write a number. One slip away from a right answer is asked about, unless what was typed means
//! something else. A figure that cannot be read is asked for again. Neither counts as wrong.

mod known;
mod terms;
mod words;

pub use self::terms::{Term, Terms};
pub(super) use self::terms::{read_contrast, read_term};
use self::words::{
    Word, all_words, british, counting, is_any, joined, outside_and_inside, pieces, tokens,
};
use super::{
    Card, Library, Quantity, Value, Verdict,
    kinds::{Typed, cloze::Cloze},
};
use crate::{
    number::{self, Bound},
    unit::{self, AmountReading, Asked, Unit},
};

/// What is made of a typed answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    Is(Verdict),
    /// One slip away from this right answer.
    DidYouMean(String),
    /// No figure can be read from it; such are read: `7 s`, `0.2 min`.
    AskAgain {
        reads: &'static str,
    },
}

impl Judgement {
    pub fn is_right(&self) -> bool {
        matches!(self, Self::Is(verdict) if verdict.is_right())
    }
}

/// Judges what was typed as the answer of a card; a card whose answer is picked is never right.
pub fn judge(library: &Library, card: &Card, typed: &str) -> Judgement {
    match card.text.body.asks().typed() {
        Some(Typed::Figure(value)) => figure(library, typed, value, &card.text.front),
        Some(Typed::Gap(Cloze { before, gap, after, accept })) => {
            Gap { library, before, text: gap, after, accept }.judge(typed)
        }
        None => Judgement::Is(Verdict::Wrong),
    }
}

/// The gap of a card and its other spellings.
pub(super) fn gap_of(card: &Card) -> Option<(&str, &[String])> {
    match card.text.body.asks().typed() {
        Some(Typed::Gap(Cloze { gap, accept, .. })) => Some((gap, accept)),
        Some(Typed::Figure(_)) | None => None,
    }
}

/// Judges a typed figure.
fn figure(library: &Library, typed: &str, value: &Value, question: &str) -> Judgement {
    let counted = question.split_once("ow many ").map(|(_, rest)| unit::thing(rest));
    let counted = format!("{} {}", counted.unwrap_or_default(), unit::thing(&value.scope));
    let asked = Asked {
        text: &library.terms.with_names(&format!("{question} {}", value.scope)),
        counted: &library.terms.with_names(&counted),
        is_strict: false,
    };
    let against = |one: &Quantity| unit::compare(typed, one.value, Some(one.unit), asked);
    let reading = against(&value.quantity);
    if reading == AmountReading::Same {
        return Judgement::Is(Verdict::Right);
    }
    let older =
        value.older.as_ref().filter(|older| against(&older.quantity) == AmountReading::Same);
    if let Some(older) = older {
        return Judgement::Is(Verdict::Older { until: older.until.clone() });
    }
    match reading {
        AmountReading::Same | AmountReading::Other => Judgement::Is(Verdict::Wrong),
        AmountReading::OtherKind | AmountReading::NoNumber => {
            Judgement::AskAgain { reads: value.quantity.unit.examples() }
        }
    }
}

/// A text that is a figure: its number and unit, if it has one.
fn as_figure(text: &str) -> Option<(f64, Option<Unit>)> {
    let is_begun = match text.find(|symbol: char| symbol.is_ascii_digit()) {
        // `S3` is a name.
        Some(at) => text.split_at(at).0.chars().next_back().is_none_or(|last| last == ' '),
        None => {
            let first = text.split(' ').next().unwrap_or_default();
            !["once", "twice", "none", "nothing", "a", "an"].contains(&first)
                && number::spoken(&[first]).is_some()
        }
    };
    if !is_begun {
        return None;
    }
    let all = number::readings(text);
    let read = |one: &number::Reading| match &*one.words() {
        "" => Some((one.value, None)),
        words => Some((one.value, Some(Unit::spelled(words)?))),
    };
    all.iter().filter(|one| one.bound == Bound::Exact).find_map(read)
}

/// The words of an answer, one by one in the form in which answers are compared and as they are
/// written, which shows slips of the keyboard and names that hold a plural (`SecretsManager`).
struct Said {
    forms: Vec<String>,
    written: Vec<String>,
    names_vendor: bool,
}

impl Said {
    fn of(text: &str) -> Self {
        let all = all_words(text);
        let names_vendor = all.iter().any(Word::is_vendor);
        let (forms, written) =
            counting(all).into_iter().map(|word| (word.form, word.written)).unzip();
        Self { forms, written, names_vendor }
    }

    /// A list, in which `Regions, Availability Zones` are two things.
    fn list(text: &str) -> Self {
        let words = all_words(text).into_iter().filter(|word| !word.is_vendor());
        let (forms, written) = words.map(|word| (word.form, word.written)).unzip();
        Self { forms, written, names_vendor: true }
    }

    /// The words from one place up to another.
    fn part(&self, from: usize, to: usize) -> Self {
        let part = |words: &[String]| words.get(from..to).unwrap_or_default().to_vec();
        let (forms, written) = (part(&self.forms), part(&self.written));
        Self { forms, written, names_vendor: self.names_vendor }
    }
}

/// A right answer.
struct Right<'a> {
    said: Said,
    text: &'a str,
    /// Whether the vendor belongs to it: `AWS keys` are no keys.
    is_vendors: bool,
}

impl Right<'_> {
    /// Whether somebody has said it, wherever they put spaces.
    fn is(&self, said: &Said) -> bool {
        let is_same = |own: &[String], its: &[String]| {
            let own = joined(own);
            !own.is_empty() && own == joined(its)
        };
        (said.names_vendor || !self.is_vendors)
            && (is_same(&self.said.forms, &said.forms)
                || is_same(&self.said.written, &said.written))
    }
}

struct Gap<'a> {
    library: &'a Library,
    before: &'a str,
    text: &'a str,
    after: &'a str,
    accept: &'a [String],
}

impl Gap<'_> {
    fn judge(&self, typed: &str) -> Judgement {
        // What is too long for an answer is none.
        let typed = if number::plain(typed).is_empty() { "" } else { typed };
        let figure = self.figure();
        let amount = self.amount(typed, figure);
        match amount {
            Some(AmountReading::Same) => return Judgement::Is(Verdict::Right),
            Some(AmountReading::Other) => return Judgement::Is(Verdict::Wrong),
            Some(AmountReading::OtherKind | AmountReading::NoNumber) | None => {}
        }
        // Figures are read as such: without their signs `4,29` would be `429`.
        let has_digit = |text: &str| text.contains(|symbol: char| symbol.is_ascii_digit());
        let mut all = self.right();
        all.retain(|right| as_figure(right.text).is_none());
        all.retain(|right| figure.is_none() || !has_digit(right.text));
        if self.is_right(&all, typed) {
            return Judgement::Is(Verdict::Right);
        }
        let forms = self.forms_of(typed);
        let meant = forms
            .iter()
            .find_map(|form| all.iter().find(|right| is_slip(&right.said, form, self.library)));
        match (meant, amount, figure) {
            (Some(right), _, _) => Judgement::DidYouMean(right.text.to_owned()),
            (None, Some(_), Some((_, unit))) => {
                Judgement::AskAgain { reads: unit.map_or(unit::COUNT_EXAMPLES, Unit::examples) }
            }
            (None, _, _) => Judgement::Is(Verdict::Wrong),
        }
    }

    /// The gap as a figure, if it is one. What is listed may say what it counts.
    fn figure(&self) -> Option<(f64, Option<Unit>)> {
        let (value, unit) = as_figure(self.text)?;
        let mut listed = self.accept.iter().filter_map(|one| as_figure(one));
        let same =
            |(other, unit): (f64, Option<Unit>)| unit.filter(|_| other.total_cmp(&value).is_eq());
        Some((value, unit.or_else(|| listed.find_map(same))))
    }

    /// What was typed as a figure, where the gap is one or a figure is listed for it.
    fn amount(&self, typed: &str, figure: Option<(f64, Option<Unit>)>) -> Option<AmountReading> {
        let figures = self.accept.iter().filter_map(|one| as_figure(one));
        let listed: Vec<_> = figures.filter(|(_, unit)| unit.is_some()).collect();
        if figure.is_none() && listed.is_empty() {
            return None;
        }
        let accept = self.accept.join(" ");
        let text = format!("{} {} {accept}", self.before, self.after);
        let counted = format!("{} {accept}", unit::thing(self.after));
        let asked = Asked {
            text: &self.library.terms.with_names(&text),
            counted: &self.library.terms.with_names(&counted),
            is_strict: false,
        };
        let own = figure.map(|(value, unit)| unit::compare(typed, value, unit, asked));
        let asked = Asked { is_strict: true, ..asked };
        let is_one =
            |(value, unit): &_| unit::compare(typed, *value, *unit, asked) == AmountReading::Same;
        if listed.iter().any(is_one) { Some(AmountReading::Same) } else { own }
    }

    /// Every right answer: the gap, what the card lists, and the other names of both.
    fn right(&self) -> Vec<Right<'_>> {
        let terms = &self.library.terms;
        let listed = std::iter::once(self.text).chain(self.accept.iter().map(String::as_str));
        // What begins with a sign, such as `.sync`, is no word.
        let worded = listed.clone().filter(|one| one.starts_with(char::is_alphanumeric));
        let named = worded.flat_map(|one| terms.names(&joined(&tokens(one))));
        let right = |text| {
            let said = Said::of(text);
            let is_vendors = match &*said.forms {
                [only] => said.names_vendor && !terms.has(only),
                _ => false,
            };
            Right { said, text, is_vendors }
        };
        listed.chain(named).map(right).collect()
    }

    /// Whether what was typed is a right answer, or several names of it: `SQS (Simple Queue
    /// Service)`.
    fn is_right(&self, all: &[Right<'_>], typed: &str) -> bool {
        let is_one = |text: &str| {
            let forms = self.forms_of(text);
            forms.iter().any(|said| all.iter().any(|right| right.is(said)))
        };
        let are_one = |pieces: &[String]| {
            let (right, other): (Vec<&String>, Vec<&String>) =
                pieces.iter().partition(|piece| is_one(piece));
            // `SSM` and `Parameter Store` of `SSM Parameter Store`.
            let terms = &self.library.terms;
            let is_part = |one: &str, other: &str| {
                let whole = Said::of(&format!("{one} {other}"));
                all.iter().any(|right| right.is(&whole))
            };
            let is_of_it = |right: &str, other: &str| {
                let is_part = is_part(other, right) || is_part(right, other);
                (is_part || terms.is_name_within(other, right))
                    && !terms.are_in_contrast(&tokens(right), &tokens(other))
            };
            let is_said = |other: &&String| {
                right.iter().any(|right| is_initials(right, other) || is_of_it(right, other))
            };
            !right.is_empty() && other.iter().all(is_said)
        };
        is_one(typed)
            || are_one(&outside_and_inside(typed))
            || are_one(&pieces(typed))
            || typed
                .split_once(['=', ':'])
                .is_some_and(|(name, value)| is_one(name) && self.is_its_value(value))
    }

    /// Whether the sentence goes on with this value of what is asked for: `true` of `Name = true`
    /// before `to true`.
    fn is_its_value(&self, value: &str) -> bool {
        let (after, value) = (tokens(self.after), tokens(value));
        let is_link = |word: &&String| ["to", "of", "is", "at", "as"].contains(&&***word);
        let n_links = after.iter().take_while(is_link).count();
        !value.is_empty() && after.get(n_links..).is_some_and(|rest| rest.starts_with(&value))
    }

    /// What was typed, as it is and without words at its ends that say nothing new: those that the
    /// sentence has beside the gap (`dead-letter queue` before `queue`), names that it has
    /// anywhere (`CloudFront cache key`), and what a thing is (`SQS service`). Of a list nothing
    /// is left out, nor what stands in contrast to the rest.
    fn forms_of(&self, typed: &str) -> Vec<Said> {
        let terms = &self.library.terms;
        let is_kind = |part: &[String], kept: &[String]| match part {
            [only] => terms.is_kind(&joined(kept), only),
            _ => false,
        };
        if 1 < pieces(typed).len() {
            let list = Said::list(typed);
            let (kept, kind) = list.forms.split_at(list.forms.len().saturating_sub(1));
            let bare = is_kind(kind, kept).then(|| list.part(0, kept.len()));
            return bare.into_iter().chain([list]).collect();
        }
        let whole = Said::of(typed);
        let (before, after) = (tokens(self.before), tokens(self.after));
        let is_name =
            |word: &String| terms.has(word) && (before.contains(word) || after.contains(word));
        let is_idle = |part: &[String], kept: &[String], is_near: &dyn Fn(&[String]) -> bool| {
            let n_names = part.iter().take_while(|word| is_name(word)).count();
            let is_near = (0..=n_names).any(|at| part.get(at..).is_some_and(is_near));
            let is_pair = part.iter().any(|word| ["and", "or"].contains(&&**word));
            is_near && !is_pair && !terms.are_in_contrast(part, kept)
        };
        let is_head =
            |head: &[String]| before.ends_with(head) || head.iter().all(|word| is_any(word));
        let is_tail = |tail: &[String]| after.starts_with(tail) || before.ends_with(tail);
        let n = whole.forms.len();
        let mut found = Vec::new();
        for from in 0..n {
            for to in (from + 1..=n).rev() {
                let part = |from, to| whole.forms.get(from..to).unwrap_or_default();
                let (head, kept, tail) = (part(0, from), part(from, to), part(to, n));
                let is_left_out = |part: &[String], is_near: &dyn Fn(&[String]) -> bool| {
                    is_kind(part, kept) || is_idle(part, kept, is_near)
                };
                if is_left_out(head, &is_head) && is_left_out(tail, &is_tail) {
                    found.push(whole.part(from, to));
                }
            }
        }
        found
    }
}

/// Whether `short` are the first letters of `long`.
fn is_initials(long: &str, short: &str) -> bool {
    let long = tokens(long);
    let initials: String = long.iter().filter_map(|word| word.chars().next()).collect();
    1 < long.len() && joined(&tokens(short)) == initials
}

/// A word shorter than this is too easily another one: `SNS` for `SQS`, `one` for `once`.
const MIN_SLIP: usize = 5;
/// In a whole answer of so many letters, a word of three may have a slip too.
const LONG: usize = 8;

/// Whether `typed` is one slip of the keyboard away from `right`: a letter wrong, missing, doubled
/// or swapped in one word, not in its first letter (`asynchronous`), and never when it means
/// something by itself.
fn is_slip(right: &Said, typed: &Said, library: &Library) -> bool {
    let whole = joined(&typed.forms);
    let is_near = |right: &[String], typed: &[String]| {
        one_slip(right, typed).is_some_and(|word| !known::is_known(library, &whole, word))
    };
    let british: Vec<String> = right.written.iter().map(|word| british(word)).collect();
    let is_slip_of = [&right.written, &british].iter().any(|one| is_near(one, &typed.written));
    is_near(&right.forms, &typed.forms) || is_slip_of || {
        // A slip, and a space elsewhere.
        let (right, all) = ([joined(&right.written)], &typed.written);
        right.iter().all(|right| LONG <= right.chars().count())
            && one_slip(&right, &[joined(all)]).is_some()
            && all.iter().any(|word| !known::is_known(library, &whole, word))
    }
}

/// The one word of `typed` that is a slip of its counterpart, where all others are the same.
fn one_slip<'t>(right: &[String], typed: &'t [String]) -> Option<&'t str> {
    if right.len() != typed.len() {
        return None;
    }
    let mut differing = right.iter().zip(typed).filter(|(right, typed)| right != typed);
    let (Some((one, wrong)), None) = (differing.next(), differing.next()) else {
        return None;
    };
    let has_digit = |word: &str| word.chars().any(|symbol| symbol.is_ascii_digit());
    let n_letters: usize = right.iter().map(|word| word.chars().count()).sum();
    let min_slip = if LONG <= n_letters { 3 } else { MIN_SLIP };
    let is_slip = min_slip <= one.chars().count()
        && one.chars().next() == wrong.chars().next()
        && !has_digit(one)
        && !has_digit(wrong)
        && strsim::osa_distance(one, wrong) == 1;
    is_slip.then_some(wrong)
}
