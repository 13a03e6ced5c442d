//! The line-by-line front end, for screen readers, dumb terminals and pipes: the same app, spoken.
//!
//! It says where one is, numbers the choices, and reads a line. A line is the name of a key (`u`,
//! `esc`), the name of an action (`review.good`), the numbers of options (`1 3`), or, where an
//! answer is typed, the answer itself. Nothing is ever drawn over.

mod drills;
mod exam;
mod lab;
mod plan;
mod practice;

use std::io::{BufRead, Read, Write};

use crate::{
    app::{
        App, Opening, Screen,
        action::Place,
        actions,
        desk::status_words,
        event::{Effect, Event, Key, KeyCode, Size},
        overlay::{Overlay, help_rows},
        preferences::SETTINGS,
        review::Review,
        search::{Hit, shown_front},
        showing::{self, Answered, Input, Showing, Stage},
    },
    config::Config,
    content::{Body, Card, Verdict},
    driver::{self, Driver},
    memory::{Rating, schedule::Rest},
    sim::budget::Budget,
    text,
};

/// The size the app is told, since there is no screen.
const SIZE: Size = Size { width: 76, height: 24 };
/// No line is longer, in bytes; what follows is the next one.
const MAX_LINE: u64 = 65_536;
/// How many entries of a list are read out.
const N_READ: usize = 10;

/// Runs the app line by line until the person leaves or the input ends.
///
/// # Errors
/// When the progress file cannot be used or the output is closed.
pub fn run(
    config: &Config,
    opening: Opening,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> anyhow::Result<u8> {
    let (app, driver) = driver::open(config, SIZE)?;
    let mut voice = Voice { app, driver, config };
    voice.settle(vec![Effect::BackUp]);
    let effects = voice.app.open(opening);
    voice.settle(effects);
    loop {
        for line in voice.describe() {
            writeln!(output, "{line}")?;
        }
        write!(output, "> ")?;
        output.flush()?;
        let mut bytes = Vec::new();
        if input.take(MAX_LINE).read_until(b'\n', &mut bytes)? == 0 {
            writeln!(output)?;
            return voice.end();
        }
        let line = String::from_utf8_lossy(&bytes).into_owned();
        writeln!(output)?;
        if voice.hear(line.trim_end_matches(['\n', '\r'])) {
            return Ok(0);
        }
        voice.run_out();
    }
}

/// The key of an option, from its number or its letter.
fn option_key(word: &str) -> Option<Key> {
    let mut symbols = word.chars();
    let symbol = symbols.next().filter(|_| symbols.next().is_none())?;
    let number = match symbol.to_ascii_uppercase() {
        '1'..='6' => symbol,
        letter @ 'A'..='F' => char::from(b'1' + u8::try_from(letter).ok()? - b'A'),
        _ => return None,
    };
    Some(Key::char(number))
}

fn is_e_or_f(word: &str) -> bool {
    ["e", "f"].contains(&word.to_ascii_lowercase().as_str())
}

struct Voice<'a> {
    app: App,
    driver: Driver,
    config: &'a Config,
}

