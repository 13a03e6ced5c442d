//! How each screen of the stack looks.

mod answer;
mod browse;
mod drills;
mod exam;
mod finish;
mod home;
mod kinds;
mod lab;
mod live;
mod plan;
mod practice;
mod report;
mod review;
mod settings;
mod stats;
mod worlds;

use ratatui::{Frame, layout::Rect};

use super::{Target, parts::theme::Look};
use crate::app::{
    App,
    screens::{Screen, screens},
};

/// A screen as it looks.
pub(super) trait Drawn {
    /// Left: where one is. Right: what counts now.
    fn title(&self, app: &App, look: Look) -> (String, String);

    /// Draws it, and gives back where the entries of a list stand.
    fn draw(&self, frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) -> Vec<Target>;
}

macro_rules! drawn {
    ($($name:ident($module:ident::$screen:ident),)*) => {
        /// How a screen of the stack looks.
        pub(super) fn drawn(screen: &Screen) -> &dyn Drawn {
            match screen {
                $(Screen::$name(screen) => &**screen,)*
            }
        }
    };
}
screens!(drawn);
