//! What holds for every question of a template: slips that can be told apart, words and prices that
//! the question itself gives, results that can be worked out.

use std::{collections::BTreeSet, sync::Arc};

use coldstart::{
    exam::{Drill, DrillAnswer, Template},
    rng::Seed,
};

use super::{LIBRARY, prices, template, templates};

/// Some questions of a template, of all levels in turn.
fn questions(one: &Arc<Template>, count: u64) -> Vec<Drill> {
    let make = |index: u64| {
        let level = u8::try_from(index % 3 + 1).unwrap();
        one.drill(level, Seed(21), index)
    };
    (0..count).map(make).collect()
}

/// L36: no wrong model gives the key, no two give the same, and choices are three or four.
#[test]
fn wrong_models_differ_from_the_key_and_from_each_other() {
    for one in templates() {
        for index in 0..300 {
            let level = u8::try_from(index % 3 + 1).unwrap();
            let drill = one.drill(level, Seed(5), index);
            let choices = drill.choices(Seed(5), index);
            assert!((3..=4).contains(&choices.answers.len()), "{}: {drill:?}", one.id);
            for (at, answer) in choices.answers.iter().enumerate() {
                assert_eq!(answer.is_same(&drill.key), at == choices.key, "{}", one.id);
                for other in &choices.answers[..at] {
                    assert_ne!(drill.words(other), drill.words(answer), "{}: twice", one.id);
                }
            }
        }
    }
}

/// At least 60 different questions of each template on each level.
#[test]
fn there_are_sixty_questions_on_each_level() {
    for one in templates() {
        for level in 1..=3 {
            let questions: BTreeSet<String> =
                (0..400).map(|index| one.drill(level, Seed(3), index).question).collect();
            assert!(60 <= questions.len(), "{} level {level}: {}", one.id, questions.len());
        }
    }
}

/// What is written as an answer is read as that answer, and the wrong model behind it is named.
#[test]
fn answers_are_read_and_slips_are_named() {
    for one in templates() {
        for (level, index) in (1..=3).flat_map(|level| (0..10).map(move |index| (level, index))) {
            let drill = one.drill(level, Seed(8), index);
            let read = |answer: &DrillAnswer| {
                let numbers = answer.numbers.iter().zip(&drill.asks);
                let numbers: Vec<String> =
                    numbers.map(|(number, ask)| format!("{number} {}", ask.unit.name())).collect();
                let words: Vec<String> =
                    answer.choice.iter().cloned().chain([numbers.join(" and ")]).collect();
                let typed = words.join(" ");
                let read = drill.form().read_line(&typed);
                read.unwrap_or_else(|| panic!("{}: `{typed}` cannot be read", one.id))
            };
            let key = read(&drill.key);
            assert!(drill.is_right(&key), "{}: {key:?}", one.id);
            let shown = drill.words(&drill.key);
            let typed = drill.form().read_line(&shown);
            assert!(typed.is_some_and(|typed| drill.is_right(&typed)), "{}: {shown}", one.id);
            for wrong in &drill.wrong {
                let read = read(&wrong.answer);
                assert!(!drill.is_right(&read), "{}: {read:?}", one.id);
                let model = drill.model_of(&read).map(|one| &one.model);
                assert_eq!(model, Some(&wrong.model), "{}", one.id);
            }
        }
    }
}

/// Templates cite facts that there are, and are found by number and by name.
#[test]
fn templates_cite_known_facts() {
    let library = &*LIBRARY;
    for (at, one) in templates().iter().enumerate() {
        assert_eq!(one.number, at + 1);
        assert!(!one.facts.is_empty());
        for fact in &one.facts {
            assert!(library.fact(fact).is_some(), "{}: no fact {fact}", one.id);
        }
        assert!(library.topics.iter().any(|topic| topic.id == one.topic), "{}", one.topic);
        let found = [template(&one.id), template(&one.number.to_string())];
        assert!(found.iter().flatten().all(|found: &&Arc<Template>| found.number == one.number));
    }
}

/// The same seed and number give the same question.
#[test]
fn a_question_is_made_again_from_its_seed() {
    let make = |seed| template("rcu-strong").unwrap().drill(3, Seed(seed), 7);
    assert_eq!(make(1), make(1));
    assert_ne!(make(1), make(2));
}

/// The words to choose from in a template; the sizes of memory are those of each question.
fn options_of(id: &str) -> Option<&'static [&'static str]> {
    Some(match id {
        "capacity-mode" => &["on-demand", "provisioned"],
        "table-class" => &["Standard", "Standard-IA"],
        "stream-outage" => &["yes", "no"],
        "pitr" => &["yes, into a new table", "yes, in place", "no"],
        "connections" => &["safe", "too many"],
        "first-timeout" => &["client", "API", "function"],
        "payload" => &["fits", "too large"],
        "package" => &["deploys", "is refused"],
        "api-bill" => &["HTTP API", "REST API"],
        "workflow-kind" => &["Standard", "Express"],
        "edge-function" => &["CloudFront Function", "Lambda@Edge"],
        _ => return None,
    })
}

