//! `backup`, `restore` and `doctor`: the data file.

use std::path::Path;

use anyhow::Context;
use serde::Serialize;

use super::{Cli, PROBLEMS};
use crate::{
    config::{ColorLevel, Misuse},
    diag::Severity,
    driver, store, text,
};

#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    is_fine: bool,
    detail: String,
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
            self.json(&serde_json::json!({ "file": file.display().to_string() }))?;
        } else {
            writeln!(self.out, "copied to {}", file.display())?;
        }
        Ok(0)
    }

    pub(super) fn restore(&mut self, file: &Path) -> anyhow::Result<u8> {
        let path = self.config.progress_file();
        let scheduler = self.config.preferences.scheduler();
        let kept = store::restore(file, &path, scheduler)
            .with_context(|| format!("cannot restore from `{}`", file.display()))?;
        let kept = kept.map(|kept| kept.display().to_string());
        if self.is_json {
            self.json(&serde_json::json!({ "file": path.display().to_string(), "kept": kept }))?;
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
            self.json(&serde_json::json!({ "fine": is_fine, "findings": findings }))?;
        } else {
            for finding in &findings {
                let sign = if finding.is_fine { "ok  " } else { "bad " };
                writeln!(self.out, "{sign} {:<14} {}", finding.what, finding.detail)?;
            }
        }
        Ok(if is_fine { 0 } else { PROBLEMS })
    }

    fn examine(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut note = |what, is_fine, detail: String| {
            findings.push(Finding { what, is_fine, detail });
        };
        let config = &self.config;
        let n = config.problems.len();
        let words = if n == 0 { String::new() } else { format!(" ({n} faults)") };
        note("configuration", n == 0, format!("{}{words}", config.config_file.display()));
        let folder = &config.data_dir;
        let folder_words = try_folder(folder);
        match folder_words {
            Ok(words) => note("data folder", true, format!("{}{words}", folder.display())),
            Err(why) => note("data folder", false, format!("{}: {why}", folder.display())),
        }
        match self.store() {
            Ok(None) => note("progress", true, "none yet".to_owned()),
            Ok(Some(store)) => {
                let integrity = store.integrity().unwrap_or_else(|error| error.to_string());
                let n = store.summary().map_or(0, |summary| summary.n_answers);
                note("progress", integrity == "ok", format!("{n} answers, integrity {integrity}"));
            }
            Err(error) => note("progress", false, format!("{error:#}")),
        }
        let (library, problems) = driver::load_library(config);
        let words = format!("{} facts, {} cards", library.facts.len(), library.cards.len());
        note("content", true, words);
        let n = problems.iter().filter(|problem| problem.severity == Severity::Fault).count();
        let words = match n {
            0 => String::new(),
            n => format!(": {}, `coldstart check` lists them", text::plural(n, "fault")),
        };
        note("own decks", n == 0, format!("{}{words}", config.deck_folder().display()));
        // Nothing is wrong, and still it has no effect.
        for advice in problems.iter().filter(|problem| problem.severity == Severity::Advice) {
            if advice.source.is_empty() && advice.rule.is_none() {
                note("not read", true, format!("{}: {}", advice.file, advice.what));
            }
        }
        let colors = match config.colors {
            ColorLevel::None => "no colours",
            ColorLevel::Ansi16 => "16 colours",
            ColorLevel::Ansi256 => "256 colours",
            ColorLevel::True => "true colour",
        };
        let signs = if config.is_ascii { "ASCII signs" } else { "Unicode signs" };
        note("terminal", true, format!("{colors}, {signs}"));
        let now = config.clock.now();
        note("clock", true, format!("{}, study day {}", now.to_rfc3339(), now.day));
        findings
    }
}

/// Whether the data folder can be written to, or made; what is tried is taken away again.
fn try_folder(folder: &Path) -> Result<String, String> {
    let is_new = !folder.exists();
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let probe = folder.join("doctor.part");
    let written = std::fs::write(&probe, "coldstart").and_then(|()| std::fs::remove_file(&probe));
    if is_new {
        // Only the folder that was just made: it is empty.
        let _ = std::fs::remove_dir(folder);
    }
    written.map_err(|error| error.to_string())?;
    Ok(if is_new { " (made at the first answer)".to_owned() } else { String::new() })
}
