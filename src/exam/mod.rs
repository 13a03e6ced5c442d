//! What an exam is, drills on its numbers, and mock exams: which questions a form holds, what an
//! attempt remembers, and what it comes to.

pub mod answer;
pub mod attempt;
pub mod blueprint;
pub mod drawing;
pub mod drill;
pub mod form;
pub mod formula;
pub mod score;
pub mod stage;
pub mod template;
pub mod wording;

pub use self::{
    blueprint::Blueprint,
    drill::{Drill, DrillAnswer},
    stage::Stage,
    template::Template,
};
