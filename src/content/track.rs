//! What is of one exam and not of the program: its names, its blueprint, and the words that the
//! rules of texts go by.

use serde::{Deserialize, Serialize};

use crate::{exam::Blueprint, text};

/// An exam with everything there is to study for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Track {
    pub id: String,
    pub title: String,
    /// The exam's own short name.
    pub exam: String,
    /// The part of the exam that it is about; none: the whole exam.
    pub section: Option<String>,
    /// Why a score is an estimate.
    pub estimate: Option<String>,
    pub blueprint: Blueprint,
    pub words: TrackWords,
    pub question: QuestionLine,
}

/// What a track is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackName {
    pub id: String,
    pub title: String,
}

/// Lists that the rules of texts go by; what is empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackWords {
    /// Task statements, with their domain as first digit.
    pub tasks: Vec<String>,
    /// Names that nobody uses any more.
    pub retired: Vec<String>,
    /// Services and their kinds, as options name them.
    pub services: Vec<String>,
    /// What options begin with.
    pub verbs: Vec<String>,
    /// Spellings that are not those of the house, and the right ones.
    pub spellings: Vec<(String, String)>,
    /// How many facts beyond the notes there are to hold.
    pub beyond: u32,
}

/// How the last sentence of a stem goes. `{qualifier}` and `{number}` are filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionLine {
    /// With one right option.
    pub one: String,
    /// With several.
    pub several: String,
    /// The names of those that the exam knows, with their words.
    pub qualifiers: Vec<(String, String)>,
}

impl Default for QuestionLine {
    fn default() -> Self {
        Self {
            one: "Which of these is right{qualifier}?".to_owned(),
            several: "Which of these are right{qualifier}? (Select {number}.)".to_owned(),
            qualifiers: Vec::new(),
        }
    }
}

impl QuestionLine {
    /// The question of an item with a qualifier, by its name, and so many right options.
    pub fn of(&self, qualifier: &str, n_keys: usize) -> String {
        let words = self.qualifiers.iter().find(|(one, _)| one == qualifier);
        let words = words.map_or_else(String::new, |(_, words)| format!(" {words}"));
        let text = if n_keys <= 1 { &self.one } else { &self.several };
        let number = if n_keys == 2 { "TWO" } else { "THREE" };
        text.replace("{qualifier}", &words).replace("{number}", number)
    }
}

impl Track {
    pub fn name(&self) -> TrackName {
        TrackName { id: self.id.clone(), title: self.title.clone() }
    }

    /// A score as screens name it: `681 of 1,000`.
    pub fn score_words(&self, score: u32) -> String {
        let [score, high] = [score, self.blueprint.scale.high].map(u64::from).map(text::thousands);
        format!("{score} of {high}")
    }

    /// ` on serverless questions`; nothing where it is about the whole exam.
    pub fn scope(&self) -> String {
        self.section.as_ref().map_or_else(String::new, |section| format!(" on {section} questions"))
    }
}
