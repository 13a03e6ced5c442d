//! What words say of a number itself: that an amount is no more than it, no less, or another one.

use super::Reading;

/// How an amount is said to lie to its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The number itself, or about it.
    Exact,
    AtMost,
    AtLeast,
    /// More or less than the number, so not the number itself.
    Beyond,
}

/// With what the words say of the number itself taken out of them.
pub(super) fn bounded(reading: Reading) -> Reading {
    // Behind a number it would be minutes.
    let before = match reading.before.rsplit(' ').next() {
        Some("min" | "min.") => {
            format!("{} minimum", reading.before.trim_end_matches(['.', 'm', 'i', 'n']))
        }
        Some(_) | None => reading.before,
    };
    let (first, before) = bound_in(&before);
    let (second, after) = bound_in(&reading.after);
    let bound = if first == Bound::Exact || first == second {
        second
    } else if second == Bound::Exact {
        first
    } else {
        Bound::Beyond
    };
    Reading { value: reading.value, bound, before, after }
}

/// The bound that words name, and the other words.
fn bound_in(text: &str) -> (Bound, String) {
    let spelled = text
        .replace("<=", " at most ")
        .replace(">=", " at least ")
        .replace('\u{2264}', " at most ")
        .replace('\u{2265}', " at least ")
        .replace(['<', '>'], " over ")
        .replace(['~', '\u{2248}', '='], " about ");
    // Behind a number it means more, before it nothing.
    let spelled = match spelled.strip_prefix('+') {
        Some(rest) => format!("or more {rest}"),
        None => spelled,
    };
    let words: Vec<&str> = spelled.split_whitespace().collect();
    let mut bound = Bound::Exact;
    let mut rest: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(ahead) = words.get(at..).filter(|ahead| !ahead.is_empty()) {
        match bound_at(ahead) {
            Some((found, n_words)) => {
                bound = if bound == Bound::Exact { found } else { bound };
                at += n_words;
            }
            None => {
                rest.extend(ahead.first());
                at += 1;
            }
        }
    }
    (bound, rest.join(" "))
}

/// The bound at the beginning of some words, and how many words name it.
fn bound_at(words: &[&str]) -> Option<(Bound, usize)> {
    let is_up = |word: &str| {
        ["more", "longer", "later", "newer", "higher", "greater", "larger", "above", "up"]
            .contains(&word)
    };
    let is_down =
        |word: &str| ["less", "fewer", "shorter", "lower", "smaller", "below"].contains(&word);
    match words {
        ["no" | "not", word, "than", ..] if is_up(word) => Some((Bound::AtMost, 3)),
        ["no" | "not", word, "than", ..] if is_down(word) => Some((Bound::AtLeast, 3)),
        [word, "than", ..] if is_up(word) || is_down(word) => Some((Bound::Beyond, 2)),
        ["or" | "and", word, ..] if is_up(word) => Some((Bound::AtLeast, 2)),
        ["or" | "and", word, ..] if is_down(word) => Some((Bound::AtMost, 2)),
        ["or", "so", ..] => Some((Bound::Exact, 2)),
        ["at", "the", "most", ..] => Some((Bound::AtMost, 3)),
        ["at", "most", ..] | ["up", "to", ..] => Some((Bound::AtMost, 2)),
        ["at", "least", ..] => Some((Bound::AtLeast, 2)),
        ["max" | "max." | "maximum" | "maximal", ..] => Some((Bound::AtMost, 1)),
        ["minimum", ..] => Some((Bound::AtLeast, 1)),
        ["over" | "under" | "above" | "below" | "beyond" | "exceeding", ..] => {
            Some((Bound::Beyond, 1))
        }
        [
            "about" | "approximately" | "approx." | "approx" | "around" | "roughly" | "circa"
            | "ca." | "ca" | "nearly" | "almost" | "exactly" | "only" | "just",
            ..,
        ] => Some((Bound::Exact, 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::readings;

    #[test]
    fn what_is_said_of_the_number_is_its_bound() {
        let bounds = [
            (
                Bound::Exact,
                "about 900; ~900; +900; exactly 900; 900 or so; it is 900; it's about 900",
            ),
            (Bound::AtMost, "up to 900; at most 900.; max. 900; Max 900; no more than 900; <= 900"),
            (Bound::AtMost, "900 or less; 900 maximum; \u{2264}900"),
            (Bound::AtLeast, "at least 900; 900 or more; 900 and up; 900+; not less than 900"),
            (Bound::Beyond, "more than 900; over 900; <900; less than 900; at least 900 or less"),
        ];
        for (bound, all) in bounds {
            for typed in all.split("; ") {
                let found = readings(typed);
                let [one] = &*found else { panic!("{typed}: {found:?}") };
                assert_eq!((one.value, one.bound, &*one.words()), (900.0, bound, ""), "{typed}");
            }
        }
        for (typed, words) in [
            ("5 or moreover", "or moreover"),
            ("overt 5", "overt"),
            ("!= 5", "not"),
            ("\u{2260} 5", "not"),
            ("2 more times", "more times"),
        ] {
            let found = readings(typed);
            let [one] = &*found else { panic!("{typed}: {found:?}") };
            assert_eq!((one.bound, &*one.words()), (Bound::Exact, words), "{typed}");
        }
    }
}