impl Voice<'_> {
    fn settle(&mut self, effects: Vec<Effect>) -> bool {
        let now = self.config.clock.now();
        let left = driver::settle(&mut self.app, &mut self.driver, now, effects);
        left.contains(&Effect::Leave)
    }

    fn send(&mut self, event: Event) -> bool {
        let now = self.config.clock.now();
        let effects = self.app.update(now, event);
        self.settle(effects)
    }

    fn keys(&mut self, keys: impl IntoIterator<Item = Key>) -> bool {
        keys.into_iter().any(|key| self.send(Event::Key(key)))
    }

    /// Nothing plays by itself here: a world that was set going runs to its end at once.
    fn run_out(&mut self) {
        // The clock of a mock never stops ticking.
        if matches!(self.app.screen(), Screen::Exam(_)) {
            self.send(Event::Wake);
            return;
        }
        if self.app.wake_in().is_some()
            && let Some(end) = self.key_of_action("lab.end")
        {
            self.keys([end]);
        }
        while self.app.wake_in().is_some() {
            self.send(Event::Wake);
            // Nobody sees that it takes long, so it must not take for ever.
            if let Screen::Lab(lab) = self.app.screen()
                && let Err(spent) = lab.lanes.afford(Budget::RUN)
            {
                let words = spent.words(&lab.file.id);
                if lab.is_playing
                    && let Some(pause) = self.key_of_action("lab.play")
                {
                    self.keys([pause]);
                }
                self.app.say(words);
                return;
            }
        }
    }

    /// The input has ended: what did not reach the disk is tried once more.
    fn end(&mut self) -> anyhow::Result<u8> {
        let effects = self.app.last_try();
        self.settle(effects);
        match self.app.n_unsaved() {
            0 => Ok(0),
            n => anyhow::bail!("{} could not be saved", text::plural(n, "answer")),
        }
    }

    /// Does what a line says; true when the person leaves.
    fn hear(&mut self, line: &str) -> bool {
        self.settle(vec![Effect::Refresh]);
        let enter = Key::plain(KeyCode::Enter);
        let words = line.trim();
        let place = self.app.place();
        if words.is_empty() {
            return self.keys([enter]);
        }
        if let Some(key) = self.key_of_action(words) {
            return self.keys([key]);
        }
        let command = words.strip_prefix(':');
        if let Some(key) = command.and_then(|name| name.trim().parse::<Key>().ok()) {
            return self.keys([key]);
        }
        if place.is_text() {
            // A line replaces what stood there, then it is given.
            let clear: Key = Key { code: KeyCode::Char('u'), ctrl: true, alt: false };
            return self.keys([clear])
                || self.send(Event::Paste(words.to_owned()))
                || self.keys([enter]);
        }
        if matches!(place, Place::Item | Place::Exam) {
            let numbers: Option<Vec<Key>> = words
                .split([' ', ',', ';'])
                .filter(|part| !part.is_empty())
                // In a mock the letters of the fifth and sixth option are keys of their own.
                .map(|part| option_key(part).filter(|_| place == Place::Item || !is_e_or_f(part)))
                .collect();
            if let Some(numbers) = numbers {
                let clear = Key { code: KeyCode::Char('u'), ctrl: true, alt: false };
                return self.keys([clear]) || self.keys(numbers) || self.keys([enter]);
            }
        }
        if place == Place::Pick {
            let numbers: Option<Vec<Key>> = words
                .split([' ', ',', ';'])
                .filter(|part| !part.is_empty())
                .map(|part| {
                    part.parse::<u8>()
                        .ok()
                        .filter(|n| (1..=9).contains(n))
                        .map(|n| Key::char((b'0' + n).into()))
                })
                .collect();
            if let Some(numbers) = numbers {
                return self.pick(&numbers);
            }
        }
        if let Ok(key) = words.parse::<Key>() {
            self.keys([key])
        } else {
            self.app.say(format!("`{words}` is no key and no action here; ? tells what there is"));
            false
        }
    }

    /// The numbers of one line are one whole answer, in place of what was picked before.
    fn pick(&mut self, numbers: &[Key]) -> bool {
        let showing = match self.app.screen() {
            Screen::Review(review) => review.showing(),
            Screen::Home(_)
            | Screen::Browse(_)
            | Screen::Worlds(_)
            | Screen::Lab(_)
            | Screen::Practice(_)
            | Screen::Drills(_)
            | Screen::Mocks(_)
            | Screen::Exam(_)
            | Screen::Report(_)
            | Screen::Plan(_)
            | Screen::Stats(_)
            | Screen::Settings(_) => None,
        };
        let is_one = showing.is_some_and(|showing| matches!(showing.input, Input::One { .. }));
        if is_one && numbers.len() != 1 {
            self.app.say("one number answers this question");
            return false;
        }
        let clear = Key { code: KeyCode::Char('u'), ctrl: true, alt: false };
        let enter = Key::plain(KeyCode::Enter);
        self.keys([clear]) || self.keys(numbers.iter().copied()) || self.keys([enter])
    }

    fn key_of_action(&self, name: &str) -> Option<Key> {
        let place = self.app.place();
        let info = actions::by_name(name).filter(|info| {
            info.places.contains(&place) || info.places.contains(&Place::Anywhere)
        })?;
        self.app.keymap.first_key(place, info)
    }

    fn describe(&self) -> Vec<String> {
        let mut lines = Vec::new();
        match self.app.overlay() {
            Some(Overlay::Help { place, .. }) => {
                lines.push(format!("Keys: {}", place.title()));
                lines.extend(
                    help_rows(*place, &self.app.keymap)
                        .into_iter()
                        .map(|(keys, about)| format!("  {keys}: {about}")),
                );
            }
            Some(Overlay::Palette(palette)) => {
                lines.push("Type the beginning of what you want, or esc as `:esc`.".to_owned());
                lines.extend(
                    palette
                        .rows(&self.app.keymap)
                        .iter()
                        .map(|info| format!("  {}: {}", info.name, info.about)),
                );
            }
            Some(Overlay::Decks(list)) => {
                lines.push("Decks. down and up choose, enter starts.".to_owned());
                for (index, row) in list.rows.iter().enumerate() {
                    let here = if index == list.cursor.selected { "selected: " } else { "" };
                    lines.push(format!(
                        "  {here}{}: {} cards, {} due, {} new",
                        row.title, row.n_cards, row.n_due, row.n_new
                    ));
                }
            }
            Some(Overlay::Confirm { question, .. }) => lines.push(format!("{question} y or n?")),
            None => self.describe_screen(&mut lines),
        }
        if let Some(words) = self.app.toast() {
            lines.push(format!("Note: {words}."));
        }
        lines
    }

    fn describe_screen(&self, lines: &mut Vec<String>) {
        match self.app.screen() {
            Screen::Home(home) => {
                let o = &home.overview;
                lines.push(format!(
                    "Home. {} due, {} new, about {} minutes. Streak {}.",
                    o.n_due,
                    o.n_new,
                    o.minutes,
                    text::plural(o.streak_days as usize, "day")
                ));
                if let Some(days) = o.exam_in_days {
                    lines.push(match days {
                        0 => "The exam is today.".to_owned(),
                        1.. => format!("The exam is in {days} days."),
                        _ => "The exam date is past.".to_owned(),
                    });
                }
                for topic in &o.topics {
                    lines.push(format!(
                        "  {}: {:.0} percent known, {} of {} seen, {} due",
                        topic.title,
                        topic.known * 100.0,
                        topic.n_seen,
                        topic.n_cards,
                        topic.n_due
                    ));
                }
                lines.push(
                    "enter starts, p scenarios, D drills, m mocks, P plan, S figures, d decks, b browse, s settings, ? help, q quits."
                        .to_owned(),
                );
            }
            Screen::Review(review) => self.describe_review(review, lines),
            Screen::Browse(browse) => {
                lines.push(format!(
                    "Browse. Search: \"{}\". {} found.",
                    browse.query.text(),
                    browse.hits.len()
                ));
                let first = (browse.cursor.selected + 1).saturating_sub(N_READ);
                for (index, hit) in browse.hits.iter().enumerate().skip(first).take(N_READ) {
                    let here = if index == browse.cursor.selected { "selected: " } else { "" };
                    lines.push(format!("  {here}{}", self.hit_line(*hit)));
                }
                if browse.is_open {
                    match browse.selected() {
                        Some(Hit::Card(index)) => {
                            if let Some(card) = self.app.desk.library.cards.get(index) {
                                lines.push(format!("Answer: {}", card.answer_line()));
                                self.describe_facts(card, lines);
                            }
                        }
                        Some(Hit::Fact(index)) => {
                            if let Some(fact) = self.app.desk.library.facts.get(index) {
                                lines.push(format!(
                                    "{}: {}",
                                    status_words(fact.status),
                                    fact.statement
                                ));
                            }
                        }
                        None => {}
                    }
                }
                lines.push(
                    "down and up choose, enter opens, / searches, ? help, q back.".to_owned(),
                );
            }
            Screen::Worlds(worlds) => lab::describe_worlds(&self.app, worlds, lines),
            Screen::Lab(lab) => lab::describe(lab, lines),
            Screen::Practice(one) => practice::describe(&self.app, one, lines),
            Screen::Drills(one) => drills::describe(&self.app, one, lines),
            Screen::Mocks(one) => exam::describe_mocks(&self.app, one, lines),
            Screen::Exam(one) => exam::describe_exam(&self.app, one, lines),
            Screen::Report(one) => exam::describe_report(&self.app, one, lines),
            Screen::Plan(one) => plan::describe(&self.app, one, lines),
            Screen::Stats(one) => plan::describe_stats(&self.app, one, lines),
            Screen::Settings(settings) => {
                lines.push("Settings. down and up choose, right changes, q back.".to_owned());
                for (index, info) in SETTINGS.iter().enumerate() {
                    let here = if index == settings.cursor.selected { "selected: " } else { "" };
                    lines.push(format!(
                        "  {here}{}: {}",
                        info.title,
                        self.app.desk.preferences.show(info.key)
                    ));
                }
                lines.push(settings.selected().about.to_owned());
            }
        }
    }

    fn hit_line(&self, hit: Hit) -> String {
        let library = &self.app.desk.library;
        match hit {
            Hit::Fact(index) => {
                library.facts.get(index).map(|fact| format!("fact: {}", fact.statement))
            }
            Hit::Card(index) => library
                .cards
                .get(index)
                .map(|card| format!("{}: {}", card.kind().title(), shown_front(&card.front))),
        }
        .unwrap_or_default()
    }

    fn describe_review(&self, review: &Review, lines: &mut Vec<String>) {
        let Some(showing) = review.showing() else {
            let n = review.n_done();
            lines.push(format!(
                "Done for now: {}, {} right.",
                text::plural(n, "answer"),
                review.n_right
            ));
            lines.push(
                "enter goes home, m brings more new cards, u takes the last answer back."
                    .to_owned(),
            );
            return;
        };
        let Some(card) = self.app.desk.library.card(&showing.card) else {
            return;
        };
        match &showing.stage {
            Stage::Asking => {
                let n_all = review.n_done() + review.n_left();
                lines.push(format!(
                    "Card {} of {n_all}. {}, {}.",
                    review.n_done() + 1,
                    self.app.desk.library.topic_title(&card.topic),
                    card.kind().title()
                ));
                lines.push(shown_front(&card.front));
                describe_options(showing, card, lines);
            }
            Stage::Answered(answered) => {
                lines.push(verdict_line(answered));
                lines.push(format!("It is: {}", card.answer_line()));
                describe_reasons(card, lines);
                if let Some(note) = &card.note {
                    lines.push(note.clone());
                }
                self.describe_facts(card, lines);
                if let Some(live) = &review.live {
                    practice::describe_live(live, lines);
                }
                let ratings = Rating::ALL.into_iter().zip(answered.rests);
                let words: Vec<String> = ratings
                    .map(|(rating, rest)| {
                        format!("{} {} {}", rating.number(), rating.word(), rest_words(rest))
                    })
                    .collect();
                lines.push(format!(
                    "Ratings: {}. enter takes {}.",
                    words.join(", "),
                    answered.proposal.word()
                ));
            }
        }
    }

    fn describe_facts(&self, card: &Card, lines: &mut Vec<String>) {
        for fact in self.app.desk.library.facts_of(card) {
            lines.push(format!("Fact: {}", fact.statement));
            if let Some(said) = &fact.said {
                lines.push(format!("The notes: {said}"));
            }
            if let Some(exam) = &fact.exam {
                lines.push(format!("The exam: {exam}"));
            }
            let mut from: Vec<String> = fact.sources.iter().map(ToString::to_string).collect();
            if let Some(document) =
                fact.aws.as_ref().and_then(|aws| self.app.desk.library.document(aws))
            {
                from.push(format!("{}, checked {}", document.title, document.checked));
            }
            lines.push(format!("From: {}", from.join(", ")));
        }
    }
}

