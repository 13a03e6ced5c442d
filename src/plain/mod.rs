//! The line-by-line front end, for screen readers, dumb terminals and pipes: the same app, spoken.
//!
//! It says where one is, numbers the choices, and reads a line. A line is the name of a key (`u`,
//! `esc`), the name of an action (`review.good`), the numbers of options (`1 3`), or, where an
//! answer is typed, the answer itself; there a key has a colon before it (`:esc`), and only a lone
//! `?` is help all the same. Sentences name actions, and get their present keys when they are
//! spoken. Nothing is ever drawn over, and nothing that was typed comes back raw.

mod screens;

use std::io::{BufRead, Read, Write};

use self::screens::spoken;
use crate::{
    app::{
        App, Opening,
        event::{Event, Size},
        keys::{
            action::{Action, Place},
            actions,
            key::{Key, KeyCode},
        },
        overlay::Overlay,
        screens::{Screen, kinds::typed::About},
    },
    config::Config,
    driver::{self, Driver},
    sim::budget::Budget,
    study::record::Effect,
    text,
};

/// The size the app is told, since there is no screen.
const SIZE: Size = Size { width: 76, height: 24 };
/// No line is longer, in bytes; what follows is the next one.
const MAX_LINE: u64 = 65_536;

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
            let at = text::place_of_letter(symbol)?;
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
        let doubt = review.showing().and_then(|one| one.input.answering().doubt());
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
        if let Screen::Review(review) = self.app.screen()
            && let Some(showing) = review.showing()
            && let Some(words) = showing.input.answering().refuses(picks.len())
        {
            self.app.say(words);
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
            None => spoken(self.app.screen()).describe(&self.app, &mut lines),
        }
        if let Some(words) = self.app.toast() {
            lines.push(format!("Note: {words}."));
        }
        let place = self.app.place();
        lines.iter().map(|line| text::clean(&self.app.keymap.fill(place, line))).collect()
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
