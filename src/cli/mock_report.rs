//! `coldstart report`: what a mock came to, as Markdown, JSON or HTML.

use std::fmt::Write as _;

use anyhow::Context;
use serde_json::{Value, json};

use super::Cli;
use crate::{
    config::Misuse,
    content::{
        Library,
        item::{Item, OptionRole},
        numbers::fill,
        situation::{NOT_RUN, Situation},
        trial::{Runner, Trials},
    },
    exam::{
        attempt::{Attempt, Change, MockOutcome},
        blueprint::Domain,
        score::{DomainResult, Scale},
    },
    memory::stats::{Returns, Review},
    store::{Store, StoreError},
    study::{
        debrief::{ReportLine, Went, lines, returns},
        mock::{Sheet, bank_words, keys, sheets},
    },
    text,
};

/// What `report` was asked for.
#[derive(Debug, clap::Args)]
pub(super) struct ReportArguments {
    /// Which mock: 1 is the last one
    #[arg(default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    number: u32,
    /// As Markdown
    #[arg(long, conflicts_with = "html")]
    markdown: bool,
    /// As one page of HTML with plots, nothing to load
    #[arg(long)]
    html: bool,
}

impl Cli<'_> {
    /// Prints what a mock came to.
    pub(super) fn report(&mut self, wanted: &ReportArguments) -> anyhow::Result<u8> {
        let library = self.library();
        let read = |mut store: Store| Ok::<_, StoreError>((store.mocks()?, store.reviews()?));
        let (mut mocks, reviews) = match self.store()? {
            Some(store) => read(store).context("cannot read the progress file")?,
            None => (Vec::new(), Vec::new()),
        };
        let now = self.config.clock.now().wall;
        // One whose time ran out while nobody was there; the app ends it when it opens.
        for mock in mocks.iter_mut().filter(|one| one.ended.is_none() && one.is_over(now)) {
            let outcome = mock.outcome(&keys(&library, mock), &library.track.blueprint);
            mock.ended = Some((mock.deadline(), outcome));
        }
        let done: Vec<&Attempt> = mocks.iter().rev().filter(|one| one.ended.is_some()).collect();
        let Some(mock) = done.get(wanted.number as usize - 1) else {
            let what = match done.len() {
                0 => "no mock has ended yet\nhint: `coldstart exam` begins one".to_owned(),
                1 => "there is 1 report".to_owned(),
                n => format!("there are {}", text::plural(n, "report")),
            };
            return Err(Misuse(what).into());
        };
        let report = Full::new(&library, mock, &reviews);
        let now = self.config.clock.now();
        if self.is_json {
            self.json(&report.json(now.offset_min))?;
        } else if wanted.html {
            write!(self.out, "{}", report.html(now.offset_min)?)?;
        } else {
            write!(self.out, "{}", report.markdown(now.offset_min)?)?;
        }
        Ok(0)
    }
}

/// A report with the figures of all runs.
struct Full<'a> {
    library: &'a Library,
    mock: &'a Attempt,
    sheets: Vec<Sheet>,
    lines: Vec<ReportLine>,
    returns: Returns,
}

/// A question with everything that explains it.
struct Explained<'a> {
    line: &'a ReportLine,
    sheet: &'a Sheet,
    item: &'a Item,
    situation: &'a Situation,
    trials: Option<Trials>,
}

impl<'a> Full<'a> {
    fn new(library: &'a Library, mock: &'a Attempt, reviews: &[Review]) -> Self {
        let lines = lines(library, mock);
        let returns = returns(reviews, mock, &lines);
        Self { library, mock, sheets: sheets(library, mock), lines, returns }
    }

    fn scale(&self) -> Scale {
        self.library.track.blueprint.scale
    }

