//! What a person can set, as one table: the configuration file, `coldstart config` and the settings
//! screen read it.

use crate::{
    clock::Day,
    content::fact::words,
    memory::{Scheduler, fsrs},
};

words! {
    /// How a day is filled.
    Planning {
        /// By what raises the score on the exam day most, once there is an exam date.
        Exam = "exam",
        /// Plain FSRS: what is due, and so many new cards.
        Plain = "plain",
    }
}

words! {
    /// Which colours the screen wears.
    Theme {
        /// The sixteen colours of the terminal, on its own background.
        Terminal = "terminal",
        Dark = "dark",
        Light = "light",
        HighContrast = "high-contrast",
        Mono = "mono",
    }
}

words! {
    /// Which signs the screen may use.
    Glyphs {
        /// Unicode where the locale says UTF-8, else ASCII.
        Auto = "auto",
        Unicode = "unicode",
        Ascii = "ascii",
    }
}

words! {
    /// How much of the screen may move.
    Motion {
        Full = "full",
        /// Ten frames a second, and requests shown as rates only.
        Low = "low",
    }
}

/// What a person has set.
#[derive(Debug, Clone, PartialEq)]
pub struct Preferences {
    /// The track to study from the next start on; none: the built-in one.
    pub track: Option<String>,
    /// Of the track that is studied.
    pub exam_date: Option<Day>,
    /// Minutes that a day of study may take.
    pub minutes_per_day: u32,
    /// The same by day of the week, Monday first; none: every day alike.
    pub minutes_by_weekday: Option<[u32; 7]>,
    pub planning: Planning,
    /// FSRS parameters of this person; none: the default ones.
    pub parameters: Option<Vec<f32>>,
    /// New cards of a day at most; none: the plan decides, or 20 without an exam date.
    pub new_per_day: Option<u32>,
    pub reviews_per_day: u32,
    /// The share of due cards that should be remembered, in percent.
    pub retention_percent: u32,
    /// The hour at which a study day begins.
    pub rollover_hour: u8,
    pub learning_steps_min: Vec<u32>,
    pub relearning_steps_min: Vec<u32>,
    pub theme: Theme,
    pub glyphs: Glyphs,
    pub motion: Motion,
    /// Scenarios ask what will come of the run before they show it.
    pub predict: bool,
    pub mouse: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            track: None,
            exam_date: None,
            minutes_per_day: 20,
            minutes_by_weekday: None,
            planning: Planning::Exam,
            parameters: None,
            new_per_day: None,
            reviews_per_day: 200,
            retention_percent: 90,
            rollover_hour: 4,
            learning_steps_min: vec![10],
            relearning_steps_min: vec![10],
            theme: Theme::Terminal,
            glyphs: Glyphs::Auto,
            motion: Motion::Full,
            predict: false,
            mouse: false,
        }
    }
}

impl Preferences {
    /// How cards are scheduled under these settings.
    pub fn scheduler(&self) -> Scheduler {
        #[expect(clippy::cast_precision_loss, reason = "percents are small")]
        let retention = self.retention_percent as f32 / 100.0;
        let own = self.parameters.as_deref().and_then(fsrs::Model::new);
        Scheduler {
            model: own.unwrap_or_default(),
            retention: retention.clamp(*fsrs::RETENTION.start(), *fsrs::RETENTION.end()),
            learning_steps_min: self.learning_steps_min.clone(),
            relearning_steps_min: self.relearning_steps_min.clone(),
            ..Scheduler::default()
        }
    }

    /// Minutes of study on a day of the week; Monday is 0.
    pub fn minutes_on(&self, weekday: u8) -> u32 {
        let by_weekday = self.minutes_by_weekday.as_ref();
        by_weekday
            .and_then(|week| week.get(usize::from(weekday)))
            .copied()
            .unwrap_or(self.minutes_per_day)
    }
}
