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
/// Kinds that people put behind a name.
const KINDS: &[&str] = &["service", "region"];

/// The words of a text that count, each in one form: lower case, no articles, possessives, vendors
/// or punctuation, in the singular, small numbers as digits. What alone is there always stays.
pub(super) fn tokens(text: &str) -> Vec<String> {
    counting(words(text).iter().map(|word| one_form(word)).collect())
}

/// The same words as they are written, for slips of the keyboard and for names that hold a plural
/// (`SecretsManager`).
pub(super) fn written(text: &str) -> Vec<String> {
    counting(words(text))
}

/// The words of a text in lower case, without punctuation.
fn words(text: &str) -> Vec<String> {
    let text: Vec<&str> = text.split_whitespace().map(without_plural_of_letters).collect();
    let plain =
        number::plain(&text.join(" ")).replace("(s)", "").replace("'s ", " ").replace("s' ", "s ");
    let plain = plain.trim_end_matches("'s").replace('@', " at ").replace('&', " and ");
    let is_kept = |at: usize, symbol: char| {
        let inside = plain.get(at + 1..).and_then(|rest| rest.chars().next());
        let before = plain.get(..at).and_then(|head| head.chars().next_back());
        let digits = [before, inside].iter().all(|one| one.is_some_and(|c| c.is_ascii_digit()));
        symbol == '.' && digits
    };
    let mut spaced = String::with_capacity(plain.len());
    for (at, symbol) in plain.char_indices() {
        match symbol {
            // The groups of a large number.
            ',' | '\'' => {}
            symbol if symbol.is_alphanumeric() || is_kept(at, symbol) => spaced.push(symbol),
            _ => spaced.push(' '),
        }
    }
    let words: Vec<String> = spaced.split_whitespace().map(str::to_owned).collect();
    // A sign alone is an answer too.
    if words.is_empty() && !plain.is_empty() { vec![plain.clone()] } else { words }
}

/// `AZ` for `AZs`: letters that stand for words.
fn without_plural_of_letters(word: &str) -> &str {
    let letters = word.strip_suffix('s').unwrap_or(word);
    let is_short = 2 <= letters.len() && letters.chars().all(|letter| letter.is_ascii_uppercase());
    if is_short { letters } else { word }
}

/// Without articles, possessives, vendors and kinds, of which something always stays.
fn counting(all: Vec<String>) -> Vec<String> {
    let is_determiner = |word: &String| DETERMINERS.contains(&word.as_str());
    let is_vendor = |word: &String| VENDORS.contains(&word.as_str());
    let is_kind = |word: &String| KINDS.contains(&word.trim_end_matches('s'));
    let without = |words: Vec<String>, is_idle: &dyn Fn(&String) -> bool| {
        let kept: Vec<String> = words.iter().filter(|word| !is_idle(word)).cloned().collect();
        if kept.is_empty() { words } else { kept }
    };
    let mut kept = without(without(all, &is_determiner), &is_vendor);
    while 1 < kept.len() && kept.last().is_some_and(is_kind) {
        kept.pop();
    }
    while 1 < kept.len() && kept.first().is_some_and(is_kind) {
        kept.remove(0);
    }
    kept
}

/// Without the spaces, since `dynamo db` and `dead letter-queue` are only written otherwise.
pub(super) fn joined(tokens: &[String]) -> String {
    tokens.concat()
}

/// One word in the singular; a small number as digits.
fn one_form(word: &str) -> String {
    if let Some((value, 1)) = number::spoken(&[word])
        && !matches!(word, "once" | "twice" | "none" | "nothing")
    {
        return value.to_string();
    }
    singular(word)
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
        same("Amazon SQS service", "sqs");
        same("its execution role", "execution roles");
        same("the function's role", "function role");
        same("us-east-1 Region", "US-East-1");
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
        assert_eq!(written("the execution roles"), ["execution", "roles"]);
    }

    #[test]
    fn what_counts() {
        for (left, right) in [("HTTP", "HTTPS"), ("SNS", "SQS"), ("3.12", "312"), ("role", "rule")]
        {
            assert_ne!(joined(&tokens(left)), joined(&tokens(right)));
        }
        assert_eq!(tokens("the AWS"), ["aws"]);
        assert_eq!(tokens("the service"), ["service"]);
        assert!(tokens("  ").is_empty());
    }
}
