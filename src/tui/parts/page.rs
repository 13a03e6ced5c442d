//! Lines of text with roles, broken to a width: what every screen is built from.

use ratatui::{
    layout::Rect,
    text::{Line, Span},
    widgets::Paragraph,
};

use super::theme::{Look, Role};
use crate::{app::screens::list::Cursor, text};

/// Lines of text are not longer than this, to be read with ease.
const MEASURE: u16 = 76;

/// Lines of text are not longer than can be read with ease.
pub(in crate::tui) fn measure(area: Rect) -> u16 {
    area.width.min(MEASURE)
}

/// A column of lines that grows downward.
#[derive(Debug)]
pub(in crate::tui) struct Page {
    pub(in crate::tui) look: Look,
    pub(in crate::tui) width: usize,
    pub(in crate::tui) lines: Vec<Line<'static>>,
}

impl Page {
    pub(in crate::tui) fn new(look: Look, width: u16) -> Self {
        Self { look, width: usize::from(width), lines: Vec::new() }
    }

    pub(in crate::tui) fn blank(&mut self) {
        self.lines.push(Line::default());
    }

    /// A blank line, unless there is one or nothing above.
    pub(in crate::tui) fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| 0 < line.width()) {
            self.blank();
        }
    }

    /// One line of parts; what does not fit is cut.
    pub(in crate::tui) fn row(&mut self, parts: &[(Role, &str)]) {
        let line = line(self.look, parts, self.width);
        self.lines.push(line);
    }

    /// An entry of a list by its place: a pointer when it is selected, a mark, and words that are
    /// cut.
    pub(in crate::tui) fn entry(&mut self, entry: usize, cursor: Cursor, mark: &str, words: &str) {
        let is_selected = entry == cursor.selected;
        let pointer = if is_selected { self.look.signs.pointer } else { " " };
        let role = if is_selected { Role::Focus } else { Role::Plain };
        let room = self.width.saturating_sub(text::width(mark) + 3);
        let words = text::cut(words, room, self.look.signs.cut);
        self.row(&[
            (Role::Accent, pointer),
            (Role::Plain, " "),
            (Role::Accent, mark),
            (role, &words),
        ]);
    }

    /// A text in one role, broken to the width; every line begins with `indent` spaces.
    pub(in crate::tui) fn text(&mut self, role: Role, indent: usize, words: &str) {
        self.hanging(&[], indent, role, words);
    }

    /// A text behind a head (a number, a sign); its further lines stand below its first word.
    pub(in crate::tui) fn hanging(
        &mut self,
        head: &[(Role, &str)],
        indent: usize,
        role: Role,
        words: &str,
    ) {
        let head_width: usize = head.iter().map(|(_, part)| text::width(part)).sum();
        let left = indent + head_width;
        let room = self.width.saturating_sub(left).max(8);
        for (index, part) in text::wrap(words, room).into_iter().enumerate() {
            let mut spans: Vec<Span<'static>> = vec![Span::raw(" ".repeat(indent))];
            if index == 0 {
                spans.extend(
                    head.iter().map(|(role, part)| {
                        Span::styled((*part).to_owned(), self.look.style(*role))
                    }),
                );
            } else {
                spans.push(Span::raw(" ".repeat(head_width)));
            }
            spans.push(Span::styled(part, self.look.style(role)));
            self.lines.push(Line::from(spans));
        }
    }

    /// Texts in their roles one behind the other as one paragraph.
    pub(in crate::tui) fn flow(&mut self, parts: &[(Role, &str)]) {
        let mut spans: Vec<Span<'static>> = Vec::new();
        let mut used = 0;
        for (role, words) in parts {
            for word in words.split_whitespace() {
                let gap = usize::from(0 < used);
                let width = text::width(word);
                if 0 < used && self.width < used + gap + width {
                    self.lines.push(Line::from(std::mem::take(&mut spans)));
                    used = 0;
                }
                let lead = if used == 0 { "" } else { " " };
                let word = text::cut(word, self.width, self.look.signs.cut);
                spans.push(Span::styled(format!("{lead}{word}"), self.look.style(*role)));
                used += text::width(lead) + text::width(&word);
            }
        }
        if !spans.is_empty() {
            self.lines.push(Line::from(spans));
        }
    }

    /// A line across, with a word in it when there is one.
    pub(in crate::tui) fn rule(&mut self, word: &str) {
        let sign = self.look.signs.rule;
        let lead =
            if word.is_empty() { String::new() } else { format!("{} {word} ", sign.repeat(2)) };
        let rest = self.width.saturating_sub(text::width(&lead));
        let line = format!("{lead}{}", sign.repeat(rest));
        self.lines.push(Line::styled(
            text::cut(&line, self.width, self.look.signs.cut),
            self.look.style(Role::Dim),
        ));
    }

    /// A line across with a word at each end; the left one gives way.
    pub(in crate::tui) fn rule_between(&mut self, left: &str, right: &str) {
        let sign = self.look.signs.rule;
        let room = self.width.saturating_sub(text::width(right) + 8);
        let left = text::cut(left, room, self.look.signs.cut);
        let rest = self.width.saturating_sub(text::width(&left) + text::width(right) + 6);
        let line = format!("{} {left} {} {right} {sign}", sign, sign.repeat(rest));
        let line = text::cut(&line, self.width, self.look.signs.cut);
        self.lines.push(Line::styled(line, self.look.style(Role::Dim)));
    }

    pub(in crate::tui) fn height(&self) -> u16 {
        u16::try_from(self.lines.len()).unwrap_or(u16::MAX)
    }

    /// Draws from line `scroll` on, and says in the last column whether there is more above or
    /// below.
    pub(in crate::tui) fn draw(&self, frame: &mut ratatui::Frame<'_>, area: Rect, scroll: usize) {
        let height = usize::from(area.height);
        let first = scroll.min(self.lines.len().saturating_sub(height));
        let shown: Vec<Line<'static>> =
            self.lines.iter().skip(first).take(height).cloned().collect();
        frame.render_widget(Paragraph::new(shown), area);
        let mark = |frame: &mut ratatui::Frame<'_>, y: u16, sign: &str| {
            let style = self.look.style(Role::Accent);
            if let Some(cell) = frame.buffer_mut().cell_mut((area.right().saturating_sub(1), y)) {
                cell.set_symbol(sign).set_style(style);
            }
        };
        if 0 < area.width && 0 < area.height {
            if 0 < first {
                mark(frame, area.y, self.look.signs.up);
            }
            if first + height < self.lines.len() {
                mark(frame, area.bottom().saturating_sub(1), self.look.signs.down);
            }
        }
    }
}

