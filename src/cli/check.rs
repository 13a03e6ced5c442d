//! `coldstart check`.

use std::path::PathBuf;

use serde::Serialize;

use super::{Cli, PROBLEMS};
use crate::{
    content::{
        self, Loaded, built_in_track,
        check::Report,
        track::TrackName,
        tracks::{clashes, parted},
    },
    diag::{Diagnostic, Layer, Severity, SourceFile},
    text,
};

/// What a check found on one track.
#[derive(Serialize)]
struct Checked {
    track: String,
    title: String,
    #[serde(flatten)]
    report: Report,
}

/// All tracks that were checked.
#[derive(Serialize)]
struct All<'a> {
    #[serde(flatten)]
    first: Option<&'a Checked>,
    others: &'a [Checked],
}

impl Cli<'_> {
    /// Without paths the built-in content is checked, the user's own decks with it, and the user's
    /// own tracks; with paths only what lies there, on top of the built-in facts or as a track.
    pub(super) fn check(&mut self, paths: &[PathBuf]) -> anyhow::Result<u8> {
        let own = self.config.deck_folder();
        let roots: Vec<PathBuf> = match paths {
            [] if own.is_dir() => vec![own],
            [] => vec![],
            paths => paths.to_vec(),
        };
        let (mut rest, mut tracks) = (Vec::new(), Vec::new());
        let mut unreadable: Vec<Diagnostic> = Vec::new();
        for root in &roots {
            let (found, mut problems) = content::files::read(root, Layer::User);
            let is_silent = problems.iter().all(|one| one.severity == Severity::Advice);
            if found.is_empty() && is_silent {
                let what = "no TOML file here".to_owned();
                problems.push(Diagnostic::unreadable(root.display().to_string(), what));
            }
            // The folder of the decks is no track itself; one that is named may be.
            let above = if paths.is_empty() { root.display().to_string() } else { String::new() };
            let found = parted(&above, found);
            rest.extend(found.rest);
            tracks.extend(found.tracks);
            unreadable.append(&mut problems);
        }
        unreadable.extend(clashes(&tracks));
        let mut all = Vec::new();
        if paths.is_empty() {
            let mut files = content::files::built_in();
            files.extend(rest);
            let loaded = content::load(&files);
            let layers = [Layer::BuiltIn, Layer::User];
            all.push(self.checked(built_in_track(), &loaded, &files, &layers));
        } else if !rest.is_empty() || tracks.is_empty() {
            let (loaded, files) = content::with_places(&rest);
            all.push(self.checked(built_in_track(), &loaded, &files, &[Layer::User]));
        }
        for track in tracks {
            let files = track.all_files();
            let loaded = content::load(&files);
            all.push(self.checked(track.name, &loaded, &files, &[Layer::User]));
        }
        if let Some(first) = all.first_mut() {
            first.report.problems.append(&mut unreadable);
            first.report.problems.sort();
        }
        if self.is_json {
            self.json(&All { first: all.first(), others: all.get(1..).unwrap_or_default() })?;
        } else {
            for (place, one) in all.iter().enumerate() {
                if 1 < all.len() {
                    let gap = if place == 0 { "" } else { "\n" };
                    writeln!(self.out, "{gap}track   {} ({})", one.track, one.title)?;
                }
                self.print_check(&one.report)?;
            }
        }
        Ok(if all.iter().any(|one| one.report.has_faults()) { PROBLEMS } else { 0 })
    }

    /// Checks what stands in the files of these layers.
    fn checked(
        &self,
        name: TrackName,
        loaded: &Loaded,
        files: &[SourceFile],
        layers: &[Layer],
    ) -> Checked {
        let today = self.config.clock.now().day;
        let report = content::check::check(loaded, files, layers, today);
        Checked { track: name.id, title: text::clean(&name.title), report }
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
