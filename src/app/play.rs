//! An item in the lab: which answers stand in the lanes, and the moment where the lanes part.

use super::{
    Ctx,
    lab::{BUDGET, Lab, Panel, Values, build},
    live::{LiveLane, Run},
};
use crate::{
    content::{
        item::{Item, ItemOption, Numbers, Situation, fill, value_of},
        trial::Trials,
        world::{Knob, WorldFile},
    },
    sim::{
        Setup,
        budget::Budget,
        kernel::{setting::SettingValue, time::SimTime},
        watch::lanes::Lanes,
    },
};

/// An item with its answers, two of them side by side.
#[derive(Debug, Clone)]
pub struct Play {
    pub item: Item,
    pub situation: Situation,
    pub numbers: Numbers,
    /// Options in the order in which they were shown.
    pub order: Vec<usize>,
    /// What the person has picked.
    pub own: Vec<usize>,
    pub a: Vec<usize>,
    pub b: Option<Vec<usize>>,
}

/// The two lanes of a live pane, to be watched in the lab.
#[derive(Debug, Clone)]
pub struct Watch {
    pub file: WorldFile,
    /// Names and worlds, one or two.
    pub lanes: Vec<(String, Setup)>,
}

impl Watch {
    pub fn of(run: &Run, says: &str) -> Self {
        let lane = |one: &LiveLane| Some((one.name.clone(), one.setup.clone()?));
        let file = WorldFile { caption: says.to_owned(), ..run.file.clone() };
        Self { file, lanes: run.lanes.iter().filter_map(lane).collect() }
    }

    fn lane(&self, is_b: bool) -> Option<&(String, Setup)> {
        self.lanes.get(usize::from(is_b))
    }
}

/// What stands in the lanes of the lab instead of a world as it comes.
#[derive(Debug, Clone)]
pub enum Cast {
    Item(Box<Play>),
    Card(Box<Watch>),
}

impl Cast {
    /// The world of a lane, before knobs.
    pub fn setup(&self, is_b: bool) -> Result<Setup, String> {
        match self {
            Self::Item(play) => play.setup(is_b),
            Self::Card(watch) => {
                let lane = watch.lane(is_b).ok_or("there is no such lane")?;
                Ok(lane.1.clone())
            }
        }
    }

    /// Who stands in a lane.
    pub fn lane_words(&self, is_b: bool) -> String {
        match self {
            Self::Item(play) => play.lane_words(is_b),
            Self::Card(watch) => watch.lane(is_b).map(|lane| lane.0.clone()).unwrap_or_default(),
        }
    }

    /// What a knob stands at in a lane before it is turned.
    pub fn knob_value(&self, knob: &Knob, is_b: bool) -> SettingValue {
        match self {
            Self::Item(play) => play.knob_value(knob, is_b),
            Self::Card(_) => knob.start.clone(),
        }
    }

    pub fn item(&self) -> Option<&Play> {
        match self {
            Self::Item(play) => Some(play),
            Self::Card(_) => None,
        }
    }

    /// A second lane as the first one is, or none.
    pub fn set_second(&mut self, has_second: bool) {
        match self {
            Self::Item(play) => play.b = has_second.then(|| play.a.clone()),
            Self::Card(watch) => {
                watch.lanes.truncate(1);
                if has_second {
                    watch.lanes.extend(watch.lanes.first().cloned());
                }
            }
        }
    }
}

/// On the way to the moment where the lanes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seek {
    /// Running until they do.
    Looking,
    /// Beginning again, up to just before it.
    GoingTo(SimTime),
}

impl Play {
    /// What the lab plays.
    pub fn file(&self) -> WorldFile {
        let mut file = self.item.world(&self.situation, &self.numbers);
        file.title = format!("Scenario: {}", self.situation.id.replace('-', " "));
        file
    }

    fn options(&self, is_b: bool) -> &[usize] {
        match &self.b {
            Some(b) if is_b => b,
            Some(_) | None => &self.a,
        }
    }

    /// The world of a lane, before knobs.
    pub fn setup(&self, is_b: bool) -> Result<Setup, String> {
        self.situation.setup(&self.item, &self.numbers, self.options(is_b))
    }

    /// What a number key brings: the option, or in a question with several answers the key with it.
    pub fn set_of(&self, shown: usize) -> Option<Vec<usize>> {
        let place = self.order.get(shown)?;
        Some(Trials::set_for(&self.item, *place))
    }

    /// What a knob stands at in a lane: what the option sets, else the item, else the number that
    /// was drawn, else the situation's file.
    pub fn knob_value(&self, knob: &Knob, is_b: bool) -> SettingValue {
        let set_by = |set: &[(String, String)]| {
            let found = set.iter().rev().find(|(path, _)| *path == knob.path);
            found.map(|(_, value)| value_of(value, &self.numbers))
        };
        let chosen = self.options(is_b).iter().rev();
        let mut options = chosen.filter_map(|place| self.situation.options.get(*place));
        let drawn = || {
            let range = self.situation.ranges.iter().find(|one| one.paths.contains(&knob.path))?;
            self.numbers.get(&range.name).copied().map(SettingValue::Number)
        };
        options
            .find_map(|option| set_by(&option.delta.set))
            .or_else(|| set_by(&self.item.set))
            .or_else(drawn)
            .unwrap_or_else(|| knob.start.clone())
    }

