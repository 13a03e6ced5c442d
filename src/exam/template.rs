//! Templates of drills: what a file says of a kind of question.
//!
//! A template knows its numbers by place: the level, figures of the library, drawn numbers, worked
//! out numbers, and last the numbers of an answer that is looked at.

use serde::{Deserialize, Serialize};

use super::{formula::Formula, stage::StagePlan, wording::Text};
use crate::ids::{FactId, TopicId};

/// The levels of difficulty: easy by head, mixed, odd.
pub const LEVELS: [u8; 3] = [1, 2, 3];

/// A kind of question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// Its place among all of them, from 1 on.
    pub number: usize,
    pub id: String,
    pub title: String,
    pub topic: TopicId,
    /// The facts that it trains, the main one first.
    pub facts: Vec<FactId>,
    /// Whether it needs a price: then it asks what something costs.
    pub is_bill: bool,
    /// Figures of the library, in the order in which the template names them.
    pub figures: Vec<f64>,
    /// Their names: of a price, of a limit, or `fact/value`.
    pub figure_ids: Vec<String>,
    /// At least one for each level; the first one of a level is asked.
    pub versions: Vec<Version>,
}

/// How a template asks on some levels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    pub levels: Vec<u8>,
    pub draws: Vec<Draw>,
    /// The names of all numbers, in their order.
    pub names: Vec<String>,
    /// What is worked out from what was drawn.
    pub lets: Vec<Formula>,
    pub words: Vec<Text>,
    /// Draws in which any of these does not hold are passed over.
    pub keep: Vec<Formula>,
    pub question: Text,
    pub decides: Option<Decides>,
    pub asks: Vec<AskPlan>,
    pub answers: Vec<Formula>,
    pub working: Text,
    pub slips: Vec<Slip>,
    pub stage: Option<StagePlan>,
}

/// A number that is asked for: what it is called, and the forms of its unit. A plain number has
/// none, a measure one, and things have two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskPlan {
    pub label: String,
    pub unit: Vec<Text>,
}

/// A decision: its options, and which of them an answer with such numbers comes to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decides {
    pub label: String,
    pub options: Vec<Text>,
    pub choice: Text,
}

/// A wrong way to think, and what it leads to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slip {
    pub when: Option<Formula>,
    /// `you did not round up per item`.
    pub says: Text,
    /// The numbers of it; those of the key where there are none.
    pub answers: Vec<Formula>,
    /// Where the slip is in the decision itself.
    pub choice: Option<Text>,
    pub working: Text,
}

/// Numbers and texts that are drawn together, on each of the three levels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draw {
    pub by_level: [DrawSource; 3],
}

/// Where a draw comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum DrawSource {
    /// It is worked out, not drawn.
    Fixed(Formula),
    /// A number of steps from `low`, up to `high`.
    Range { low: Formula, high: Formula, step: Formula },
    /// One of some rows; of those only for which the formula holds.
    Rows { rows: Vec<Vec<Cell>>, filter: Option<Formula> },
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    Number(Formula),
    Text(Text),
}

impl Template {
    /// Whether it names a figure of the library.
    pub fn needs(&self, figure: &str) -> bool {
        self.figure_ids.iter().any(|one| one == figure)
    }

    /// How it asks on a level.
    pub(super) fn version(&self, level: u8) -> Option<&Version> {
        self.versions.iter().find(|one| one.levels.contains(&level))
    }
}
