//! Formulas of drill templates, and sums that are typed as an answer: numbers, names, `+ - * / ^`,
//! comparisons, `and`, `or`, `not`, and a few functions. What is true is 1, what is not is 0.
//!
//! ```text
//! ceil(kb / 4) * rate          if(level == 1, 24, days * 24)          answer <= most and 2 < n
//! ```

use serde::{Deserialize, Serialize};

/// How deep parentheses may stand in each other.
const MAX_DEPTH: usize = 40;

/// A formula whose names are places in a list of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Formula(Node);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Node {
    Number(f64),
    Name(usize),
    Of(Function, Vec<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Function {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Negate,
    Not,
    And,
    Or,
    Less,
    AtMost,
    Equal,
    Unequal,
    Ceil,
    Floor,
    Round,
    Whole,
    Abs,
    Min,
    Max,
    If,
}

/// The functions that are called by name, with the fewest and the most values that they take.
const NAMED: [(&str, Function, usize, usize); 8] = [
    ("ceil", Function::Ceil, 1, 1),
    ("floor", Function::Floor, 1, 1),
    ("round", Function::Round, 1, 1),
    ("whole", Function::Whole, 1, 1),
    ("abs", Function::Abs, 1, 1),
    ("min", Function::Min, 2, 9),
    ("max", Function::Max, 2, 9),
    ("if", Function::If, 3, 3),
];

/// Words that no number can have as its name.
pub const RESERVED: [&str; 11] =
    ["ceil", "floor", "round", "whole", "abs", "min", "max", "if", "and", "or", "not"];

/// Why a formula cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misread {
    /// A name that stands for nothing.
    Unknown(String),
    Other(String),
}

impl Formula {
    /// Reads a formula; `place_of` knows the names.
    ///
    /// # Errors
    /// When it is none, or names something unknown.
    pub fn parse(text: &str, place_of: &dyn Fn(&str) -> Option<usize>) -> Result<Self, Misread> {
        let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0, place_of };
        let node = parser.any()?;
        match parser.next() {
            None => Ok(Self(node)),
            Some(token) => other(format!("`{}` is not expected there", token.words())),
        }
    }

    /// What it comes to.
    pub fn value(&self, numbers: &[f64]) -> f64 {
        self.0.value(numbers)
    }

    /// Whether it holds.
    pub fn holds(&self, numbers: &[f64]) -> bool {
        is_true(self.value(numbers))
    }
}

impl Node {
    fn value(&self, numbers: &[f64]) -> f64 {
        let (function, inner) = match self {
            Self::Number(number) => return *number,
            Self::Name(place) => return numbers.get(*place).copied().unwrap_or(f64::NAN),
            Self::Of(function, inner) => (*function, inner),
        };
        let at = |place: usize| inner.get(place).map_or(f64::NAN, |one| one.value(numbers));
        let truth = |is_so: bool| f64::from(u8::from(is_so));
        match function {
            Function::Add => at(0) + at(1),
            Function::Subtract => at(0) - at(1),
            Function::Multiply => at(0) * at(1),
            Function::Divide => at(0) / at(1),
            Function::Power => libm::pow(at(0), at(1)),
            Function::Negate => -at(0),
            Function::Not => truth(!is_true(at(0))),
            Function::And => truth(is_true(at(0)) && is_true(at(1))),
            Function::Or => truth(is_true(at(0)) || is_true(at(1))),
            Function::Less => truth(at(0) < at(1)),
            Function::AtMost => truth(at(0) <= at(1)),
            Function::Equal => truth(is_same(at(0), at(1))),
            Function::Unequal => truth(!is_same(at(0), at(1))),
            // What is whole but for its last bits stays.
            Function::Ceil => libm::ceil(at(0) - 1e-9),
            Function::Floor => libm::floor(at(0) + 1e-9),
            Function::Round => libm::round(at(0)),
            Function::Whole => truth((at(0) - libm::round(at(0))).abs() < 1e-9),
            Function::Abs => at(0).abs(),
            Function::Min => inner.iter().map(|one| one.value(numbers)).fold(f64::MAX, f64::min),
            Function::Max => inner.iter().map(|one| one.value(numbers)).fold(f64::MIN, f64::max),
            Function::If => at(if is_true(at(0)) { 1 } else { 2 }),
        }
    }
}

