//! How things look: roles to styles, and the two sets of signs. Drawing code names roles and signs,
//! never colours.
//!
//! Meaning never rides on colour alone: whatever is right, wrong, selected or due also has a sign
//! or a word.

use ratatui::style::{Color, Modifier, Style};

use crate::{config::ColorLevel, study::preferences::Theme};

/// What a text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Plain,
    /// Less important.
    Dim,
    /// More important.
    Strong,
    /// Titles, keys, and what can be done.
    Accent,
    Good,
    Bad,
    /// Look here: older figures, corrections, trouble with saving.
    Warn,
    /// What is selected.
    Focus,
    /// A card never seen before.
    New,
}

/// The signs of one set.
#[derive(Debug)]
pub struct Signs {
    pub right: char,
    pub wrong: char,
    pub cut: char,
    pub dot: &'static str,
    pub pointer: &'static str,
    pub marked: &'static str,
    pub unmarked: &'static str,
    pub rule: &'static str,
    pub bar_full: &'static str,
    pub bar_empty: &'static str,
    /// From nothing to full.
    pub spark: [&'static str; 9],
    pub down: &'static str,
    pub up: &'static str,
    pub border: ratatui::symbols::border::Set<'static>,
    pub wire: char,
    pub thick_wire: char,
    pub arrow: char,
    pub corner: char,
    /// A request on its way.
    pub request: char,
    pub play: &'static str,
    pub pause: &'static str,
    /// Between two lanes.
    pub bar: &'static str,
}

pub static UNICODE: Signs = Signs {
    right: '✓',
    wrong: '✗',
    cut: '…',
    dot: "·",
    pointer: "▸",
    marked: "■",
    unmarked: "□",
    rule: "─",
    bar_full: "█",
    bar_empty: "░",
    spark: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    down: "↓",
    up: "↑",
    border: ratatui::symbols::border::PLAIN,
    wire: '─',
    thick_wire: '━',
    arrow: '▶',
    corner: '└',
    request: '•',
    play: "▶",
    pause: "‖",
    bar: "│",
};

pub static ASCII: Signs = Signs {
    right: '+',
    wrong: 'x',
    cut: '~',
    dot: "-",
    pointer: ">",
    marked: "[x]",
    unmarked: "[ ]",
    rule: "-",
    bar_full: "#",
    bar_empty: ".",
    spark: [" ", ".", ":", "-", "=", "+", "*", "%", "#"],
    down: "v",
    up: "^",
    border: ratatui::symbols::border::Set {
        top_left: "+",
        top_right: "+",
        bottom_left: "+",
        bottom_right: "+",
        vertical_left: "|",
        vertical_right: "|",
        horizontal_top: "-",
        horizontal_bottom: "-",
    },
    wire: '-',
    thick_wire: '=',
    arrow: '>',
    corner: '\'',
    request: 'o',
    play: ">",
    pause: "||",
    bar: "|",
};

/// A theme at a number of colours with a set of signs.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    theme: Theme,
    colors: ColorLevel,
    pub signs: &'static Signs,
}

impl Look {
    pub fn new(theme: Theme, colors: ColorLevel, signs: &'static Signs) -> Self {
        Self { theme, colors, signs }
    }

    /// The same look in another theme.
    #[must_use]
    pub fn with_theme(self, theme: Theme) -> Self {
        Self { theme, ..self }
    }

    fn has_colors(self) -> bool {
        self.colors != ColorLevel::None && self.theme != Theme::Mono
    }

    /// The style of the whole screen, below everything.
    pub fn ground(self) -> Style {
        let pair = match self.theme {
            _ if !self.has_colors() => return Style::new(),
            Theme::Terminal | Theme::Mono => return Style::new(),
            Theme::Dark => ((0xd8, 0xde, 0xe9), (0x16, 0x1a, 0x22)),
            Theme::Light => ((0x2a, 0x2f, 0x3a), (0xfa, 0xfa, 0xf7)),
            Theme::HighContrast => ((0xff, 0xff, 0xff), (0x00, 0x00, 0x00)),
        };
        let (front, back) = pair;
        Style::new().fg(self.color(front)).bg(self.color(back))
    }

    /// The style of a role.
    pub fn style(self, role: Role) -> Style {
        if !self.has_colors() {
            return without_colors(role);
        }
        let style = Style::new();
        let bold = Modifier::BOLD;
        match (self.theme, role) {
            (_, Role::Plain) => style,
            (_, Role::Strong) => style.add_modifier(bold),
            (Theme::Terminal | Theme::Mono, role) => terminal_style(role),
            (_, Role::Focus) => self.rgb(role).add_modifier(Modifier::REVERSED),
            (Theme::HighContrast, role) => self.rgb(role).add_modifier(bold),
            (_, Role::Accent | Role::Good | Role::Bad | Role::Warn) => {
                self.rgb(role).add_modifier(bold)
            }
            (_, Role::Dim | Role::New) => self.rgb(role),
        }
    }

