//! Numbers as texts say them: digits and words, with what they count.

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Seconds,
    Bytes,
    Percent,
    Dollars,
    Things,
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    pub value: f64,
    pub of: Of,
    /// The word after it, without the ending of its plural.
    pub noun: String,
    /// Where it stands, in bytes.
    pub at: usize,
}

const SMALL: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];
const TENS: [&str; 7] = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const LARGE: [(&str, f64); 3] = [("hundred", 1e2), ("thousand", 1e3), ("million", 1e6)];
const PARTS: [(&str, f64); 6] = [
    ("half", 0.5),
    ("third", 1.0 / 3.0),
    ("quarter", 0.25),
    ("fifth", 0.2),
    ("tenth", 0.1),
    ("twentieth", 0.05),
];
const UNITS: [(&str, Of, f64); 14] = [
    ("ms", Of::Seconds, 0.001),
    ("s", Of::Seconds, 1.0),
    ("second", Of::Seconds, 1.0),
    ("week", Of::Seconds, 604_800.0),
    ("minute", Of::Seconds, 60.0),
    ("min", Of::Seconds, 60.0),
    ("hour", Of::Seconds, 3_600.0),
    ("day", Of::Seconds, 86_400.0),
    ("kb", Of::Bytes, 1_024.0),
    ("mb", Of::Bytes, 1_048_576.0),
    ("gb", Of::Bytes, 1_073_741_824.0),
    ("terabyte", Of::Bytes, 1_073_741_824_000.0),
    ("%", Of::Percent, 1.0),
    ("usd", Of::Dollars, 1.0),
];

/// A word without its marks and the ending of its plural, in small letters.
pub(super) fn stem(word: &str) -> String {
    let bare = word.trim_matches(|one: char| !one.is_alphanumeric() && one != '%').to_lowercase();
    let single = bare.strip_suffix('s').filter(|one| 1 < one.len() && !one.ends_with('s'));
    single.map_or_else(|| bare.clone(), str::to_owned)
}

fn named<T: Copy>(list: &[(&str, T)], word: &str) -> Option<T> {
    list.iter().find(|(one, _)| *one == word).map(|(_, value)| *value)
}

/// The value of a word that is a number: `1,200`, `$40`, `twenty-nine`, `ten`.
fn value_of(word: &str) -> Option<f64> {
    let bare = word.trim_matches(|one: char| !one.is_alphanumeric()).to_lowercase();
    if bare.starts_with(|one: char| one.is_ascii_digit()) {
        return bare.replace(',', "").parse().ok();
    }
    let small = |word: &str| SMALL.iter().position(|one| *one == word).map(|n| n as f64);
    let tens =
        |word: &str| TENS.iter().position(|one| *one == word).map(|n| 30.0 + 10.0 * n as f64);
    if let Some((left, right)) = bare.split_once('-') {
        let left = if left == "twenty" { Some(20.0) } else { tens(left) };
        return Some(left? + small(right)?);
    }
    small(&bare).or_else(|| tens(&bare))
}

/// The words of a text with where they begin; `10-second` is two.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for word in text.split_whitespace() {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        match word.split_once('-').filter(|(left, _)| value_of(left).is_some()) {
            Some((left, right)) if value_of(word).is_none() => {
                found.push((at, left));
                found.push((at + left.len() + 1, right));
            }
            _ => found.push((at, word)),
        }
    }
    found
}

/// Reads the numbers of one text from left to right.
struct Reader<'a> {
    words: Vec<(usize, &'a str)>,
    at: usize,
}

