//! Judges typed answers as a fair examiner would: the form of an answer never decides, its meaning
//! always does.
//!
//! A gap takes the same thing under any of its names (terms), in any number, with articles, vendors
//! and words of the sentence around it. A figure takes every unit of its kind and every way to
//! write a number. One slip away from a right answer is asked about, unless what was typed means
//! something else. A figure that cannot be read is asked for again. Neither counts as wrong.

mod terms;
mod words;

pub(super) use self::terms::read_term;
pub use self::terms::{Term, Terms};
use self::words::{joined, tokens, written};
use super::{
    Body, Card, Library, Quantity, Value, Verdict,
    unit::{self, Reading, Unit},
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
    match &card.body {
        Body::Numeric { value } => figure(typed, value, &format!("{} {}", card.front, value.scope)),
        Body::Cloze { before, gap, after, accept } => {
            Gap { library, before, text: gap, after, accept }.judge(typed)
        }
        Body::Choice { .. }
        | Body::Multiple { .. }
        | Body::Match { .. }
        | Body::Order { .. }
        | Body::Which { .. } => Judgement::Is(Verdict::Wrong),
    }
}

/// The gap of a card and its other spellings.
pub(super) fn gap_of(card: &Card) -> Option<(&str, &[String])> {
    match &card.body {
        Body::Cloze { gap, accept, .. } => Some((gap, accept)),
        Body::Numeric { .. }
        | Body::Choice { .. }
        | Body::Multiple { .. }
        | Body::Match { .. }
        | Body::Order { .. }
        | Body::Which { .. } => None,
    }
}

/// Judges a typed figure. `context` is the question, whose words may be said again.
fn figure(typed: &str, value: &Value, context: &str) -> Judgement {
    let against = |one: &Quantity| unit::compare(typed, one.value, Some(one.unit), context);
    let reading = against(&value.quantity);
    if reading == Reading::Same {
        return Judgement::Is(Verdict::Right);
    }
    let older = value.older.as_ref().filter(|older| against(&older.quantity) == Reading::Same);
    if let Some(older) = older {
        return Judgement::Is(Verdict::Older { until: older.until.clone() });
    }
    match reading {
        Reading::Same | Reading::Other => Judgement::Is(Verdict::Wrong),
        Reading::OtherKind | Reading::NoNumber => {
            Judgement::AskAgain { reads: value.quantity.unit.examples() }
        }
    }
}

/// A gap that is a figure: its number and unit, if it has one.
fn as_figure(gap: &str) -> Option<(f64, Option<Unit>)> {
    if !gap.starts_with(|symbol: char| symbol.is_ascii_digit()) {
        return None;
    }
    let end = gap.find(|symbol: char| !(symbol.is_ascii_digit() || [',', '.'].contains(&symbol)));
    let (digits, word) = gap.split_at(end.unwrap_or(gap.len()));
    let value = digits.replace(',', "").parse().ok()?;
    match word.trim() {
        "" => Some((value, None)),
        word => Some((value, Some(Unit::spelled(word)?))),
    }
}

/// Words of an answer, in one form and as they are written.
struct Said {
    forms: Vec<String>,
    written: Vec<String>,
}

impl Said {
    fn of(text: &str) -> Self {
        Self { forms: tokens(text), written: written(text) }
    }

    /// The words from one place up to another.
    fn part(&self, from: usize, to: usize) -> Self {
        let part = |words: &[String]| words.get(from..to).unwrap_or_default().to_vec();
        Self { forms: part(&self.forms), written: part(&self.written) }
    }

    /// Whether both say the same, wherever they put spaces.
    fn is_same(&self, other: &Self) -> bool {
        let same = |own: &[String], its: &[String]| {
            let own = joined(own);
            !own.is_empty() && own == joined(its)
        };
        same(&self.forms, &other.forms) || same(&self.written, &other.written)
    }
}

