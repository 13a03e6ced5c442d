//! Drills on the numbers of the section, and mock exams: which questions a form holds, what an
//! attempt remembers, and what it comes to.

pub mod attempt;
pub mod drill;
pub mod form;
mod functions;
pub mod score;
mod services;
mod stage;
mod tables;

pub use self::drill::{Answer, Drill, TEMPLATES, Template, template};
pub use self::stage::Stage;
