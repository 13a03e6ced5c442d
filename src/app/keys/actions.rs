//! The one list of everything a key can do. Hints, help, palette, configuration, README and plain
//! prompts read it.

use super::action::{Action, Place};

/// One line of the list.
#[derive(Debug)]
pub struct Info {
    pub action: Action,
    /// As the configuration file calls it.
    pub name: &'static str,
    /// One or two words for the line of hints; none where it is not hinted at.
    pub hint: &'static str,
    pub places: &'static [Place],
    /// Its keys, unless a person has set others, separated by spaces.
    pub keys: &'static str,
    /// What it does, as a sentence without period.
    pub about: &'static str,
}

const PAGED: &[Place] = &[
    Place::Mocks,
    Place::Exam,
    Place::ExamList,
    Place::Report,
    Place::Plan,
    Place::Stats,
    Place::Card,
    Place::Browse,
    Place::Worlds,
    Place::Lab,
    Place::Explain,
    Place::Settings,
    Place::List,
];
/// Where something is chosen with the arrows.
const MOVED: &[Place] = &[
    Place::Pick,
    Place::Card,
    Place::Browse,
    Place::Worlds,
    Place::Lab,
    Place::Item,
    Place::Explain,
    Place::Mocks,
    Place::Exam,
    Place::ExamList,
    Place::Report,
    Place::Plan,
    Place::Stats,
    Place::Drill,
    Place::DrillPick,
    Place::Settings,
    Place::List,
    Place::Palette,
    Place::Home,
];
const PICKED: &[Place] = &[Place::Pick, Place::Item, Place::Exam, Place::DrillPick];
/// Where a pick stands until the answer is given; a drill takes it as the answer, and has four at
/// most.
const MARKED: &[Place] = &[Place::Pick, Place::Item, Place::Exam];
const LISTED: &[Place] = &[
    Place::Mocks,
    Place::ExamList,
    Place::Report,
    Place::Browse,
    Place::Worlds,
    Place::Settings,
    Place::List,
];

/// All actions, most useful first within each place.
pub fn all() -> impl Iterator<Item = &'static Info> {
    ACTIONS.iter()
}

/// The line of the list that the configuration file calls `name`.
pub fn by_name(name: &str) -> Option<&'static Info> {
    all().find(|info| info.name == name)
}

macro_rules! places {
    ([$($place:ident)*]) => { &[$(Place::$place),*] };
    ($list:ident) => { $list };
}

/// `Action "name" "hint" [Places] "keys" "what it does";`
macro_rules! actions {
    ($($action:ident$(($n:literal))? $name:literal $hint:literal $places:tt $keys:literal
        $about:literal;)*) => {
        static ACTIONS: &[Info] = &[$(Info {
            action: Action::$action$(($n))?,
            name: $name,
            hint: $hint,
            places: places!($places),
            keys: $keys,
            about: $about,
        }),*];
    };
}

