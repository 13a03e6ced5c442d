//! What a person can set, as one list: the configuration file, `coldstart config` and the settings
//! screen read it by `settings`.

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

words! {
    /// After which answers to a scenario its two lanes play at once.
    WatchAfter {
        Never = "never",
        Wrong = "wrong",
        Always = "always",
    }
}

impl WatchAfter {
    /// Whether they play after an answer that was right, or was not.
    pub fn plays(self, is_right: bool) -> bool {
        match self {
            Self::Never => false,
            Self::Wrong => !is_right,
            Self::Always => true,
        }
    }
}

/// The one list of settings, in the order of the screen, handed to the macro `$make`: key, type and
/// default, then what values it takes, its title, and what it is about.
macro_rules! settings {
    ($make:ident) => {
        $make! {
            /// Of the track that is studied.
            exam_date: Option<Day> = None, SettingKind::Date, "Exam date",
                "The day of the exam, such as 2026-12-14, for the countdown; empty for none";
            /// Minutes that a day of study may take.
            minutes_per_day: u32 = 20, SettingKind::Number { low: 5, high: 600, step: 5 },
                "Minutes a day",
                "How long a day of study may take; the plan to the exam date fills it";
            /// The same by day of the week, Monday first; none: every day alike.
            minutes_by_weekday: Option<[u32; 7]> = None, SettingKind::Week, "Minutes by weekday",
                "Seven numbers, Monday first, such as 20 20 0 20 20 60 60; 0 is a day off; empty: every day alike";
            planning: Planning = Planning::Exam, SettingKind::Words, "Planning",
                "With an exam date: by what raises the score on that day most, or plain FSRS by what is due";
            /// New cards of a day at most; none: the plan decides, or 20 without an exam date.
            new_per_day: Option<u32> = None,
                SettingKind::NumberOrNone { low: 0, high: 500, step: 5 }, "New cards a day",
                "How many cards one day may show for the first time; empty: 20, or what the plan to an exam date finds best";
            reviews_per_day: u32 = 200, SettingKind::Number { low: 0, high: 9_999, step: 25 },
                "Reviews a day",
                "How many known cards one day may hold; those most likely forgotten come first";
            /// The share of due cards that should be remembered, in percent.
            retention_percent: u32 = 90, SettingKind::Number { low: 70, high: 97, step: 1 },
                "Wanted recall",
                "The share of due cards that should be remembered, in percent; more means shorter intervals";
            /// FSRS parameters of this person; none: the default ones.
            parameters: Option<Vec<f32>> = None, SettingKind::Parameters, "Memory parameters",
                "The 21 parameters of FSRS-6; empty for the default ones; the figures (S) fit them to your answers";
            learning_steps_min: Vec<u32> = vec![10], SettingKind::Steps, "Steps of a new card",
                "Minutes after which a new card comes back within the day, such as 10 or 1 10";
            relearning_steps_min: Vec<u32> = vec![10], SettingKind::Steps,
                "Steps of a forgotten card",
                "Minutes after which a forgotten card comes back within the day";
            /// The hour at which a study day begins.
            rollover_hour: u8 = 4, SettingKind::Number { low: 0, high: 23, step: 1 },
                "A day begins at",
                "The hour at which a study day begins; from the next start on";
            theme: Theme = Theme::Terminal, SettingKind::Words, "Theme",
                "Colors: those of the terminal, true color on dark or light, high contrast, or none";
            glyphs: Glyphs = Glyphs::Auto, SettingKind::Words, "Signs",
                "Which signs the screen draws with";
            motion: Motion = Motion::Full, SettingKind::Words, "Motion",
                "How much moves in the lab: low draws ten times a second, and no single requests";
            predict: bool = false, SettingKind::Flag, "Predict first",
                "Whether scenarios ask what will come of the run before they show it";
            watch: WatchAfter = WatchAfter::Never, SettingKind::Words, "Watch at once",
                "After which answers to a scenario its two lanes play at once: never, wrong ones, always";
            mouse: bool = false, SettingKind::Flag, "Mouse",
                "Whether clicks and the wheel work; from the next start on";
            /// The track to study from the next start on; none: the built-in one.
            track: Option<String> = None, SettingKind::Track, "Exam to study",
                "A track by its name; empty for the built-in one; from the next start on";
        }
    };
}
pub(crate) use settings;

macro_rules! make {
    ($($(#[$doc:meta])* $key:ident: $type:ty = $default:expr, $values:expr, $title:literal,
        $about:literal;)*) => {
        /// What a person has set.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Preferences {
            $($(#[$doc])* pub $key: $type,)*
        }

        impl Default for Preferences {
            fn default() -> Self {
                Self { $($key: $default,)* }
            }
        }
    };
}
settings!(make);

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
