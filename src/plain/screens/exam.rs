//! Mocks, spoken.

use super::Spoken;
use crate::{
    app::{
        App,
        screens::{
            exam::Exam,
            mocks::{MockRow, Mocks},
            report::ReportView,
        },
    },
    content::numbers::fill,
    study::mock::{QuestionStanding, bank_words, clock_words, n_answered},
    text,
};

impl Spoken for ReportView {
    fn describe(&self, app: &App, lines: &mut Vec<String>) {
        let Some(mock) = app.desk.history.mocks.get(self.mock) else { return };
        let Some((_, outcome)) = &mock.ended else { return };
        let track = &app.desk.library.track;
        let scale = track.blueprint.scale;
        let word = if scale.passes(outcome.score) { "Passed" } else { "Not passed" };
        let why = track.estimate.as_ref().map_or_else(String::new, |why| format!(": {why}"));
        lines.push(format!(
            "{word}: {}, the pass line is {}. An estimate{why}.",
            track.score_words(outcome.score),
            scale.pass
        ));
        lines.push(format!(
            "{} of {} scored questions right; {} would pass.",
            outcome.right,
            outcome.n_scored,
            scale.cut(outcome.n_scored, outcome.mean_rating)
        ));
        lines.extend(self.returns.words().map(|words| format!("{words}.")));
        for (domain, level) in track.blueprint.domains.iter().zip(&outcome.domains) {
            let words = level.words(scale, outcome.mean_rating);
            lines.push(format!("  {}: {} of {}, {words}", domain.title, level.right, level.n));
        }
        for (index, line) in self.lines.iter().enumerate() {
            let here = if index == self.cursor.selected { "selected: " } else { "" };
            let unscored = if line.is_scored { "" } else { ", did not count" };
            lines.push(format!(
                "  {here}question {}: {}, {} s{unscored}",
                line.question + 1,
                line.went.words(),
                line.time_ms / 1_000
            ));
        }
        lines.push(
            "{list.down} and {list.up} choose, {report.open} explains from there on, {app.back} back."
                .to_owned(),
        );
    }
}

impl Spoken for Mocks {
    fn describe(&self, app: &App, lines: &mut Vec<String>) {
        let on = |is_on: bool| if is_on { "on" } else { "off" };
        lines.push(format!(
            "Mock exams. Extra time {}, practice {}.",
            on(self.plan.has_extra_time),
            on(self.plan.is_practice)
        ));
        for (index, row) in self.rows(&app.desk.history.mocks).iter().enumerate() {
            let here = if index == self.cursor.selected { "selected: " } else { "" };
            let words = match row {
                MockRow::Resume(place) => app.desk.history.mocks.get(*place).map(|mock| {
                    let n = n_answered(&app.desk.library, mock);
                    let left = clock_words(mock, app.now().wall);
                    format!("go on: {n} of {} answered, {left} left", mock.questions.len())
                }),
                MockRow::Begin(place) => self.forms.get(*place).map(|(length, form)| match form {
                    Ok(form) => {
                        let minutes = self.plan.minutes(*length);
                        let again = self.repeats.get(*place).copied().unwrap_or(0);
                        format!(
                            "{} questions in {minutes} minutes, {again} seen before, seed {}, bank {}",
                            length.questions,
                            form.seed,
                            bank_words(form.bank)
                        )
                    }
                    Err(missing) => missing.words(),
                }),
                MockRow::Past(place) => app.desk.history.mocks.get(*place).and_then(|mock| {
                    let (at, outcome) = mock.ended.as_ref()?;
                    let day = at.date_words(app.now().offset_min);
                    let scale = app.desk.library.track.blueprint.scale;
                    let word = if scale.passes(outcome.score) { "passed" } else { "not passed" };
                    Some(format!(
                        "{day}: {} questions, {word} with {}",
                        mock.questions.len(),
                        outcome.score
                    ))
                }),
            };
            lines.extend(words.map(|words| format!("  {here}{words}")));
        }
        lines.push("{list.down} and {list.up} choose, {mocks.open} begins, {mocks.extra} extra time, {mocks.practice} practice, {app.back} back.".to_owned());
    }
}

impl Spoken for Exam {
    fn describe(&self, app: &App, lines: &mut Vec<String>) {
        let Some(mock) = app.desk.history.mocks.get(self.mock) else { return };
        let library = &app.desk.library;
        let left = clock_words(mock, self.instant(app.now()));
        if let Some(list) = self.list {
            let listed = self.listed(library, mock);
            let listed_words = text::plural(listed.len(), "question");
            lines.push(format!("{listed_words} listed, {left} left."));
            for (index, at) in listed.iter().enumerate() {
                let here = if index == list.cursor.selected { "selected: " } else { "" };
                let state = match self.standing(library, mock, *at) {
                    QuestionStanding::Answered => "answered".to_owned(),
                    QuestionStanding::Incomplete(n, wanted) => format!("{n} of {wanted} marked"),
                    QuestionStanding::Open => "open".to_owned(),
                };
                let is_flagged = mock.responses.get(*at).is_some_and(|one| one.is_flagged);
                let flag = if is_flagged { ", flagged" } else { "" };
                lines.push(format!("  {here}question {}: {state}{flag}", at + 1));
            }
            lines.push(
                "{list.down} and {list.up} choose, {exam.open} opens, {exam.filter} filters, {exam.end} ends the self, {exam.list} goes back."
                    .to_owned(),
            );
            return;
        }
        lines.push(format!("Question {} of {}, {left} left.", self.at + 1, self.sheets.len()));
        let parts = self.parts(library, self.at);
        let (Some((item, situation)), Some(sheet), Some(response)) =
            (parts, self.sheets.get(self.at), mock.responses.get(self.at))
        else {
            lines.push("It is no longer there and does not count. {exam.next} goes on.".to_owned());
            return;
        };
        lines.push(item.stem(situation, &sheet.numbers));
        for (place, option) in sheet.order.iter().enumerate() {
            let Some(one) = situation.options.get(*option) else { continue };
            let marked = if response.picked.contains(option) { "marked: " } else { "" };
            let struck = if response.struck.contains(option) { "ruled out: " } else { "" };
            lines.push(format!(
                "  {}: {marked}{struck}{}",
                place + 1,
                fill(&one.text, &sheet.numbers)
            ));
        }
        let flag = if response.is_flagged { "Flagged. " } else { "" };
        let sure =
            response.confidence.map_or_else(String::new, |one| format!("You are {}. ", one.word()));
        lines.push(format!(
            "{flag}{sure}Numbers answer and go on; {{exam.next}} next, {{exam.previous}} back, {{exam.flag}} flags, {{answer.confidence}} says how sure, {{exam.list}} lists, {{exam.end}} ends."
        ));
    }
}
