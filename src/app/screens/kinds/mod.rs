//! What a learner does while a card is asked, a file for each kind as in `content/kinds`, whose
//! list makes the enum here.

pub mod basic;
pub mod matching;
pub mod options;
pub mod order;
pub mod typed;

use self::typed::About;
use super::field::Field;
use crate::{
    app::keys::action::{Action, Place},
    content::{
        Body, Card, Library, Verdict,
        binding::CardReply,
        kinds::{self, Asks, kinds},
    },
    memory::Rating,
};

/// A kind of card with what takes its answers.
pub trait Answerable: Asks {
    type Input: Answering;

    /// Nothing is answered yet.
    fn begin(&self) -> Self::Input;
}

/// What has been typed or picked so far; options count as shown.
pub trait Answering {
    /// Where the person is.
    fn place(&self) -> Place {
        Place::Pick
    }

    /// How many options there are to pick from by number.
    fn n_options(&self) -> usize {
        0
    }

    /// Whether an action that the place lists would do something.
    fn offers(&self, _action: Action) -> bool {
        true
    }

    /// What an action does at this moment, in a word, where that is not what its hint says.
    fn hint(&self, _action: Action) -> Option<&'static str> {
        None
    }

    /// Moves the cursor, picks, or takes picks back.
    fn pick(&mut self, _action: Action) {}

    /// Why so many numbers in one line are no answer.
    fn refuses(&self, _n_picks: usize) -> Option<&'static str> {
        None
    }

    /// The line of text that keys go to.
    fn field(&mut self) -> Option<&mut Field> {
        None
    }

    /// Whether the answer is whole; else what is missing.
    ///
    /// # Errors
    /// What is missing, with its keys as `Keymap::fill` fills them in.
    fn complete(&mut self) -> Result<(), String> {
        Ok(())
    }

    /// How the answer is judged; none while something has to be asked back first.
    fn settle(&mut self, asked: &AskedCard<'_>) -> Option<Judged>;

    /// What was asked back about the answer as it stands now.
    fn doubt(&self) -> Option<&About> {
        None
    }

    /// Leaves the question that was asked back; whether there was one.
    fn drop_doubt(&mut self) -> bool {
        false
    }

    /// The answer in words, for the log and the screen.
    fn words(&self, order: &[usize]) -> String;

    /// The answer as what runs beside the card takes it.
    fn reply(&self, _order: &[usize]) -> CardReply {
        CardReply::Nothing
    }
}

/// How an answer was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judged {
    Is(Verdict),
    /// Only the learner knows: the rating says whether it was remembered.
    ByOneself,
    /// No answer was given.
    NotGiven,
}

impl Judged {
    /// Whether an answer that is rated so was right, as the log has it.
    pub(super) fn is_right(&self, rating: Rating) -> bool {
        match self {
            Self::Is(verdict) => verdict.is_right(),
            Self::ByOneself => rating != Rating::Again,
            Self::NotGiven => false,
        }
    }

    /// Whether somebody found it wrong, or there was none.
    pub(super) fn is_missed(&self) -> bool {
        match self {
            Self::Is(verdict) => !verdict.is_right(),
            Self::ByOneself => false,
            Self::NotGiven => true,
        }
    }
}

/// The card that is asked.
#[derive(Debug)]
pub struct AskedCard<'a> {
    pub library: &'a Library,
    pub card: &'a Card,
    /// The options in the order shown: positions in the card.
    pub order: &'a [usize],
}

macro_rules! inputs {
    ($($name:ident($module:ident::$kind:ident) = $word:literal,)*) => {
        /// What has been typed or picked so far, by the kind of card.
        #[derive(Debug, Clone)]
        pub enum Input {
            $($name(<kinds::$module::$kind as Answerable>::Input),)*
        }

        impl Input {
            /// Nothing is answered yet.
            pub fn begin(body: &Body) -> Self {
                match body {
                    $(Body::$name(body) => Self::$name(body.begin()),)*
                }
            }

            pub fn answering(&self) -> &dyn Answering {
                match self {
                    $(Self::$name(input) => input,)*
                }
            }

            pub fn answering_mut(&mut self) -> &mut dyn Answering {
                match self {
                    $(Self::$name(input) => input,)*
                }
            }
        }
    };
}
kinds!(inputs);

/// What is made of an answer of `n` parts.
fn share(n_right: usize, n: usize) -> Judged {
    Judged::Is(match n_right {
        0 => Verdict::Wrong,
        all if all == n => Verdict::Right,
        n_right => Verdict::Partly { n_right, n },
    })
}

/// The place that a number picks, or that the cursor is on where that is marked.
#[expect(clippy::wildcard_enum_match_arm, reason = "other actions pick nothing")]
fn picked(action: Action, cursor: Option<usize>, n_options: usize) -> Option<usize> {
    let place = match action {
        Action::Pick(number) => Some(usize::from(number) - 1),
        Action::Mark => cursor,
        _ => None,
    };
    place.filter(|place| *place < n_options)
}
