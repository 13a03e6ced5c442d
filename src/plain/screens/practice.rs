//! Scenarios, spoken.

use super::Spoken;
use crate::{
    app::{
        App,
        keys::action::{Action, Place},
        screens::{
            live::{Kind, Live},
            practice::Practice,
            question::{AnsweredItem, Question},
        },
    },
    content::{
        item::{Item, OptionRole},
        numbers::fill,
        situation::NOT_RUN,
        trial::Trials,
    },
};
impl Spoken for Practice {
    fn describe(&self, app: &App, lines: &mut Vec<String>) {
        let library = &app.desk.library;
        let Some(question) = &self.question else {
            lines.push(format!(
                "All scenarios are answered: {} of {} right. {{finish.home}} goes back, {{finish.more}} starts another round.",
                self.n_right, self.n_done
            ));
            lines.extend(self.returns.words().map(|words| format!("{words}.")));
            return;
        };
        let (item, situation) = question.parts(library);
        let numbers = &question.numbers;
        if question.predict.is_some() {
            if let Some(goal) = item.goals(numbers).first() {
                let (words, unit) = crate::sim::watch::figures::words(&goal.metric);
                lines.push(format!(
                    "Before it runs: what will your answer bring as {words} {unit}?"
                ));
            }
            lines.push("`:{answer.give-up}` goes on without saying.".to_owned());
            return;
        }
        let Some(answered) = &question.answered else {
            lines.push(format!("Scenario {} of {}.", self.n_done + 1, self.n_all()));
            lines.push(item.stem(situation, numbers));
            for (place, option) in question.order.iter().enumerate() {
                let Some(option) = situation.options.get(*option) else { continue };
                let struck = if question.struck.contains(&place) { "ruled out: " } else { "" };
                lines.push(format!("  {}: {struck}{}", place + 1, fill(&option.text, numbers)));
            }
            let n = item.n_keys();
            lines.push(match n {
                1 => "Answer with a number. {app.help} help, {app.back} leaves.".to_owned(),
                n => format!(
                    "Answer with {n} numbers, such as 1 3. {{app.help}} help, {{app.back}} leaves."
                ),
            });
            return;
        };
        explained(app, question, answered, lines);
    }
}

/// An answered scenario.
fn explained(app: &App, question: &Question, answered: &AnsweredItem, lines: &mut Vec<String>) {
    let library = &app.desk.library;
    let (item, situation) = question.parts(library);
    let (you, best) = (question.letters(&answered.picked), question.letters(&item.key()));
    lines.push(match (answered.is_right, answered.is_open()) {
        (true, _) => format!("Right. You: {you}. Best: {best}."),
        (false, false) => format!("Wrong. You: {you}. Best: {best}."),
        (false, true) => format!("Left open. Best: {best}."),
    });
    let explained = |text: &str, option| question.explained(situation, text, option);
    let Some(said) = explained(&item.verdict, None) else {
        lines.push("The options are still running.".to_owned());
        return;
    };
    lines.push(said);
    match &question.trials {
        Some(trials) => figures(question, item, trials, lines),
        None => lines.push(format!("{NOT_RUN}.")),
    }
    for option in &question.order {
        let Some(role) = item.roles.get(*option) else { continue };
        let class = match role {
            OptionRole::Key { .. } => "right",
            OptionRole::Wrong(reason) => reason.class.title(),
            OptionRole::Refuted { .. } => "wrong",
        };
        let words = explained(role.why(), Some(*option)).unwrap_or_default();
        lines.push(format!("  {}, {class}: {words}", question.letter(*option)));
        let fact = role.refuting().and_then(|id| library.fact(id));
        lines.extend(fact.map(|fact| format!("    Fact: {}", fact.text.statement)));
    }
    if !item.flip.is_empty() {
        let words = explained(&item.flip, None).unwrap_or_default();
        lines.push(format!("What flips it: {words}"));
    }
    for fact in item.facts.iter().filter_map(|id| library.fact(id)) {
        lines.push(format!("Fact: {}", fact.text.statement));
    }
    if let Some(sweeper) = &answered.sweeper {
        let crossing = sweeper.crossing(item);
        let letter = question.letter(sweeper.place);
        lines.push(match crossing {
            Some((from, to)) => {
                format!(
                    "Break-even of {letter}: between {from} and {to} ({}).",
                    sweeper.sweep.title
                )
            }
            None => format!("No break-even of {letter} in this range."),
        });
    }
    let is_offered = |action| app.offers(Place::Explain, action);
    let mut keys = vec!["{item.next} next"];
    if is_offered(Action::Watch) {
        keys.push("{item.watch} watches both run");
    }
    if is_offered(Action::BreakEven) {
        keys.push("{item.break-even} break-even");
    }
    if is_offered(Action::Flip) {
        keys.push("{item.flip} what flips it");
    }
    keys.push("{app.back} leaves");
    lines.push(format!("{}.", keys.join(", ")));
}

/// The figures of the answer beside those of the best one.
fn figures(question: &Question, item: &Item, trials: &Trials, lines: &mut Vec<String>) {
    if question.answered.as_ref().is_some_and(AnsweredItem::is_open) {
        let of_best = trials.key.goals.iter();
        lines.extend(
            of_best.map(|(goal, value, _)| {
                format!("  {}, best {}", goal.sentence(), goal.shown(*value))
            }),
        );
    }
    if let Some(own) = question.own_trial(item) {
        lines.extend(own.refused.iter().map(|why| format!("Cannot be set up: {why}.")));
        for ((goal, value, holds), (_, of_best, _)) in own.goals.iter().zip(&trials.key.goals) {
            let sign = if *holds { "holds" } else { "fails" };
            lines.push(format!(
                "  {sign}: {}, yours {}, best {}",
                goal.sentence(),
                goal.shown(*value),
                goal.shown(*of_best)
            ));
        }
    }
}

/// What runs beside a card, when it has run.
pub(super) fn describe_live(live: &Live, lines: &mut Vec<String>) {
    match &live.kind {
        Kind::Run(run) => {
            lines.push(format!("Live: {}, {}.", run.file.title, run.title()));
            for one in &run.lanes {
                lines.push(match &one.lane {
                    Ok(lane) => format!("  {}: {}", one.name, run.figure(lane)),
                    Err(why) => format!("  {}: cannot be set up: {why}", one.name),
                });
            }
        }
        Kind::Walk { steps, decides } => {
            lines.push(format!("The way of one request: {}.", steps.join(", then ")));
            if let Some(step) = steps.get(*decides) {
                lines.push(format!("What decides: {step}."));
            }
        }
    }
    lines.push(live.says());
}