fn is_true(value: f64) -> bool {
    value != 0.0 && !value.is_nan()
}

fn is_same(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * left.abs().max(right.abs())
}

fn other<T>(what: impl Into<String>) -> Result<T, Misread> {
    Err(Misread::Other(what.into()))
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(f64),
    Word(String),
    Sign(&'static str),
}

impl Token {
    fn words(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Word(word) => word.clone(),
            Self::Sign(sign) => (*sign).to_owned(),
        }
    }
}

/// Longer signs first.
const SIGNS: [&str; 14] =
    ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "^", "(", ")", ","];

fn tokens(text: &str) -> Result<Vec<Token>, Misread> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_of_number = |symbol: char| symbol.is_ascii_digit() || symbol == '.' || symbol == '_';
        let is_of_word = |symbol: char| symbol.is_ascii_alphanumeric() || symbol == '_';
        let is_digit = first.is_ascii_digit() || first == '.';
        let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
        let length = match sign {
            Some(sign) => sign.len(),
            None if is_digit => rest.find(|one| !is_of_number(one)).unwrap_or(rest.len()),
            None if is_of_word(first) => rest.find(|one| !is_of_word(one)).unwrap_or(rest.len()),
            None => return other(format!("`{first}` has no meaning in a formula")),
        };
        let (piece, after) = rest.split_at(length);
        found.push(match (sign, is_digit) {
            (Some(sign), _) => Token::Sign(sign),
            (None, false) => Token::Word(piece.to_owned()),
            (None, true) => match piece.replace('_', "").parse() {
                Ok(number) => Token::Number(number),
                Err(_) => return other(format!("`{piece}` is no number")),
            },
        });
        rest = after.trim_start();
    }
    Ok(found)
}

struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    place_of: &'a dyn Fn(&str) -> Option<usize>,
}

/// The operators between two values, those that bind least first, with those of one strength
/// together.
const LEVELS: [&[(&str, Function)]; 5] = [
    &[("or", Function::Or)],
    &[("and", Function::And)],
    &[
        ("<", Function::Less),
        ("<=", Function::AtMost),
        ("==", Function::Equal),
        ("!=", Function::Unequal),
        (">", Function::Less),
        (">=", Function::AtMost),
    ],
    &[("+", Function::Add), ("-", Function::Subtract)],
    &[("*", Function::Multiply), ("/", Function::Divide)],
];

