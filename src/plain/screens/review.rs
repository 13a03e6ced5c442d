//! Review, spoken.

use super::{Spoken, facts, practice};
use crate::{
    app::{
        App,
        screens::{
            review::ReviewSession,
            showing::{self, About, AnsweredCard, CardStage, Showing},
        },
    },
    content::{Body, Card, Verdict},
    memory::Rating,
    study::search::shown_front,
    text,
};

impl Spoken for ReviewSession {
    fn describe(&self, app: &App, lines: &mut Vec<String>) {
        let Some(showing) = self.showing() else {
            let n = self.n_done();
            lines.push(format!(
                "Done for now: {}, {} right.",
                text::plural(n, "answer"),
                self.n_right
            ));
            lines.push(
                "{finish.home} goes home, {finish.more} brings more new cards, {app.undo} takes the last answer back."
                    .to_owned(),
            );
            return;
        };
        let Some(card) = app.desk.library.card(&showing.card) else {
            return;
        };
        match &showing.stage {
            CardStage::Asking => {
                let n_all = self.n_done() + self.n_left();
                lines.push(format!(
                    "Card {} of {n_all}. {}, {}.",
                    self.n_done() + 1,
                    app.desk.library.topic_title(&card.topic),
                    card.kind.title()
                ));
                lines.push(shown_front(&card.text.front));
                match showing.doubt().map(About::words) {
                    Some(words) => lines.push(format!("Not marked yet: {words}.")),
                    None => describe_options(showing, card, lines),
                }
            }
            CardStage::Answered(answered) => {
                lines.push(verdict_line(answered));
                lines.push(format!("It is: {}", card.answer_line()));
                describe_reasons(card, lines);
                if let Some(note) = &card.text.note {
                    lines.push(note.clone());
                }
                facts(app, card, lines);
                if let Some(live) = &self.live {
                    practice::describe_live(live, lines);
                }
                let keys = ["{review.again}", "{review.hard}", "{review.good}", "{review.easy}"];
                let ratings = Rating::ALL.into_iter().zip(answered.rests).zip(keys);
                let words: Vec<String> = ratings
                    .map(|((rating, rest), key)| {
                        let rest = rest.spoken().unwrap_or_else(|| "as planned".to_owned());
                        format!("{key} {} {rest}", rating.word())
                    })
                    .collect();
                lines.push(format!(
                    "Ratings: {}. {{review.confirm}} takes {}.",
                    words.join(", "),
                    answered.proposal.word()
                ));
            }
        }
    }
}

fn describe_options(showing: &Showing, card: &Card, lines: &mut Vec<String>) {
    let number = |place: usize, words: &str| format!("  {}. {words}", place + 1);
    match &card.text.body {
        Body::Cloze { .. } | Body::Numeric { .. } => {
            lines.push("Type the answer; `:{app.help}` helps, `:{answer.give-up}` shows it, `:{app.back}` leaves.".to_owned());
        }
        Body::Choice { options } | Body::Multiple { options } | Body::Which { options } => {
            for (place, at) in showing.order.iter().enumerate() {
                lines.push(number(place, options.get(*at).map_or("", |option| &option.text)));
            }
            let n = showing::n_right(card);
            let how = if n == 1 {
                "Type its number.".to_owned()
            } else {
                format!("Type {n} numbers, such as 1 3.")
            };
            lines.push(how);
        }
        Body::Match { pairs, extra } => {
            let lefts: Vec<&str> = pairs.iter().map(|(left, _)| left.as_str()).collect();
            lines.push(format!("Left, in this order: {}.", lefts.join("; ")));
            for (place, at) in showing.order.iter().enumerate() {
                lines.push(number(
                    place,
                    showing::right_item(pairs, extra, *at).unwrap_or_default(),
                ));
            }
            lines.push("Type one number for each on the left, in their order.".to_owned());
        }
        Body::Order { steps } => {
            for (place, at) in showing.order.iter().enumerate() {
                lines.push(number(place, steps.get(*at).map_or("", String::as_str)));
            }
            lines.push("Type the numbers in the right order.".to_owned());
        }
    }
}

fn verdict_line(answered: &AnsweredCard) -> String {
    if !answered.is_given {
        return "Not answered.".to_owned();
    }
    match &answered.verdict {
        Verdict::Right => "Right.".to_owned(),
        Verdict::Misspelt(meant) => format!("Right; it is spelled {meant}."),
        Verdict::Wrong => format!("Wrong. You said: {}.", answered.given),
        Verdict::Partly { n_right, n } => {
            format!("Wrong: {n_right} of {n}. You said: {}.", answered.given)
        }
        Verdict::Older { until } => format!("That was right until {until}."),
    }
}

fn describe_reasons(card: &Card, lines: &mut Vec<String>) {
    match &card.text.body {
        Body::Choice { options } | Body::Multiple { options } => {
            for option in options {
                let sign = if option.is_right { "right" } else { "wrong" };
                lines.push(format!(
                    "  {sign}: {}. {}",
                    option.text,
                    option.why.as_deref().unwrap_or_default()
                ));
            }
        }
        Body::Cloze { .. }
        | Body::Numeric { .. }
        | Body::Match { .. }
        | Body::Order { .. }
        | Body::Which { .. } => {}
    }
}