/// Parts in their roles as one line of at most `width` columns.
pub(in crate::tui) fn line(look: Look, parts: &[(Role, &str)], width: usize) -> Line<'static> {
    let mut left = width;
    let mut spans = Vec::with_capacity(parts.len());
    for (role, part) in parts {
        let shown = text::cut(part, left, look.signs.cut);
        left -= text::width(&shown);
        spans.push(Span::styled(shown, look.style(*role)));
    }
    Line::from(spans)
}

/// A bar of `width` columns filled to `share` (0 to 1).
pub(in crate::tui) fn bar(look: Look, share: f64, width: usize) -> (String, String) {
    #[expect(clippy::cast_precision_loss, reason = "widths are small")]
    let filled = libm::round(share.clamp(0.0, 1.0) * width as f64);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the width"
    )]
    let filled = (filled as usize).min(width);
    (look.signs.bar_full.repeat(filled), look.signs.bar_empty.repeat(width - filled))
}

/// Numbers as a row of columns, the largest full; a number above zero is never invisible.
pub(in crate::tui) fn spark(look: Look, numbers: &[u32]) -> String {
    let top = numbers.iter().copied().max().unwrap_or(0).max(1);
    let step = |n: u32| match n {
        0 => 0,
        n => (u64::from(n) * 8).div_ceil(u64::from(top)),
    };
    let sign = |n: &u32| {
        look.signs.spark.get(usize::try_from(step(*n)).unwrap_or(8)).copied().unwrap_or(" ")
    };
    numbers.iter().map(sign).collect()
}