impl Parser<'_> {
    fn next(&mut self) -> Option<Token> {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned()
    }

    /// Goes past a sign or a word if it stands here.
    fn takes(&mut self, wanted: &str) -> bool {
        let is_here = match self.tokens.get(self.at) {
            Some(Token::Sign(sign)) => *sign == wanted,
            Some(Token::Word(word)) => word == wanted,
            Some(Token::Number(_)) | None => false,
        };
        self.at += usize::from(is_here);
        is_here
    }

    fn any(&mut self) -> Result<Node, Misread> {
        self.depth += 1;
        if MAX_DEPTH < self.depth {
            return other("it is nested too deeply");
        }
        let node = self.level(0);
        self.depth -= 1;
        node
    }

    fn level(&mut self, level: usize) -> Result<Node, Misread> {
        let Some(operators) = LEVELS.get(level) else { return self.power() };
        let mut left = self.level(level + 1)?;
        loop {
            let Some((sign, function)) = operators.iter().find(|(sign, _)| self.takes(sign)) else {
                return Ok(left);
            };
            let right = self.level(level + 1)?;
            let inner = if sign.starts_with('>') { vec![right, left] } else { vec![left, right] };
            left = Node::Of(*function, inner);
        }
    }

    fn power(&mut self) -> Result<Node, Misread> {
        for (sign, function) in [("-", Function::Negate), ("not", Function::Not)] {
            if self.takes(sign) {
                self.depth += 1;
                if MAX_DEPTH < self.depth {
                    return other("it is nested too deeply");
                }
                // `not` holds for a whole comparison.
                let inner = if sign == "not" { self.level(2)? } else { self.power()? };
                self.depth -= 1;
                return Ok(Node::Of(function, vec![inner]));
            }
        }
        let base = self.atom()?;
        if self.takes("^") {
            return Ok(Node::Of(Function::Power, vec![base, self.atom()?]));
        }
        Ok(base)
    }

    fn atom(&mut self) -> Result<Node, Misread> {
        match self.next() {
            Some(Token::Number(number)) => Ok(Node::Number(number)),
            Some(Token::Sign("(")) => {
                let node = self.any()?;
                if self.takes(")") { Ok(node) } else { other("a `)` is missing") }
            }
            Some(Token::Word(word)) => match NAMED.iter().find(|(name, ..)| *name == word) {
                Some((_, function, fewest, most)) => self.call(&word, *function, *fewest, *most),
                None => match (self.place_of)(&word) {
                    Some(place) => Ok(Node::Name(place)),
                    None => Err(Misread::Unknown(word)),
                },
            },
            Some(Token::Sign(sign)) => other(format!("`{sign}` is not expected there")),
            None => other("it ends too early"),
        }
    }

    fn call(
        &mut self,
        name: &str,
        function: Function,
        fewest: usize,
        most: usize,
    ) -> Result<Node, Misread> {
        if !self.takes("(") {
            return other(format!("`{name}` needs its values in parentheses"));
        }
        let mut inner = vec![self.any()?];
        while self.takes(",") {
            inner.push(self.any()?);
        }
        if !self.takes(")") {
            return other("a `)` is missing");
        }
        if !(fewest..=most).contains(&inner.len()) {
            let count =
                if fewest == most { fewest.to_string() } else { format!("{fewest} or more") };
            return other(format!("`{name}` takes {count} values, not {}", inner.len()));
        }
        Ok(Node::Of(function, inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 3] = ["kb", "rate", "minutes"];

    fn read(text: &str) -> Result<Formula, Misread> {
        Formula::parse(text, &|name| NAMES.iter().position(|one| *one == name))
    }

    #[track_caller]
    fn check(text: &str, expected: f64) {
        let value = read(text).unwrap().value(&[7.0, 20.0, 3.0]);
        assert!((value - expected).abs() < 1e-12, "{text} is {value}, not {expected}");
    }

    #[test]
    fn formulas_come_to_what_paper_says() {
        check("ceil(kb / 4) * rate", 40.0);
        check("2 + 3 * 4 - 6 / 2", 11.0);
        check("10 - 3 - 2", 5.0);
        check("-2 * -3", 6.0);
        check("2 ^ 10", 1_024.0);
        check("1_000_000 * 0.5", 500_000.0);
        check("min(kb, rate, minutes) + max(kb, rate)", 23.0);
        check("if(kb < 7, 1, if(kb <= 7, 2, 3))", 2.0);
        check("kb > 6 and rate >= 20 and not kb == 8", 1.0);
        check("kb == 8 or not (rate != 20)", 1.0);
        check("0.1 + 0.2 == 0.3", 1.0);
        check("ceil(0.1 * 30)", 3.0);
        check("floor(0.29 * 100)", 29.0);
        check("round(2.5) + abs(0 - 4)", 7.0);
        check("whole(0.1 * 30) + whole(kb / 2)", 1.0);
    }

    #[test]
    fn what_is_no_formula_is_told() {
        let told = |text: &str| match read(text) {
            Err(Misread::Other(what)) => what,
            Err(Misread::Unknown(name)) => format!("unknown {name}"),
            Ok(formula) => panic!("{text} is read as {formula:?}"),
        };
        assert_eq!(told("kb / size"), "unknown size");
        assert_eq!(told("2 +"), "it ends too early");
        assert_eq!(told("(2 + 3"), "a `)` is missing");
        assert_eq!(told("2 3"), "`3` is not expected there");
        assert_eq!(told("* 3"), "`*` is not expected there");
        assert_eq!(told("kb % 4"), "`%` has no meaning in a formula");
        assert_eq!(told("1.2.3"), "`1.2.3` is no number");
        assert_eq!(told("ceil 4"), "`ceil` needs its values in parentheses");
        assert_eq!(told("if(kb, 2)"), "`if` takes 3 values, not 2");
        assert_eq!(told("min(kb)"), "`min` takes 2 or more values, not 1");
        assert_eq!(told(&"(".repeat(2_000)), "it is nested too deeply");
        assert_eq!(told(&"-".repeat(2_000)), "it is nested too deeply");
        assert_eq!(told("größe"), "`ö` has no meaning in a formula");
    }
}