/// A decision offers the words of its own template and no others, and each of them is right
/// sometimes.
#[test]
fn decisions_offer_only_words_of_their_template() {
    for one in templates() {
        let mut keys = BTreeSet::new();
        for drill in questions(one, 300) {
            let Some(decision) = &drill.decision else {
                assert!(options_of(&one.id).is_none(), "{} decides nothing", one.id);
                assert_eq!(drill.key.choice, None, "{}", one.id);
                continue;
            };
            match options_of(&one.id) {
                Some(options) => assert_eq!(decision.options, options, "{}", one.id),
                None => {
                    assert_eq!(one.id, "memory");
                    let is_named = |option: &String| drill.question.contains(option.as_str());
                    assert!(decision.options.iter().all(is_named), "{}", drill.question);
                }
            }
            let answers = drill.wrong.iter().map(|wrong| &wrong.answer).chain([&drill.key]);
            for choice in answers.map(|answer| answer.choice.as_ref().unwrap()) {
                assert!(decision.options.contains(choice), "{}: {choice}", one.id);
            }
            keys.extend(drill.key.choice.clone());
        }
        let options = options_of(&one.id).unwrap_or(&[]);
        // Nothing is ever restored in place: that choice is a slip by itself.
        let never = usize::from(one.id == "pitr");
        assert!(options.len() <= keys.len() + never, "{}: {keys:?}", one.id);
    }
}

/// The best memory size stands at each place of the list in a fifth of the questions at least.
#[test]
fn the_best_memory_size_is_at_any_place() {
    let mut places = [0_u32; 3];
    for drill in questions(template("memory").unwrap(), 300) {
        let options = drill.decision.as_ref().unwrap().options.clone();
        let place = options.iter().position(|one| Some(one) == drill.key.choice.as_ref());
        places[place.unwrap()] += 1;
    }
    assert!(places.iter().all(|n| 60 <= *n), "{places:?}");
}

/// The prices that a bill takes.
fn prices_of(id: &str) -> &'static [&'static str] {
    match id {
        "capacity-mode" => &["dynamodb.wcu-hour", "dynamodb.write-request"],
        "table-class" => &[
            "dynamodb.storage.gb-month",
            "dynamodb.write-request",
            "dynamodb.ia.storage.gb-month",
            "dynamodb.ia.write-request",
        ],
        "lambda-bill" => &[
            "lambda.request",
            "lambda.gb-second.x86",
            "lambda.free.requests",
            "lambda.free.gb-seconds",
        ],
        "free-volume" => &["lambda.free.requests", "lambda.free.gb-seconds"],
        "provisioned" => &["lambda.provisioned.gb-second", "lambda.provisioned.duration"],
        "api-bill" => &["apigw.rest", "apigw.http"],
        "workflow-kind" => &["sfn.transition", "sfn.express.request", "sfn.express.gb-second"],
        "edge-function" => &["cloudfront.function", "edge.request", "edge.gb-second"],
        _ => &[],
    }
}

/// How a price may be written: for one or for a million, with two digits behind the point at least;
/// a free amount with commas.
fn ways_to_write(price: f64) -> Vec<String> {
    if 1_000.0 <= price {
        let digits = format!("{price:.0}");
        let mut words = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if 0 < at && (digits.len() - at).is_multiple_of(3) {
                words.push(',');
            }
            words.push(digit);
        }
        return vec![words];
    }
    let with_digits = |value: f64| {
        let plain = format!("{value:.12}").trim_end_matches('0').to_owned();
        let digits = plain.split('.').nth(1).map_or(0, str::len);
        format!(" {plain}{} USD", "0".repeat(2_usize.saturating_sub(digits)))
    };
    vec![with_digits(price), format!("{} per million", with_digits(price * 1e6))]
}

/// What a bill is worked out with stands in its question.
#[test]
fn prices_stand_in_the_question() {
    let prices = prices();
    let is_written = |text: &str, price: f64| {
        let text = format!(" {}", text.replace('(', " "));
        ways_to_write(price).iter().any(|way| text.contains(way.as_str()))
    };
    for one in templates() {
        for drill in questions(one, 60) {
            for id in prices_of(&one.id) {
                let price = prices.usd(id);
                let (question, working) = (&drill.question, &drill.working);
                assert!(is_written(question, price), "{id} is not in: {question}");
                assert!(is_written(working, price), "{id} is not in: {working}");
            }
            // Nor does the working of any other question name a price that its question does not.
            for (id, price) in &prices.0 {
                if *price < 1_000.0 && is_written(&drill.working, *price) {
                    assert!(is_written(&drill.question, *price), "{id}: {}", drill.question);
                }
            }
        }
    }
}

