//! The end of a session: what was done, and what comes.

use std::fmt::Write;

use ratatui::{Frame, layout::Rect};

use crate::{
    app::screens::review::ReviewSession,
    memory::Rating,
    study::words::day_words,
    text,
    tui::parts::{
        page::{Page, bar, measure},
        theme::{Look, Role},
    },
};

pub(in crate::tui) fn draw(frame: &mut Frame<'_>, review: &ReviewSession, look: Look, area: Rect) {
    let mut page = Page::new(look, measure(area));
    let n_done = review.n_done();
    if n_done == 0 {
        page.row(&[(Role::Strong, "Nothing is due in this deck")]);
        page.blank();
        page.text(Role::Plain, 0, "Its cards rest, or today's number of new cards is used up.");
    } else {
        let took = review.took().unwrap_or_default().as_secs();
        page.row(&[(Role::Strong, "Done for now")]);
        page.blank();
        let n_answers = text::plural(n_done, "answer");
        let mut words = format!("{n_answers} in {} min {:02} s", took / 60, took % 60);
        if let Some(share) = (review.n_right * 100).checked_div(review.n_judged) {
            let _ = write!(words, ", {share} % right");
        }
        page.row(&[(Role::Plain, &words)]);
        page.blank();
        for (rating, n) in Rating::ALL.into_iter().zip(review.tally) {
            #[expect(clippy::cast_precision_loss, reason = "numbers of answers are small")]
            let (full, _) = bar(look, f64::from(n) / n_done.max(1) as f64, 30);
            let name = text::fit(rating.word(), 8, ' ');
            let number = format!("{n:>4}  ");
            page.row(&[(Role::Plain, &name), (Role::Strong, &number), (Role::Accent, &full)]);
        }
    }
    if let Some(tomorrow) = &review.tomorrow {
        page.blank();
        page.text(Role::Dim, 0, &format!("Tomorrow, all decks: {}.", day_words(tomorrow)));
    }
    page.draw(frame, area, 0);
}
