//! An item in the lab: which answers stand in the lanes, and the moment where the lanes part.

use super::live::{LiveLane, Run};
use crate::{
    content::{
        item::Item,
        numbers::{Numbers, fill, value_of},
        situation::{ItemOption, Situation},
        trial::Trials,
        world::{Knob, WorldFile},
    },
    sim::{
        Setup,
        kernel::{setting::SettingValue, time::SimTime},
        watch::lanes::LaneId,
    },
    text,
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

    fn lane(&self, id: LaneId) -> Option<&(String, Setup)> {
        let place = match id {
            LaneId::A => 0,
            LaneId::B => 1,
        };
        self.lanes.get(place)
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
    pub fn setup(&self, id: LaneId) -> Result<Setup, String> {
        match self {
            Self::Item(play) => play.setup(id),
            Self::Card(watch) => {
                let lane = watch.lane(id).ok_or("there is no such lane")?;
                Ok(lane.1.clone())
            }
        }
    }

    /// Who stands in a lane.
    pub fn lane_words(&self, id: LaneId) -> String {
        match self {
            Self::Item(play) => play.lane_words(id),
            Self::Card(watch) => watch.lane(id).map(|lane| lane.0.clone()).unwrap_or_default(),
        }
    }

    /// What a knob stands at in a lane before it is turned.
    pub fn knob_value(&self, knob: &Knob, id: LaneId) -> SettingValue {
        match self {
            Self::Item(play) => play.knob_value(knob, id),
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

    fn options(&self, id: LaneId) -> &[usize] {
        match (id, &self.b) {
            (LaneId::B, Some(b)) => b,
            (LaneId::A, _) | (LaneId::B, None) => &self.a,
        }
    }

    /// The world of a lane, before knobs.
    pub fn setup(&self, id: LaneId) -> Result<Setup, String> {
        self.situation.setup(&self.item, &self.numbers, self.options(id))
    }

    /// What a number key brings: the option, or in a question with several answers the key with it.
    pub fn set_of(&self, shown: usize) -> Option<Vec<usize>> {
        let place = self.order.get(shown)?;
        Some(Trials::set_for(&self.item, *place))
    }

    /// What a knob stands at in a lane: what the option sets, else the item, else the number that
    /// was drawn, else the situation's file.
    pub fn knob_value(&self, knob: &Knob, id: LaneId) -> SettingValue {
        let set_by = |set: &[(String, String)]| {
            let found = set.iter().rev().find(|(path, _)| *path == knob.path);
            found.map(|(_, value)| value_of(value, &self.numbers))
        };
        let chosen = self.options(id).iter().rev();
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
    pub fn n_changes(&self, id: LaneId) -> f64 {
        self.situation.n_changes(self.options(id)) as f64
    }

    /// Puts an answer into a lane.
    pub fn put(&mut self, id: LaneId, options: Vec<usize>) {
        match (id, &mut self.b) {
            (LaneId::B, Some(b)) => *b = options,
            (LaneId::A, _) | (LaneId::B, None) => self.a = options,
        }
    }

    /// `you: C` or `best: A`, and what it does.
    pub fn lane_words(&self, id: LaneId) -> String {
        let options = self.options(id);
        let who = match (options == self.item.key(), options == self.own) {
            (true, true) => "you = best",
            (true, false) => "best",
            (false, true) => "you",
            (false, false) => "option",
        };
        let letter = |option: &usize| {
            let place = self.order.iter().position(|one| one == option).unwrap_or(0);
            text::letter(place).to_string()
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
