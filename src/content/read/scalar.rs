//! Single values that many tables have: an id, a month, a word of a list.

use crate::fields::{At, Fields, Reader};

/// Figures of one fact, and steps, pairs or options of one card.
pub(in crate::content) const MAX_VALUES: usize = 50;

/// A month, such as `2026-11`.
pub(in crate::content) fn read_month(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    key: &str,
) -> Option<String> {
    let month = table.need_text(reader, key)?;
    let is_month = month.it.split_once('-').is_some_and(|(year, month)| {
        let is_digits = |text: &str, n| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
        is_digits(year, 4) && is_digits(month, 2) && ("01"..="12").contains(&month)
    });
    if !is_month {
        let what = format!("`{key}` is `{}`, which is no month", month.it);
        reader.fault_of("L05", &month.span, what, "write year and month, such as \"2026-11\"");
        return None;
    }
    Some(month.it)
}

/// An id: words of lower-case letters, digits and hyphens, joined by dots.
pub(in crate::content) fn read_id(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
) -> Option<At<String>> {
    let hint = "use lower-case letters, digits and hyphens, such as \"my-deck\"";
    read_id_like(reader, table, hint, |_| true)
}

/// An id of two words and more: that of what many files have.
pub(in crate::content) fn read_dotted_id(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
) -> Option<At<String>> {
    let hint =
        "use lower-case letters, digits, hyphens and at least one dot, such as \"my-deck.timeout\"";
    read_id_like(reader, table, hint, |id| id.contains('.'))
}

fn read_id_like(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    hint: &str,
    fits: fn(&str) -> bool,
) -> Option<At<String>> {
    let id = table.need_text(reader, "id")?;
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.chars().all(|symbol| matches!(symbol, 'a'..='z' | '0'..='9' | '-'))
    };
    let is_id = id.it.len() <= 100 && id.it.split('.').all(is_part) && fits(&id.it);
    if !is_id {
        let what = format!("`{}` is no id", id.it);
        reader.fault_hint(&id.span, what, hint);
        return None;
    }
    Some(id)
}

pub(in crate::content) fn need_word<T: Copy>(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    key: &str,
    name: &str,
    parse: fn(&str) -> Option<T>,
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> Option<T> {
    let found = table.need_text(reader, key)?;
    word_of(reader, &found, name, parse, all, word)
}

pub(in crate::content) fn word_of<T: Copy>(
    reader: &mut Reader<'_>,
    found: &At<String>,
    name: &str,
    parse: fn(&str) -> Option<T>,
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> Option<T> {
    let parsed = parse(&found.it);
    if parsed.is_none() {
        let what = format!("unknown {name} `{}`", found.it);
        reader.fault_near(&found.span, what, &found.it, all.iter().map(|one| word(*one)));
    }
    parsed
}
