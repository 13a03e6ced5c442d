//! The lab: a world that plays, in one lane or two, with knobs that turn while it runs.
//!
//! A wake brings the time that has passed; times the speed it is how far the lanes go on, with at
//! most so many events a frame. When that is not enough the clock falls behind and says so. The
//! frames change nothing: a run comes out the same however it was sliced.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "actions are one flat list for all screens; each takes the few that are its own"
)]

use std::time::Duration;

use super::{
    Ctx, Next,
    action::Action,
    event::{Effect, Record, RunRecord},
    list::Cursor,
    play::{Cast, Play, Seek},
    preferences::Motion,
};
use crate::{
    content::{
        item::CHANGES,
        world::{Goal, Knob, WorldFile, refusal_words},
    },
    sim::{
        Setup,
        kernel::{
            bill::Prices,
            setting::SettingValue,
            time::{SimTime, from_seconds},
        },
        watch::{
            figures,
            lanes::{Lane, Lanes},
            record,
        },
    },
};

/// Simulated seconds that pass in a second; the last is as fast as it goes.
pub const SPEEDS: [Option<u32>; 5] = [Some(1), Some(10), Some(60), Some(600), None];
/// Events of all lanes in one frame. At several million a second it is a few milliseconds.
pub const BUDGET: u64 = 20_000;
/// A frame, with all motion and with less.
const FRAME: Duration = Duration::from_millis(33);
const SLOW_FRAME: Duration = Duration::from_millis(100);
/// After a pause of the whole program no more than this is made up for.
const LONGEST_FRAME: Duration = Duration::from_millis(250);

/// What stands below the charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Panel {
    #[default]
    Knobs,
    Log,
    Goals,
    About,
}

impl Panel {
    pub const ALL: [Self; 4] = [Self::Knobs, Self::Log, Self::Goals, Self::About];

    pub fn word(self) -> &'static str {
        match self {
            Self::Knobs => "knobs",
            Self::Log => "log",
            Self::Goals => "goals",
            Self::About => "about",
        }
    }
}

/// How a graded run has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Solved,
    /// A goal was missed.
    Missed,
    /// All goals were reached, with more changes than allowed.
    TooManyChanges,
    /// A knob was turned on the way, so the run says nothing about its settings.
    Turned,
}

/// The settings of one lane, a value for each knob.
pub type Values = Vec<SettingValue>;

/// The screen.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch that a key turns by itself")]
pub struct Lab {
    pub file: WorldFile,
    pub lanes: Lanes,
    pub is_playing: bool,
    /// Place in [`SPEEDS`].
    pub speed: usize,
    /// The speed to come back to when the end was run to.
    speed_before: Option<usize>,
    /// Knobs as they were turned: which lane, which knob, and what it was before.
    turned: Vec<(bool, usize, SettingValue)>,
    /// Where the clock of the screen stands; the lanes may be behind it.
    pub(super) target: SimTime,
    pub(super) last_wake: Option<Duration>,
    pub is_behind: bool,
    pub a: Values,
    pub b: Option<Values>,
    /// Knobs turn the second lane.
    pub turns_b: bool,
    pub cursor: Cursor,
    pub panel: Panel,
    pub shows_table: bool,
    pub scroll: usize,
    /// No knob was turned since the run began.
    is_pure: bool,
    pub verdict: Option<Verdict>,
    /// The person has asked for a way to reach the goals.
    pub has_peeked: bool,
    /// An item whose answers stand in the lanes.
    pub play: Option<Cast>,
    pub seek: Option<Seek>,
    /// Where the lanes part, once it was found.
    pub parted_at: Option<SimTime>,
}

impl Lab {
    pub fn new(ctx: &Ctx<'_>, file: WorldFile) -> Self {
        let a: Values = file.knobs.iter().map(|knob| knob.start.clone()).collect();
        let prices = ctx.desk.library.price_list();
        let lanes =
            build(&file, None, &a, None, prices).expect("the library holds only worlds that run");
        Self::with(file, None, lanes, a, None)
    }

    pub(super) fn with(
        file: WorldFile,
        play: Option<Cast>,
        lanes: Lanes,
        a: Values,
        b: Option<Values>,
    ) -> Self {
        Self {
            lanes,
            is_playing: false,
            speed: 0,
            speed_before: None,
            turned: Vec::new(),
            target: 0,
            last_wake: None,
            is_behind: false,
            a,
            b,
            turns_b: false,
            cursor: Cursor::default(),
            panel: if file.challenge.is_some() { Panel::Goals } else { Panel::Knobs },
            shows_table: false,
            scroll: 0,
            is_pure: true,
            verdict: None,
            has_peeked: false,
            play,
            seek: None,
            parted_at: None,
            file,
        }
    }

