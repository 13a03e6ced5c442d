//! The one list of everything a key can do. Hints, help, palette, configuration, README and plain
//! prompts read it.

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
    pub const ALL: [Self; 13] = [
        Self::Anywhere,
        Self::Home,
        Self::Pick,
        Self::Type,
        Self::Card,
        Self::Finish,
        Self::Browse,
        Self::Search,
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
            Self::Type | Self::Search | Self::Edit | Self::Palette => true,
            Self::Anywhere
            | Self::Home
            | Self::Pick
            | Self::Card
            | Self::Finish
            | Self::Browse
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
    Decks,
    OpenBrowse,
    OpenSearch,
    OpenSettings,
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

/// One line of the list.
#[derive(Debug)]
pub struct Info {
    pub action: Action,
    /// As the configuration file calls it.
    pub name: &'static str,
    /// What it does, as a sentence without period.
    pub about: &'static str,
    /// One or two words for the line of hints.
    pub hint: &'static str,
    pub places: &'static [Place],
    pub keys: &'static [&'static str],
}

const fn info(
    action: Action,
    name: &'static str,
    hint: &'static str,
    about: &'static str,
    places: &'static [Place],
    keys: &'static [&'static str],
) -> Info {
    Info { action, name, about, hint, places, keys }
}

const PAGED: &[Place] = &[Place::Card, Place::Browse, Place::Settings, Place::List];
const LISTED: &[Place] = &[Place::Browse, Place::Settings, Place::List];

