//! Questions that are made anew each time: drills on the numbers of the section.

pub mod drill;
mod functions;
mod services;
mod stage;
mod tables;

pub use self::drill::{Answer, Drill, TEMPLATES, Template, template};
pub use self::stage::Stage;