impl Reader<'_> {
    fn stem(&self, ahead: usize) -> String {
        self.words.get(self.at + ahead).map_or_else(String::new, |(_, word)| stem(word))
    }

    fn ends(&self, ahead: usize) -> bool {
        self.words
            .get(self.at + ahead)
            .is_some_and(|(_, word)| word.ends_with(['.', ',', ';', ':']))
    }

    fn value(&self, ahead: usize) -> Option<f64> {
        self.words.get(self.at + ahead).and_then(|(_, word)| value_of(word))
    }

    /// A number with its thousands, and how many words it takes: `six thousand`, `a hundred`.
    fn whole(&self, ahead: usize) -> Option<(f64, usize)> {
        let is_article = matches!(self.stem(ahead).as_str(), "a" | "an");
        let times = named(&LARGE, &self.stem(ahead + 1));
        match (self.value(ahead), times) {
            (Some(value), Some(times)) => Some((value * times, 2)),
            (None, Some(times)) if is_article => Some((times, 2)),
            (Some(value), None) => Some((value, 1)),
            (None, _) => None,
        }
    }

    /// A share: `one request in twenty`, `95 of 100`, `every third`, `a quarter of them`.
    fn share(&self) -> Option<(f64, usize)> {
        if let Some(part) = named(&PARTS, &self.stem(1))
            && (self.stem(0) == "every"
                || (self.stem(0) == "a" && matches!(self.stem(2).as_str(), "of" | "is")))
        {
            let of_unit = matches!(self.stem(3).as_str(), "a" | "an");
            return (!of_unit).then_some((part, 2));
        }
        if self.stem(0) == "half" && self.stem(1) == "of" {
            return Some((0.5, 1));
        }
        let (first, n_first) = self.whole(0)?;
        if self.unit(n_first).is_some() {
            return None;
        }
        for between in 0..3 {
            let at = n_first + between;
            // Beyond the end of a sentence or a part of it another number begins.
            if (0..at).any(|ahead| self.ends(ahead)) {
                return None;
            }
            let word = self.stem(at);
            if word != "in" && !(word == "of" && 1.0 < first) {
                continue;
            }
            let (second, n_second) = self.whole(at + 1)?;
            let has_unit = self.unit(at + 1 + n_second).is_some();
            return (first < second && !has_unit).then_some((first / second, at + 1 + n_second));
        }
        None
    }

    fn unit(&self, ahead: usize) -> Option<(Of, f64)> {
        let word = self.stem(ahead);
        UNITS.iter().find(|(one, ..)| *one == word).map(|(_, of, times)| (*of, *times))
    }

    /// `half a second`, `a quarter of an hour`.
    fn part_of_unit(&self) -> Option<(f64, Of, usize)> {
        let part = named(&PARTS, &self.stem(0))?;
        let skip = if self.stem(1) == "of" { 3 } else { 2 };
        matches!(self.stem(skip - 1).as_str(), "a" | "an").then_some(())?;
        let (of, times) = self.unit(skip)?;
        Some((part * times, of, skip + 1))
    }

    fn next(&mut self) -> Option<Said> {
        let (at, word) = *self.words.get(self.at)?;
        let (value, of, n) = if let Some(found) = self.part_of_unit() {
            found
        } else if let Some((share, n)) = self.share() {
            (100.0 * share, Of::Percent, n)
        } else if let Some((value, n)) = self.whole(0) {
            match self.unit(n) {
                _ if word.starts_with('$') => (value, Of::Dollars, n),
                Some((of, times)) => (value * times, of, n + 1),
                None => (value, Of::Things, n),
            }
        } else {
            self.at += 1;
            return self.next();
        };
        let noun = self.stem(n);
        // `one` alone is rarely a number.
        let is_pronoun = matches!(stem(word).as_str(), "one" | "a") && of == Of::Things && n == 1;
        self.at += n;
        if is_pronoun { self.next() } else { Some(Said { value, of, noun, at }) }
    }
}

/// The numbers of a text.
pub(super) fn numbers(text: &str) -> Vec<Said> {
    let mut reader = Reader { words: words(text), at: 0 };
    std::iter::from_fn(|| reader.next()).collect()
}

#[test]
fn numbers_are_read_with_what_they_count() {
    let read = |text: &str| -> Vec<(f64, Of)> {
        numbers(text).into_iter().map(|one| (one.value, one.of)).collect()
    };
    assert_eq!(
        read("Six thousand files, $1,850 per month."),
        [(6_000.0, Of::Things), (1_850.0, Of::Dollars)]
    );
    assert_eq!(read("95 of 100 below 700 ms"), [(95.0, Of::Percent), (700.0 * 0.001, Of::Seconds)]);
    assert_eq!(read("within a quarter of an hour"), [(900.0, Of::Seconds)]);
    assert_eq!(
        read("one request in twenty, two in a hundred"),
        [(5.0, Of::Percent), (2.0, Of::Percent)]
    );
    assert_eq!(
        read("One of them has a 10-second timeout and twenty-nine keys"),
        [(10.0, Of::Seconds), (29.0, Of::Things)]
    );
    assert_eq!(read("half a terabyte in S3"), [(500.0 * 1_073_741_824.0, Of::Bytes)]);
}
