//! The glossary in `ARCHITECTURE.md`: each of its words is a type in the file that it names.

use super::{
    house::{House, Violation},
    tokens,
};

const FILE: &str = "ARCHITECTURE.md";
const HEADING: &str = "## Words";

/// Each row of the table, `word | what it is | where`, names a public type and its file.
pub(super) fn words(house: &House) -> Vec<Violation> {
    let rows: Vec<(usize, &str)> = house
        .architecture
        .lines()
        .enumerate()
        .skip_while(|(_, line)| *line != HEADING)
        .skip(1)
        .take_while(|(_, line)| !line.starts_with("## "))
        .filter(|(_, line)| line.starts_with("| `"))
        .collect();
    let mut found = Vec::new();
    if rows.is_empty() {
        found.push(Violation::new(FILE, 1, "words", format!("`{HEADING}` shows no table")));
    }
    for (index, line) in rows {
        let cells: Vec<&str> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let (word, file) = (cells[1], cells[cells.len() - 2]);
        let name = format!("src/{file}");
        let source = house.product().find(|source| source.name == name);
        let is_there = source.is_some_and(|source| {
            tokens::public_types(&source.tokens).iter().any(|(one, _)| one == word)
        });
        if !is_there {
            let what = format!("`{word}` is no public type of {name}");
            found.push(Violation::new(FILE, index + 1, word, what));
        }
    }
    found
}
