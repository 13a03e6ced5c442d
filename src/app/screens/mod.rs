//! The screens of the stack: their state, and what an action does to it.
//!
//! A screen is one file here and one line in `screens!`, from which the enum is made,
//! and in the front ends what draws it and what speaks of it. What most screens do not have (a line
//! of text, something that moves by itself) is a default of [`Scene`].

pub mod browse;
pub mod drills;
pub mod exam;
mod explain;
pub mod field;
pub mod home;
pub mod kinds;
pub mod lab;
pub mod list;
pub mod live;
pub mod mocks;
pub mod plan;
pub mod play;
pub mod practice;
pub mod question;
pub mod report;
pub mod review;
pub mod settings;
pub mod showing;
pub mod stats;
pub mod worlds;

use std::time::Duration;

use self::field::Field;
use super::{
    Ctx, Next,
    keys::action::{Action, Place},
};
use crate::study::{desk::Desk, preferences::Motion, record::Outcome};

/// What a screen does with what happens.
pub trait Scene {
    /// Where the person is.
    fn place(&self) -> Place;

    /// Does what an action means here.
    fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next;

    /// Whether an action that its place lists would do something now.
    fn offers(&self, _desk: &Desk, action: Action) -> bool {
        action != Action::Undo
    }

    /// What a listed action does at this moment, in a word, where that is not what its hint says.
    fn hint(&self, _action: Action) -> Option<&'static str> {
        None
    }

    /// A click on an entry in view, counted from 0.
    fn click(&mut self, _ctx: &mut Ctx<'_>, _entry: usize) -> Next {
        Next::Stay
    }

    /// How many options the number keys pick now.
    fn n_numbers(&self) -> usize {
        9
    }

    /// The line of text that keys go to.
    fn field(&mut self) -> Option<&mut Field> {
        None
    }

    /// The line of text has changed.
    fn typed(&mut self, _ctx: &Ctx<'_>) {}

    /// How long nothing changes by itself; `None`: for ever.
    fn wake_in(&self, _motion: Motion) -> Option<Duration> {
        None
    }

    /// That long has passed.
    fn wake(&mut self, _ctx: &mut Ctx<'_>) -> Next {
        Next::Stay
    }

    /// Whether it stands still while something is in front of it.
    fn rests_behind(&self) -> bool {
        false
    }

    /// Takes in what came of an effect.
    fn done(&mut self, _ctx: &Ctx<'_>, _outcome: &Outcome) {}

    /// It comes into view again: settings or answers may have changed.
    fn come_back(&mut self, _ctx: &mut Ctx<'_>) {}

    /// The terminal has another size.
    fn resize(&mut self, _ctx: &Ctx<'_>) {}
}

/// The one list of screens, handed to the macro `$make` as `Name(type)`.
macro_rules! screens {
    ($make:ident) => {
        $make! {
            Home(home::Home),
            Review(review::ReviewSession),
            Browse(browse::Browse),
            Worlds(worlds::Worlds),
            Lab(lab::Lab),
            Practice(practice::Practice),
            Drills(drills::Drills),
            Mocks(mocks::Mocks),
            Exam(exam::Exam),
            Report(report::ReportView),
            Plan(plan::PlanView),
            Stats(stats::StatsView),
            Settings(settings::Settings),
        }
    };
}
pub(crate) use screens;

macro_rules! stack {
    ($($name:ident($module:ident::$screen:ident),)*) => {
        /// A screen of the stack.
        #[derive(Debug)]
        pub enum Screen {
            $($name(Box<$module::$screen>),)*
        }

        impl Screen {
            /// What it does with what happens.
            pub fn scene(&self) -> &dyn Scene {
                match self {
                    $(Self::$name(screen) => &**screen,)*
                }
            }

            /// The same, to change it.
            pub fn scene_mut(&mut self) -> &mut dyn Scene {
                match self {
                    $(Self::$name(screen) => &mut **screen,)*
                }
            }
        }

        $(
            impl From<$module::$screen> for Screen {
                fn from(screen: $module::$screen) -> Self {
                    Self::$name(Box::new(screen))
                }
            }
        )*
    };
}
screens!(stack);
