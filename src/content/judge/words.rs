//! A typed word or phrase in the form in which answers are compared.

use crate::number;

/// Plurals that no rule makes singular.
const IRREGULAR: &[(&str, &str)] = &[
    ("aliases", "alias"),
    ("indices", "index"),
    ("buses", "bus"),
    ("criteria", "criterion"),
    ("azs", "az"),
    ("ips", "ip"),
    ("ids", "id"),
    ("caches", "cache"),
];
/// Words whose `s` is no plural, though no rule says so.
const KEEPS_S: &[&str] = &[
    "alias",
    "https",
    "kinesis",
    "redis",
    "always",
    "lens",
    "devops",
    "iops",
    "kubernetes",
    "canvas",
    "this",
];
/// Who sells it; what it is called without that is the same thing.
const VENDORS: &[&str] = &["aws", "amazon"];
/// Words that only point at what follows.
const DETERMINERS: &[&str] = &["a", "an", "the", "its", "their", "your", "our", "my", "his", "her"];
/// Words that only British English writes so, where no rule of `american` says it.
const BRITISH: &[(&str, &str)] = &[
    ("licence", "license"),
    ("defence", "defense"),
    ("catalogue", "catalog"),
    ("programme", "program"),
    ("cancelled", "canceled"),
    ("labelled", "labeled"),
    ("modelled", "modeled"),
];
/// Endings of British English, what the other one has in their place, and how long a word with
/// such an ending is at least.
const ENDINGS: &[(&str, &str, usize)] = &[
    ("isation", "ization", 9),
    ("ise", "ize", 6),
    ("ised", "ized", 7),
    ("ising", "izing", 8),
    ("iser", "izer", 7),
    ("yse", "yze", 6),
    ("ysed", "yzed", 7),
    ("ysing", "yzing", 8),
    ("our", "or", 6),
    ("oured", "ored", 8),
    ("oural", "oral", 8),
    ("tre", "ter", 5),
];

/// Whether a word only says that it is one of many: `a single Region`.
pub(super) fn is_any(word: &str) -> bool {
    ["1", "any", "single"].contains(&word)
}

/// A word of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In the form in which answers are compared: in the singular, a small number as digits.
    pub(super) form: String,
    pub(super) written: String,
}

impl Word {
    pub(super) fn is_vendor(&self) -> bool {
        VENDORS.contains(&&*self.written)
    }
}

/// Of some words those that count: without vendors, of which something always stays.
pub(super) fn counting(mut kept: Vec<Word>) -> Vec<Word> {
    if !kept.iter().all(Word::is_vendor) {
        kept.retain(|word| !word.is_vendor());
    }
    kept
}

/// The words of a text that count, each in the one form.
pub(super) fn tokens(text: &str) -> Vec<String> {
    counting(all_words(text)).into_iter().map(|word| word.form).collect()
}

/// What stands outside and inside of the parentheses of a text.
pub(super) fn outside_and_inside(text: &str) -> Vec<String> {
    text.split(['(', ')'])
        .filter(|piece| piece.contains(char::is_alphanumeric))
        .map(str::to_owned)
        .collect()
}

/// The pieces of a text that may be answers by themselves: `SQS` and `Simple Queue Service` of
/// `SQS (Simple Queue Service)`.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let text = [" - ", " \u{2013} ", " \u{2014} ", " or "]
        .iter()
        .fold(text.to_owned(), |text, joint| text.replace(joint, ";"));
    let is_sign = |symbol: char| [';', '(', ')', '=', '/'].contains(&symbol);
    let mut found = vec![String::new()];
    let mut symbols = text.chars().peekable();
    while let Some(symbol) = symbols.next() {
        let is_group = symbols.peek().is_some_and(char::is_ascii_digit);
        if is_sign(symbol) || (symbol == ',' && !is_group) {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            last.push(symbol);
        }
    }
    found.retain(|piece| piece.contains(char::is_alphanumeric));
    found
}

/// The words of a text in lower case, without articles, possessives and punctuation.
pub(super) fn all_words(text: &str) -> Vec<Word> {
    let text: Vec<&str> = text.split_whitespace().map(without_plural_of_letters).collect();
    let plain = number::one_form(&text.join(" ")).replace("amazon web services", "aws");
    let plain = number::without_opening(&plain);
    // An article stands by itself: `A/B` and `a-synchronous` have none.
    let is_article = |word: &&str| {
        DETERMINERS.contains(&word.trim_matches(|symbol: char| !symbol.is_alphanumeric()))
    };
    let without: Vec<&str> = plain.split(' ').filter(|word| !is_article(word)).collect();
    let plain = if without.is_empty() { plain.to_owned() } else { without.join(" ") };
    let plain = plain.replace("(s)", "").replace("'s ", " ").replace("s' ", "s ");
    let plain = plain.trim_end_matches("'s").replace('@', " at ").replace('&', " and ");
    let is_digit = |symbol: Option<char>| symbol.is_some_and(|symbol| symbol.is_ascii_digit());
    let mut spaced = String::with_capacity(plain.len());
    let mut symbols = plain.chars().peekable();
    while let Some(symbol) = symbols.next() {
        let is_inside = is_digit(spaced.chars().next_back()) && is_digit(symbols.peek().copied());
        match symbol {
            // The groups of a large number.
            ',' if is_inside => {}
            '\'' => {}
            '.' if is_inside => spaced.push('.'),
            symbol if symbol.is_alphanumeric() => spaced.push(symbol),
            _ => spaced.push(' '),
        }
    }
    let mut all: Vec<&str> = spaced.split_whitespace().collect();
    // A sign alone is an answer too.
    if all.is_empty() && !plain.is_empty() {
        all.push(&plain);
    }
    all.into_iter().map(|word| Word { form: form_of(word), written: word.to_owned() }).collect()
}