    fn rgb(self, role: Role) -> Style {
        // Contrast against the ground of the theme is at least 4.5 to 1 (WCAG 2.1, AA); a test
        // computes it.
        let (dark, light, high) = match role {
            Role::Plain | Role::Strong => return Style::new(),
            Role::Dim => ((0x8e, 0x9a, 0xae), (0x5d, 0x66, 0x75), (0xd0, 0xd0, 0xd0)),
            Role::Accent => ((0x7c, 0xc4, 0xf5), (0x05, 0x5f, 0xa8), (0x80, 0xe0, 0xff)),
            Role::Good => ((0x8f, 0xd4, 0x8a), (0x1c, 0x6e, 0x2a), (0x60, 0xff, 0x60)),
            Role::Bad => ((0xf2, 0x8b, 0x82), (0xb0, 0x20, 0x20), (0xff, 0x90, 0x90)),
            Role::Warn => ((0xe9, 0xc4, 0x6a), (0x85, 0x58, 0x00), (0xff, 0xff, 0x40)),
            Role::Focus => ((0x7c, 0xc4, 0xf5), (0x05, 0x5f, 0xa8), (0xff, 0xff, 0xff)),
            Role::New => ((0xc5, 0xa3, 0xf0), (0x6f, 0x3d, 0xa8), (0xff, 0xa0, 0xff)),
        };
        let chosen = match self.theme {
            Theme::Light => light,
            Theme::HighContrast => high,
            Theme::Dark | Theme::Terminal | Theme::Mono => dark,
        };
        Style::new().fg(self.color(chosen))
    }

    fn color(self, rgb: (u8, u8, u8)) -> Color {
        match self.colors {
            ColorLevel::True => Color::Rgb(rgb.0, rgb.1, rgb.2),
            ColorLevel::Ansi256 => Color::Indexed(nearest_of_cube(rgb)),
            ColorLevel::Ansi16 | ColorLevel::None => nearest_of_sixteen(rgb),
        }
    }
}

/// On the terminal's own background only its own colours can be read for sure.
fn terminal_style(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::Plain => style,
        Role::Dim => style.add_modifier(Modifier::DIM),
        Role::Strong => style.add_modifier(Modifier::BOLD),
        Role::Accent => style.fg(Color::Cyan).add_modifier(Modifier::BOLD),
        Role::Good => style.fg(Color::Green).add_modifier(Modifier::BOLD),
        Role::Bad => style.fg(Color::Red).add_modifier(Modifier::BOLD),
        Role::Warn => style.fg(Color::Yellow).add_modifier(Modifier::BOLD),
        Role::Focus => style.add_modifier(Modifier::REVERSED),
        Role::New => style.fg(Color::Magenta),
    }
}

fn without_colors(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::Plain | Role::Dim | Role::New => style,
        Role::Strong | Role::Accent | Role::Good | Role::Bad | Role::Warn => {
            style.add_modifier(Modifier::BOLD)
        }
        Role::Focus => style.add_modifier(Modifier::REVERSED),
    }
}

/// The nearest of the 6 x 6 x 6 colours from 16 on (xterm's levels).
fn nearest_of_cube((red, green, blue): (u8, u8, u8)) -> u8 {
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let level = |value: u8| {
        let distance =
            |index: &u8| LEVELS.get(usize::from(*index)).map_or(255, |level| level.abs_diff(value));
        (0..6).min_by_key(distance).unwrap_or(0)
    };
    16 + 36 * level(red) + 6 * level(green) + level(blue)
}

fn nearest_of_sixteen(rgb: (u8, u8, u8)) -> Color {
    const SIXTEEN: [(Color, (u8, u8, u8)); 10] = [
        (Color::Black, (0, 0, 0)),
        (Color::White, (255, 255, 255)),
        (Color::Gray, (192, 192, 192)),
        (Color::DarkGray, (110, 110, 110)),
        (Color::LightCyan, (128, 210, 255)),
        (Color::LightGreen, (130, 240, 130)),
        (Color::LightRed, (255, 140, 140)),
        (Color::LightYellow, (250, 220, 110)),
        (Color::LightMagenta, (220, 160, 250)),
        (Color::Blue, (0, 80, 170)),
    ];
    let distance = |(r, g, b): (u8, u8, u8)| {
        let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        square(r, rgb.0) + square(g, rgb.1) + square(b, rgb.2)
    };
    SIXTEEN.iter().min_by_key(|(_, one)| distance(*one)).map_or(Color::Reset, |(color, _)| *color)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: [Role; 9] = [
        Role::Plain,
        Role::Dim,
        Role::Strong,
        Role::Accent,
        Role::Good,
        Role::Bad,
        Role::Warn,
        Role::Focus,
        Role::New,
    ];

    #[test]
    fn without_colours_no_style_has_one() {
        for theme in Theme::ALL {
            let look = Look::new(*theme, ColorLevel::None, &UNICODE);
            for role in ROLES {
                let style = look.style(role);
                assert_eq!((style.fg, style.bg), (None, None), "{theme:?} {role:?}");
            }
            assert_eq!(look.ground(), Style::new());
        }
    }

    /// Relative luminance and contrast as WCAG 2.1 defines them.
    fn contrast(front: Color, back: Color) -> f64 {
        let luminance = |color: Color| {
            let Color::Rgb(red, green, blue) = color else { panic!("{color:?} is no true colour") };
            let part = |value: u8| {
                let share = f64::from(value) / 255.0;
                if share <= 0.03928 {
                    share / 12.92
                } else {
                    libm::pow((share + 0.055) / 1.055, 2.4)
                }
            };
            0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
        };
        let (a, b) = (luminance(front), luminance(back));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_role_can_be_read_on_its_ground() {
        for theme in [Theme::Dark, Theme::Light, Theme::HighContrast] {
            let look = Look::new(theme, ColorLevel::True, &UNICODE);
            let back = look.ground().bg.unwrap();
            for role in ROLES {
                let front = look.style(role).fg.unwrap_or(look.ground().fg.unwrap());
                let found = contrast(front, back);
                assert!(4.5 <= found, "{theme:?} {role:?}: {found:.2}");
            }
        }
    }
}