    /// The domains of the exam with how they went.
    fn domains<'o>(
        &'o self,
        outcome: &'o MockOutcome,
    ) -> impl Iterator<Item = (&'o Domain, &'o DomainResult)> {
        self.library.track.blueprint.domains.iter().zip(&outcome.domains)
    }

    fn explained(&self) -> Vec<Explained<'_>> {
        let prices = self.library.price_list();
        self.lines
            .iter()
            .filter_map(|line| {
                let sheet = self.sheets.get(line.question)?;
                let item = self.library.items().get(sheet.item?)?;
                let situation = self.library.situation_of(item);
                let runner = || Runner::new(item, sheet.numbers.clone());
                let runner = (!situation.is_plain()).then(runner);
                let trials =
                    runner.and_then(|mut one| one.advance(situation, item, &prices, u64::MAX));
                Some(Explained { line, sheet, item, situation, trials })
            })
            .collect()
    }

    fn json(&self, offset_min: i32) -> Value {
        let (mock, Some((ended, outcome))) = (self.mock, &self.mock.ended) else {
            return Value::Null;
        };
        let (scale, mean) = (self.scale(), outcome.mean_rating);
        let domains: Vec<Value> = self
            .domains(outcome)
            .map(|(domain, level)| {
                json!({
                    "title": domain.title, "right": level.right, "scored": level.n,
                    "meets": level.meets(scale, mean),
                })
            })
            .collect();
        let questions: Vec<Value> = self
            .lines
            .iter()
            .map(|line| {
                let response = mock.responses.get(line.question);
                let id = mock.questions.get(line.question).map(|one| one.item.to_string());
                json!({
                    "number": line.question + 1, "id": id, "right": line.went.is_right(),
                    "open": line.went == Went::LeftOpen, "scored": line.is_scored, "flagged": line.is_flagged,
                    "confidence": line.confidence.map(crate::memory::Confidence::word),
                    "picked": response.map(|one| one.picked.clone()),
                    "changed": line.change.map(change_words),
                    "seconds": line.time_ms / 1_000,
                })
            })
            .collect();
        json!({
            "date": mock.started.date_words(offset_min), "size": mock.size, "seed": mock.seed,
            "bank": bank_words(mock.bank), "minutes": mock.minutes,
            "minutes_used": (ended.0 - mock.started.0) / 60_000,
            "score": outcome.score, "pass_line": scale.pass, "passed": scale.passes(outcome.score),
            "right": outcome.right, "scored": outcome.n_scored,
            "brought_back": { "misses": self.returns.n_misses, "cards": self.returns.cards.len() },
            "mean_rating": outcome.mean_rating, "domains": domains, "questions": questions,
        })
    }

    /// The head of the report as lines of a table: name and value.
    fn head(&self, offset_min: i32) -> Vec<(String, String)> {
        let Some((ended, outcome)) = &self.mock.ended else { return Vec::new() };
        let (track, scale) = (&self.library.track, self.scale());
        let passed = if scale.passes(outcome.score) { "passed" } else { "not passed" };
        let why = track.estimate.as_ref().map_or_else(String::new, |why| format!(": {why}"));
        let pair = |name: &str, value: String| (name.to_owned(), value);
        vec![
            pair("date", self.mock.started.date_words(offset_min)),
            pair(
                &format!("score (estimate{why})"),
                format!(
                    "{} of {}, {passed}; pass line {}",
                    outcome.score,
                    text::thousands(u64::from(scale.high)),
                    scale.pass
                ),
            ),
            pair(
                "scored questions right",
                format!(
                    "{} of {}; {} pass",
                    outcome.right,
                    outcome.n_scored,
                    scale.cut(outcome.n_scored, outcome.mean_rating)
                ),
            ),
            pair(
                "time",
                format!(
                    "{} of {} minutes",
                    (ended.0 - self.mock.started.0) / 60_000,
                    self.mock.minutes
                ),
            ),
            pair("changed answers", {
                let n =
                    |change| self.lines.iter().filter(|line| line.change == Some(change)).count();
                format!(
                    "{} to right, {} to wrong, {} from wrong to wrong",
                    n(Change::ToRight),
                    n(Change::ToWrong),
                    n(Change::Neither)
                )
            }),
            pair("cards", self.returns.words().unwrap_or_else(|| "none came back".to_owned())),
            pair("seed and bank", format!("{}, {}", self.mock.seed, bank_words(self.mock.bank))),
        ]
    }

    fn markdown(&self, offset_min: i32) -> Result<String, std::fmt::Error> {
        let mut page = String::from("# Mock exam\n\n| | |\n|---|---|\n");
        for (name, value) in self.head(offset_min) {
            writeln!(page, "| {name} | {value} |")?;
        }
        page.push_str("\n## Domains\n\n| domain | right | scored | level |\n|---|---|---|---|\n");
        if let Some((_, outcome)) = &self.mock.ended {
            for (domain, level) in self.domains(outcome) {
                let words = level.words(self.scale(), outcome.mean_rating);
                writeln!(page, "| {} | {} | {} | {words} |", domain.title, level.right, level.n)?;
            }
        }
        page.push_str("\n## Questions\n");
        for one in self.explained() {
            let Explained { line, sheet, item, situation, .. } = &one;
            let unscored = if line.is_scored { "" } else { ", did not count" };
            let seconds = line.time_ms / 1_000;
            writeln!(
                page,
                "\n### {}. {} ({seconds} s{unscored})\n\n{}\n",
                line.question + 1,
                line.went.words(),
                item.stem(situation, &sheet.numbers)
            )?;
            for (letter, text, mark, why) in one.options(self.mock) {
                writeln!(page, "- **{letter}** {text} {mark}\n  {why}")?;
            }
            writeln!(page, "\n{}", one.verdict())?;
            for fact in item.facts.iter().filter_map(|id| self.library.fact(id)) {
                writeln!(page, "\n> {}", fact.text.statement)?;
            }
        }
        Ok(page)
    }

    fn html(&self, offset_min: i32) -> Result<String, std::fmt::Error> {
        let mut page = String::from(HEAD);
        page.push_str("<h1>Mock exam</h1>\n<table>\n");
        for (name, value) in self.head(offset_min) {
            writeln!(page, "<tr><th>{}</th><td>{}</td></tr>", escape(&name), escape(&value))?;
        }
        page.push_str("</table>\n<h2>Domains</h2>\n");
        page.push_str(&self.domains_svg()?);
        page.push_str("<h2>Time per question</h2>\n");
        page.push_str(&self.times_svg()?);
        page.push_str("<h2>Questions</h2>\n");
        for one in self.explained() {
            let Explained { line, sheet, item, situation, .. } = &one;
            let class = if line.went.is_right() { "right" } else { "wrong" };
            writeln!(
                page,
                "<details><summary class=\"{class}\">{}. {} <small>{} s</small></summary>\n<p>{}</p>\n<ul>",
                line.question + 1,
                escape(line.went.words()),
                line.time_ms / 1_000,
                escape(&item.stem(situation, &sheet.numbers))
            )?;
            for (letter, text, mark, why) in one.options(self.mock) {
                writeln!(
                    page,
                    "<li><b>{letter}</b> {} <b>{}</b><br><small>{}</small></li>",
                    escape(&text),
                    escape(mark),
                    escape(&why)
                )?;
            }
            writeln!(page, "</ul>\n<p>{}</p>", escape(&one.verdict()))?;
            for fact in item.facts.iter().filter_map(|id| self.library.fact(id)) {
                writeln!(page, "<blockquote>{}</blockquote>", escape(&fact.text.statement))?;
            }
            page.push_str("</details>\n");
        }
        page.push_str("</main>\n</body>\n</html>\n");
        Ok(page)
    }

    fn domains_svg(&self) -> Result<String, std::fmt::Error> {
        let Some((_, outcome)) = &self.mock.ended else { return Ok(String::new()) };
        let height = 8 + 30 * outcome.domains.len();
        let mut svg = format!(
            "<svg viewBox=\"0 0 640 {height}\" role=\"img\" aria-label=\"right answers by domain\">\n",
        );
        for (row, (domain, level)) in self.domains(outcome).enumerate() {
            let y = 8 + 30 * row;
            let share = f64::from(level.right) / f64::from(level.n.max(1));
            writeln!(
                svg,
                "<text x=\"0\" y=\"{}\">{}</text><rect x=\"220\" y=\"{y}\" width=\"300\" height=\"18\" class=\"ground\"/>\
                 <rect x=\"220\" y=\"{y}\" width=\"{:.0}\" height=\"18\" class=\"bar\"/>\
                 <text x=\"530\" y=\"{}\">{}/{} {}</text>",
                y + 14,
                escape(&domain.title),
                300.0 * share,
                y + 14,
                level.right,
                level.n,
                level.words(self.scale(), outcome.mean_rating)
            )?;
        }
        let x = 220.0 + 300.0 * outcome.mean_rating;
        writeln!(
            svg,
            "<line x1=\"{x:.0}\" x2=\"{x:.0}\" y1=\"2\" y2=\"{}\" class=\"cut\"/>\n</svg>",
            height - 6
        )?;
        Ok(svg)
    }

    fn times_svg(&self) -> Result<String, std::fmt::Error> {
        let mut by_question: Vec<&ReportLine> = self.lines.iter().collect();
        by_question.sort_by_key(|line| line.question);
        let pace = self.library.track.blueprint.pace_ms();
        let longest = by_question.iter().map(|line| line.time_ms).max().unwrap_or(1).max(pace);
        let mut svg = String::from(
            "<svg viewBox=\"0 0 640 140\" role=\"img\" aria-label=\"seconds by question\">\n",
        );
        let step = 640 / by_question.len().max(1);
        for (column, line) in by_question.iter().enumerate() {
            let height = line.time_ms * 110 / longest;
            let class = if line.went.is_right() { "bar" } else { "miss" };
            writeln!(
                svg,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{height}\" class=\"{class}\"><title>question {}: {} s</title></rect>",
                column * step,
                120 - height,
                step.saturating_sub(2).max(1),
                line.question + 1,
                line.time_ms / 1_000
            )?;
        }
        let line = 120 - pace * 110 / longest;
        writeln!(
            svg,
            "<line x1=\"0\" x2=\"640\" y1=\"{line}\" y2=\"{line}\" class=\"cut\"/><text x=\"4\" y=\"136\">the line: {} s</text>\n</svg>",
            pace / 1_000
        )?;
        Ok(svg)
    }
}

