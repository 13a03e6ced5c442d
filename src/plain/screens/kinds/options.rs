//! A card with options.

use super::{Voiced, numbered};
use crate::{
    app::screens::kinds::options::{OneOption, SeveralOptions},
    content::Choice,
};

impl Voiced for OneOption {
    fn ask(&self, order: &[usize], lines: &mut Vec<String>) {
        options(&self.options, order, lines);
        lines.push("Type its number.".to_owned());
    }

    fn reasons(&self, lines: &mut Vec<String>) {
        reasons(&self.options, lines);
    }
}

impl Voiced for SeveralOptions {
    fn ask(&self, order: &[usize], lines: &mut Vec<String>) {
        options(&self.options, order, lines);
        lines.push(format!("Type {} numbers, such as 1 3.", self.n_right()));
    }

    fn reasons(&self, lines: &mut Vec<String>) {
        reasons(&self.options, lines);
    }
}

fn options(options: &[Choice], order: &[usize], lines: &mut Vec<String>) {
    for (place, at) in order.iter().enumerate() {
        lines.push(numbered(place, options.get(*at).map_or("", |option| &option.text)));
    }
}

/// Those of a choice have a reason each; of services there are none to be told.
fn reasons(options: &[Choice], lines: &mut Vec<String>) {
    let has_reasons = options.iter().any(|option| option.why.is_some());
    for option in options.iter().filter(|_| has_reasons) {
        let sign = if option.is_right { "right" } else { "wrong" };
        let why = option.why.as_deref().unwrap_or_default();
        lines.push(format!("  {sign}: {}. {why}", option.text));
    }
}
