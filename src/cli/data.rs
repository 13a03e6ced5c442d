//! `backup`, `backups`, `restore` and `doctor`: the data file.

use std::path::Path;

use anyhow::Context;
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::{Cli, PROBLEMS};
use crate::{
    config::{ColorLevel, Misuse},
    content::files,
    diag::Severity,
    driver::{self, FilePlace},
    private,
    store::{self, Copy, Store},
    text,
};

/// What a probe writes: more than an answer and its journal take.
const PROBE_BYTES: usize = 128 * 1024;

#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    is_fine: bool,
    detail: String,
    /// The next step.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Finding {
    fn fine(what: &'static str, detail: impl Into<String>) -> Self {
        Self { what, is_fine: true, detail: detail.into(), hint: None }
    }

    fn bad(what: &'static str, detail: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what, is_fine: false, detail: detail.into(), hint: Some(hint.into()) }
    }

    fn of_error(what: &'static str, error: &anyhow::Error) -> Self {
        let words = format!("{error:#}");
        let (detail, hint) = match words.split_once("\nhint: ") {
            Some((detail, hint)) => (detail.to_owned(), Some(hint.to_owned())),
            None => (words, None),
        };
        Self { what, is_fine: false, detail, hint }
    }
}

impl Cli<'_> {
    pub(super) fn backup(&mut self, file: &Path) -> anyhow::Result<u8> {
        let Some(store) = self.store()? else {
            return Err(Misuse(
                "there is no progress file yet\nhint: study a card first".to_owned(),
            )
            .into());
        };
        store
            .copy_to(file)
            .with_context(|| format!("cannot write the backup `{}`", file.display()))?;
        if self.is_json {
            self.json(&json!({ "file": file.display().to_string() }))?;
        } else {
            writeln!(self.out, "copied to {}", file.display())?;
        }
        Ok(0)
    }

    pub(super) fn backups(&mut self) -> anyhow::Result<u8> {
        let path = self.config.progress_file();
        let copies = store::copies(&path);
        if self.is_json {
            let all: Vec<Json> = copies.iter().map(copy_json).collect();
            self.json(&json!({ "copies": all }))?;
            return Ok(0);
        }
        if copies.is_empty() {
            writeln!(self.out, "there are no copies yet; one is made on each day of study")?;
            return Ok(0);
        }
        writeln!(self.out, "{:<10} {:>7}  {:<5}  file", "date", "answers", "whole")?;
        for copy in &copies {
            let day = copy.day.map_or_else(|| "-".to_owned(), |day| day.to_string());
            let whole = if copy.is_whole() { "yes" } else { "no" };
            let file = copy.file.display().to_string();
            let fault = copy.fault.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
            let line = format!("{day:<10} {:>7}  {whole:<5}  {file}{fault}", copy.n_answers);
            writeln!(self.out, "{}", text::clean(&line).replace('\n', " "))?;
        }
        let command = self.config.invocation();
        writeln!(
            self.out,
            "\n`{command} restore FILE` puts one in the place of the progress file"
        )?;
        Ok(0)
    }

    pub(super) fn restore(&mut self, file: &Path) -> anyhow::Result<u8> {
        let path = self.config.progress_file();
        let scheduler = self.config.preferences.scheduler();
        let kept = store::restore(file, &path, scheduler)
            .with_context(|| format!("cannot restore from `{}`", file.display()))?;
        let kept = kept.map(|kept| kept.display().to_string());
        if self.is_json {
            self.json(&json!({ "file": path.display().to_string(), "kept": kept }))?;
            return Ok(0);
        }
        writeln!(self.out, "restored {}", path.display())?;
        if let Some(kept) = kept {
            writeln!(self.out, "what was there before is kept as {kept}")?;
        }
        Ok(0)
    }

    pub(super) fn doctor(&mut self) -> anyhow::Result<u8> {
        let findings = self.examine();
        let is_fine = findings.iter().all(|finding| finding.is_fine);
        if self.is_json {
            self.json(&json!({ "fine": is_fine, "findings": findings }))?;
        } else {
            for finding in &findings {
                let sign = if finding.is_fine { "ok  " } else { "bad " };
                let line = format!("{sign} {:<14} {}", finding.what, finding.detail);
                writeln!(self.out, "{}", text::clean(&line))?;
                if let Some(hint) = &finding.hint {
                    writeln!(self.out, "{:<20}hint: {}", "", text::clean(hint))?;
                }
            }
        }
        Ok(if is_fine { 0 } else { PROBLEMS })
    }

    fn examine(&self) -> Vec<Finding> {
        let config = &self.config;
        let mut findings = vec![self.configuration(), self.data_folder(), self.progress()];
        findings.extend(self.copies());
        let (library, n) = driver::load_library(config);
        if config.track.is_some() {
            let track = &library.track;
            findings.push(Finding::fine("track", format!("{} ({})", track.id, track.title)));
        }
        let words = format!("{} facts, {} cards", library.facts.len(), library.cards.len());
        findings.push(Finding::fine("content", words));
        let folder = config.deck_folder();
        let name = folder.display().to_string();
        let is_there = std::fs::symlink_metadata(&folder).is_ok();
        findings.push(if is_there && !folder.is_dir() {
            Finding::bad("own decks", format!("{name} is no folder"), "make it one, or remove it")
        } else if 0 < n {
            let faults = text::plural(n, "fault");
            Finding::bad("own decks", format!("{name}: {faults}"), "`coldstart check` lists them")
        } else {
            Finding::fine("own decks", name)
        });
        // Nothing is wrong, and still it has no effect.
        let passed_over = if folder.is_dir() { files::find(&folder).problems } else { Vec::new() };
        for advice in passed_over.iter().filter(|problem| problem.severity == Severity::Advice) {
            let words = format!("{}: {}", advice.file, advice.what);
            findings.push(Finding::fine("not read", words));
        }
        let colors = match config.colors {
            ColorLevel::None => "no colors",
            ColorLevel::Ansi16 => "16 colors",
            ColorLevel::Ansi256 => "256 colors",
            ColorLevel::True => "true color",
        };
        let signs = if config.is_ascii { "ASCII signs" } else { "Unicode signs" };
        findings.push(Finding::fine("terminal", format!("{colors}, {signs}")));
        let now = config.clock.now();
        let words = format!("{}, study day {}", now.to_rfc3339(), now.day);
        findings.push(Finding::fine("clock", words));
        findings
    }

    fn configuration(&self) -> Finding {
        let file = &self.config.config_file;
        let name = file.display();
        let n = self.config.problems.len();
        if 0 < n {
            let words = format!("{name} ({})", text::plural(n, "fault"));
            return Finding::bad("configuration", words, "every command prints them first");
        }
        // Settings are written beside the file and then put in its place.
        match file.parent().filter(|folder| folder.is_dir()).map(try_folder) {
            Some(Err(why)) => {
                let words = format!("{name}: settings cannot be saved: {why}");
                Finding::bad("configuration", words, "`--config FILE` takes another file")
            }
            Some(Ok(_)) | None => Finding::fine("configuration", name.to_string()),
        }
    }

    fn data_folder(&self) -> Finding {
        let folder = &self.config.data_dir;
        match try_folder(folder) {
            Ok(words) => Finding::fine("data folder", format!("{}{words}", folder.display())),
            Err(why) => Finding::bad(
                "data folder",
                format!("{}: nothing can be saved: {why}", folder.display()),
                "allow yourself to write there, or take another with `--data-dir DIR`",
            ),
        }
    }

    fn progress(&self) -> Finding {
        let place = FilePlace::of(&self.config);
        let store = match place.look(&self.config) {
            Ok(store) => store,
            Err(error) => return Finding::of_error("progress", &error),
        };
        if let Some((words, step)) = place.loss(store.as_ref()) {
            return Finding::bad("progress", words, step);
        }
        let Some(store) = store else {
            return Finding::fine("progress", "none yet");
        };
        match self.contents(&store) {
            Ok(words) => match store.unwritable() {
                None => Finding::fine("progress", words),
                Some(why) => Finding::bad(
                    "progress",
                    format!("{why}, so no answer can be saved; {words}"),
                    "allow yourself to write it, or take another folder with `--data-dir DIR`",
                ),
            },
            Err(error) => Finding::of_error("progress", &error),
        }
    }

    fn contents(&self, store: &Store) -> anyhow::Result<String> {
        let place = FilePlace::of(&self.config);
        let integrity = store.integrity().map_err(|error| place.explain(error))?;
        if integrity != "ok" {
            return Err(place.explain(store::StoreError::Damaged(integrity)));
        }
        let n = store.n_answers().map_err(|error| place.explain(error))?;
        Ok(format!("{n} answers, integrity ok"))
    }

    fn copies(&self) -> Option<Finding> {
        let path = self.config.progress_file();
        let copies = store::copies(&path);
        let folder = path.parent().map(|folder| folder.join("backups"))?;
        if folder.exists()
            && let Err(why) = try_folder(&folder)
        {
            let words = format!("{}: no copy can be made: {why}", folder.display());
            let hint = "allow yourself to write there";
            return Some(Finding::bad("backups", words, hint));
        }
        let newest = copies.iter().find(|copy| copy.is_whole());
        let n_bad = copies.iter().filter(|copy| !copy.is_whole()).count();
        let bad = if n_bad == 0 { String::new() } else { format!(", {n_bad} not whole") };
        let n = match copies.len() {
            0 => return None,
            1 => "1 copy".to_owned(),
            n => format!("{n} copies"),
        };
        let hint = format!("`{} backups` lists them", self.config.invocation());
        Some(match newest {
            None => Finding::bad("backups", format!("{n}, none whole"), hint),
            Some(copy) => {
                let day = copy.day.map(|day| format!(" of {day}")).unwrap_or_default();
                let words = format!("{n}{bad}; the newest{day} holds {} answers", copy.n_answers);
                Finding::fine("backups", words)
            }
        })
    }
}

fn copy_json(copy: &Copy) -> Json {
    json!({
        "file": copy.file.display().to_string(),
        "date": copy.day.map(|day| day.to_string()),
        "answers": copy.n_answers,
        "whole": copy.is_whole(),
        "fault": copy.fault,
    })
}

/// Whether a folder can be written to, or made, and has room; what is tried is taken away again.
fn try_folder(folder: &Path) -> Result<String, String> {
    let is_new = !folder.exists();
    private::create_folder(folder).map_err(|error| private::reason(&error))?;
    let probe = folder.join("doctor.part");
    let written = private::write(&probe, &vec![b' '; PROBE_BYTES]);
    let removed = std::fs::remove_file(&probe);
    if is_new {
        // Only the folder that was just made: it is empty.
        let _ = std::fs::remove_dir(folder);
    }
    written.and(removed).map_err(|error| private::reason(&error))?;
    Ok(if is_new { " (made at the first answer)".to_owned() } else { String::new() })
}