/// `AZ` for `AZs`: letters that stand for words.
fn without_plural_of_letters(word: &str) -> &str {
    let plain = word.trim_end_matches(|symbol: char| !symbol.is_alphanumeric());
    let letters = plain.strip_suffix('s').unwrap_or(plain);
    let is_short = 2 <= letters.len() && letters.chars().all(|letter| letter.is_ascii_uppercase());
    if is_short { letters } else { word }
}

/// Without the spaces, since `dynamo db` and `dead letter-queue` are only written otherwise.
pub(super) fn joined(tokens: &[String]) -> String {
    tokens.concat()
}

/// One word in the singular and in American English; a small number as digits.
fn form_of(word: &str) -> String {
    if let Some((value, 1)) = number::spoken(&[word])
        && !matches!(word, "once" | "twice" | "none" | "nothing")
    {
        return value.to_string();
    }
    american(singular(word))
}

/// A word as British English may write it.
pub(super) fn british(word: &str) -> String {
    let changed = |(other, ending, _): &(&str, &str, usize)| {
        Some(format!("{}{other}", word.strip_suffix(ending)?))
    };
    ENDINGS.iter().find_map(changed).unwrap_or_else(|| word.to_owned())
}

/// A word as American English writes it. Both sides of a comparison go through this, so a word
/// that only looks British (`enterprise`) stays itself.
fn american(word: String) -> String {
    if let Some((_, one)) = BRITISH.iter().find(|(british, _)| *british == word) {
        return (*one).to_owned();
    }
    let length = word.chars().count();
    let changed = |(ending, other, least): &(&str, &str, usize)| {
        let stem = word.strip_suffix(ending).filter(|_| *least <= length)?;
        Some(format!("{stem}{other}"))
    };
    ENDINGS.iter().find_map(changed).unwrap_or(word)
}

fn singular(word: &str) -> String {
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    let length = word.chars().count();
    if length < 4 || KEEPS_S.contains(&word) || word.ends_with("ss") || word.ends_with("us") {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["ches", "shes", "xes", "sses"] {
        if let Some(stem) = word.strip_suffix(ending) {
            return format!("{stem}{}", ending.trim_end_matches("es"));
        }
    }
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(left: &str, right: &str) {
        assert_eq!(joined(&tokens(left)), joined(&tokens(right)), "{left} and {right}");
    }

    #[test]
    fn what_does_not_count() {
        same("the Dead-Letter Queue", "dead letter queues.");
        same("Amazon SQS", "sqs");
        same("its execution role", "execution roles");
        same("the function's role", "function role");
        same("us-east-1", "US-East-1");
        same("edge-optimised", "edge-optimized");
        same("organisations", "organization");
        same("behaviour", "behavior");
        same("a licence", "licenses");
        same("two", "2");
        same("Dynamo DB", "DynamoDB");
        same("policies", "policy");
        same("A/B test", "a/b tests");
        same("lambda @ edge", "Lambda@Edge");
        same("indexes", "index");
        same("item(s)", "items");
        same("AZs", "AZ");
        same("aliases", "an alias");
        same("the /tmp directory", "/tmp directories");
        same("Amazon Web Services", "AWS");
        same("it is SQS", "SQS");
    }

    #[test]
    fn what_counts() {
        for (left, right) in [
            ("HTTP", "HTTPS"),
            ("SNS", "SQS"),
            ("3.12", "312"),
            ("role", "rule"),
            ("A/B test", "B test"),
            ("a-synchronous", "synchronous"),
            ("account and Region", "account and"),
            ("SQS Region", "SQS"),
            ("hour", "hor"),
        ] {
            assert_ne!(joined(&tokens(left)), joined(&tokens(right)));
        }
        assert_eq!(tokens("the AWS"), ["aws"]);
        assert_eq!(tokens("the service"), ["service"]);
        assert!(tokens("  ").is_empty());
        let words = all_words("ours and the roles");
        let written: Vec<&str> = words.iter().map(|word| &*word.written).collect();
        assert_eq!(
            (&*tokens("ours and the roles").concat(), &*written.concat()),
            ("ourandrole", "oursandroles")
        );
    }

    #[test]
    fn signs_and_or_part_an_answer() {
        let pieces =
            |text| pieces(text).iter().map(|piece| piece.trim().to_owned()).collect::<Vec<_>>();
        for text in [
            "SQS - Queue",
            "SQS/Queue",
            "SQS, Queue",
            "SQS (Queue).",
            "SQS = Queue",
            "SQS or Queue",
        ] {
            assert_eq!(pieces(text), ["SQS", "Queue"], "{text}");
        }
        assert_eq!(pieces("1,000 read-only/"), ["1,000 read-only"]);
        assert!(pieces("(,)").is_empty());
    }
}
