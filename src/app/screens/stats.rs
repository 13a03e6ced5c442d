//! Figures about the learning: the year, what is to come, how well recall is foretold, drills,
//! predictions, mocks, and the fit of the memory to the answers.

use super::{
    Scene,
    list::{PAGE, scroll},
    settings::change,
};
use crate::{
    app::{
        Ctx, Next,
        keys::action::{Action, Place},
    },
    memory::fit::{self, Fit, REVIEWS_NEEDED, n_reviews},
    study::{desk::Desk, figures::Figures},
};

/// The screen.
#[derive(Debug)]
pub struct StatsView {
    pub figures: Figures,
    /// The parameters before they were fitted in this visit, as their setting has them.
    before: Option<String>,
    /// Reviews that a fit could use.
    pub n_reviews: usize,
    /// What the fit of this visit came to.
    pub fit: Option<Fit>,
    /// Tables in place of plots.
    pub is_table: bool,
    pub scroll: usize,
}

impl StatsView {
    pub fn new(ctx: &Ctx<'_>) -> Self {
        Self {
            figures: Figures::new(ctx.desk, ctx.now.day),
            before: None,
            n_reviews: n_reviews(&ctx.desk.history.reviews),
            fit: None,
            is_table: false,
            scroll: 0,
        }
    }

    /// Fits the memory's parameters to the answers so far; takes them when they foretell better.
    fn fit(&mut self, ctx: &mut Ctx<'_>) {
        let n = self.n_reviews;
        if n < REVIEWS_NEEDED {
            return ctx.say(format!("{n} of the {REVIEWS_NEEDED} reviews that a fit takes"));
        }
        let Some(fit) = fit::fit(&ctx.desk.history.reviews, &ctx.desk.cards.scheduler.model) else {
            return ctx.say("these answers cannot be fitted");
        };
        if fit.is_better() {
            let numbers: Vec<String> = fit.parameters.iter().map(f32::to_string).collect();
            let before = ctx.desk.preferences.show("parameters");
            match change(ctx, "parameters", &numbers.join(" ")) {
                Ok(()) => {
                    self.before.get_or_insert(before);
                    ctx.say("fitted to your answers; {app.undo} takes it back");
                }
                Err(why) => ctx.say(why),
            }
        } else {
            ctx.say("what is in use foretells better; nothing has changed");
        }
        self.fit = Some(fit);
    }

    /// Takes the last fit back.
    fn undo(&mut self, ctx: &mut Ctx<'_>) {
        match self.before.take() {
            Some(before) => {
                // It was in use before, so it is one that can be set.
                let _ = change(ctx, "parameters", &before);
                self.fit = None;
                ctx.say("the parameters before are in use again");
            }
            None => ctx.say("nothing was fitted in this visit; settings take it back"),
        }
    }
}

impl Scene for StatsView {
    fn place(&self) -> Place {
        Place::Stats
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        match action {
            Action::Back => return Next::Pop,
            Action::Undo => self.undo(ctx),
            Action::Fit => self.fit(ctx),
            Action::ShowTable => self.is_table = !self.is_table,
            other => scroll(&mut self.scroll, other, PAGE),
        }
        Next::Stay
    }

    fn offers(&self, _desk: &Desk, _action: Action) -> bool {
        true
    }
}
