//! The rules that one card keeps by itself: those of every card, and those of its kind.

use std::ops::Range;

use super::card::RawCard;
use crate::{
    content::{
        Fact,
        kinds::raw::{Around, Lint, words},
    },
    diag::{Diagnostic, SourceFile},
};

const MAX_FRONT_WORDS: usize = 60;

/// Holds one card against the rules of its kind. `main` is the fact that it mainly teaches. Of what
/// is found at most `room` is made; how much more there is comes with it.
pub(in crate::content) fn shape(
    file: &SourceFile,
    card: &RawCard,
    span: &Range<usize>,
    main: &Fact,
    room: usize,
) -> (Vec<Diagnostic>, usize) {
    let mut lint = Lint { file, found: Vec::new(), room, n_more: 0 };
    texts(&mut lint, card);
    if let Some(body) = &card.body {
        body.lint(&mut lint, &Around { front: &card.front, span, main });
    }
    (lint.found, lint.n_more)
}

fn texts(lint: &mut Lint<'_>, card: &RawCard) {
    let front = &card.front;
    let n_words = words(&front.it);
    if MAX_FRONT_WORDS < n_words {
        lint.advice(
            "L13",
            &front.span,
            format!("the front has {n_words} words, more than {MAX_FRONT_WORDS}"),
        );
    }
    if front.it.split_whitespace().any(|word| matches!(word, "NOT" | "EXCEPT")) {
        lint.advice("L10", &front.span, "the question is negative; ask for what is so");
    }
    if let Some(note) = card.note.as_ref().filter(|note| MAX_FRONT_WORDS < words(&note.it)) {
        lint.advice("L13", &note.span, format!("the note has more than {MAX_FRONT_WORDS} words"));
    }
}