    /// How long until the next frame; none while nothing moves.
    pub fn wake_in(&self, motion: Motion) -> Option<Duration> {
        self.is_playing.then_some(match motion {
            Motion::Full => FRAME,
            Motion::Low => SLOW_FRAME,
        })
    }

    pub fn is_over(&self) -> bool {
        self.file.length <= self.lanes.now()
    }

    /// The lane that knobs turn.
    pub fn lane(&self) -> &Lane {
        match &self.lanes.b {
            Some(b) if self.turns_b => b,
            Some(_) | None => &self.lanes.a,
        }
    }

    /// The values that knobs turn.
    pub fn values(&self) -> &Values {
        match &self.b {
            Some(b) if self.turns_b => b,
            Some(_) | None => &self.a,
        }
    }

    /// The values of a lane; of the first where there is no second.
    pub(super) fn values_mut(&mut self, is_b: bool) -> &mut Values {
        match &mut self.b {
            Some(b) if is_b => b,
            Some(_) | None => &mut self.a,
        }
    }

    /// The item whose answers stand in the lanes.
    fn item(&self) -> Option<&Play> {
        self.play.as_ref().and_then(Cast::item)
    }

    /// Knobs of a lane that stand elsewhere than in the world's file.
    pub fn changed<'a>(
        &'a self,
        values: &'a Values,
    ) -> impl Iterator<Item = (&'a Knob, &'a SettingValue)> {
        let is_b = self.b.as_ref().is_some_and(|b| std::ptr::eq(b, values));
        let start = move |knob: &Knob| match &self.play {
            Some(play) => play.knob_value(knob, is_b),
            None => knob.start.clone(),
        };
        self.file.knobs.iter().zip(values).filter(move |(knob, value)| start(knob) != **value)
    }

    /// How many those are.
    pub fn n_changes(&self, values: &Values) -> usize {
        self.changed(values).count()
    }

    /// Each goal with its figure in a lane, and whether it is reached so far.
    pub fn goals(&self, lane: &Lane) -> Vec<(&Goal, f64, bool)> {
        let mut metrics = figures::metrics(&lane.world, self.lanes.prices());
        if let Some(play) = self.item() {
            let is_b = self.lanes.b.as_ref().is_some_and(|b| std::ptr::eq(b, lane));
            metrics.0.push((CHANGES, play.n_changes(is_b)));
        }
        let verdict = |goal| {
            let value = Goal::value(goal, &metrics, &lane.world);
            (goal, value, goal.holds(value))
        };
        self.file.goals.iter().map(verdict).collect()
    }

    /// Time has passed.
    pub fn wake(&mut self, ctx: &mut Ctx<'_>) {
        if !self.is_playing {
            return;
        }
        let frame = self.wake_in(ctx.desk.preferences.motion).unwrap_or(FRAME);
        let passed = match self.last_wake {
            // A clock that stands still still brings frames.
            Some(last) if last < ctx.now.mono => {
                ctx.now.mono.saturating_sub(last).min(LONGEST_FRAME)
            }
            Some(_) | None => frame,
        };
        self.last_wake = Some(ctx.now.mono);
        if self.seek.is_some() {
            self.go_seeking(ctx);
            return;
        }
        let target = match SPEEDS.get(self.speed).copied().flatten() {
            None => self.file.length,
            Some(speed) => self.target + from_seconds(passed.as_secs_f64() * f64::from(speed)),
        };
        self.go(ctx, target);
    }

    /// Runs towards `target` with the events of one frame.
    fn go(&mut self, ctx: &mut Ctx<'_>, target: SimTime) {
        self.target = target.min(self.file.length);
        let is_there = self.advance(ctx, self.target);
        self.is_behind = !is_there && SPEEDS.get(self.speed).copied().flatten().is_some();
        if !is_there {
            self.target = self.lanes.now();
        }
        if self.is_over() {
            self.is_playing = false;
            self.is_behind = false;
            self.speed = self.speed_before.take().unwrap_or(self.speed);
            self.judge(ctx);
        }
    }

    /// The run has come to its end: whether it solves the challenge.
    fn judge(&mut self, ctx: &mut Ctx<'_>) {
        let Some(challenge) = &self.file.challenge else { return };
        let (lane, values) = (self.lane(), self.values());
        let is_reached = self.goals(lane).iter().all(|(_, _, is_reached)| *is_reached);
        let verdict = match () {
            () if !self.is_pure => Verdict::Turned,
            () if !is_reached => Verdict::Missed,
            () if challenge.changes < self.n_changes(values) => Verdict::TooManyChanges,
            () => Verdict::Solved,
        };
        let record = RunRecord {
            at: ctx.now.wall,
            day: ctx.now.day,
            world: self.file.id.clone(),
            changes: self.changes_words(values),
            seed: lane.world.setup().seed,
            digest: lane.world.core.digest(),
            is_solved: true,
        };
        self.verdict = Some(verdict);
        self.panel = Panel::Goals;
        let counts = verdict == Verdict::Solved && !self.has_peeked;
        if counts && !ctx.desk.solved.contains(&self.file.id) {
            ctx.desk.note_solved(&record);
            ctx.effects.push(Effect::Keep(Record::Run(record)));
            ctx.say("challenge solved");
        }
    }

    fn changes_words(&self, values: &Values) -> String {
        let words: Vec<String> =
            self.changed(values).map(|(knob, value)| format!("{}={value}", knob.path)).collect();
        words.join(" ")
    }

    pub fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        match action {
            Action::Back => return Next::Pop,
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
            Action::Play => self.play(ctx),
            Action::Step | Action::RunOn if self.is_over() => {
                ctx.say("the run is over; {lab.restart} begins again");
            }
            Action::Step => self.step(ctx),
            Action::Faster if self.speed + 1 < SPEEDS.len() => self.speed += 1,
            Action::Faster => ctx.say("it does not run faster"),
            Action::Slower if 0 < self.speed => self.speed -= 1,
            Action::Slower => ctx.say("it does not run slower"),
            Action::RunOn => self.run_to_next(ctx),
            Action::RunToEnd => {
                if self.is_over() {
                    self.restart(ctx);
                }
                self.speed_before.get_or_insert(self.speed);
                self.speed = SPEEDS.len() - 1;
                self.is_playing = !self.is_over();
                self.last_wake = None;
            }
            Action::Restart => {
                self.restart(ctx);
            }
            Action::ResetKnobs if self.n_changes(self.values()) == 0 => {
                ctx.say("the knobs stand as the world came");
            }
            Action::ResetKnobs => {
                self.set_values(ctx, self.file.knobs.iter().map(|one| one.start.clone()).collect());
            }
            Action::More | Action::Less => {
                self.turn(ctx, if action == Action::More { 1 } else { -1 });
            }
            Action::MuchMore | Action::MuchLess => {
                self.turn(ctx, if action == Action::MuchMore { 10 } else { -10 });
            }
            Action::SecondLane => self.second_lane(ctx),
            Action::OtherLane => self.other_lane(ctx),
            Action::NextPanel => {
                let at = Panel::ALL.iter().position(|one| *one == self.panel).unwrap_or(0);
                self.panel = Panel::ALL.get(at + 1).copied().unwrap_or_default();
                self.scroll = 0;
            }
            Action::ShowTable => {
                self.shows_table = !self.shows_table;
                self.scroll = 0;
            }
            Action::Peek => self.peek(ctx),
            Action::Undo => self.turn_back(ctx),
            Action::Up | Action::Down if self.panel != Panel::Log && !self.shows_table => {
                let n = self.file.knobs.len();
                self.cursor.act(action, n, n);
                self.panel = Panel::Knobs;
            }
            Action::Up => self.scroll_by(-1),
            Action::Down => self.scroll_by(1),
            Action::PageUp => self.scroll_by(-10),
            Action::PageDown => self.scroll_by(10),
            Action::Top => self.scroll = 0,
            _ => {}
        }
        Next::Stay
    }

    /// The log is read from its end, everything else from its beginning.
    fn scroll_by(&mut self, rows: isize) {
        let is_log = self.panel == Panel::Log && !self.shows_table;
        self.scroll = self.scroll.saturating_add_signed(if is_log { -rows } else { rows });
    }

    fn play(&mut self, ctx: &mut Ctx<'_>) {
        if self.is_over() {
            self.restart(ctx);
        }
        self.is_playing = !self.is_playing;
        self.last_wake = self.is_playing.then_some(ctx.now.mono);
    }

    /// One sample on.
    fn step(&mut self, ctx: &mut Ctx<'_>) {
        self.is_playing = false;
        let next = self.lanes.a.recorder.next();
        self.go(ctx, next);
    }

    /// On to the next thing that the log has a word for.
    fn run_to_next(&mut self, ctx: &mut Ctx<'_>) {
        self.is_playing = false;
        let newest =
            |lab: &Self| lab.lane().log.entries.back().map(|one| (one.at, one.words.clone()));
        let before = newest(self);
        let mut left = BUDGET;
        while newest(self) == before && !self.is_over() {
            let events = self.lanes.a.world.core.n_events();
            let next = self.lanes.a.recorder.next();
            self.go(ctx, next);
            let spent = self.lanes.a.world.core.n_events() - events;
            left = left.saturating_sub(spent.max(1));
            if left == 0 {
                ctx.say("nothing yet; once more goes on");
                return;
            }
        }
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
        } else if self.set_knob(ctx, self.turns_b, at, next) {
            self.turned.push((self.turns_b, at, now));
        }
    }

    /// Takes the last turn of a knob back.
    fn turn_back(&mut self, ctx: &mut Ctx<'_>) {
        let Some((is_b, at, before)) = self.turned.pop() else {
            ctx.say("no knob was turned");
            return;
        };
        if !is_b || self.b.is_some() {
            self.set_knob(ctx, is_b, at, before);
        }
    }

    /// Sets a knob of a lane; false when it cannot be.
    fn set_knob(&mut self, ctx: &mut Ctx<'_>, is_b: bool, at: usize, value: SettingValue) -> bool {
        let Some(path) = self.file.knobs.get(at).map(|knob| knob.path.clone()) else {
            return false;
        };
        // At the beginning and after the end a run with the new settings begins, warm start and
        // all.
        let is_live = 0 < self.lanes.now() && !self.is_over();
        if is_live && let Err(refusal) = self.lanes.turn(is_b, &path, &value) {
            let setup = self.lane().world.setup();
            ctx.say(refusal_words(setup, &path, &refusal).0);
            return false;
        }
        let Some(place) = self.values_mut(is_b).get_mut(at) else { return false };
        let before = std::mem::replace(place, value);
        if is_live {
            self.is_pure = false;
            return true;
        }
        if self.restart(ctx) {
            return true;
        }
        // What cannot be is taken back.
        if let Some(place) = self.values_mut(is_b).get_mut(at) {
            *place = before;
        }
        false
    }

    fn set_values(&mut self, ctx: &mut Ctx<'_>, values: Values) {
        *self.values_mut(self.turns_b) = values;
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
        self.turns_b = true;
        self.has_peeked = true;
        ctx.say("lane B is one way; press {lab.play} to see it run");
        self.restart(ctx);
    }
}

