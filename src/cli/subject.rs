//! What `sim run` runs: a world, or an item with one of its answers.

use std::path::Path;

use crate::{
    config::Misuse,
    content::{
        self, Library,
        item::Item,
        numbers::Numbers,
        situation::Situation,
        world::{WorldFile, refusal_words},
    },
    diag::Layer,
    rng::Seed,
    sim::{Setup, World, kernel::setting::SettingValue},
    text,
};

/// A world with the setups of its lanes, before `--set` and the like.
pub(super) struct RunSubject<'a> {
    pub(super) file: WorldFile,
    pub(super) item: Option<ItemSubject<'a>>,
}

/// An item with the numbers of one showing.
pub(super) struct ItemSubject<'a> {
    pub(super) item: &'a Item,
    pub(super) situation: &'a Situation,
    pub(super) numbers: Numbers,
}

impl<'a> RunSubject<'a> {
    /// The world or item called `name`. `draw` draws an item's numbers anew.
    pub(super) fn find(
        library: &'a Library,
        name: &str,
        draw: Option<u64>,
    ) -> anyhow::Result<Self> {
        let Some(item) = library.item(name) else {
            let near = text::nearest(name, library.items().iter().map(|item| &*item.id.0));
            return match (find_world(library, name), near) {
                (Ok(file), _) => Ok(Self { file, item: None }),
                (Err(_), Some(near)) => {
                    let what = format!("there is no item or world `{}`", text::clean(name));
                    Err(Misuse(format!("{what}\nhint: did you mean `{near}`?")).into())
                }
                (Err(error), None) => Err(error),
            };
        };
        let situation = library.situation_of(item);
        if situation.is_plain() {
            let what = format!("`{}` does not run: it has reasons and facts only", item.id);
            let hint = format!("`coldstart practice {}` asks it", item.id);
            return Err(Misuse(format!("{what}\nhint: {hint}")).into());
        }
        let numbers = match draw {
            Some(draw) => situation.drawn(Seed(draw), 0),
            None => situation.first_numbers(),
        };
        let file = item.world(situation, &numbers);
        Ok(Self { file, item: Some(ItemSubject { item, situation, numbers }) })
    }
}

/// Options, by place in the stored order, and the changes that came with them.
#[derive(Debug, Clone, Default)]
pub(super) struct LaneAnswer {
    pub(super) options: Vec<usize>,
    pub(super) changes: Vec<String>,
}