/// Things that cannot be halved come out whole.
#[test]
fn counted_things_come_out_whole() {
    for id in ["concurrency", "async-retries", "shards", "batches", "token-bucket", "scan"] {
        for drill in questions(template(id).unwrap(), 300) {
            assert!(drill.key.number().fract() == 0.0, "{id}: {:?}", drill.key);
        }
    }
}

/// No question turns on a border: the recovery period, a retention, a limit, a first timeout.
#[test]
fn nothing_lies_on_a_border() {
    let given = |drill: &Drill, name: &str| {
        drill.given.iter().find(|(one, _)| *one == name).map(|(_, value)| *value)
    };
    let pairs = [
        ("pitr", "days", "window"),
        ("stream-outage", "hours", "kinesis"),
        ("payload", "kb", "limit"),
    ];
    for (id, one, other) in pairs {
        for drill in questions(template(id).unwrap(), 600) {
            let is_kinesis = given(&drill, "is_streams") != Some(1.0);
            let (own, border) = (given(&drill, one).unwrap(), given(&drill, other).unwrap());
            assert!(!is_kinesis || own.total_cmp(&border).is_ne(), "{id}: {}", drill.question);
        }
    }
    for drill in questions(template("first-timeout").unwrap(), 600) {
        let mut all = ["client", "api", "function"].map(|name| given(&drill, name).unwrap());
        all.sort_by(f64::total_cmp);
        assert!(all[0] < all[1], "{}", drill.question);
    }
    for drill in questions(template("throttled-share").unwrap(), 600) {
        assert!(0.1 <= given(&drill, "seconds").unwrap(), "{}", drill.question);
    }
    for drill in questions(template("workflow-kind").unwrap(), 600) {
        let gb_s = given(&drill, "n").unwrap() * given(&drill, "seconds").unwrap() / 16.0;
        assert!(gb_s <= 3.6e6, "beyond the first price: {}", drill.question);
    }
}

/// Level 1 is done by head: no more than four digits that count, but for moments in epoch seconds.
#[test]
fn the_first_level_has_few_digits() {
    for one in templates().iter().filter(|one| one.id != "ttl") {
        for index in 0..200 {
            let drill = one.drill(1, Seed(9), index);
            for number in &drill.key.numbers {
                let few: f64 = format!("{number:.3e}").parse().unwrap();
                let is_short = (few - number).abs() <= 0.001 * number.abs();
                assert!(is_short, "{}: {number} of {}", one.id, drill.question);
            }
        }
    }
}

/// Plain American English with AWS's words: the forms of a unit are right, labels are short.
#[test]
fn questions_are_worded_well() {
    let banned = [
        "dearer",
        " a second",
        " a minute",
        " an hour",
        "how many runs",
        "takes off",
        "shall ",
        " bears ",
        "so many",
        "has to",
        "for ever",
        "..",
        " ,",
        "  ",
        "-0",
        "NaN",
        "inf ",
    ];
    for one in templates() {
        assert!(!one.title.is_empty() && one.title.len() <= 30, "{}", one.title);
        for drill in questions(one, 150) {
            let models = drill.wrong.iter().flat_map(|wrong| [&*wrong.model, &*wrong.working]);
            let texts: Vec<&str> = models.chain([&*drill.question, &*drill.working]).collect();
            for text in texts {
                for word in banned {
                    assert!(!text.contains(word), "{}: `{word}` in: {text}", one.id);
                }
                let words: Vec<&str> = text.split_whitespace().collect();
                for pair in words.windows(2) {
                    let next = pair[1].trim_matches(|symbol: char| !symbol.is_alphabetic());
                    let is_plural = 2 < next.len() && next.ends_with('s') && !next.contains('-');
                    assert!(pair[0] != "1" || !is_plural, "{}: 1 {next} in: {text}", one.id);
                }
            }
            assert!(drill.question.ends_with('?'), "{}", drill.question);
            assert!(drill.question.len() <= 560, "{}: {}", one.id, drill.question);
            let labels = drill.asks.iter().map(|ask| &ask.label);
            let labels = labels.chain(drill.decision.as_ref().map(|decision| &decision.label));
            for label in labels {
                assert!(label.len() <= 34, "{label}");
            }
            for wrong in &drill.wrong {
                assert!(wrong.model.starts_with("you "), "{}", wrong.model);
                assert!(!wrong.working.is_empty(), "{}: {}", one.id, wrong.model);
            }
        }
    }
}
