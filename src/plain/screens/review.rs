//! Review, spoken.

use std::fmt::Write;

use super::{Spoken, facts, kinds::voiced, practice};
use crate::{
    app::{
        App,
        screens::{
            kinds::{Judged, typed::About},
            review::ReviewSession,
            showing::{AnsweredCard, CardStage},
        },
    },
    content::Verdict,
    memory::Rating,
    study::search::shown_front,
    text,
};

impl Spoken for ReviewSession {
    fn describe(&self, app: &App, lines: &mut Vec<String>) {
        let Some(showing) = self.showing() else {
            let mut words = format!("Done for now: {}", text::plural(self.n_done(), "answer"));
            if 0 < self.n_judged || self.n_done() == 0 {
                let _ = write!(words, ", {} right", self.n_right);
            }
            lines.push(words + ".");
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
                match showing.input.answering().doubt().map(About::words) {
                    Some(words) => lines.push(format!("Not marked yet: {words}.")),
                    None => voiced(&showing.input).ask(&showing.order, lines),
                }
            }
            CardStage::Answered(answered) => {
                lines.extend(verdict_line(answered));
                lines.push(format!("It is: {}", card.answer_line()));
                voiced(&showing.input).reasons(lines);
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
                let how = match answered.proposal {
                    Some(rating) => format!("{{review.confirm}} takes {}", rating.word()),
                    None => "Rate how well you remembered it".to_owned(),
                };
                lines.push(format!("Ratings: {}. {how}.", words.join(", ")));
            }
        }
    }
}

/// How it went, where somebody judged that.
fn verdict_line(answered: &AnsweredCard) -> Option<String> {
    let given = &answered.given;
    Some(match &answered.judged {
        Judged::ByOneself => return None,
        Judged::NotGiven => "Not answered.".to_owned(),
        Judged::Is(Verdict::Right) => "Right.".to_owned(),
        Judged::Is(Verdict::Misspelt(meant)) => format!("Right; it is spelled {meant}."),
        Judged::Is(Verdict::Wrong) => format!("Wrong. You said: {given}."),
        Judged::Is(Verdict::Partly { n_right, n }) => {
            format!("Wrong: {n_right} of {n}. You said: {given}.")
        }
        Judged::Is(Verdict::Older { until }) => format!("That was right until {until}."),
    })
}
