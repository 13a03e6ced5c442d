//! What a person can do, and where.

/// Where a person is; it decides which actions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Everywhere except where text is typed.
    Anywhere,
    Home,
    /// A card whose answer is picked.
    Pick,
    /// A card whose answer is typed.
    Type,
    /// A card that was answered.
    Card,
    /// The end of a session.
    Finish,
    Browse,
    /// The search line of Browse.
    Search,
    /// The list of worlds.
    Worlds,
    /// A world that plays.
    Lab,
    /// A scenario that asks.
    Item,
    /// What will come of a run, to be typed before it is shown.
    Predict,
    /// A scenario that was answered.
    Explain,
    /// Mocks to begin, to go on with, to look at.
    Mocks,
    /// A question of a mock.
    Exam,
    /// The list of all questions of a mock.
    ExamList,
    /// What a mock came to.
    Report,
    /// The plan to the exam date.
    Plan,
    /// Figures about the learning.
    Stats,
    /// A drill whose answer is typed.
    Drill,
    /// A drill whose answer is picked.
    DrillPick,
    /// A drill that was answered.
    Drilled,
    Settings,
    /// A setting that is typed.
    Edit,
    /// A list in front: help, decks.
    List,
    /// The list of all actions, found by typing.
    Palette,
    /// A question in front.
    Confirm,
}

impl Place {
    pub const ALL: [Self; 27] = [
        Self::Anywhere,
        Self::Home,
        Self::Pick,
        Self::Type,
        Self::Card,
        Self::Finish,
        Self::Browse,
        Self::Search,
        Self::Worlds,
        Self::Lab,
        Self::Item,
        Self::Predict,
        Self::Explain,
        Self::Mocks,
        Self::Exam,
        Self::ExamList,
        Self::Report,
        Self::Plan,
        Self::Stats,
        Self::Drill,
        Self::DrillPick,
        Self::Drilled,
        Self::Settings,
        Self::Edit,
        Self::List,
        Self::Palette,
        Self::Confirm,
    ];

    /// What help calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Anywhere => "anywhere",
            Self::Home => "home",
            Self::Pick => "a question with options",
            Self::Type => "a question to type",
            Self::Card => "an answered card",
            Self::Finish => "the end of a session",
            Self::Browse => "browse",
            Self::Search => "the search line",
            Self::Worlds => "the list of worlds",
            Self::Lab => "the lab",
            Self::Item => "a scenario",
            Self::Predict => "a prediction to type",
            Self::Explain => "an answered scenario",
            Self::Mocks => "the mocks",
            Self::Exam => "a question of a mock",
            Self::ExamList => "the questions of a mock",
            Self::Report => "the report of a mock",
            Self::Plan => "the plan",
            Self::Stats => "the figures",
            Self::Drill => "a drill to type",
            Self::DrillPick => "a drill to pick",
            Self::Drilled => "an answered drill",
            Self::Settings => "settings",
            Self::Edit => "a setting to type",
            Self::List => "a list in front",
            Self::Palette => "the palette",
            Self::Confirm => "a question in front",
        }
    }

    /// Whether printable keys are text here, and so no action.
    pub fn is_text(self) -> bool {
        match self {
            Self::Type
            | Self::Predict
            | Self::Drill
            | Self::Search
            | Self::Edit
            | Self::Palette => true,
            Self::Anywhere
            | Self::Home
            | Self::Pick
            | Self::Card
            | Self::Finish
            | Self::Browse
            | Self::Worlds
            | Self::Lab
            | Self::Item
            | Self::Explain
            | Self::Mocks
            | Self::Exam
            | Self::ExamList
            | Self::Report
            | Self::Plan
            | Self::Stats
            | Self::DrillPick
            | Self::Drilled
            | Self::Settings
            | Self::List
            | Self::Confirm => false,
        }
    }
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
