//! What is taken for what: a wrong option that was chosen and the right one form a pair, and pairs
//! that recur are asked again as a choice between the two.

use crate::{
    content::{Library, item::Item},
    memory::stats::{AnswerKind, ItemEntry},
};

/// A wrong option that was taken for the right one, both by place in the situation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    /// By place in the library.
    pub item: usize,
    pub key: usize,
    pub picked: usize,
    /// How often since the two were last told apart.
    pub n: u32,
}

/// A pair counts as one that recurs from this often on.
const RECURS: u32 = 2;

/// The pairs that recur, the most frequent first. Siblings share their options, so a pair may come
/// from either; telling the two apart once takes a pair off the list.
pub fn recurring(library: &Library, log: &[ItemEntry]) -> Vec<Confusion> {
    let mut pairs: Vec<Confusion> = Vec::new();
    for entry in log {
        let Some(place) = library.item_position(&entry.item) else {
            continue;
        };
        let Some(item) = library.items().get(place) else { continue };
        if entry.is_right && entry.kind == AnswerKind::Contrast {
            let situation = library.situation_of(item);
            let told: Vec<Option<usize>> =
                entry.picked.iter().map(|one| situation.option(one)).collect();
            let is_told = |pair: &Confusion| {
                let of = library.items().get(pair.item).map(|one| one.situation.as_str());
                of == Some(&item.situation) && told == [Some(pair.key), Some(pair.picked)]
            };
            pairs.retain(|pair| !is_told(pair));
        }
        let Some((key, picked)) = pair_of(library, item, entry) else { continue };
        let is_same = |pair: &&mut Confusion| {
            let of = library.items().get(pair.item).map(|one| one.situation.as_str());
            of == Some(&item.situation) && pair.key == key && pair.picked == picked
        };
        match pairs.iter_mut().find(is_same) {
            Some(pair) => pair.n += 1,
            None => pairs.push(Confusion { item: place, key, picked, n: 1 }),
        }
    }
    pairs.retain(|pair| RECURS <= pair.n);
    pairs.sort_by_key(|pair| (std::cmp::Reverse(pair.n), pair.item));
    pairs
}

/// The right option and the one that was taken for it; items with several answers have no such
/// pair.
fn pair_of(library: &Library, item: &Item, entry: &ItemEntry) -> Option<(usize, usize)> {
    let (([picked], _) | ([picked, _], AnswerKind::Contrast)) =
        (entry.picked.as_slice(), entry.kind)
    else {
        return None;
    };
    if entry.is_right || item.is_multiple() {
        return None;
    }
    let key = item.key().first().copied()?;
    Some((key, library.situation_of(item).option(picked)?))
}