actions! {
    SwitchInput "drill.input" "type or pick" [Drill DrillPick] "tab"
        "Pick answers instead of typing them, or the other way round";
    Open "mocks.open" "open" [Mocks] "enter"
        "Begin, go on, or look at the report";
    ExtraTime "mocks.extra" "extra time" [Mocks] "e"
        "With extra time, or without";
    AsPractice "mocks.practice" "practice" [Mocks] "p"
        "As practice: no clock, feedback after each answer";
    NextItem "exam.next" "next" [Exam] "enter right n l"
        "Next question";
    Previous "exam.previous" "back" [Exam] "left p h"
        "Question before";
    Flag "exam.flag" "flag" [Exam] "f"
        "Flag for review";
    Overview "exam.list" "all" [Exam ExamList] "o"
        "The list of all questions, and back";
    Highlight "exam.highlight" "" [Exam] "V"
        "Mark the sentence, or take the mark away";
    NextSentence "exam.sentence" "" [Exam] "v"
        "To the next sentence of the question";
    HideClock "exam.clock" "" [Exam ExamList] "t"
        "Hide the clock, or show it";
    Open "exam.open" "open" [ExamList] "enter"
        "Go to the question";
    FilterWhat "exam.filter" "filter" [ExamList] "tab"
        "List all, incomplete or flagged questions";
    EndExam "exam.end" "end" [Exam ExamList] "E"
        "End the exam; asks first";
    Open "report.open" "explain" [Report] "enter n"
        "Go through the questions from here on, each with its run";
    Start "plan.start" "study" [Plan] "enter r"
        "Study what today holds";
    Fit "stats.fit" "fit" [Stats] "F"
        "Fit the memory's parameters to your answers, if that foretells them better";
    ShowTable "stats.table" "table" [Stats] "t"
        "Tables in place of plots, or plots";
    Start "home.start" "start" [Home] "enter r"
        "Study what is due, then new cards";
    OpenPractice "home.practice" "scenarios" [Home] "p"
        "Answer exam-style scenarios and watch the answers run";
    OpenDrills "home.drills" "drills" [Home] "D"
        "Drill the numbers: limits, units, bills";
    OpenMocks "home.mocks" "mock" [Home] "m"
        "Take a mock exam, or look at those that are done";
    OpenLab "home.lab" "lab" [Home] "L l"
        "Play with the simulator";
    OpenSearch "home.search" "find" [Home] "/"
        "Search facts and cards";
    OpenBrowse "home.browse" "browse" [Home] "b"
        "Look at all facts and cards";
    Decks "home.decks" "decks" [Home] "d"
        "Choose a deck to study";
    OpenSettings "home.settings" "settings" [Home Plan] "s"
        "Change settings";
    FilterChallenges "worlds.challenges" "challenges" [Worlds] "c"
        "List challenges only, or all worlds";
    Play "lab.play" "play" [Lab] "space enter"
        "Play or pause";
    More "lab.more" "turn" [Lab] "right l"
        "Turn the selected knob up";
    SecondLane "lab.second-lane" "lane B" [Lab] "b"
        "Add a second lane on the same traffic, or take it away";
    RunToEnd "lab.end" "end" [Lab] "e end"
        "Run to the end as fast as it goes";
    NextPanel "lab.panel" "knobs, log" [Lab] "tab"
        "Show knobs, log or goals below the charts";
    Faster "lab.faster" "speed" [Lab] "+ ="
        "Run faster";
    Restart "lab.restart" "again" [Lab] "r"
        "Begin again at 0 with the present settings";
    ShowTable "lab.table" "table" [Lab] "t"
        "Show the figures as a table instead of charts";
    Less "lab.less" "" [Lab] "left h"
        "Turn the selected knob down";
    MuchMore "lab.much-more" "" [Lab] ">"
        "Turn the selected knob up by ten steps";
    MuchLess "lab.much-less" "" [Lab] "<"
        "Turn the selected knob down by ten steps";
    Slower "lab.slower" "" [Lab] "-"
        "Run slower";
    Step "lab.step" "" [Lab] "s ."
        "Go on by one sample";
    RunOn "lab.next" "" [Lab] "n"
        "Go on to the next thing that the log has a word for";
    OtherLane "lab.other-lane" "" [Lab] "o"
        "Turn the knobs of the other lane";
    ResetKnobs "lab.reset" "" [Lab] "R"
        "Set the knobs back to how the world came";
    Peek "lab.solution" "" [Lab] "w"
        "Show one way to reach the goals in lane B; it does not count as solved";
    Pick(1) "pick.1" "pick" PICKED "1"
        "Pick option 1";
    Pick(2) "pick.2" "" PICKED "2"
        "Pick option 2";
    Pick(3) "pick.3" "" PICKED "3"
        "Pick option 3";
    Pick(4) "pick.4" "" PICKED "4"
        "Pick option 4";
    Pick(5) "pick.5" "" MARKED "5"
        "Pick option 5";
    Pick(6) "pick.6" "" MARKED "6"
        "Pick option 6";
    Pick(7) "pick.7" "" [Pick] "7"
        "Pick option 7";
    Pick(8) "pick.8" "" [Pick] "8"
        "Pick option 8";
    Pick(9) "pick.9" "" [Pick] "9"
        "Pick option 9";
    EraseAll "pick.clear" "" MARKED "ctrl-u"
        "Take all picks back";
    Mark "pick.mark" "" MARKED "space"
        "Pick what the cursor is on";
    Strike "item.strike" "rule out" [Item Exam] "x"
        "Rule the option out, or bring it back";
    Watch "item.watch" "watch" [Explain Card Drilled] "w"
        "Run your answer beside the best one";
    NextItem "item.next" "next" [Explain Drilled] "enter n"
        "The next one";
    BreakEven "item.break-even" "break-even" [Explain] "b"
        "Find the point where a wrong option becomes right";
    Flip "item.flip" "what flips it" [Explain] "s"
        "Run the sibling, in which another option is right";
    Pick(1) "lab.answer-1" "" [Lab] "1"
        "Option A into the lane";
    Pick(2) "lab.answer-2" "" [Lab] "2"
        "Option B into the lane";
    Pick(3) "lab.answer-3" "" [Lab] "3"
        "Option C into the lane";
    Pick(4) "lab.answer-4" "" [Lab] "4"
        "Option D into the lane";
    Pick(5) "lab.answer-5" "" [Lab] "5"
        "Option E into the lane";
    Pick(6) "lab.answer-6" "" [Lab] "6"
        "Option F into the lane";
    OwnAnswer "lab.own" "" [Lab] "0"
        "Put your answer into the lane that knobs turn";
    BestAnswer "lab.best" "" [Lab] "9"
        "Put the best answer into the lane that knobs turn";
    ToParting "lab.parting" "" [Lab] "P"
        "Go to the moment just before the lanes part";
    Commit "answer.commit" "answer" [Pick Type Item Predict Drill DrillPick] "enter"
        "Give the answer";
    Confidence "answer.confidence" "sure?" [Pick Type Exam] "tab"
        "Say how sure you are: sure, unsure, guess";
    GiveUp "answer.give-up" "show" [Pick Type Predict Drill DrillPick] "ctrl-g"
        "Show the answer without giving one";
    Erase "pick.erase" "" MARKED "backspace"
        "Take the last pick back";
    Confirm "review.confirm" "confirm" [Card] "enter space"
        "Take the proposed rating";
    RateAgain "review.again" "" [Card] "1"
        "Rate: not remembered";
    RateHard "review.hard" "" [Card] "2"
        "Rate: remembered with trouble";
    RateGood "review.good" "" [Card] "3"
        "Rate: remembered";
    RateEasy "review.easy" "" [Card] "4"
        "Rate: remembered at once";
    ShowFacts "review.facts" "facts" [Card Explain Drilled] "f"
        "Look at the facts behind it";
    Open "browse.open" "open" [Browse Worlds List Palette] "enter"
        "Open what is selected";
    Search "browse.search" "find" [Browse] "/"
        "Type a search";
    FilterWhat "browse.what" "what" [Browse] "w"
        "Filter: facts and cards, facts, cards";
    FilterTopic "browse.topic" "topic" [Browse] "t"
        "Filter by topic";
    FilterKind "browse.kind" "kind" [Browse] "y"
        "Filter by kind of card";
    FilterStatus "browse.status" "status" [Browse] "s"
        "Filter facts by what the notes say";
    FilterState "browse.due" "due" [Browse] "d"
        "Filter cards: due, new, learned, suspended, leeches";
    SuspendCard "card.suspend" "suspend" [Pick Card Browse] "x"
        "Suspend the card, or bring it back";
    BuryCard "card.bury" "bury" [Pick Card Browse] "z"
        "Put the card off until tomorrow";
    ResetCard "card.reset" "reset" [Browse] "R"
        "Forget what was learned of the card";
    Clear "search.leave" "list" [Search] "enter down esc"
        "Go to the list";
    More "settings.more" "change" [Settings] "right l enter space"
        "Next value";
    Less "settings.less" "" [Settings] "left h"
        "Value before";
    Commit "edit.commit" "take" [Edit] "enter"
        "Take what was typed";
    Yes "confirm.yes" "yes" [Confirm] "y enter"
        "Yes";
    No "confirm.no" "no" [Confirm] "n esc"
        "No";
    Start "finish.more" "more" [Finish] "m"
        "Go on: more new cards, or another round";
    StudyAhead "finish.ahead" "ahead" [Finish] "a"
        "Study cards ahead that today does not ask for; the schedule stays as it is";
    Back "finish.home" "home" [Finish] "enter"
        "Back to home";
    Quit "home.quit" "" [Home] "q"
        "Leave coldstart";
    Undo "app.undo" "undo" [Anywhere] "u ctrl-t"
        "Take the last answer back";
    Up "list.up" "" MOVED "up k"
        "Up";
    Down "list.down" "" MOVED "down j"
        "Down";
    PageUp "list.page-up" "" PAGED "pageup ctrl-b"
        "A page up";
    PageDown "list.page-down" "" PAGED "pagedown ctrl-f"
        "A page down";
    Top "list.top" "" PAGED "home g"
        "To the top";
    Bottom "list.bottom" "" LISTED "end G"
        "To the bottom";
    Help "app.help" "help" [Anywhere] "? f1"
        "Show the keys of this screen";
    Palette "app.palette" "" [Anywhere] ": ctrl-p"
        "Do something by its name";
    Back "app.back" "back" [Anywhere] "q esc"
        "Go back; everything is saved";
    Suspend "app.suspend" "" [Anywhere] "ctrl-z"
        "Stop, and come back with the shell's fg";
    Quit "app.quit" "" [Anywhere] "ctrl-c Q"
        "Leave coldstart";
    OpenPlan "home.plan" "plan" [Home] "P"
        "The plan to the exam date, and how ready you are";
    OpenStats "home.stats" "figures" [Home] "S"
        "Figures about your learning";
    Harder "drill.harder" "harder" [DrillPick Drilled] "+ ="
        "Harder numbers from the next question on";
    Easier "drill.easier" "easier" [DrillPick Drilled] "-"
        "Easier numbers from the next question on";
}
