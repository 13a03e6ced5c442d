//! What drills and scenarios say about facts: their answers reach the schedule of the cards behind.
//!
//! A miss counts as "again" for one learnt card of each fact, so that it comes back, and so does a
//! guess that was right. A hit counts as "good", an unsure one as "hard", for one card of the fact
//! that is due anyway: it was recalled, in another form. Cards never seen are left alone, since a
//! drill has not taught them.

use super::{desk::Desk, record::Effect};
use crate::{
    clock::Now,
    content::Card,
    ids::{CardId, FactId},
    memory::{Answer, Confidence, Deed, Phase, Rating, Source, stats::Returns},
};

/// An answer outside of review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub is_right: bool,
    pub confidence: Confidence,
    /// What was answered, for people who read the log: `drill 2: 200 RCU`.
    pub given: String,
    pub source: Source,
}

/// The cards that evidence has reached.
pub fn cards(effects: &[Effect]) -> Vec<CardId> {
    let card = |effect: &Effect| match effect {
        Effect::Save { entry, .. } => Some(entry.card.clone()),
        Effect::Undo { .. }
        | Effect::UndoLast
        | Effect::Keep(_)
        | Effect::SaveSetting { .. }
        | Effect::Reschedule(_)
        | Effect::Refresh
        | Effect::BackUp
        | Effect::Suspend
        | Effect::Leave => None,
    };
    effects.iter().filter_map(card).collect()
}

/// How a round of scenarios or drills went, in one line for whoever leaves it; none where nothing
/// was answered.
pub fn round_words(n_right: usize, n_done: usize, returns: &Returns) -> Option<String> {
    let back = returns.words().map_or_else(String::new, |words| format!("; {words}"));
    (0 < n_done).then(|| format!("{n_right} of {n_done} right{back}"))
}

impl Desk {
    /// Lets an answer reach the cards of some facts; gives back what is to be saved.
    pub fn take_evidence(
        &mut self,
        now: Now,
        facts: &[FactId],
        evidence: &Evidence,
    ) -> Vec<Effect> {
        let library = self.library.clone();
        let mut effects = Vec::new();
        for fact in facts {
            let is_meant = |card: &&Card| {
                let state = self.cards.state(&card.id);
                *card.main_fact() == *fact
                    && state.phase == Phase::Review
                    && state.is_available(now.day)
                    && (!evidence.is_right || self.is_due(&card.id, now.day))
            };
            let Some(card) = library.cards.iter().find(is_meant) else { continue };
            let rating = match (evidence.is_right, evidence.confidence) {
                (false, _) | (true, Confidence::Guess) => Rating::Again,
                (true, Confidence::Unsure) => Rating::Hard,
                (true, Confidence::Sure) => Rating::Good,
            };
            let answer = Answer {
                rating,
                is_right: evidence.is_right,
                confidence: evidence.confidence,
                time_ms: 0,
                expected_recall: self.cards.scheduler.recall(self.cards.state(&card.id), now.day),
                given: evidence.given.clone(),
                source: evidence.source,
            };
            let (effect, _) = self.note(now, card, Deed::Answer(answer));
            effects.push(effect);
        }
        effects
    }
}
