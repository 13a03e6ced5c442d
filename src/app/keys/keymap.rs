//! From a key and a place to an action.

use std::collections::BTreeMap;

use super::{
    action::{Action, Place},
    actions::{self, Info},
    key::Key,
};

/// Two actions that want one key in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    pub key: Key,
    pub place: Place,
    pub first: &'static str,
    pub second: &'static str,
}

/// Which key does what, where.
#[derive(Debug, Clone)]
pub struct Keymap {
    by_key: BTreeMap<(Place, Key), &'static Info>,
    by_name: BTreeMap<&'static str, Vec<Key>>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::new(&BTreeMap::new()).expect("a test holds the default keys free of clashes")
    }
}

impl Keymap {
    /// The default keys, with those of `own` (by the name of the action) in their place.
    ///
    /// # Errors
    /// When two actions want one key in one place.
    pub fn new(own: &BTreeMap<&'static str, Vec<Key>>) -> Result<Self, Clash> {
        let mut map = Self { by_key: BTreeMap::new(), by_name: BTreeMap::new() };
        for info in actions::all() {
            let keys = own.get(info.name).cloned().unwrap_or_else(|| {
                let parse = |key: &str| key.parse().expect("a test reads all default keys");
                info.keys.split(' ').map(parse).collect()
            });
            for place in info.places {
                for key in &keys {
                    map.bind(*place, *key, info)?;
                }
            }
            map.by_name.insert(info.name, keys);
        }
        map.check_anywhere()?;
        Ok(map)
    }

    fn bind(&mut self, place: Place, key: Key, info: &'static Info) -> Result<(), Clash> {
        match self.by_key.insert((place, key), info) {
            Some(other) if other.action != info.action => {
                Err(Clash { key, place, first: other.name, second: info.name })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// A key of a place hides the same key of `Anywhere`; that is meant for going back (where a
    /// list has its own) and a clash for everything else.
    fn check_anywhere(&self) -> Result<(), Clash> {
        for ((place, key), info) in &self.by_key {
            let Some(global) = self.by_key.get(&(Place::Anywhere, *key)) else {
                continue;
            };
            let is_meant = *place == Place::Anywhere || global.action == Action::Back;
            if !is_meant && global.action != info.action {
                return Err(Clash {
                    key: *key,
                    place: *place,
                    first: info.name,
                    second: global.name,
                });
            }
        }
        Ok(())
    }

    /// What `key` does in `place`. In a text field a printable key is text, never an action.
    pub fn action(&self, place: Place, key: Key) -> Option<Action> {
        if place.is_text() && key.typed().is_some() {
            return None;
        }
        let own = self.by_key.get(&(place, key));
        let found = own.or_else(|| self.by_key.get(&(Place::Anywhere, key)));
        found.map(|info| info.action)
    }

    /// The keys of the action that the configuration file calls `name`.
    pub fn keys(&self, name: &str) -> &[Key] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The keys that do this action in `place`: not those that are text there, nor those with which
    /// the place does something of its own.
    pub fn keys_in(&self, place: Place, info: &Info) -> impl Iterator<Item = Key> {
        let keys = self.keys(info.name).iter().copied();
        keys.filter(move |key| self.action(place, *key) == Some(info.action))
    }

    /// The first of them, as hints show it.
    pub fn first_key(&self, place: Place, info: &Info) -> Option<Key> {
        self.keys_in(place, info).next()
    }

    /// A sentence that is shown in `place`, with the present key of each action that it names in
    /// braces: `{app.help} helps`. An action of another place has the key that it has there; one
    /// without any key is called by its name, under which the palette finds it.
    pub fn fill(&self, place: Place, sentence: &str) -> String {
        let mut filled = String::with_capacity(sentence.len());
        let mut rest = sentence;
        while let Some((before, behind)) = rest.split_once('{') {
            filled.push_str(before);
            let named = behind
                .split_once('}')
                .and_then(|(name, after)| Some((actions::by_name(name)?, after)));
            match named {
                Some((info, after)) => {
                    filled.push_str(&self.word(place, info));
                    rest = after;
                }
                None => {
                    filled.push('{');
                    rest = behind;
                }
            }
        }
        filled.push_str(rest);
        filled
    }

    fn word(&self, place: Place, info: &Info) -> String {
        let places = [place].into_iter().chain(info.places.iter().copied());
        let key = places.into_iter().find_map(|place| self.first_key(place, info));
        key.map_or_else(|| info.name.to_owned(), |key| key.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_keys_do_not_clash() {
        assert!(Keymap::new(&BTreeMap::new()).is_ok());
    }

    #[test]
    fn names_are_unique_and_keys_avoid_what_terminals_keep_for_themselves() {
        let mut names: Vec<&str> = actions::all().map(|info| info.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), actions::all().count());
        for key in actions::all().flat_map(|info| info.keys.split(' ')) {
            assert!(!["ctrl-s", "ctrl-q", "ctrl-m", "ctrl-i", "ctrl-h"].contains(&key), "{key}");
            assert!(!key.parse::<Key>().unwrap().alt, "{key}");
        }
    }

    #[test]
    fn two_actions_on_one_key_are_refused_with_both_names() {
        let own = BTreeMap::from([("review.again", vec![Key::char('2')])]);
        let clash = Keymap::new(&own).unwrap_err();
        assert_eq!((clash.first, clash.second), ("review.again", "review.hard"));
        let hidden = BTreeMap::from([("review.good", vec![Key::char('u')])]);
        let clash = Keymap::new(&hidden).unwrap_err();
        assert_eq!((clash.first, clash.second), ("review.good", "app.undo"));
    }

    #[test]
    fn sentences_name_the_keys_as_they_are_bound() {
        let own = BTreeMap::from([
            ("app.help", vec!["f2".parse().unwrap()]),
            ("answer.give-up", vec!["ctrl-y".parse().unwrap()]),
            ("home.plan", Vec::new()),
        ]);
        let map = Keymap::new(&own).unwrap();
        let check = |place, sentence, filled: &str| assert_eq!(map.fill(place, sentence), filled);
        check(
            Place::Type,
            "{answer.give-up} shows it, {app.help} helps",
            "ctrl-y shows it, f2 helps",
        );
        check(Place::Type, "{app.back} leaves", "esc leaves");
        check(Place::Card, "{app.back} leaves", "q leaves");
        // An action of another place, one without a key, and braces that name no action.
        check(Place::Exam, "{home.mocks} brings it back", "m brings it back");
        check(Place::Home, "{home.plan} plans", "home.plan plans");
        check(Place::Home, "{}, {x {app.help}} {", "{}, {x f2} {");
    }

    #[test]
    fn printable_keys_are_text_where_text_is_typed() {
        let map = Keymap::default();
        for place in Place::ALL.iter().copied().filter(|place| place.is_text()) {
            for symbol in (' '..='~').chain(['é', '1']) {
                assert_eq!(map.action(place, Key::char(symbol)), None, "{symbol} in {place:?}");
            }
        }
    }

    #[test]
    fn every_place_offers_help_and_a_way_back() {
        let map = Keymap::default();
        for place in Place::ALL.iter().copied() {
            assert_eq!(map.action(place, "f1".parse().unwrap()), Some(Action::Help), "{place:?}");
            let esc = map.action(place, "esc".parse().unwrap());
            assert!(
                matches!(esc, Some(Action::Back | Action::No | Action::Clear)),
                "{place:?}: {esc:?}"
            );
            assert_eq!(
                map.action(place, "ctrl-c".parse().unwrap()),
                Some(Action::Quit),
                "{place:?}"
            );
        }
    }
}
