//! Text as a terminal shows it: width in columns, wrapping, cutting, folding for search, and
//! control characters removed.

use unicode_normalization::UnicodeNormalization;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Columns that `text` takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// `text` broken into lines of at most `columns`; a word that is longer is broken inside. Line
/// breaks in `text` stay. Never empty: an empty text is one empty line.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in break_lines(text, columns) {
        // Signs are measured one by one there, and some are wider than that with what follows them.
        // Such a line is broken once more, for fewer columns; one sign in a line is the end of it.
        let narrower = (1..columns).rev().map(|columns| break_lines(&line, columns));
        let fits = |lines: &Vec<String>| lines.iter().all(|line| width(line) <= columns);
        match [vec![line.clone()]].into_iter().chain(narrower).find(fits) {
            Some(mut broken) => lines.append(&mut broken),
            None => lines.push(line),
        }
    }
    lines
}

fn break_lines(text: &str, columns: usize) -> Vec<String> {
    let options = textwrap::Options::new(columns.max(1))
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// `text` if it fits into `columns`, else its beginning with `mark` (an ellipsis) at the end.
pub fn cut(text: &str, columns: usize, mark: char) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    if columns < mark.width().unwrap_or(0) {
        return String::new();
    }
    // Measured as a whole: a sign and what follows it may be wider than both by themselves.
    let mut shown = String::from(mark);
    for symbol in text.chars() {
        shown.insert(shown.len() - mark.len_utf8(), symbol);
        if columns < width(&shown) {
            shown.remove(shown.len() - mark.len_utf8() - symbol.len_utf8());
            break;
        }
    }
    shown
}

/// `text` with spaces up to `columns`, or cut to it.
pub fn fit(text: &str, columns: usize, mark: char) -> String {
    let mut shown = cut(text, columns, mark);
    let missing = columns.saturating_sub(width(&shown));
    shown.extend(std::iter::repeat_n(' ', missing));
    shown
}

/// `text` in lower case and without accents, for comparing what was typed with what is meant.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd()
        .filter(|symbol| !unicode_normalization::char::is_combining_mark(*symbol))
        .flat_map(char::to_lowercase)
        .collect()
}

/// `text` without what could steer a terminal: control characters (escape among them), the two line
/// separators of Unicode, and the marks that turn the writing direction. Line feeds stay, tabs
/// become a space.
pub fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|symbol| match symbol {
            '\n' => Some('\n'),
            '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}' => None,
            other if other.is_control() => None,
            other => Some(other),
        })
        .collect()
}

/// `n` with a comma between groups of three digits, as English texts write it.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A chance in whole percent; what is no certainty is never shown as one.
pub fn chance(share: f64) -> String {
    let percent = libm::round(100.0 * share);
    match percent {
        _ if percent < 1.0 && 0.0 < share => "under 1".to_owned(),
        _ if 99.0 < percent && share < 1.0 => "over 99".to_owned(),
        _ => format!("{percent:.0}"),
    }
}

/// `count` and the noun, with an `s` unless there is one: `1 card`, `2 cards`.
pub fn plural(count: usize, noun: &str) -> String {
    counted(count, noun)
}

/// The same of any number as it is shown, a rounded one too: `1 minute`, `0 minutes`.
pub fn counted(count: impl std::fmt::Display, noun: &str) -> String {
    let count = count.to_string();
    let ending = if count == "1" { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// `a table`, `an identity-pool`.
pub fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// `20, 40 or 65`.
pub fn alternatives(all: &[String]) -> String {
    joined(all, "or")
}

/// `lambda, dynamodb and cognito`.
pub fn listed(all: &[String]) -> String {
    joined(all, "and")
}

fn joined(all: &[String], word: &str) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} {word} {last}", rest.join(", ")),
    }
}

/// The known word nearest to `typed`, when it is near enough to be meant.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = fold(typed);
    known
        .into_iter()
        .map(|word| (strsim::jaro_winkler(&typed, &fold(word)), word))
        .filter(|(likeness, _)| 0.78 < *likeness)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

/// The letters of options, in order.
const LETTERS: [char; 6] = ['A', 'B', 'C', 'D', 'E', 'F'];

/// The letter of an option, by its place from 0.
pub fn letter(place: usize) -> char {
    LETTERS.get(place).copied().unwrap_or('?')
}

/// The place of the option that a letter in either case names.
pub fn place_of_letter(letter: char) -> Option<usize> {
    LETTERS.iter().position(|one| *one == letter.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wide_signs_count_twice() {
        assert_eq!(width("aÄ漢"), 4);
        assert_eq!(cut("漢漢漢", 5, '~'), "漢漢~");
    }

    #[test]
    fn accents_and_case_do_not_matter_after_folding() {
        assert_eq!(fold("Açúcar ÉTÉ"), "acucar ete");
    }

    #[test]
    fn escape_sequences_lose_their_escape() {
        assert_eq!(clean("a\x1b[31mb\u{9b}0m\rc\u{202e}d\te\nf"), "a[31mb0mcd e\nf");
    }

    #[test]
    fn large_numbers_get_commas() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_000), "1,000");
        assert_eq!(thousands(10_240_000), "10,240,000");
    }

    #[test]
    fn a_slip_finds_its_word_and_nonsense_finds_none() {
        assert_eq!(nearest("numberic", ["numeric", "cloze", "order"]), Some("numeric"));
        assert_eq!(nearest("zzz", ["numeric", "cloze", "order"]), None);
    }

    #[test]
    fn a_sign_that_becomes_wider_is_measured_with_what_follows() {
        // U+FE0F makes an emoji of the asterisk, two columns wide.
        assert_eq!(cut("*\u{fe0f} and more", 2, '~'), "*~");
    }

    #[test]
    fn a_line_with_such_a_sign_is_wrapped_by_what_it_takes() {
        assert_eq!(wrap("abc *\u{fe0f} def", 5), ["abc", "*\u{fe0f}", "def"]);
        assert_eq!(wrap("ab *\u{fe0f} def", 5), ["ab *\u{fe0f}", "def"]);
    }

    #[test]
    fn numbers_and_nouns_agree() {
        let shown = [counted(1, "day"), counted("0", "minute"), plural(2, "card")];
        assert_eq!(shown, ["1 day", "0 minutes", "2 cards"]);
    }

    #[test]
    fn a_small_chance_is_not_none() {
        let all = [0.0, 0.001, 0.42, 0.996, 1.0].map(chance);
        assert_eq!(all, ["0", "under 1", "42", "over 99", "100"]);
    }

    proptest! {
        #[test]
        fn wrapped_lines_fit_and_lose_nothing(text in "[a-z ]{0,200}", columns in 1_usize..40) {
            let lines = wrap(&text, columns);
            prop_assert!(lines.iter().all(|line| width(line) <= columns));
            let letters = |s: &str| s.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }

        /// A sign may take two columns, so one column is too few for any text.
        #[test]
        fn wrapped_signs_fit(
            text in "([*#0-9]\u{fe0f}?|\\PC|[a-z ]){0,80}",
            columns in 2_usize..40,
        ) {
            for line in wrap(&text, columns) {
                prop_assert!(width(&line) <= columns, "{:?} is {} wide", line, width(&line));
            }
        }

        #[test]
        fn cut_text_fits(text in "\\PC{0,60}", columns in 0_usize..40) {
            prop_assert!(width(&cut(&text, columns, '~')) <= columns);
        }

        #[test]
        fn clean_text_has_no_controls(text in any::<String>()) {
            prop_assert!(clean(&text).chars().all(|c| c == '\n' || !c.is_control()));
        }
    }
}
