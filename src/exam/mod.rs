//! Drills on the numbers of the section, and mock exams: which questions a form holds, what an
//! attempt remembers, and what it comes to.

pub mod answer;
pub mod attempt;
mod bills;
pub mod drill;
mod events;
pub mod form;
mod functions;
mod phrases;
pub mod score;
mod services;
mod stage;
mod tables;
mod units;

pub use self::drill::{Answer, Drill, TEMPLATES, Template, template};
pub use self::stage::Stage;