fn describe_options(showing: &Showing, card: &Card, lines: &mut Vec<String>) {
    let number = |place: usize, words: &str| format!("  {}. {words}", place + 1);
    match &card.body {
        Body::Cloze { .. } | Body::Numeric { .. } => {
            lines.push("Type the answer; `:esc` leaves, `:ctrl-g` shows it.".to_owned());
        }
        Body::Choice { options } | Body::Multiple { options } | Body::Which { options } => {
            for (place, at) in showing.order.iter().enumerate() {
                lines.push(number(place, options.get(*at).map_or("", |option| &option.text)));
            }
            let n = showing::n_right(card);
            let how = if n == 1 {
                "Type its number.".to_owned()
            } else {
                format!("Type {n} numbers, such as 1 3.")
            };
            lines.push(how);
        }
        Body::Match { pairs, extra } => {
            let lefts: Vec<&str> = pairs.iter().map(|(left, _)| left.as_str()).collect();
            lines.push(format!("Left, in this order: {}.", lefts.join("; ")));
            for (place, at) in showing.order.iter().enumerate() {
                lines.push(number(
                    place,
                    showing::right_item(pairs, extra, *at).unwrap_or_default(),
                ));
            }
            lines.push("Type one number for each on the left, in their order.".to_owned());
        }
        Body::Order { steps } => {
            for (place, at) in showing.order.iter().enumerate() {
                lines.push(number(place, steps.get(*at).map_or("", String::as_str)));
            }
            lines.push("Type the numbers in the right order.".to_owned());
        }
    }
}

