//! What stands in the lanes: a world, the answers of an item, what runs beside a card; and the
//! moment where they part.

use super::{BUDGET, KnobValues, Lab, Panel};
use crate::{
    app::{
        Ctx,
        keys::action::Action,
        screens::play::{Cast, Play, Seek, Watch},
    },
    content::world::{WorldFile, refusal_words},
    sim::{
        Setup,
        budget::Budget,
        kernel::{bill::Prices, time::SimTime},
        watch::{
            lanes::{LaneId, Lanes},
            record,
        },
    },
};

impl Lab {
    /// Changes what stands in the lanes, or goes to where they part.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other actions do nothing here")]
    pub(super) fn act_lanes(&mut self, ctx: &mut Ctx<'_>, action: Action) {
        match action {
            Action::Pick(number) => {
                let shown = usize::from(number).saturating_sub(1);
                let options = self.item().and_then(|play| play.set_of(shown));
                self.put_answer(ctx, options);
            }
            Action::OwnAnswer => {
                let own = self.item().map(|play| play.own.clone());
                let options = own.filter(|own| !own.is_empty());
                self.put_answer(ctx, options);
            }
            Action::BestAnswer => {
                let options = self.item().map(|play| play.item.key());
                self.put_answer(ctx, options);
            }
            Action::ToParting => self.go_to_parting(ctx),
            Action::SecondLane => self.second_lane(ctx),
            Action::OtherLane => self.other_lane(ctx),
            _ => {}
        }
    }

    /// What stands in the lanes; none, and a word about it, where that cannot be set up.
    pub fn of_cast(ctx: &mut Ctx<'_>, cast: Cast) -> Option<Self> {
        let lab = match cast {
            Cast::Item(play) => Self::of_item(ctx, *play),
            Cast::Card(watch) => Self::of_live(ctx, *watch),
        };
        lab.map_err(|why| ctx.say(why)).ok()
    }

    /// An item with two of its answers, on the way to the moment where they part.
    ///
    /// # Errors
    /// When the answers cannot be set up at all, with the reason.
    fn of_item(ctx: &mut Ctx<'_>, mut play: Play) -> Result<Self, String> {
        let file = play.file();
        let of = |play: &Play, id: LaneId| -> KnobValues {
            file.knobs.iter().map(|knob| play.knob_value(knob, id)).collect()
        };
        let mut values = of(&play, LaneId::A);
        let prices = ctx.desk.library.price_list();
        let mut b = play.b.is_some().then(|| of(&play, LaneId::B));
        let mut cast = Cast::Item(Box::new(play.clone()));
        let lanes = match build(&file, Some(&cast), &values, b.as_ref(), prices.clone()) {
            Ok(lanes) => lanes,
            Err(why) => {
                // What cannot be set up leaves its lane to the other one.
                ctx.say(why.clone());
                let other = play.b.take().ok_or(why)?;
                (play.a, b) = (other, None);
                values = of(&play, LaneId::A);
                cast = Cast::Item(Box::new(play));
                build(&file, Some(&cast), &values, None, prices)?
            }
        };
        Ok(Self::playing(file, cast, lanes, values, b))
    }

    /// The two lanes of a live pane.
    ///
    /// # Errors
    /// When none of them can be.
    fn of_live(ctx: &Ctx<'_>, watch: Watch) -> Result<Self, String> {
        let file = watch.file.clone();
        let values: KnobValues = file.knobs.iter().map(|knob| knob.start.clone()).collect();
        let b = (1 < watch.lanes.len()).then(|| values.clone());
        let cast = Cast::Card(Box::new(watch));
        let prices = ctx.desk.library.price_list();
        let lanes = build(&file, Some(&cast), &values, b.as_ref(), prices)?;
        Ok(Self::playing(file, cast, lanes, values, b))
    }

    /// On the way to the moment where the lanes part.
    fn playing(
        file: WorldFile,
        cast: Cast,
        lanes: Lanes,
        a: KnobValues,
        b: Option<KnobValues>,
    ) -> Self {
        let has_two = b.is_some();
        let mut lab = Self::with(file, Some(cast), lanes, a, b);
        lab.panel = if lab.file.goals.is_empty() { Panel::About } else { Panel::Goals };
        lab.speed = 1;
        lab.is_playing = true;
        lab.seek = has_two.then_some(Seek::Looking);
        lab
    }

    /// Runs towards `time` with the events of one frame; true when it was reached. A run in which
    /// too much waits stops there and says so.
    pub(super) fn advance(&mut self, ctx: &mut Ctx<'_>, time: SimTime) -> bool {
        match self.lanes.go_within(time, BUDGET, Budget::WATCHED) {
            Ok(is_there) => is_there,
            Err(spent) => {
                (self.is_playing, self.seek) = (false, None);
                ctx.say(spent.words(&self.file.id));
                false
            }
        }
    }

