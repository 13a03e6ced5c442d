//! Who may import whom: the picture in `ARCHITECTURE.md` is the rule.
//!
//! ```text
//! main -> cli -> everything below         `everything below`: all rooms of later lines
//! app, tui -> content, exam (forms)       what stands in brackets is for people
//! sim/watch -> sim/kernel                 a room is a folder or a file below `src`
//! exam -> memory     sim -> leaves only   three spaces part two columns
//! leaves, open to all: clock, text
//! ```
//!
//! A file belongs to the longest room on the left that holds it, and may import its own room, the
//! leaves, and what the arrows of this one room lead to. A room on the right stands for all that
//! it holds.

use std::collections::{BTreeMap, BTreeSet};

use super::house::{House, Violation};

const FILE: &str = "ARCHITECTURE.md";
const HEADING: &str = "## Who may import whom";
const LEAVES: &str = "leaves, open to all:";
const NOTHING: &str = "leaves only";
const BELOW: &str = "everything below";

/// The rooms and the arrows between them.
#[derive(Default)]
struct Picture {
    /// What each room may import, with the line of the arrow.
    arrows: BTreeMap<String, BTreeMap<String, usize>>,
    /// The rooms that may import all that is drawn below a line.
    tops: BTreeMap<String, usize>,
    leaves: BTreeSet<String>,
    /// All names of the picture, and the line where each stands first.
    lines: BTreeMap<String, usize>,
    faults: Vec<Violation>,
}

impl Picture {
    fn read(text: &str) -> Self {
        let mut picture = Self::default();
        let block = text
            .lines()
            .enumerate()
            .skip_while(|(_, line)| *line != HEADING)
            .skip_while(|(_, line)| !line.starts_with("```"))
            .skip(1)
            .take_while(|(_, line)| !line.starts_with("```"));
        for (index, line) in block {
            let line = without_brackets(line);
            for part in line.split("   ").map(str::trim).filter(|part| !part.is_empty()) {
                picture.read_part(part, index + 1);
            }
        }
        if picture.lines.is_empty() {
            picture.fault(1, "picture", format!("`{HEADING}` shows no picture"));
        }
        picture
    }

    /// Reads `a, b -> c, d`, or a chain of such.
    fn read_part(&mut self, part: &str, line: usize) {
        if let Some(leaves) = part.strip_prefix(LEAVES) {
            let leaves = self.rooms(leaves, line);
            self.leaves.extend(leaves);
            return;
        }
        let links: Vec<&str> = part.split("->").collect();
        if links.len() < 2 {
            self.fault(line, part, format!("`{part}` shows no arrow"));
        }
        for link in links.windows(2) {
            for from in self.rooms(link[0], line) {
                let ends = match link[1].trim() {
                    NOTHING => Vec::new(),
                    BELOW => {
                        self.tops.insert(from.clone(), line);
                        Vec::new()
                    }
                    list => self.rooms(list, line),
                };
                let arrows = self.arrows.entry(from).or_default();
                arrows.extend(ends.into_iter().map(|end| (end, line)));
            }
        }
    }

    fn rooms(&mut self, list: &str, line: usize) -> Vec<String> {
        let rooms: Vec<String> = list.split(',').map(|room| room.trim().to_owned()).collect();
        for room in &rooms {
            self.lines.entry(room.clone()).or_insert(line);
        }
        rooms
    }

    fn fault(&mut self, line: usize, subject: &str, what: String) {
        self.faults.push(Violation::new(FILE, line, subject, what));
    }

    /// The longest room that holds a file.
    fn room_of(&self, file: &str) -> Option<&str> {
        let rooms = self.arrows.keys().chain(&self.leaves);
        rooms.filter(|room| holds(room, file)).max_by_key(|room| room.len()).map(String::as_str)
    }

    /// Whether a room may import a file of another room.
    fn allows(&self, from: &str, room: &str, file: &str) -> bool {
        let is_below = |top: &usize| self.lines.get(room).is_some_and(|line| top < line);
        from == room
            || self.leaves.contains(room)
            || self.tops.get(from).is_some_and(is_below)
            || self.arrows.get(from).is_some_and(|open| open.keys().any(|end| holds(end, file)))
    }
}

fn without_brackets(line: &str) -> String {
    let mut depth = 0;
    let mut kept = String::new();
    for sign in line.chars() {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 => kept.push(sign),
            _ => {}
        }
    }
    kept
}

/// Whether a room is a file or holds it.
fn holds(room: &str, file: &str) -> bool {
    file.strip_prefix("src/")
        .and_then(|inside| inside.strip_prefix(room))
        .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// Every import goes along an arrow of the picture, every name in the picture is a room, and every
/// arrow is gone along.
pub(super) fn rooms(house: &House) -> Vec<Violation> {
    let picture = Picture::read(&house.architecture);
    let mut found = picture.faults.clone();
    for (room, line) in &picture.lines {
        if !house.product().any(|source| holds(room, &source.name)) {
            let what = format!("`{room}` is neither a folder nor a file below src");
            found.push(Violation::new(FILE, *line, room, what));
        }
    }
    let mut unused = picture.arrows.clone();
    for source in house.product() {
        let Some(from) = picture.room_of(&source.name) else {
            let what = format!("stands in no room of the picture in {FILE}");
            found.push(Violation::new(&source.name, 1, "picture", what));
            continue;
        };
        let mut wrong = BTreeMap::new();
        for named in &source.names {
            let Some(file) = house.file_of(&named.path) else { continue };
            let room = picture.room_of(file).unwrap_or(file);
            if !picture.allows(from, room, file) {
                wrong.entry(room).or_insert_with(|| (named.line, named.path.join("::")));
            }
            if let Some(arrows) = unused.get_mut(from) {
                arrows.retain(|end, _| !holds(end, file));
            }
        }
        for (room, (line, path)) in wrong {
            let what = format!("`{from}` may not import `{room}`: {path}");
            found.push(Violation::new(&source.name, line, room, what));
        }
    }
    for (from, ends) in unused {
        for (end, line) in ends {
            let arrow = format!("{from} -> {end}");
            let what = format!("no import goes along `{arrow}`");
            found.push(Violation::new(FILE, line, &arrow, what));
        }
    }
    found
}