impl ItemSubject<'_> {
    /// Puts numbers as `name=value` in the place of the stored ones; the derived ones follow.
    pub(super) fn take_numbers(&mut self, given: &[String]) -> Result<(), Misuse> {
        for one in given {
            let known: Vec<&str> =
                self.situation.ranges.iter().map(|range| range.name.as_str()).collect();
            let parts = one.split_once('=').and_then(|(name, value)| {
                Some((name.trim(), value.trim().replace(',', "").parse::<f64>().ok()?))
            });
            let Some((name, value)) = parts.filter(|(name, _)| known.contains(name)) else {
                let what = format!("`{}` is no number of `{}`", text::clean(one), self.item.id);
                let hint = match known.as_slice() {
                    [] => "its numbers are fixed".to_owned(),
                    known => {
                        format!("numbers are {}, such as {}=1", known.join(", "), known.join("=1 "))
                    }
                };
                return Err(Misuse(format!("{what}\nhint: {hint}")));
            };
            self.numbers.insert(name.to_owned(), value);
        }
        self.numbers = self.situation.with_derived(std::mem::take(&mut self.numbers));
        Ok(())
    }

    /// `best`, or letters such as `A` or `A,C`.
    pub(super) fn options(&self, words: &str) -> Result<Vec<usize>, Misuse> {
        if words == "best" {
            return Ok(self.item.key());
        }
        let mut options = Vec::new();
        for word in words.split(',').map(str::trim) {
            let letter = word.chars().next().filter(|_| word.chars().count() == 1);
            let place = letter
                .and_then(|letter| ('A'..='F').position(|one| one == letter.to_ascii_uppercase()));
            let last = text::letter(self.situation.options.len().saturating_sub(1));
            match place.filter(|place| *place < self.situation.options.len()) {
                Some(place) if !options.contains(&place) => options.push(place),
                Some(_) => {}
                None => {
                    let what =
                        format!("`{}` is no answer of `{}`", text::clean(word), self.item.id);
                    return Err(Misuse(format!("{what}\nhint: answers are A to {last}, or best")));
                }
            }
        }
        options.sort_unstable();
        Ok(options)
    }

    /// The answer that `--answer` and `--set` give; without them the key.
    pub(super) fn answer(&self, words: Option<&str>, set: &[String]) -> Result<LaneAnswer, Misuse> {
        let options = self.options(words.unwrap_or("best"))?;
        Ok(LaneAnswer { options, changes: set.to_vec() })
    }

    /// What `--against` says: `best`, letters, or changes to the answer itself.
    pub(super) fn against(
        &self,
        words: &[String],
        base: &LaneAnswer,
    ) -> Result<LaneAnswer, Misuse> {
        let (changes, names): (Vec<&String>, Vec<&String>) =
            words.iter().partition(|word| word.contains('='));
        let mut answer = match names.as_slice() {
            [] => base.clone(),
            [name, ..] => LaneAnswer { options: self.options(name)?, changes: Vec::new() },
        };
        answer.changes.extend(changes.into_iter().cloned());
        Ok(answer)
    }

    /// The world with an answer in it, or why it cannot be.
    pub(super) fn setup(&self, answer: &LaneAnswer) -> anyhow::Result<Result<Setup, String>> {
        match self.situation.setup(self.item, &self.numbers, &answer.options) {
            Ok(setup) => {
                let setup = changed(&setup, &answer.changes)?;
                Ok(match World::new(&setup) {
                    Ok(_) => Ok(setup),
                    Err(error) => Err(error.to_string()),
                })
            }
            Err(why) => Ok(Err(why)),
        }
    }

    /// `A,C`.
    pub(super) fn letters(options: &[usize]) -> String {
        let letters: Vec<String> =
            options.iter().map(|place| text::letter(*place).to_string()).collect();
        letters.join(",")
    }
}

/// A world of the library, or the first one of a file.
pub(super) fn find_world(library: &Library, name: &str) -> anyhow::Result<WorldFile> {
    let path = Path::new(name);
    if path.extension().is_some_and(|extension| extension == "toml") {
        let (files, unreadable) = content::files::read(path, Layer::User);
        let loaded = content::load(&files);
        if let Some(problem) = unreadable.iter().chain(&loaded.problems).next() {
            return Err(Misuse(problem.to_string()).into());
        }
        let found = loaded.library.worlds().first();
        return Ok(found.cloned().ok_or_else(|| Misuse(format!("`{name}` holds no [[world]]")))?);
    }
    if let Some(world) = library.world(name) {
        return Ok(world.clone());
    }
    let hint = match text::nearest(name, library.worlds().iter().map(|world| world.id.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`coldstart sim list` names all worlds".to_owned(),
    };
    Err(Misuse(format!("there is no world `{}`\nhint: {hint}", text::clean(name))).into())
}

/// A setup with changes of the form `path=value`.
pub(super) fn changed(setup: &Setup, changes: &[String]) -> anyhow::Result<Setup> {
    let mut next = setup.clone();
    for change in changes {
        let Some((path, value)) = change.split_once('=') else {
            let what = format!("`{change}` is no change\nhint: write component.setting=value");
            return Err(Misuse(what).into());
        };
        let given = SettingValue::of_text(value);
        if let Err(refusal) = next.set(path.trim(), &given) {
            let (what, known) = refusal_words(&next, path.trim(), &refusal);
            let near = text::nearest(path.trim(), known.iter().map(String::as_str));
            let hint =
                near.map(|near| format!("\nhint: did you mean `{near}`?")).unwrap_or_default();
            return Err(Misuse(format!("{what}{hint}")).into());
        }
    }
    Ok(next)
}