impl Explained<'_> {
    fn words(&self, text: &str, option: Option<usize>) -> String {
        match &self.trials {
            Some(trials) => trials.explain(self.situation, text, option),
            None => fill(text, &self.sheet.numbers),
        }
    }

    fn verdict(&self) -> String {
        let words = self.words(&self.item.verdict, None);
        if self.situation.is_plain() { format!("{words} {NOT_RUN}.") } else { words }
    }

    /// Letter, text, what it was, and why, in the order shown.
    fn options(&self, mock: &Attempt) -> Vec<(char, String, &'static str, String)> {
        let picked = mock.responses.get(self.line.question).map(|one| one.picked.clone());
        let picked = picked.unwrap_or_default();
        let order = self.sheet.order.iter().enumerate();
        order
            .filter_map(|(place, option)| {
                let text = fill(&self.situation.options.get(*option)?.text, &self.sheet.numbers);
                let role = self.item.roles.get(*option)?;
                let is_key = matches!(role, OptionRole::Key { .. });
                let mark = match (is_key, picked.contains(option)) {
                    (true, true) => "(right, yours)",
                    (true, false) => "(right)",
                    (false, true) => "(yours)",
                    (false, false) => "",
                };
                let letter = text::letter(place);
                Some((letter, text, mark, self.words(role.why(), Some(*option))))
            })
            .collect()
    }
}