/// The lanes of a world at time 0 with the values of its knobs.
pub(super) fn build(
    file: &WorldFile,
    play: Option<&Cast>,
    a: &Values,
    b: Option<&Values>,
    prices: Prices,
) -> Result<Lanes, String> {
    let setup = |values: &Values, is_b: bool| {
        let mut setup: Setup = match play {
            Some(play) => play.setup(is_b)?,
            None => file.setup.clone(),
        };
        for (knob, value) in file.knobs.iter().zip(values) {
            let start = match play {
                Some(play) => play.knob_value(knob, is_b),
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
    let first = setup(a, false)?;
    let second = b.map(|values| setup(values, true)).transpose()?;
    let step = record::step_for(file.length);
    let mut lanes = Lanes::new(&first, second.as_ref(), step, prices)
        .map_err(|error| format!("this cannot be: {error}"))?;
    for lane in [Some(&mut lanes.a), lanes.b.as_mut()].into_iter().flatten() {
        lane.world.core.watch();
    }
    Ok(lanes)
}

/// A moment of a run, `01:05.3`.
pub fn shown_time(at: SimTime) -> String {
    let tenths = at / 100_000_000;
    let (minutes, rest) = (tenths / 600, tenths % 600);
    if minutes < 60 {
        return format!("{minutes:02}:{:02}.{}", rest / 10, rest % 10);
    }
    format!("{}:{:02}:{:02}", minutes / 60, minutes % 60, rest / 10)
}
