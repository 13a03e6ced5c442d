//! `coldstart check`.

use std::path::PathBuf;

use super::{Cli, PROBLEMS};
use crate::{
    content::{self, check::Report},
    diag::{Layer, Severity},
    text,
};

impl Cli<'_> {
    /// Without paths the built-in content is checked and the user's own decks with it; with paths
    /// only what lies there, on top of the built-in facts.
    pub(super) fn check(&mut self, paths: &[PathBuf]) -> anyhow::Result<u8> {
        let mut files = content::files::built_in();
        let mut unreadable = Vec::new();
        let own = self.config.deck_folder();
        let roots: Vec<PathBuf> = match paths {
            [] if own.is_dir() => vec![own],
            [] => vec![],
            paths => paths.to_vec(),
        };
        for root in &roots {
            let (found, mut problems) = content::files::read(root, Layer::User);
            let is_silent = problems.iter().all(|one| one.severity == Severity::Advice);
            if found.is_empty() && is_silent {
                let what = "no TOML file here".to_owned();
                problems
                    .push(crate::diag::Diagnostic::unreadable(root.display().to_string(), what));
            }
            files.extend(found);
            unreadable.append(&mut problems);
        }
        let loaded = content::load(&files);
        let layers: &[Layer] =
            if paths.is_empty() { &[Layer::BuiltIn, Layer::User] } else { &[Layer::User] };
        let mut report =
            content::check::check(&loaded, &files, layers, self.config.clock.now().day);
        report.problems.append(&mut unreadable);
        report.problems.sort();
        if self.is_json {
            self.json(&report)?;
        } else {
            self.print_check(&report)?;
        }
        Ok(if report.has_faults() { PROBLEMS } else { 0 })
    }

    fn print_check(&mut self, report: &Report) -> anyhow::Result<()> {
        for problem in &report.problems {
            writeln!(self.out, "{problem}\n")?;
        }
        let kinds: Vec<String> =
            report.cards.by_kind.iter().map(|(kind, n)| format!("{kind} {n}")).collect();
        writeln!(self.out, "facts   {}", report.facts)?;
        writeln!(self.out, "cards   {}  ({})", report.cards.total, kinds.join(", "))?;
        writeln!(self.out, "claims  {} held, {} taught", report.claims.held, report.claims.taught)?;
        writeln!(self.out, "beyond  {} held, {} taught", report.beyond.held, report.beyond.taught)?;
        let pool = &report.items;
        writeln!(
            self.out,
            "items   {} of {} situations, {} with several answers, {} with drawn numbers",
            pool.items, pool.situations, pool.multiple, pool.drawn
        )?;
        writeln!(
            self.out,
            "runs    {} options run, {} as declared",
            report.runs.options, report.runs.held
        )?;
        let bindings = &report.bindings;
        writeln!(
            self.out,
            "bound   {} of {} cards, {} % ({} run, {} walk), {} of {} wrong options; {} runs, {} show it",
            bindings.bound,
            bindings.cards,
            bindings.share,
            bindings.by_run,
            bindings.by_walk,
            bindings.picks,
            bindings.options,
            bindings.runs,
            bindings.held
        )?;
        let n_faults =
            report.problems.iter().filter(|problem| problem.severity == Severity::Fault).count();
        let n_advice = report.problems.len() - n_faults;
        match (n_faults, n_advice) {
            (0, 0) => writeln!(self.out, "no problems")?,
            (0, n) => writeln!(self.out, "no faults, {n} with advice")?,
            (n, 0) => writeln!(self.out, "{}", text::plural(n, "fault"))?,
            (n, m) => writeln!(self.out, "{}, {m} with advice", text::plural(n, "fault"))?,
        }
        Ok(())
    }
}
