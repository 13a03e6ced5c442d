//! The lab: a world that plays, in one lane or two, with knobs that turn while it runs.
//!
//! A wake brings the time that has passed; times the speed it is how far the lanes go on, with at
//! most so many events a frame. When that is not enough the clock falls behind and says so. The
//! frames change nothing: a run comes out the same however it was sliced.

mod knobs;
mod lanes;

use std::time::Duration;

use self::lanes::build;
use super::{
    Scene,
    list::{Cursor, PAGE, scroll},
    play::{Cast, Play, Seek},
};
use crate::{
    app::{
        Ctx, Next,
        keys::action::{Action, Place},
    },
    content::{
        item::CHANGES,
        world::{Goal, WorldFile},
    },
    sim::{
        kernel::{
            setting::SettingValue,
            time::{SimTime, from_seconds},
        },
        watch::{
            figures,
            lanes::{Lane, LaneId, Lanes},
        },
    },
    study::{
        desk::Desk,
        preferences::Motion,
        record::{Effect, Record, RunRecord},
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
pub enum ChallengeVerdict {
    Solved,
    /// A goal was missed.
    Missed,
    /// All goals were reached, with more changes than allowed.
    TooManyChanges,
    /// A knob was turned on the way, so the run says nothing about its settings.
    Turned,
}

/// The settings of one lane, a value for each knob.
pub type KnobValues = Vec<SettingValue>;

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
    turned: Vec<(LaneId, usize, SettingValue)>,
    /// Where the clock of the screen stands; the lanes may be behind it.
    target: SimTime,
    last_wake: Option<Duration>,
    pub is_behind: bool,
    pub a: KnobValues,
    pub b: Option<KnobValues>,
    /// The lane that knobs turn.
    pub turns: LaneId,
    pub cursor: Cursor,
    pub panel: Panel,
    pub shows_table: bool,
    pub scroll: usize,
    /// No knob was turned since the run began.
    is_pure: bool,
    pub verdict: Option<ChallengeVerdict>,
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
        let a: KnobValues = file.knobs.iter().map(|knob| knob.start.clone()).collect();
        let prices = ctx.desk.library.price_list();
        let lanes =
            build(&file, None, &a, None, prices).expect("the library holds only worlds that run");
        Self::with(file, None, lanes, a, None)
    }

    fn with(
        file: WorldFile,
        play: Option<Cast>,
        lanes: Lanes,
        a: KnobValues,
        b: Option<KnobValues>,
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
            turns: LaneId::A,
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

    pub fn is_over(&self) -> bool {
        self.file.length <= self.lanes.now()
    }

    /// The lane that knobs turn.
    pub fn lane(&self) -> &Lane {
        self.lane_of(self.turns)
    }

    /// A lane; the first one where there is no second.
    pub fn lane_of(&self, id: LaneId) -> &Lane {
        match (id, &self.lanes.b) {
            (LaneId::B, Some(b)) => b,
            (LaneId::A, _) | (LaneId::B, None) => &self.lanes.a,
        }
    }

    /// The item whose answers stand in the lanes.
    fn item(&self) -> Option<&Play> {
        self.play.as_ref().and_then(Cast::item)
    }

    /// Each goal with its figure in a lane, and whether it is reached so far.
    pub fn goals(&self, id: LaneId) -> Vec<(&Goal, f64, bool)> {
        let lane = self.lane_of(id);
        let mut metrics = figures::metrics(&lane.world, self.lanes.prices());
        if let Some(play) = self.item() {
            metrics.0.push((CHANGES, play.n_changes(id)));
        }
        let verdict = |goal| {
            let value = Goal::value(goal, &metrics, &lane.world);
            (goal, value, goal.holds(value))
        };
        self.file.goals.iter().map(verdict).collect()
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
        let lane = self.lane();
        let is_reached = self.goals(self.turns).iter().all(|(_, _, is_reached)| *is_reached);
        let verdict = match () {
            () if !self.is_pure => ChallengeVerdict::Turned,
            () if !is_reached => ChallengeVerdict::Missed,
            () if challenge.changes < self.n_changes(self.turns) => {
                ChallengeVerdict::TooManyChanges
            }
            () => ChallengeVerdict::Solved,
        };
        let record = RunRecord {
            at: ctx.now.wall,
            day: ctx.now.day,
            world: self.file.id.clone(),
            changes: self.changes_words(self.turns),
            seed: lane.world.setup().seed,
            digest: lane.world.core.digest(),
            is_solved: true,
        };
        self.verdict = Some(verdict);
        self.panel = Panel::Goals;
        let counts = verdict == ChallengeVerdict::Solved && !self.has_peeked;
        if counts && !ctx.desk.history.solved.contains(&self.file.id) {
            ctx.desk.history.note_solved(&record);
            ctx.effects.push(Effect::Keep(Record::Run(record)));
            ctx.say("challenge solved");
        }
    }

    /// The log is read from its end, everything else from its beginning.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other actions do nothing here")]
    fn scroll_by(&mut self, action: Action) {
        let is_log = self.panel == Panel::Log && !self.shows_table;
        let action = match action {
            Action::Up if is_log => Action::Down,
            Action::Down if is_log => Action::Up,
            Action::PageUp if is_log => Action::PageDown,
            Action::PageDown if is_log => Action::PageUp,
            other => other,
        };
        scroll(&mut self.scroll, action, PAGE);
    }

    /// What runs, how fast and how far.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other actions do nothing here")]
    fn act_clock(&mut self, ctx: &mut Ctx<'_>, action: Action) {
        match action {
            Action::Play => self.play(ctx),
            Action::Step | Action::RunOn if self.is_over() => {
                ctx.say("the run is over; {lab.restart} begins again");
            }
            Action::Step => self.step(ctx),
            Action::RunOn => self.run_to_next(ctx),
            Action::Faster if self.speed + 1 < SPEEDS.len() => self.speed += 1,
            Action::Faster => ctx.say("it does not run faster"),
            Action::Slower if 0 < self.speed => self.speed -= 1,
            Action::Slower => ctx.say("it does not run slower"),
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
            _ => {}
        }
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
}

impl Scene for Lab {
    fn place(&self) -> Place {
        Place::Lab
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        match action {
            Action::Back => return Next::Pop,
            Action::Play
            | Action::Step
            | Action::Faster
            | Action::Slower
            | Action::RunOn
            | Action::RunToEnd
            | Action::Restart => self.act_clock(ctx, action),
            Action::Pick(_)
            | Action::OwnAnswer
            | Action::BestAnswer
            | Action::ToParting
            | Action::SecondLane
            | Action::OtherLane => self.act_lanes(ctx, action),
            Action::More
            | Action::Less
            | Action::MuchMore
            | Action::MuchLess
            | Action::ResetKnobs
            | Action::Peek
            | Action::Undo => self.act_knobs(ctx, action),
            Action::NextPanel => {
                let at = Panel::ALL.iter().position(|one| *one == self.panel).unwrap_or(0);
                self.panel = Panel::ALL.get(at + 1).copied().unwrap_or_default();
                self.scroll = 0;
            }
            Action::ShowTable => {
                self.shows_table = !self.shows_table;
                self.scroll = 0;
            }
            Action::Up | Action::Down if self.panel != Panel::Log && !self.shows_table => {
                let n = self.file.knobs.len();
                self.cursor.act(action, n, n);
                self.panel = Panel::Knobs;
            }
            _ => self.scroll_by(action),
        }
        Next::Stay
    }

    fn wake_in(&self, motion: Motion) -> Option<Duration> {
        self.is_playing.then_some(match motion {
            Motion::Full => FRAME,
            Motion::Low => SLOW_FRAME,
        })
    }

    fn wake(&mut self, ctx: &mut Ctx<'_>) -> Next {
        if !self.is_playing {
            return Next::Stay;
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
            return Next::Stay;
        }
        let target = match SPEEDS.get(self.speed).copied().flatten() {
            None => self.file.length,
            Some(speed) => self.target + from_seconds(passed.as_secs_f64() * f64::from(speed)),
        };
        self.go(ctx, target);
        Next::Stay
    }

    fn rests_behind(&self) -> bool {
        true
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all other actions are offered")]
    fn offers(&self, _desk: &Desk, action: Action) -> bool {
        match action {
            Action::Pick(_) | Action::OwnAnswer | Action::BestAnswer => self.item().is_some(),
            Action::ToParting | Action::OtherLane => self.b.is_some(),
            Action::Peek => self.file.challenge.is_some(),
            Action::More
            | Action::Less
            | Action::MuchMore
            | Action::MuchLess
            | Action::ResetKnobs => !self.file.knobs.is_empty(),
            _ => true,
        }
    }
}
