//! The lanes that run beside a card: its world as it is, and as an answer would have it.

use super::{
    Card, Library, Quantity,
    binding::{AnswerPath, Binding, CardReply, Changes, Pick, Shown, watched},
    world::{WorldFile, refusal_words},
};
use crate::{
    sim::{
        Setup, World,
        budget::Budget,
        kernel::{bill::Prices, number::shown_figure, setting::SettingValue},
    },
    unit,
};

/// One lane of a binding: what it is called, and the world or what is in its way.
#[derive(Debug, Clone, PartialEq)]
pub struct LaneSetup {
    pub name: String,
    /// The figure that stands in the setting of the answer, in its unit.
    pub amount: Option<f64>,
    pub setup: Result<Setup, String>,
}

/// The name of a lane with the options that were got wrong, and what stands in its world.
fn picked(library: &Library, card: &Card, marked: &[usize]) -> Option<(String, Changes)> {
    let slips: Vec<&Pick> = card
        .options()
        .iter()
        .enumerate()
        .filter(|(place, option)| marked.contains(place) != option.is_right)
        .filter_map(|(_, option)| library.pick_of(&card.id, &option.text))
        .collect();
    let first = slips.first()?;
    let is_left_out = card.options().iter().any(|one| one.is_right && one.text == first.option);
    let verb = if is_left_out { "without" } else { "you" };
    let name = format!("{verb}: {}", first.option);
    Some((name, slips.into_iter().flat_map(|pick| pick.set.clone()).collect()))
}

/// The figure of a fact that a card asks for, or its first one.
fn figure_of(library: &Library, card: &Card) -> Option<Quantity> {
    let first = || library.fact(card.main_fact())?.text.values.first();
    card.figure().or_else(first).map(|value| value.quantity.clone())
}

fn with(mut setup: Setup, changes: &[(String, SettingValue)]) -> Result<Setup, String> {
    for (path, value) in changes {
        setup.set(path, value).map_err(|refusal| refusal_words(&setup, path, &refusal).0)?;
    }
    World::new(&setup).map_err(|error| error.to_string())?;
    Ok(setup)
}

impl Binding {
    /// The two lanes of a run: as it is, and as a wrong answer would have it. `given` is what was
    /// answered, unless that was right; without a figure or an option in it the other lane is what
    /// the binding's author foresaw.
    pub fn lanes(
        &self,
        library: &Library,
        card: &Card,
        given: Option<&CardReply>,
    ) -> Option<(WorldFile, [LaneSetup; 2])> {
        let Shown::Run { world, set, right, wrong, answer, .. } = &self.shown else { return None };
        let file = library.world(world)?.clone();
        let figure = figure_of(library, card);
        let with_all = |changes: &[(String, SettingValue)]| {
            with(file.setup.clone(), &[set.as_slice(), changes].concat())
        };
        let of_figure = |amount: f64, path: &AnswerPath| {
            vec![(path.path.clone(), SettingValue::Number(amount))]
        };
        // As it is: with the fact's own figure, where the answer is one.
        let (name, amount, as_it_is) = match (answer, &figure) {
            (Some(path), Some(figure)) => {
                let amount = unit::amount(figure.value, figure.unit, path.unit)?;
                let changes = [right.clone(), of_figure(amount, path)].concat();
                (figure.to_string(), Some(amount), changes)
            }
            _ => ("so it is".to_owned(), None, right.clone()),
        };
        let best = LaneSetup { name, amount, setup: with_all(&as_it_is) };
        let name = if given.is_some() { "as if" } else { "else" }.to_owned();
        let as_if = LaneSetup { name, amount: None, setup: with_all(wrong) };
        let Some(given) = given else { return Some((file, [as_if, best])) };
        let own = match given {
            CardReply::Nothing => None,
            CardReply::Typed(typed) => answer.as_ref().and_then(|path| {
                let unit = figure.as_ref()?.unit;
                let amount = unit::amount_of(typed, unit, path.unit)?;
                let changes = [right.clone(), of_figure(amount, path)].concat();
                let name = format!("you {typed}");
                Some(LaneSetup { name, amount: Some(amount), setup: with_all(&changes) })
            }),
            CardReply::Picked(marked) => picked(library, card, marked).map(|(name, set)| {
                let changes = [as_it_is.as_slice(), &set].concat();
                LaneSetup { name, amount: None, setup: with_all(&changes) }
            }),
        };
        Some((file, [own.unwrap_or(as_if), best]))
    }

    /// Whether the runs show a difference between what is so and what is not, the latter as `given`
    /// has it, or as the author foresaw when that is nothing.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn verify(
        &self,
        library: &Library,
        card: &Card,
        given: &CardReply,
        prices: &Prices,
    ) -> Result<(), String> {
        let Shown::Run { watch, .. } = &self.shown else { return Ok(()) };
        let (file, [other, best]) = self
            .lanes(library, card, Some(given))
            .ok_or("the answer has no figure in this unit")?;
        let best = best.setup.map_err(|why| format!("as it is, it cannot be: {why}"))?;
        let Ok(other) = other.setup else { return Ok(()) };
        let run = |setup: &Setup| {
            let mut world = World::new(setup).map_err(|error| error.to_string())?;
            world.run_within(file.length, Budget::CHECK).map_err(|spent| spent.words(&file.id))?;
            watched(&world, prices, watch).ok_or_else(|| format!("unknown figure `{watch}`"))
        };
        let (best, other) = (run(&best)?, run(&other)?);
        if (best - other).abs() <= 1e-9 * best.abs().max(1.0) {
            let shown = shown_figure(best);
            return Err(format!("`{watch}` is {shown} in both lanes, so the run shows nothing"));
        }
        Ok(())
    }
}
