//! What is said of each screen of the stack.

use crate::{
    app::{
        App,
        screens::{Screen, screens},
    },
    content::Card,
};

mod browse;
mod drills;
mod exam;
mod home;
mod kinds;
mod lab;
mod plan;
mod practice;
mod review;
mod settings;

/// A screen in words.
pub(super) trait Spoken {
    /// What it holds now, a line each; actions stand in braces.
    fn describe(&self, app: &App, lines: &mut Vec<String>);
}

macro_rules! spoken {
    ($($name:ident($module:ident::$screen:ident),)*) => {
        /// A screen of the stack in words.
        pub(super) fn spoken(screen: &Screen) -> &dyn Spoken {
            match screen {
                $(Screen::$name(screen) => &**screen,)*
            }
        }
    };
}
screens!(spoken);

/// What is so, and who says it.
fn facts(app: &App, card: &Card, lines: &mut Vec<String>) {
    for fact in app.desk.library.facts_of(card) {
        lines.push(format!("Fact: {}", fact.text.statement));
        if let Some(said) = &fact.text.said {
            lines.push(format!("The notes: {said}"));
        }
        if let Some(exam) = &fact.text.exam {
            lines.push(format!("The exam: {exam}"));
        }
        let mut from: Vec<String> = fact.text.sources.iter().map(ToString::to_string).collect();
        if let Some(document) =
            fact.text.aws.as_ref().and_then(|aws| app.desk.library.document(aws))
        {
            from.push(format!("{}, checked {}", document.title, document.checked));
        }
        lines.push(format!("From: {}", from.join(", ")));
    }
}
