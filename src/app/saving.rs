//! What became of effects: what did not reach the disk is kept and tried again.

use super::{
    App,
    overlay::{Overlay, ToConfirm},
};
use crate::{
    study::record::{Effect, Outcome, Record},
    text,
};

impl App {
    pub(super) fn done(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Failed { effect, why } => self.failed(effect, why),
            Outcome::Saved { token, .. } => {
                self.unsaved.retain(
                    |effect| !matches!(effect, Effect::Save { token: one, .. } if one == token),
                );
                self.retry();
            }
            Outcome::Undone { seq, .. } => {
                self.unsaved.retain(
                    |effect| !matches!(effect, Effect::Undo { seq: one, .. } if one == seq),
                );
                self.retry();
            }
            Outcome::Kept(record) => {
                self.unsaved.retain(|effect| !matches!(effect, Effect::Keep(one) if one == record));
                self.retry();
            }
            Outcome::TakenBack { card: None, .. } => self.say("nothing is left to take back"),
            Outcome::TakenBack { card: Some(card), .. } => {
                let library = self.desk.library.clone();
                let front = library.card(card).map_or("a card", |card| card.text.front.as_str());
                self.say(format!("taken back: {}", text::fit(front, 50, ' ').trim_end()));
            }
            // The file may be another one by now, or writable again.
            Outcome::Loaded(_) => self.retry(),
        }
        self.desk.done(outcome);
        let (stack, ctx) = self.split();
        for screen in stack {
            screen.scene_mut().done(&ctx, outcome);
        }
        if matches!(outcome, Outcome::Loaded(_) | Outcome::TakenBack { .. }) {
            self.refresh_home();
        }
        let is_asking =
            matches!(&self.overlay, Some(Overlay::Confirm { ask: ToConfirm::LeaveUnsaved, .. }));
        if is_asking && self.unsaved.is_empty() {
            self.overlay = None;
            self.effects.push(Effect::Leave);
        }
    }

    fn failed(&mut self, effect: &Effect, why: &str) {
        match effect {
            Effect::Save { .. } | Effect::Undo { .. } => {
                if !self.unsaved.contains(effect) {
                    self.unsaved.push(effect.clone());
                }
                let n = self.unsaved.len();
                self.say(format!(
                    "not saved: {why}; {n} waiting, tried again with the next answer"
                ));
            }
            Effect::SaveSetting { key, .. } => {
                self.say(format!("`{key}` holds until you leave, not saved: {why}"));
            }
            // It follows from the rest and is made anew on the next day.
            Effect::Keep(record @ Record::Forecast { .. }) => {
                if self.toast.is_none() {
                    self.say(format!("{} is not saved: {why}", record.what()));
                }
            }
            Effect::Keep(record) => {
                if !self.unsaved.contains(effect) {
                    self.unsaved.push(effect.clone());
                }
                self.say(format!("{} is not saved: {why}", record.what()));
            }
            Effect::BackUp => self.say(format!("no backup was made today: {why}")),
            Effect::UndoLast
            | Effect::Reschedule(_)
            | Effect::Refresh
            | Effect::Suspend
            | Effect::Leave => {
                self.say(why.to_owned());
            }
        }
    }

    /// Tries the oldest unsaved line again; its success brings the next one.
    pub(super) fn retry(&mut self) {
        if let Some(oldest) = self.unsaved.first() {
            self.effects.push(oldest.clone());
        }
    }

    /// Lines that were taken back before they reached the disk are not written any more.
    pub(super) fn drop_forgotten(&mut self) {
        let forgotten = std::mem::take(&mut self.forget);
        self.unsaved.retain(
            |effect| !matches!(effect, Effect::Save { token, .. } if forgotten.contains(token)),
        );
    }
}
