//! The line-by-line front end, for screen readers, dumb terminals and pipes: the same app, spoken.
//!
//! It says where one is, numbers the choices, and reads a line. A line is the name of a key (`u`,
//! `esc`), the name of an action (`review.good`), the numbers of options (`1 3`), or, where an
//! answer is typed, the answer itself; there a key has a colon before it (`:esc`), and only a lone
//! `?` is help all the same. Sentences name actions, and get their present keys when they are
//! spoken. Nothing is ever drawn over, and nothing that was typed comes back raw.

mod drills;
mod exam;
mod lab;
mod plan;
mod practice;

use std::io::{BufRead, Read, Write};

use crate::{
    app::{
        App, Opening, Screen,
        action::{Action, Place},
        actions,
        browse::Browse,
        desk::status_words,
        event::{Effect, Event, Key, KeyCode, Size},
        overlay::Overlay,
        preferences::SETTINGS,
        review::Review,
        search::{Hit, shown_front},
        showing::{self, About, Answered, Back, Input, Showing, Stage},
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

/// The options that a line picks in `place`, when it is nothing but their numbers; those of a
/// scenario have letters too.
fn picks(place: Place, line: &str) -> Option<Vec<Action>> {
    let number = |word: &str| {
        let mut symbols = word.chars();
        let symbol = symbols.next().filter(|_| symbols.next().is_none())?;
        let digit = symbol.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
        let letter = || {
            let at = ('A'..='F').position(|letter| letter == symbol.to_ascii_uppercase())?;
            // In a mock the letters of the fifth and sixth option are keys of their own.
            u8::try_from(at + 1).ok().filter(|number| place == Place::Item || *number < 5)
        };
        if place == Place::Pick {
            return digit.filter(|digit| (1..=9).contains(digit));
        }
        digit.filter(|digit| (1..=6).contains(digit)).or_else(letter)
    };
    let words = line.split([' ', ',', ';']).filter(|word| !word.is_empty());
    words.map(|word| number(word).map(Action::Pick)).collect()
}

/// The action that is called `name`, if it can be done in `place`.
fn named(place: Place, name: &str) -> Option<Action> {
    let is_here = |one: &Place| *one == place || *one == Place::Anywhere;
    let info = actions::by_name(name).filter(|info| info.places.iter().any(is_here))?;
    Some(info.action)
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

    fn key(&mut self, key: Key) -> bool {
        self.send(Event::Key(key))
    }

    fn acts(&mut self, actions: impl IntoIterator<Item = Action>) -> bool {
        actions.into_iter().any(|action| self.send(Event::Act(action)))
    }

    /// Nothing plays by itself here: a world that was set going runs to its end at once.
    fn run_out(&mut self) {
        // The clock of a mock never stops ticking.
        if matches!(self.app.screen(), Screen::Exam(_)) {
            self.send(Event::Wake);
            return;
        }
        if self.app.wake_in().is_some() && self.app.place() == Place::Lab {
            self.acts([Action::RunToEnd]);
        }
        while self.app.wake_in().is_some() {
            self.send(Event::Wake);
            // Nobody sees that it takes long, so it must not take for ever.
            if let Screen::Lab(lab) = self.app.screen()
                && let Err(spent) = lab.lanes.afford(Budget::RUN)
            {
                let words = spent.words(&lab.file.id);
                if lab.is_playing {
                    self.acts([Action::Play]);
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
        let words = line.trim();
        let place = self.app.place();
        if words.is_empty() {
            return self.key(Key::plain(KeyCode::Enter));
        }
        if let Some(action) = named(place, words) {
            return self.acts([action]);
        }
        let command = words.strip_prefix(':');
        if let Some(key) = command.and_then(|name| name.trim().parse::<Key>().ok()) {
            return self.key(key);
        }
        if self.is_asked_back() && ["y", "yes"].contains(&words.to_lowercase().as_str()) {
            return self.acts([Action::Commit]);
        }
        if place.is_text() {
            return self.give(place, words);
        }
        if matches!(place, Place::Pick | Place::Item | Place::Exam)
            && let Some(picks) = picks(place, words)
        {
            return self.pick(place, picks);
        }
        if let Ok(key) = words.parse::<Key>()
            && self.app.keymap.action(place, key).is_some()
        {
            return self.key(key);
        }
        self.app.say(format!(
            "`{words}` is no key and no action here; {{app.help}} tells what there is"
        ));
        false
    }

    /// Whether the program has asked whether another word was meant.
    fn is_asked_back(&self) -> bool {
        let Screen::Review(review) = self.app.screen() else { return false };
        let doubt = review.showing().and_then(Showing::doubt);
        matches!(doubt, Some(About::DidYouMean(_)))
    }

    /// Gives a line of text. Where text is typed, the key of help would be text too; but nobody
    /// answers with a question mark, and who types one alone is lost.
    fn give(&mut self, place: Place, words: &str) -> bool {
        let is_help = |key: &Key| key.typed().is_some_and(|typed| !typed.is_alphanumeric());
        let mut keys = self.app.keymap.keys("app.help").iter().filter(|key| is_help(key));
        if keys.any(|key| key.to_string() == words) {
            return self.acts([Action::Help]);
        }
        // A line replaces what stood there, then it is given.
        let clear = Key { code: KeyCode::Char('u'), ctrl: true, alt: false };
        let given = if place == Place::Search {
            Action::Clear
        } else if place == Place::Palette {
            Action::Open
        } else {
            Action::Commit
        };
        self.key(clear) || self.send(Event::Paste(words.to_owned())) || self.acts([given])
    }

    /// The numbers of one line are one whole answer, in place of what was picked before.
    fn pick(&mut self, place: Place, picks: Vec<Action>) -> bool {
        let is_one = match self.app.screen() {
            Screen::Review(review) => {
                review.showing().is_some_and(|one| matches!(one.input, Input::One { .. }))
            }
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
            | Screen::Settings(_) => false,
        };
        if is_one && picks.len() != 1 {
            self.app.say("one number answers this question");
            return false;
        }
        let given = if place == Place::Exam { Action::NextItem } else { Action::Commit };
        self.acts([Action::EraseAll].into_iter().chain(picks).chain([given]))
    }

    /// What is spoken now, with the present keys, and without what could steer a terminal.
    fn describe(&self) -> Vec<String> {
        let mut lines = Vec::new();
        match self.app.overlay() {
            Some(overlay) => describe_overlay(overlay, &mut lines),
            None => self.describe_screen(&mut lines),
        }
        if let Some(words) = self.app.toast() {
            lines.push(format!("Note: {words}."));
        }
        let place = self.app.place();
        lines.iter().map(|line| text::clean(&self.app.keymap.fill(place, line))).collect()
    }

    fn describe_screen(&self, lines: &mut Vec<String>) {
        match self.app.screen() {
            Screen::Home(home) => {
                let o = &home.overview;
                lines.push(format!(
                    "Home. {} due, {} new, about {}. Streak {}.",
                    o.n_due,
                    o.n_new,
                    text::counted(o.minutes, "minute"),
                    text::plural(o.streak_days as usize, "day")
                ));
                if 0 < o.n_today {
                    lines.push(format!("{} today.", text::plural(o.n_today as usize, "answer")));
                }
                lines.extend(o.returns.words().map(|words| format!("Today {words}.")));
                if let Some(days) = o.exam_in_days {
                    lines.push(match days {
                        0 => "The exam is today.".to_owned(),
                        1.. => format!("The exam is in {}.", text::counted(days, "day")),
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
                    "{home.start} starts, {home.practice} scenarios, {home.drills} drills, {home.mocks} mocks, {home.lab} lab, {home.plan} plan, {home.stats} figures, {home.decks} decks, {home.browse} browse, {home.settings} settings, {app.help} help, {home.quit} quits."
                        .to_owned(),
                );
            }
            Screen::Review(review) => self.describe_review(review, lines),
            Screen::Browse(browse) => self.describe_browse(browse, lines),
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
                lines.push(if settings.editing.is_some() {
                    "Settings. Type the value; `:{app.back}` leaves it as it was.".to_owned()
                } else {
                    "Settings. {list.down} and {list.up} choose, {settings.more} changes, {app.back} back.".to_owned()
                });
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

    fn describe_browse(&self, browse: &Browse, lines: &mut Vec<String>) {
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
                        lines.push(format!("{}: {}", status_words(fact.status), fact.statement));
                    }
                }
                None => {}
            }
        }
        lines.push(if browse.place() == Place::Search {
            "Type what to find; `:{search.leave}` goes to the list.".to_owned()
        } else {
            "{list.down} and {list.up} choose, {browse.open} opens, {browse.search} searches, {app.help} help, {app.back} back.".to_owned()
        });
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
                "{finish.home} goes home, {finish.more} brings more new cards, {app.undo} takes the last answer back."
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
                match showing.doubt().map(About::words) {
                    Some(words) => lines.push(format!("Not marked yet: {words}.")),
                    None => describe_options(showing, card, lines),
                }
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
                let keys = ["{review.again}", "{review.hard}", "{review.good}", "{review.easy}"];
                let ratings = Rating::ALL.into_iter().zip(answered.rests).zip(keys);
                let words: Vec<String> = ratings
                    .map(|((rating, rest), key)| {
                        format!("{key} {} {}", rating.word(), rest_words(rest))
                    })
                    .collect();
                lines.push(format!(
                    "Ratings: {}. {{review.confirm}} takes {}.",
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

fn describe_overlay(overlay: &Overlay, lines: &mut Vec<String>) {
    match overlay {
        Overlay::Help { place, rows, .. } => {
            lines.push(format!("Keys: {}", place.title()));
            if place.is_text() {
                lines.push("Each with a colon before it, since words are the answer.".to_owned());
            }
            lines.extend(rows.iter().map(|(keys, about)| format!("  {keys}: {about}")));
        }
        Overlay::Palette(palette) => {
            lines.push("Type the beginning of what you want; `:{app.back}` closes.".to_owned());
            let rows = palette.rows();
            lines.extend(rows.iter().map(|info| format!("  {}: {}", info.name, info.about)));
        }
        Overlay::Decks(list) => {
            lines.push("Decks. {list.down} and {list.up} choose, {browse.open} starts.".to_owned());
            for (index, row) in list.rows.iter().enumerate() {
                let here = if index == list.cursor.selected { "selected: " } else { "" };
                let cards = text::plural(row.n_cards, "card");
                let (title, due, new) = (&row.title, row.n_due, row.n_new);
                lines.push(format!("  {here}{title}: {cards}, {due} due, {new} new"));
            }
        }
        Overlay::Confirm { question, .. } => {
            lines.push(format!("{question} {{confirm.yes}} or {{confirm.no}}?"));
        }
    }
}

fn describe_options(showing: &Showing, card: &Card, lines: &mut Vec<String>) {
    let number = |place: usize, words: &str| format!("  {}. {words}", place + 1);
    match &card.body {
        Body::Cloze { .. } | Body::Numeric { .. } => {
            lines.push("Type the answer; `:{app.help}` helps, `:{answer.give-up}` shows it, `:{app.back}` leaves.".to_owned());
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
        Verdict::Older { until } => format!("That was right until {until}."),
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

fn rest_words(back: Back) -> String {
    match back {
        Back::AfterExam => "after the exam".to_owned(),
        Back::AsPlanned => "as planned".to_owned(),
        Back::In(Rest::Minutes(minutes)) => text::plural(minutes as usize, "minute"),
        Back::In(Rest::Days(days)) => text::plural(usize::try_from(days).unwrap_or(0), "day"),
    }
}
