//! What a person can do, and where.

macro_rules! is_text {
    () => {
        false
    };
    (text) => {
        true
    };
}

/// `Place = "what help calls it"`, with `(text)` where printable keys are text and so no action.
macro_rules! places {
    ($($(#[$doc:meta])* $place:ident = $title:literal $(($text:ident))?,)*) => {
        /// Where a person is; it decides which actions there are.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Place {
            $($(#[$doc])* $place,)*
        }

        impl Place {
            pub const ALL: &[Self] = &[$(Self::$place),*];

            /// What help calls it.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$place => $title,)*
                }
            }

            /// Whether printable keys are text here, and so no action.
            pub fn is_text(self) -> bool {
                match self {
                    $(Self::$place => is_text!($($text)?),)*
                }
            }
        }
    };
}

places! {
    /// Everywhere except where text is typed.
    Anywhere = "anywhere",
    Home = "home",
    /// A card whose answer is picked or recalled.
    Pick = "a card to pick or recall",
    /// A card whose answer is typed.
    Type = "a question to type" (text),
    /// A card that was answered.
    Card = "an answered card",
    /// The end of a session.
    Finish = "the end of a session",
    Browse = "browse",
    /// The search line of Browse.
    Search = "the search line" (text),
    /// The list of worlds.
    Worlds = "the list of worlds",
    /// A world that plays.
    Lab = "the lab",
    /// A scenario that asks.
    Item = "a scenario",
    /// What will come of a run, to be typed before it is shown.
    Predict = "a prediction to type" (text),
    /// A scenario that was answered.
    Explain = "an answered scenario",
    /// Mocks to begin, to go on with, to look at.
    Mocks = "the mocks",
    /// A question of a mock.
    Exam = "a question of a mock",
    /// The list of all questions of a mock.
    ExamList = "the questions of a mock",
    /// What a mock came to.
    Report = "the report of a mock",
    /// The plan to the exam date.
    Plan = "the plan",
    /// Figures about the learning.
    Stats = "the figures",
    /// A drill whose answer is typed.
    Drill = "a drill to type" (text),
    /// A drill whose answer is picked.
    DrillPick = "a drill to pick",
    /// A drill that was answered.
    Drilled = "an answered drill",
    Settings = "settings",
    /// A setting that is typed.
    Edit = "a setting to type" (text),
    /// A list in front: help, decks.
    List = "a list in front",
    /// The list of all actions, found by typing.
    Palette = "the palette" (text),
    /// A question in front.
    Confirm = "a question in front",
}

/// Everything that a key can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    Help,
    Palette,
    Back,
    Quit,
    Suspend,
    Undo,
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
    Start,
    StudyAhead,
    Decks,
    OpenBrowse,
    OpenSearch,
    OpenSettings,
    OpenLab,
    OpenPractice,
    OpenDrills,
    OpenMocks,
    OpenPlan,
    OpenStats,
    /// Fit the memory to the answers so far.
    Fit,
    /// 30 minutes more for a whole mock, a share of them for a shorter one.
    ExtraTime,
    /// Without a clock, with feedback.
    AsPractice,
    /// To the question before.
    Previous,
    /// The list of all questions, and back.
    Overview,
    Flag,
    HideClock,
    /// To the next sentence of the stem.
    NextSentence,
    /// Marks the sentence.
    Highlight,
    EndExam,
    /// Type answers instead of picking them, or the other way round.
    SwitchInput,
    Harder,
    Easier,
    /// Rule an option out.
    Strike,
    NextItem,
    /// Run your answer beside the best one.
    Watch,
    /// Run the sibling, in which another option is right.
    Flip,
    /// Where a wrong option becomes right.
    BreakEven,
    OwnAnswer,
    BestAnswer,
    /// To the moment where the lanes part.
    ToParting,
    Play,
    Step,
    Faster,
    Slower,
    RunOn,
    RunToEnd,
    Restart,
    ResetKnobs,
    MuchMore,
    MuchLess,
    SecondLane,
    OtherLane,
    NextPanel,
    ShowTable,
    Peek,
    FilterChallenges,
    Pick(u8),
    /// Pick what the cursor is on.
    Mark,
    /// Take all picks back.
    EraseAll,
    Erase,
    Commit,
    Confidence,
    GiveUp,
    RateAgain,
    RateHard,
    RateGood,
    RateEasy,
    Confirm,
    SuspendCard,
    BuryCard,
    ResetCard,
    ShowFacts,
    Search,
    Clear,
    FilterWhat,
    FilterTopic,
    FilterKind,
    FilterStatus,
    FilterState,
    Open,
    Less,
    More,
    Yes,
    No,
}
