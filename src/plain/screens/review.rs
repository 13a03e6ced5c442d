//! Review, spoken.

use super::{Spoken, facts, kinds::voiced, practice};
use crate::{
    app::{
        App,
        screens::{
            kinds::typed::About,
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
                match showing.input.answering().doubt().map(About::words) {
                    Some(words) => lines.push(format!("Not marked yet: {words}.")),
                    None => voiced(&showing.input).ask(&showing.order, lines),
                }
            }
            CardStage::Answered(answered) => {
                lines.push(verdict_line(answered));
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
                lines.push(format!(
                    "Ratings: {}. {{review.confirm}} takes {}.",
                    words.join(", "),
                    answered.proposal.word()
                ));
            }
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