fn verdict_line(answered: &Answered) -> String {
    if !answered.is_given {
        return "Not answered.".to_owned();
    }
    match &answered.verdict {
        Verdict::Right => "Right.".to_owned(),
        Verdict::Misspelt(meant) => format!("Right; it is spelled {meant}."),
        Verdict::Wrong => format!("Wrong. You said: {}.", answered.given),
        Verdict::Partly { n_right, n } => {
            format!("Wrong: {n_right} of {n}. You said: {}.", answered.given)
        }
        Verdict::Older { until } => format!("That was so until {until}."),
        Verdict::WrongUnit { expected } => format!("Wrong: it is counted in {expected}."),
    }
}

fn describe_reasons(card: &Card, lines: &mut Vec<String>) {
    match &card.body {
        Body::Choice { options } | Body::Multiple { options } => {
            for option in options {
                let sign = if option.is_right { "right" } else { "wrong" };
                lines.push(format!(
                    "  {sign}: {}. {}",
                    option.text,
                    option.why.as_deref().unwrap_or_default()
                ));
            }
        }
        Body::Cloze { .. }
        | Body::Numeric { .. }
        | Body::Match { .. }
        | Body::Order { .. }
        | Body::Which { .. } => {}
    }
}

fn rest_words(rest: Rest) -> String {
    match rest {
        Rest::Minutes(minutes) => text::plural(minutes as usize, "minute"),
        Rest::Days(days) => text::plural(usize::try_from(days).unwrap_or(0), "day"),
    }
}
