//! Links what facts and cards cite: the track, its topics, notes, documents, prices and limits.

use std::ops::Range;

use super::{
    link::{Claim, Linker, put},
    raw::{Parsed, Spot},
};
use crate::content::{Library, Limit, Note, Price, Topic};
use crate::{
    diag::{Diagnostic, Letters},
    fields::At,
};

impl Linker<'_> {
    /// The track comes first: the rest of the files is for it.
    pub(in crate::content) fn track(&mut self, index: usize, parsed: &mut Parsed) {
        let Some(At { it, span }) = parsed.track.take() else { return };
        if self.loaded.library.track.id.is_empty() {
            self.loaded.library.track = it;
        } else {
            let other = self.loaded.library.track.id.clone();
            let hint = |_: &mut Letters, problem: Diagnostic, _: &Library| {
                problem.hint("a track lies in a folder of its own, with all that is for it")
            };
            self.tell(index, &span, hint, format!("the track `{other}` is there already"));
        }
    }

    /// A topic has as many shares as its track has domains.
    fn shares(&mut self, index: usize, topic: &mut Topic, span: &Range<usize>) {
        let (n, track) = (topic.domains.len(), &self.loaded.library.track);
        let wanted = track.blueprint.domains.len();
        if n == 0 || n == wanted || track.id.is_empty() {
            return;
        }
        let what = format!(
            "the topic `{}` has {n} shares in `domains`, and the track `{}` has {wanted} domains",
            topic.id, track.id
        );
        topic.domains.clear();
        self.tell(index, span, |_, problem, _| problem, what);
    }

    pub(in crate::content) fn definitions(&mut self, index: usize, parsed: &mut Parsed) {
        for At { mut it, span } in std::mem::take(&mut parsed.topics) {
            self.shares(index, &mut it, &span);
            let claim = self.claim(index, "topic", &it.id.0, &span);
            let topics = &mut self.loaded.library.topics;
            put(topics, it, claim, |one: &Topic, other| one.id == other.id);
        }
        for At { it, span } in std::mem::take(&mut parsed.notes) {
            let claim = self.claim(index, "note", &it.id, &span);
            if claim != Claim::Taken {
                self.note_lines.insert(it.id.clone(), it.n_lines);
            }
            let notes = &mut self.loaded.library.notes;
            put(notes, it, claim, |one: &Note, other| one.id == other.id);
        }
        for At { it, span } in std::mem::take(&mut parsed.documents) {
            let claim = self.claim(index, "document", &it.id.0, &span);
            let documents = &mut self.loaded.library.documents;
            put(documents, it, claim, |one, other| one.id == other.id);
        }
    }

    pub(in crate::content) fn prices(&mut self, index: usize, prices: Vec<At<Price>>) {
        for At { it, span } in prices {
            let claim = self.claim(index, "price", &it.id, &span);
            if claim != Claim::Taken {
                let place = Spot { file: index, span: span.clone() };
                self.loaded.price_places.insert(it.id.clone(), place);
                let source = At { it: it.source.clone(), span };
                self.document(index, source);
            }
            put(&mut self.loaded.library.prices, it, claim, |one, other| one.id == other.id);
        }
    }

    pub(in crate::content) fn limits(&mut self, index: usize, limits: Vec<At<Limit>>) {
        for At { it, span } in limits {
            let claim = self.claim(index, "limit", &it.id, &span);
            if claim != Claim::Taken {
                let place = Spot { file: index, span: span.clone() };
                self.loaded.limit_places.insert(it.id.clone(), place);
                let source = At { it: it.source.clone(), span };
                self.document(index, source);
            }
            put(&mut self.loaded.library.limits, it, claim, |one, other| one.id == other.id);
        }
    }
}