fn change_words(change: Change) -> &'static str {
    match change {
        Change::ToRight => "to right",
        Change::ToWrong => "to wrong",
        Change::Neither => "from wrong to wrong",
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const HEAD: &str = "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<title>Mock exam</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #1d2430; background: #fff; }
main { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .2rem .8rem .2rem 0; }
svg { width: 100%; } svg text { font: 13px system-ui, sans-serif; fill: #1d2430; }
.ground { fill: #e6eaf0; } .bar { fill: #1c6e2a; } .miss { fill: #b02020; }
.cut { stroke: #055fa8; stroke-dasharray: 4 3; }
summary { cursor: pointer; padding: .3rem 0; }
summary.right::after { content: \" \\2713\"; color: #1c6e2a; }
summary.wrong::after { content: \" \\2717\"; color: #b02020; }
blockquote { border-left: 3px solid #cbd3de; margin: .5rem 0; padding-left: .8rem; color: #5d6675; }
@media (prefers-color-scheme: dark) {
body { color: #dfe5ee; background: #14181f; } svg text { fill: #dfe5ee; } .ground { fill: #2a313c; }
.bar { fill: #8fd48a; } .miss { fill: #f28b82; } .cut { stroke: #7cc4f5; }
}
</style>
</head>
<body>
<main>
";
