//! The knobs of a lane.

use super::{KnobValues, Lab, Panel};
use crate::{
    app::{Ctx, keys::action::Action},
    content::world::{Knob, refusal_words},
    sim::{kernel::setting::SettingValue, watch::lanes::LaneId},
};

impl Lab {
    /// Turns knobs, forward or back.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other actions do nothing here")]
    pub(super) fn act_knobs(&mut self, ctx: &mut Ctx<'_>, action: Action) {
        match action {
            Action::More => self.turn(ctx, 1),
            Action::Less => self.turn(ctx, -1),
            Action::MuchMore => self.turn(ctx, 10),
            Action::MuchLess => self.turn(ctx, -10),
            Action::ResetKnobs if self.n_changes(self.turns) == 0 => {
                ctx.say("the knobs stand as the world came");
            }
            Action::ResetKnobs => {
                self.set_values(ctx, self.file.knobs.iter().map(|one| one.start.clone()).collect());
            }
            Action::Peek => self.peek(ctx),
            Action::Undo => self.turn_back(ctx),
            _ => {}
        }
    }

    /// The values that knobs turn.
    pub fn values(&self) -> &KnobValues {
        self.values_of(self.turns)
    }

    /// The values of a lane; of the first where there is no second.
    fn values_of(&self, id: LaneId) -> &KnobValues {
        match (id, &self.b) {
            (LaneId::B, Some(b)) => b,
            (LaneId::A, _) | (LaneId::B, None) => &self.a,
        }
    }

    /// The same, to change them.
    pub(super) fn values_mut(&mut self, id: LaneId) -> &mut KnobValues {
        match (id, &mut self.b) {
            (LaneId::B, Some(b)) => b,
            (LaneId::A, _) | (LaneId::B, None) => &mut self.a,
        }
    }

    /// Knobs of a lane that stand elsewhere than in the world's file.
    pub fn changed(&self, id: LaneId) -> impl Iterator<Item = (&Knob, &SettingValue)> {
        let start = move |knob: &Knob| match &self.play {
            Some(play) => play.knob_value(knob, id),
            None => knob.start.clone(),
        };
        let knobs = self.file.knobs.iter().zip(self.values_of(id));
        knobs.filter(move |(knob, value)| start(knob) != **value)
    }

    /// How many those are.
    pub fn n_changes(&self, id: LaneId) -> usize {
        self.changed(id).count()
    }

    pub(super) fn changes_words(&self, id: LaneId) -> String {
        let words: Vec<String> =
            self.changed(id).map(|(knob, value)| format!("{}={value}", knob.path)).collect();
        words.join(" ")
    }

    fn turn(&mut self, ctx: &mut Ctx<'_>, steps: i32) {
        let at = self.cursor.selected;
        let Some(knob) = self.file.knobs.get(at) else {
            return ctx.say("this world has no knob to turn");
        };
        let Some(now) = self.values().get(at).cloned() else { return };
        let next = knob.turned(&now, steps);
        self.panel = Panel::Knobs;
        if next == now {
            ctx.say(format!("{} goes no further", knob.title));
        } else if self.set_knob(ctx, self.turns, at, next) {
            self.turned.push((self.turns, at, now));
        }
    }

    /// Takes the last turn of a knob back.
    fn turn_back(&mut self, ctx: &mut Ctx<'_>) {
        let Some((id, at, before)) = self.turned.pop() else {
            ctx.say("no knob was turned");
            return;
        };
        if id == LaneId::A || self.b.is_some() {
            self.set_knob(ctx, id, at, before);
        }
    }

    /// Sets a knob of a lane; false when it cannot be.
    fn set_knob(&mut self, ctx: &mut Ctx<'_>, id: LaneId, at: usize, value: SettingValue) -> bool {
        let Some(path) = self.file.knobs.get(at).map(|knob| knob.path.clone()) else {
            return false;
        };
        // At the beginning and after the end a run with the new settings begins, warm start and
        // all.
        let is_live = 0 < self.lanes.now() && !self.is_over();
        if is_live && let Err(refusal) = self.lanes.turn(id, &path, &value) {
            let setup = self.lane().world.setup();
            ctx.say(refusal_words(setup, &path, &refusal).0);
            return false;
        }
        let Some(place) = self.values_mut(id).get_mut(at) else { return false };
        let before = std::mem::replace(place, value);
        if is_live {
            self.is_pure = false;
            return true;
        }
        if self.restart(ctx) {
            return true;
        }
        // What cannot be is taken back.
        if let Some(place) = self.values_mut(id).get_mut(at) {
            *place = before;
        }
        false
    }

    fn set_values(&mut self, ctx: &mut Ctx<'_>, values: KnobValues) {
        *self.values_mut(self.turns) = values;
        self.is_playing = false;
        self.restart(ctx);
    }

    /// Shows a way to reach the goals in the second lane; the challenge is not counted then.
    fn peek(&mut self, ctx: &mut Ctx<'_>) {
        let Some(challenge) = &self.file.challenge else {
            ctx.say("this world asks for nothing; turn the knobs and look");
            return;
        };
        let mut values = self.a.clone();
        for (path, given) in &challenge.solution {
            let at = self.file.knobs.iter().position(|knob| knob.path == *path);
            if let Some(value) = at.and_then(|at| values.get_mut(at)) {
                *value = given.clone();
            }
        }
        self.b = Some(values);
        self.turns = LaneId::B;
        self.has_peeked = true;
        ctx.say("lane B is one way; press {lab.play} to see it run");
        self.restart(ctx);
    }
}