/// A right answer.
struct Right<'a> {
    said: Said,
    text: &'a str,
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
        let all = self.right();
        let forms = self.forms_of(typed);
        let is_right = |said: &Said| all.iter().any(|right| right.said.is_same(said));
        let with_short = outside_and_inside(typed).is_some_and(|(long, short)| {
            let (long, short) = (Said::of(long), Said::of(short));
            is_right(&long) && (is_right(&short) || is_initials(&long.forms, &short.forms))
        });
        if with_short || forms.iter().any(is_right) {
            return Judgement::Is(Verdict::Right);
        }
        if let Some(judgement) = self.as_amount(typed) {
            return judgement;
        }
        let meant = forms
            .iter()
            .find_map(|form| all.iter().find(|right| is_slip(&right.said, form, self.library)));
        match meant {
            Some(right) => Judgement::DidYouMean(right.text.to_owned()),
            None => Judgement::Is(Verdict::Wrong),
        }
    }

    /// What was typed as a figure, where the gap is one or a figure is listed for it.
    fn as_amount(&self, typed: &str) -> Option<Judgement> {
        let context = format!("{} {}", self.before, self.after);
        let reading = |(value, unit)| unit::compare(typed, value, unit, &context);
        let listed = self.accept.iter().filter_map(|one| as_figure(one));
        let listed = listed.filter(|(_, unit)| unit.is_some());
        let gap = as_figure(self.text);
        if gap.into_iter().chain(listed).any(|figure| reading(figure) == Reading::Same) {
            return Some(Judgement::Is(Verdict::Right));
        }
        let (value, unit) = gap?;
        Some(match reading((value, unit)) {
            Reading::Same | Reading::Other => Judgement::Is(Verdict::Wrong),
            Reading::OtherKind | Reading::NoNumber => {
                Judgement::AskAgain { reads: unit.map_or(unit::COUNT_EXAMPLES, Unit::examples) }
            }
        })
    }

    /// Every right answer: the gap, what the card lists, and the other names of both.
    fn right(&self) -> Vec<Right<'_>> {
        let listed = std::iter::once(self.text).chain(self.accept.iter().map(String::as_str));
        let named = listed.clone().flat_map(|one| self.library.terms.names_of(one));
        listed.chain(named).map(|text| Right { said: Said::of(text), text }).collect()
    }

    /// What was typed, as it is and without words at its ends that say nothing new: those that the
    /// sentence has just before or behind the gap (`dead-letter queue` before `queue`), and names
    /// that it has anywhere (`CloudFront cache key`).
    fn forms_of(&self, typed: &str) -> Vec<Said> {
        let whole = Said::of(typed);
        let (before, after) = (tokens(self.before), tokens(self.after));
        let is_name = |word: &String| {
            self.library.terms.has(word) && (before.contains(word) || after.contains(word))
        };
        let n = whole.forms.len();
        let is_head = |head: &[String]| before.ends_with(head) || head.iter().all(is_name);
        let is_tail = |tail: &[String]| after.starts_with(tail) || tail.iter().all(is_name);
        let mut found = Vec::new();
        for head in (0..n).filter(|n_head| is_head(whole.forms.get(..*n_head).unwrap_or_default()))
        {
            for tail in 0..n - head {
                if is_tail(whole.forms.get(n - tail..).unwrap_or_default()) {
                    found.push(whole.part(head, n - tail));
                }
            }
        }
        if found.is_empty() { vec![whole] } else { found }
    }
}

/// `dead-letter queue (DLQ)` as both of its parts.
fn outside_and_inside(typed: &str) -> Option<(&str, &str)> {
    let (long, rest) = typed.split_once('(')?;
    let (short, end) = rest.split_once(')')?;
    let is_whole = end.trim_matches(['.', ' ']).is_empty();
    (is_whole && !long.trim().is_empty() && 1 < short.trim().len()).then_some((long, short))
}

/// Whether `short` are the first letters of `long`.
fn is_initials(long: &[String], short: &[String]) -> bool {
    let initials: String = long.iter().filter_map(|word| word.chars().next()).collect();
    joined(short) == initials
}

/// A word shorter than this is too easily another one: `SNS` for `SQS`, `one` for `once`.
const MIN_SLIP: usize = 5;

/// Whether `typed` is one slip of the keyboard away from `right`: a letter wrong, missing, doubled
/// or swapped in one long word, not in its first letter (`asynchronous`), and never when it means
/// something by itself.
fn is_slip(right: &Said, typed: &Said, library: &Library) -> bool {
    let is_near = |right: &[String], wrong: &[String]| {
        one_slip(right, wrong).is_some_and(|word| !terms::is_known(library, &typed.forms, word))
    };
    is_near(&right.forms, &typed.forms) || is_near(&right.written, &typed.written)
}

/// The one word of `typed` that is a slip of its counterpart, where all others are the same.
fn one_slip<'t>(right: &[String], typed: &'t [String]) -> Option<&'t str> {
    if right.len() != typed.len() {
        return None;
    }
    let mut differing = right.iter().zip(typed).filter(|(right, typed)| right != typed);
    let (Some((right, wrong)), None) = (differing.next(), differing.next()) else {
        return None;
    };
    let has_digit = |word: &str| word.chars().any(|symbol| symbol.is_ascii_digit());
    let is_slip = MIN_SLIP <= right.chars().count()
        && right.chars().next() == wrong.chars().next()
        && !has_digit(right)
        && !has_digit(wrong)
        && strsim::osa_distance(right, wrong) == 1;
    is_slip.then_some(wrong)
}