    /// How much the answer of a lane changes.
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    pub fn n_changes(&self, is_b: bool) -> f64 {
        self.situation.n_changes(self.options(is_b)) as f64
    }

    /// Puts an answer into a lane.
    pub fn put(&mut self, is_b: bool, options: Vec<usize>) {
        match &mut self.b {
            Some(b) if is_b => *b = options,
            Some(_) | None => self.a = options,
        }
    }

    /// `you: C` or `best: A`, and what it does.
    pub fn lane_words(&self, is_b: bool) -> String {
        let options = self.options(is_b);
        let who = match (options == self.item.key(), options == self.own) {
            (true, true) => "you = best",
            (true, false) => "best",
            (false, true) => "you",
            (false, false) => "option",
        };
        let letter = |option: &usize| {
            let place = self.order.iter().position(|one| one == option).unwrap_or(0);
            ('A'..='F').nth(place).unwrap_or('?').to_string()
        };
        let mut letters: Vec<String> = options.iter().map(letter).collect();
        letters.sort();
        let first: Option<&ItemOption> =
            options.first().and_then(|place| self.situation.options.get(*place));
        let words = match (options.len(), first) {
            (1, Some(option)) => fill(&option.text, &self.numbers),
            _ => String::new(),
        };
        format!("{who}: {}  {words}", letters.join(", ")).trim().to_owned()
    }
}

impl Lab {
    /// An item with two of its answers, on the way to the moment where they part.
    ///
    /// # Errors
    /// When the answers cannot be set up at all, with the reason.
    pub fn of_item(ctx: &mut Ctx<'_>, mut play: Play) -> Result<Self, String> {
        let file = play.file();
        let of = |play: &Play, is_b: bool| -> Values {
            file.knobs.iter().map(|knob| play.knob_value(knob, is_b)).collect()
        };
        let mut values = of(&play, false);
        let prices = ctx.desk.library.price_list();
        let mut b = play.b.is_some().then(|| of(&play, true));
        let mut cast = Cast::Item(Box::new(play.clone()));
        let lanes = match build(&file, Some(&cast), &values, b.as_ref(), prices.clone()) {
            Ok(lanes) => lanes,
            Err(why) => {
                // What cannot be set up leaves its lane to the other one.
                ctx.say(why.clone());
                let other = play.b.take().ok_or(why)?;
                (play.a, b) = (other, None);
                values = of(&play, false);
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
    pub fn of_live(ctx: &Ctx<'_>, watch: Watch) -> Result<Self, String> {
        let file = watch.file.clone();
        let values: Values = file.knobs.iter().map(|knob| knob.start.clone()).collect();
        let b = (1 < watch.lanes.len()).then(|| values.clone());
        let cast = Cast::Card(Box::new(watch));
        let prices = ctx.desk.library.price_list();
        let lanes = build(&file, Some(&cast), &values, b.as_ref(), prices)?;
        Ok(Self::playing(file, cast, lanes, values, b))
    }

    /// On the way to the moment where the lanes part.
    fn playing(file: WorldFile, cast: Cast, lanes: Lanes, a: Values, b: Option<Values>) -> Self {
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
    pub(super) fn go_to_parting(&mut self, ctx: &mut Ctx<'_>) {
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
    pub(super) fn second_lane(&mut self, ctx: &mut Ctx<'_>) {
        self.parted_at = None;
        if self.b.take().is_some() {
            self.turns_b = false;
            if let Some(play) = &mut self.play {
                play.set_second(false);
            }
        } else {
            if let Some(play) = &mut self.play {
                play.set_second(true);
            }
            self.b = Some(self.a.clone());
            self.turns_b = true;
            self.panel = Panel::Knobs;
            ctx.say("two lanes on the same traffic; knobs turn B now");
        }
        let at = self.lanes.now();
        self.restart(ctx);
        // Both lanes come to where the first one was, frame by frame.
        self.is_playing = 0 < at;
    }

    pub(super) fn other_lane(&mut self, ctx: &mut Ctx<'_>) {
        if self.b.is_none() {
            ctx.say("there is one lane; {lab.second-lane} adds a second");
            return;
        }
        self.turns_b = !self.turns_b;
    }

    /// Puts an answer of the item into the lane that knobs turn.
    pub(super) fn put_answer(&mut self, ctx: &mut Ctx<'_>, options: Option<Vec<usize>>) {
        let (Some(Cast::Item(play)), Some(options)) = (&mut self.play, options) else {
            return ctx.say("only a scenario has answers to put into a lane");
        };
        let before = play.clone();
        play.put(self.turns_b, options);
        let fresh: Values =
            self.file.knobs.iter().map(|knob| play.knob_value(knob, self.turns_b)).collect();
        let old = std::mem::replace(self.values_mut(self.turns_b), fresh);
        if !self.restart(ctx) {
            *self.values_mut(self.turns_b) = old;
            self.play = Some(Cast::Item(before));
            return;
        }
        self.parted_at = None;
        self.seek = self.b.is_some().then_some(Seek::Looking);
        self.is_playing = true;
    }
}
