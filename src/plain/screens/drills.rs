//! Drills, spoken.

use super::Spoken;
use crate::{
    app::{App, screens::drills::Drills},
    text,
};

impl Spoken for Drills {
    fn describe(&self, app: &App, lines: &mut Vec<String>) {
        let Some(asked) = &self.question else {
            lines.push(format!("Done: {} of {} right.", self.n_right, self.n_done));
            lines.extend(self.returns.words().map(|words| format!("{words}.")));
            for (template, n) in &self.missed {
                lines.push(format!("  missed {}: {}", text::plural(*n, "time"), template.title));
            }
            lines.push("{finish.home} goes back, {finish.more} starts another round.".to_owned());
            return;
        };
        let drill = &asked.drill;
        let Some(given) = &asked.given else {
            let n = self.n_done + 1;
            lines
                .push(format!("Drill {n} of {}: {}.", self.plan.count, asked.drill.template.title));
            lines.push(drill.question.clone());
            if self.is_typed {
                let form = drill.form();
                for place in asked.at..form.n_parts() {
                    let (label, hint) = form.hint(place);
                    let head = if label.is_empty() { String::new() } else { format!("{label}: ") };
                    lines.push(format!("  {head}{hint}"));
                }
                lines.push(if form.n_parts() == 1 {
                    "Type it.".to_owned()
                } else {
                    "Type the first of them, or all on one line.".to_owned()
                });
            } else {
                for (place, answer) in asked.choices.answers.iter().enumerate() {
                    lines.push(format!("  {}: {}", place + 1, drill.words(answer)));
                }
            }
            return;
        };
        let verdict = if given.is_right { "Right" } else { "Wrong" };
        lines.push(format!("{verdict}. It is {}.", drill.words(&drill.key)));
        lines.push(format!("So: {}.", drill.working));
        if let Some(slip) = given
            .answer
            .as_ref()
            .filter(|_| !given.is_right)
            .and_then(|answer| drill.model_of(answer))
        {
            lines.push(format!("Your slip: {} ({}).", slip.model, slip.working));
        }
        let library = &app.desk.library;
        for fact in asked.drill.template.facts.iter().filter_map(|id| library.fact(id)) {
            lines.push(format!("Fact: {}", fact.text.statement));
        }
        lines.push("{item.next} next, {review.facts} facts, {app.back} leaves.".to_owned());
    }
}