    /// Looks for the moment where the lanes part, then begins again just before it and plays on.
    pub(super) fn go_seeking(&mut self, ctx: &mut Ctx<'_>) {
        match self.seek {
            Some(Seek::Looking) => {
                let end = self.file.length;
                let is_there = self.advance(ctx, end);
                let parted = self.lanes.parted_at();
                if parted.is_none() && !is_there {
                    return;
                }
                self.parted_at = parted;
                self.restart(ctx);
                self.seek = match parted {
                    Some(at) => Some(Seek::GoingTo(self.before(at))),
                    None => {
                        ctx.say("these two run alike from the beginning to the end");
                        None
                    }
                };
            }
            Some(Seek::GoingTo(at)) => {
                if self.advance(ctx, at) {
                    self.seek = None;
                }
                self.target = self.lanes.now();
            }
            None => {}
        }
        self.last_wake = Some(ctx.now.mono);
    }

    /// A little before a moment: three samples.
    fn before(&self, at: SimTime) -> SimTime {
        at.saturating_sub(3 * self.lanes.a.recorder.step)
    }

    /// Begins again just before the moment where the lanes part.
    fn go_to_parting(&mut self, ctx: &mut Ctx<'_>) {
        if self.b.is_none() {
            ctx.say("there is one lane; {lab.second-lane} adds a second");
            return;
        }
        if self.restart(ctx) {
            let known = self.parted_at.map(|at| Seek::GoingTo(self.before(at)));
            self.seek = Some(known.unwrap_or(Seek::Looking));
            self.is_playing = true;
        }
    }

    /// A second lane with the present settings, to turn against the first; or only one again.
    fn second_lane(&mut self, ctx: &mut Ctx<'_>) {
        self.parted_at = None;
        if self.b.take().is_some() {
            self.turns = LaneId::A;
            if let Some(play) = &mut self.play {
                play.set_second(false);
            }
        } else {
            if let Some(play) = &mut self.play {
                play.set_second(true);
            }
            self.b = Some(self.a.clone());
            self.turns = LaneId::B;
            self.panel = Panel::Knobs;
            ctx.say("two lanes on the same traffic; knobs turn B now");
        }
        let at = self.lanes.now();
        self.restart(ctx);
        // Both lanes come to where the first one was, frame by frame.
        self.is_playing = 0 < at;
    }

    fn other_lane(&mut self, ctx: &mut Ctx<'_>) {
        if self.b.is_none() {
            ctx.say("there is one lane; {lab.second-lane} adds a second");
            return;
        }
        self.turns = self.turns.other();
    }

    /// Puts an answer of the item into the lane that knobs turn.
    fn put_answer(&mut self, ctx: &mut Ctx<'_>, options: Option<Vec<usize>>) {
        let (Some(Cast::Item(play)), Some(options)) = (&mut self.play, options) else {
            return ctx.say("only a scenario has answers to put into a lane");
        };
        let before = play.clone();
        play.put(self.turns, options);
        let fresh: KnobValues =
            self.file.knobs.iter().map(|knob| play.knob_value(knob, self.turns)).collect();
        let old = std::mem::replace(self.values_mut(self.turns), fresh);
        if !self.restart(ctx) {
            *self.values_mut(self.turns) = old;
            self.play = Some(Cast::Item(before));
            return;
        }
        self.parted_at = None;
        self.seek = self.b.is_some().then_some(Seek::Looking);
        self.is_playing = true;
    }

    /// Begins again at 0; false when the settings cannot be.
    pub(super) fn restart(&mut self, ctx: &mut Ctx<'_>) -> bool {
        let prices = self.lanes.prices().clone();
        match build(&self.file, self.play.as_ref(), &self.a, self.b.as_ref(), prices) {
            Ok(lanes) => self.lanes = lanes,
            Err(why) => {
                ctx.say(why);
                return false;
            }
        }
        (self.target, self.is_behind, self.is_pure) = (0, false, true);
        (self.verdict, self.last_wake, self.seek) = (None, None, None);
        true
    }
}

/// The lanes of a world at time 0 with the values of its knobs.
pub(super) fn build(
    file: &WorldFile,
    play: Option<&Cast>,
    a: &KnobValues,
    b: Option<&KnobValues>,
    prices: Prices,
) -> Result<Lanes, String> {
    let setup = |values: &KnobValues, id: LaneId| {
        let mut setup: Setup = match play {
            Some(play) => play.setup(id)?,
            None => file.setup.clone(),
        };
        for (knob, value) in file.knobs.iter().zip(values) {
            let start = match play {
                Some(play) => play.knob_value(knob, id),
                None => knob.start.clone(),
            };
            if start == *value {
                continue;
            }
            setup
                .set(&knob.path, value)
                .map_err(|refusal| refusal_words(&setup, &knob.path, &refusal).0)?;
        }
        Ok::<Setup, String>(setup)
    };
    let first = setup(a, LaneId::A)?;
    let second = b.map(|values| setup(values, LaneId::B)).transpose()?;
    let step = record::step_for(file.length);
    let mut lanes = Lanes::new(&first, second.as_ref(), step, prices)
        .map_err(|error| format!("this cannot be: {error}"))?;
    for lane in [Some(&mut lanes.a), lanes.b.as_mut()].into_iter().flatten() {
        lane.world.core.watch();
    }
    Ok(lanes)
}
