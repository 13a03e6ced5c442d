//! A fact with its provenance, as Review and Browse show it.

use super::{page::Page, theme::Role};
use crate::{app::App, content::Fact, study::desk::status_words};

/// What is so, what used to be, what the notes say, and who confirms it.
pub(in crate::tui) fn fact_lines(page: &mut Page, app: &App, fact: &Fact) {
    page.text(Role::Plain, 0, &fact.text.statement);
    for value in &fact.text.values {
        if let Some(older) = &value.older {
            let words = format!("was {} until {}", older.quantity, older.until);
            page.text(Role::Warn, 2, &words);
        }
    }
    if let Some(said) = &fact.text.said {
        page.text(Role::Warn, 2, &format!("notes: {said}"));
    }
    if let Some(exam) = &fact.text.exam {
        page.text(Role::Plain, 2, &format!("exam: {exam}"));
    }
    if !fact.text.older_names.is_empty() {
        page.text(Role::Dim, 2, &format!("older name: {}", fact.text.older_names.join(", ")));
    }
    if fact.text.sources.is_empty() {
        page.text(Role::Dim, 2, status_words(&app.desk.library, fact.status));
    } else {
        let lines: Vec<String> = fact.text.sources.iter().map(ToString::to_string).collect();
        page.text(Role::Dim, 2, &lines.join(" "));
    }
    if let Some(document) = fact.text.aws.as_ref().and_then(|aws| app.desk.library.document(aws)) {
        page.text(Role::Dim, 2, &format!("{} ({})", document.title, document.checked));
    }
}
