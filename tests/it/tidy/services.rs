//! What is known of a simulated service is known in its own room alone.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    house::{House, Violation},
    tokens,
};

const SERVICES: &str = "src/sim/services/";
/// The one list of the services.
const LIST: &str = "src/sim/services/mod.rs";
/// The load: a room among the services that is none of them.
const LOAD: &str = "client";

/// The room of a service that holds a file.
fn room_of(file: &str) -> Option<&str> {
    let (room, _) = file.strip_prefix(SERVICES)?.split_once('/')?;
    (room != LOAD).then_some(room)
}

/// The types of a service are named in its room and in the list of services, nowhere else.
pub(super) fn services(house: &House) -> Vec<Violation> {
    let types: BTreeMap<&str, BTreeSet<String>> = house
        .product()
        .map(|source| {
            let names = tokens::public_types(&source.tokens).into_iter().map(|(name, _)| name);
            (source.name.as_str(), names.collect())
        })
        .collect();
    let mut found = BTreeMap::new();
    for source in house.product().filter(|source| source.name != LIST) {
        for named in &source.names {
            let Some((length, file)) = house.module_in(&named.path) else { continue };
            let (Some(room), Some(word)) = (room_of(file), named.path.get(length)) else {
                continue;
            };
            let is_type = word == "*" || types[file].contains(word);
            if is_type && room_of(&source.name) != Some(room) {
                found.entry((&source.name, word.clone())).or_insert((named.line, room));
            }
        }
    }
    let violation = |((file, word), (line, room)): ((&String, String), (usize, &str))| {
        Violation::new(file, line, &word, format!("names `{word}` of the room of {room}"))
    };
    found.into_iter().map(violation).collect()
}