/// All actions, most useful first within each place.
pub static ACTIONS: &[Info] = &[
    info(
        Action::Start,
        "home.start",
        "start",
        "Study what is due, then new cards",
        &[Place::Home],
        &["enter", "r"],
    ),
    info(Action::Decks, "home.decks", "decks", "Choose a deck to study", &[Place::Home], &["d"]),
    info(
        Action::OpenBrowse,
        "home.browse",
        "browse",
        "Look at all facts and cards",
        &[Place::Home],
        &["b"],
    ),
    info(
        Action::OpenSearch,
        "home.search",
        "find",
        "Search facts and cards",
        &[Place::Home],
        &["/"],
    ),
    info(
        Action::OpenSettings,
        "home.settings",
        "settings",
        "Change settings",
        &[Place::Home],
        &["s"],
    ),
    info(Action::Pick(1), "pick.1", "pick", "Pick option 1", &[Place::Pick], &["1"]),
    info(Action::Pick(2), "pick.2", "", "Pick option 2", &[Place::Pick], &["2"]),
    info(Action::Pick(3), "pick.3", "", "Pick option 3", &[Place::Pick], &["3"]),
    info(Action::Pick(4), "pick.4", "", "Pick option 4", &[Place::Pick], &["4"]),
    info(Action::Pick(5), "pick.5", "", "Pick option 5", &[Place::Pick], &["5"]),
    info(Action::Pick(6), "pick.6", "", "Pick option 6", &[Place::Pick], &["6"]),
    info(Action::Pick(7), "pick.7", "", "Pick option 7", &[Place::Pick], &["7"]),
    info(Action::Pick(8), "pick.8", "", "Pick option 8", &[Place::Pick], &["8"]),
    info(Action::Pick(9), "pick.9", "", "Pick option 9", &[Place::Pick], &["9"]),
    info(Action::EraseAll, "pick.clear", "", "Take all picks back", &[Place::Pick], &["ctrl-u"]),
    info(Action::Mark, "pick.mark", "", "Pick what the cursor is on", &[Place::Pick], &["space"]),
    info(
        Action::Commit,
        "answer.commit",
        "answer",
        "Give the answer",
        &[Place::Pick, Place::Type],
        &["enter"],
    ),
    info(
        Action::Confidence,
        "answer.confidence",
        "sure?",
        "Say how sure you are: sure, unsure, guess",
        &[Place::Pick, Place::Type],
        &["tab"],
    ),
    info(
        Action::GiveUp,
        "answer.give-up",
        "show",
        "Show the answer without giving one",
        &[Place::Pick, Place::Type],
        &["ctrl-g"],
    ),
    info(
        Action::Erase,
        "pick.erase",
        "",
        "Take the last pick back",
        &[Place::Pick],
        &["backspace"],
    ),
    info(
        Action::Confirm,
        "review.confirm",
        "confirm",
        "Take the proposed rating",
        &[Place::Card],
        &["enter", "space"],
    ),
    info(Action::RateAgain, "review.again", "", "Rate: not remembered", &[Place::Card], &["1"]),
    info(
        Action::RateHard,
        "review.hard",
        "",
        "Rate: remembered with trouble",
        &[Place::Card],
        &["2"],
    ),
    info(Action::RateGood, "review.good", "", "Rate: remembered", &[Place::Card], &["3"]),
    info(Action::RateEasy, "review.easy", "", "Rate: remembered at once", &[Place::Card], &["4"]),
    info(
        Action::ShowFacts,
        "review.facts",
        "facts",
        "Look at the facts behind the card",
        &[Place::Card],
        &["f"],
    ),
    info(
        Action::Open,
        "browse.open",
        "open",
        "Open what is selected",
        &[Place::Browse, Place::List, Place::Palette],
        &["enter"],
    ),
    info(Action::Search, "browse.search", "find", "Type a search", &[Place::Browse], &["/"]),
    info(
        Action::FilterWhat,
        "browse.what",
        "what",
        "Filter: facts and cards, facts, cards",
        &[Place::Browse],
        &["w"],
    ),
    info(Action::FilterTopic, "browse.topic", "topic", "Filter by topic", &[Place::Browse], &["t"]),
    info(
        Action::FilterKind,
        "browse.kind",
        "kind",
        "Filter by kind of card",
        &[Place::Browse],
        &["y"],
    ),
    info(
        Action::FilterStatus,
        "browse.status",
        "status",
        "Filter facts by what the notes say",
        &[Place::Browse],
        &["s"],
    ),
    info(
        Action::FilterState,
        "browse.due",
        "due",
        "Filter cards: due, new, learnt, suspended, leeches",
        &[Place::Browse],
        &["d"],
    ),
    info(
        Action::SuspendCard,
        "card.suspend",
        "suspend",
        "Suspend the card, or bring it back",
        &[Place::Pick, Place::Card, Place::Browse],
        &["x"],
    ),
    info(
        Action::BuryCard,
        "card.bury",
        "bury",
        "Put the card off until tomorrow",
        &[Place::Pick, Place::Card, Place::Browse],
        &["z"],
    ),
    info(
        Action::ResetCard,
        "card.reset",
        "reset",
        "Forget what was learnt of the card",
        &[Place::Browse],
        &["R"],
    ),
    info(
        Action::Clear,
        "search.leave",
        "list",
        "Go to the list",
        &[Place::Search],
        &["enter", "down", "esc"],
    ),
    info(
        Action::More,
        "settings.more",
        "change",
        "Next value",
        &[Place::Settings],
        &["right", "l", "enter", "space"],
    ),
    info(Action::Less, "settings.less", "", "Value before", &[Place::Settings], &["left", "h"]),
    info(Action::Commit, "edit.commit", "take", "Take what was typed", &[Place::Edit], &["enter"]),
    info(Action::Yes, "confirm.yes", "yes", "Yes", &[Place::Confirm], &["y", "enter"]),
    info(Action::No, "confirm.no", "no", "No", &[Place::Confirm], &["n", "esc"]),
    info(
        Action::Start,
        "finish.more",
        "more",
        "Go on with more new cards",
        &[Place::Finish],
        &["m"],
    ),
    info(Action::Back, "finish.home", "home", "Back to home", &[Place::Finish], &["enter"]),
    info(Action::Quit, "home.quit", "", "Leave coldstart", &[Place::Home], &["q"]),
    info(
        Action::Undo,
        "app.undo",
        "undo",
        "Take the last answer back",
        &[Place::Anywhere],
        &["u", "ctrl-t"],
    ),
    info(
        Action::Up,
        "list.up",
        "",
        "Up",
        &[
            Place::Pick,
            Place::Card,
            Place::Browse,
            Place::Settings,
            Place::List,
            Place::Palette,
            Place::Home,
        ],
        &["up", "k"],
    ),
    info(
        Action::Down,
        "list.down",
        "",
        "Down",
        &[
            Place::Pick,
            Place::Card,
            Place::Browse,
            Place::Settings,
            Place::List,
            Place::Palette,
            Place::Home,
        ],
        &["down", "j"],
    ),
    info(Action::PageUp, "list.page-up", "", "A page up", PAGED, &["pageup", "ctrl-b"]),
    info(Action::PageDown, "list.page-down", "", "A page down", PAGED, &["pagedown", "ctrl-f"]),
    info(Action::Top, "list.top", "", "To the top", PAGED, &["home", "g"]),
    info(Action::Bottom, "list.bottom", "", "To the bottom", LISTED, &["end", "G"]),
    info(
        Action::Help,
        "app.help",
        "help",
        "Show the keys of this screen",
        &[Place::Anywhere],
        &["?", "f1"],
    ),
    info(
        Action::Palette,
        "app.palette",
        "",
        "Do something by its name",
        &[Place::Anywhere],
        &[":", "ctrl-p"],
    ),
    info(
        Action::Back,
        "app.back",
        "back",
        "Go back; everything is saved",
        &[Place::Anywhere],
        &["esc", "q"],
    ),
    info(
        Action::Suspend,
        "app.suspend",
        "",
        "Stop, and come back with the shell's fg",
        &[Place::Anywhere],
        &["ctrl-z"],
    ),
    info(Action::Quit, "app.quit", "", "Leave coldstart", &[Place::Anywhere], &["ctrl-c", "Q"]),
];

/// The line of the list that the configuration file calls `name`.
pub fn by_name(name: &str) -> Option<&'static Info> {
    ACTIONS.iter().find(|info| info.name == name)
}
