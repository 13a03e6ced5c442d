//! The door that content comes through: what is built in is sound, and every wrong file is told in
//! exact words.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use coldstart::{
    clock::Day,
    content::{self, CardKind, binding::Shown, check, kinds::options::ChooseOne},
    diag::{Diagnostic, Layer, SourceFile},
    ids::DeckId,
    memory::{Scheduler, queue},
};

use crate::bed::{TRACK, built_in};

fn today() -> Day {
    Day::parse("2026-11-21").unwrap()
}

/// The sample library as if it were built in, and one file over it as a user's.
fn load_over_sample(name: &str, text: &str) -> Vec<Diagnostic> {
    let base = SourceFile::new("sample.toml", include_str!("sample.toml"), Layer::BuiltIn);
    let mut files = content::files::built_in();
    // Bills need prices, and prices name documents; mocks and items are of a track.
    let is_kept = ["content/prices.toml", "content/documents.toml", TRACK];
    files.retain(|file| is_kept.contains(&&*file.name));
    files.extend([base, SourceFile::user(name, text)]);
    let loaded = content::load(&files);
    check::check(&loaded, &files, &[Layer::User], today()).problems
}

/// One wrong file a rule: `tests/bad/NAME.toml`, and in `NAME.txt` the exact words. To write the
/// words anew after a change: `UPDATE_BAD=1 cargo test --test it wrong_files`.
#[test]
fn wrong_files_are_told_in_exact_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let mut n_files = 0;
    let mut wrong = Vec::new();
    let mut paths: Vec<_> =
        fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ext| ext == "toml")) {
        n_files += 1;
        let name = path.file_name().unwrap().to_str().unwrap();
        let problems = load_over_sample(name, &fs::read_to_string(path).unwrap());
        assert!(!problems.is_empty(), "{name} has no fault");
        let said = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n") + "\n";
        let expected_path = path.with_extension("txt");
        if std::env::var_os("UPDATE_BAD").is_some() {
            fs::write(&expected_path, &said).unwrap();
        }
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if said != expected {
            wrong.push(format!("{name} says\n{said}\nexpected\n{expected}"));
        }
    }
    assert!(25 <= n_files, "{n_files} wrong files");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn three_mistakes_in_one_file_are_all_told() {
    let text = include_str!("../decks/three-mistakes.toml");
    let problems = load_over_sample("three-mistakes.toml", text);
    let told: Vec<(usize, &str)> = problems.iter().map(|p| (p.line, p.what.as_str())).collect();
    assert_eq!(
        told,
        [
            (6, "unknown fact `s.timout`"),
            (14, "a choice has 4 options, this one has 3"),
            (36, "unknown kind of card `numerical`"),
        ]
    );
}

#[test]
fn what_can_be_read_of_a_broken_file_is_read() {
    let files = [SourceFile::user("sample.toml", include_str!("sample.toml")), {
        SourceFile::user("mine.toml", include_str!("../decks/three-mistakes.toml"))
    }];
    let loaded = content::load(&files);
    assert!(loaded.library.card(&"mine.good.cloze".into()).is_some());
}

#[test]
fn a_users_card_wins_over_a_built_in_one_by_id() {
    let mut files = content::files::built_in();
    let card = built_in().cards.iter().find(|card| card.kind == CardKind::Cloze).unwrap().clone();
    let own = format!(
        "[[card]]\nid = \"{}\"\nkind = \"cloze\"\nfacts = [\"{}\"]\nfront = \"My own {{{{gap}}}} here\"\n",
        card.id,
        card.main_fact()
    );
    files.push(SourceFile::user("mine.toml", own));
    let loaded = content::load(&files);
    assert!(loaded.library.card(&card.id).unwrap().text.front.starts_with("My own"));
    assert_eq!(loaded.library.cards.len(), built_in().cards.len());
}

#[test]
fn the_built_in_content_has_no_problem_at_all() {
    let files = content::files::built_in();
    let loaded = content::load(&files);
    let report = check::check(&loaded, &files, &[Layer::BuiltIn], today());
    let told: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert_eq!((report.claims.held, report.claims.taught), (397, 397));
    assert_eq!((report.beyond.held, report.beyond.taught), (60, 60));
    assert!(640 <= report.facts, "{}", report.facts);
    assert!(900 <= report.cards.total, "{}", report.cards.total);
    // What nobody judges is for decks of one's own.
    let few = report.cards.by_kind.iter().filter(|(_, n)| **n < 20).map(|(kind, _)| *kind);
    assert_eq!(few.collect::<Vec<_>>(), ["basic"], "{:?}", report.cards.by_kind);
}

#[test]
fn there_is_a_deck_for_every_topic_and_three_views() {
    let library = built_in();
    let n_cards = |id: &str| {
        let deck = library.deck(id).unwrap();
        library.cards.iter().filter(|card| library.is_in_deck(card, deck)).count()
    };
    assert_eq!(n_cards("everything"), library.cards.len());
    let topics: usize = library.topics.iter().map(|topic| n_cards(&topic.id.0)).sum();
    assert_eq!(topics, library.cards.len());
    assert!(100 <= n_cards("limits-only"));
    assert!(20 <= n_cards("corrections"));
    let weights: f64 = library.topics.iter().map(|topic| topic.weight).sum();
    assert!((weights - 100.0).abs() < 1e-9, "{weights}");
}

#[test]
fn a_newcomer_meets_ten_things_that_the_exam_turns_on() {
    let library = built_in();
    let bed = crate::bed::Bed::with(
        library,
        coldstart::study::preferences::Preferences::default(),
        80,
        24,
    );
    let today = bed.app.desk.today(&DeckId::from("everything"), bed.now.day, 0);
    let mut line = queue::Line::new(&today, &queue::States::new());
    let library = &bed.app.desk.library;
    let first: Vec<&content::Card> =
        (0..10).filter_map(|_| line.next(bed.now)).map(|id| library.card(&id).unwrap()).collect();
    let facts: BTreeSet<_> = first.iter().map(|card| card.main_fact()).collect();
    assert_eq!(facts.len(), 10, "no fact is asked for twice");
    for card in &first {
        let fact = library.fact(card.main_fact()).unwrap();
        assert_eq!(fact.rank, content::Rank::Core, "{}", card.id);
        assert_ne!(card.kind, CardKind::Numeric, "{}", card.id);
    }
    for card in &first[..3] {
        let binding = library.binding_of(card).expect("something runs beside it");
        assert!(matches!(binding.shown, Shown::Run { .. }), "{} has a run beside it", card.id);
    }
    let topics: BTreeSet<_> = first.iter().map(|card| &card.topic).collect();
    assert!(5 <= topics.len(), "{topics:?}");
}

#[test]
fn every_fact_has_a_rank_and_what_matters_has_its_cards() {
    let library = built_in();
    for file in content::files::built_in() {
        let text = file.text();
        let n_facts = text.matches("\n[[fact]]\n").count();
        let n_ranks = text.lines().filter(|line| line.starts_with("rank = \"")).count();
        assert_eq!(n_facts, n_ranks, "{}: each fact states its rank", file.name);
    }
    let mut kinds: BTreeMap<_, Vec<CardKind>> = BTreeMap::new();
    for card in &library.cards {
        kinds.entry(card.main_fact().clone()).or_default().push(card.kind);
    }
    let n_core = library.facts.iter().filter(|fact| fact.rank == content::Rank::Core).count();
    let share = 100 * n_core / library.facts.len();
    assert!((25..=33).contains(&share), "{n_core} core facts, {share} %");
    for fact in &library.facts {
        let own = kinds.get(&fact.id).map_or(&[][..], Vec::as_slice);
        let n_kinds = own.iter().collect::<BTreeSet<_>>().len();
        match fact.rank {
            content::Rank::Core => {
                assert!((2..=3).contains(&own.len()) && 2 <= n_kinds, "{}: {own:?}", fact.id);
            }
            content::Rank::Useful => assert!(!own.is_empty(), "{} has no card", fact.id),
            content::Rank::Detail => assert!(own.len() <= 1, "{}: {own:?}", fact.id),
        }
    }
}

#[test]
fn the_key_of_a_choice_stands_at_every_place_about_as_often() {
    let library = built_in();
    let mut counts = [0_u32; 4];
    for card in &library.cards {
        if let content::Body::Choice(ChooseOne { options }) = &card.text.body {
            counts[options.iter().position(|option| option.is_right).unwrap()] += 1;
        }
    }
    let n: u32 = counts.iter().sum();
    let expected = f64::from(n) / 4.0;
    // Chi-square with 3 degrees of freedom: 7.81 is passed by chance once in twenty.
    let chi: f64 = counts.iter().map(|c| (f64::from(*c) - expected).powi(2) / expected).sum();
    assert!(chi < 7.81, "{counts:?}: {chi}");
}

#[test]
fn no_guess_by_length_pays() {
    let library = built_in();
    let (mut longest, mut shortest, mut n) = (0, 0, 0);
    for card in &library.cards {
        if let content::Body::Choice(ChooseOne { options }) = &card.text.body {
            n += 1;
            let right = options.iter().find(|option| option.is_right).unwrap().text.len();
            longest += usize::from(options.iter().all(|option| option.text.len() <= right));
            shortest += usize::from(options.iter().all(|option| right <= option.text.len()));
        }
    }
    assert!(longest * 100 <= n * 35, "the right option is the longest in {longest} of {n}");
    assert!(shortest * 100 <= n * 35, "the right option is the shortest in {shortest} of {n}");
}

#[test]
fn hostile_files_are_refused_without_panic() {
    let deep = format!("x = {}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let wide = "[[card]]\n".repeat(30_000);
    let huge = "# ".to_owned() + &"x".repeat(17 * 1024 * 1024);
    let zeros = "\0".repeat(1_000);
    let facts = "\"s.unknown\", ".repeat(19_000);
    let facts = format!(
        "[[card]]\nid = \"a.b\"\nkind = \"cloze\"\nfacts = [{facts}]\nfront = \"{{{{x}}}}\"\n"
    );
    let many = (0..500).fold(String::new(), |text, n| text + &format!("k{n} = 1\n"));
    for (name, text) in [
        ("deep", deep),
        ("wide", wide),
        ("huge", huge),
        ("zeros", zeros),
        ("many", many),
        ("facts", facts),
    ] {
        let problems = load_over_sample(name, &text);
        assert!(!problems.is_empty(), "{name}");
        assert!(problems.len() <= 202, "{name}: {}", problems.len());
        let size: usize = problems.iter().map(|problem| problem.to_string().len()).sum();
        assert!(size < 200_000, "{name}: {size} bytes of messages");
    }
}

#[test]
fn any_text_loads_without_panic() {
    use proptest::prelude::*;
    let mut runner = proptest::test_runner::TestRunner::default();
    let base = include_str!("sample.toml");
    let strategy = (0..base.len(), 0..base.len(), ".{0,6}");
    runner
        .run(&strategy, |(from, to, put)| {
            let floor = |at: usize| (0..=at).rev().find(|at| base.is_char_boundary(*at)).unwrap();
            let (from, to) = (floor(from.min(to)), floor(from.max(to)));
            let broken = format!("{}{put}{}", base.get(..from).unwrap(), base.get(to..).unwrap());
            let loaded = content::load(&[SourceFile::user("broken.toml", broken)]);
            for problem in &loaded.problems {
                prop_assert!(!problem.to_string().chars().any(|c| c.is_control() && c != '\n'));
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn control_characters_never_reach_the_library() {
    let text = "[[fact]]\nid = \"a.b\"\nstatement = \"one \\u001b[2J two\"\nkind = \"fact\"\nstatus = \"beyond\"\n";
    let loaded = content::load(&[SourceFile::user("a.toml", text)]);
    assert_eq!(loaded.library.facts[0].text.statement, "one [2J two");
}

#[test]
fn a_scheduler_knows_no_card_of_the_library_twice() {
    let library = built_in();
    let ids: BTreeSet<_> = library.cards.iter().map(|card| &card.id).collect();
    assert_eq!(ids.len(), library.cards.len());
    assert!(Scheduler::default().has_fuzz);
}

#[test]
fn a_price_past_its_month_is_listed() {
    let files = content::files::built_in();
    let loaded = content::load(&files);
    let listed = |day: &str| {
        let report = check::check(&loaded, &files, &[Layer::BuiltIn], Day::parse(day).unwrap());
        assert!(!report.has_faults(), "an old price is no fault of a deck");
        report.problems.len()
    };
    assert_eq!(listed("2027-11-30"), 0);
    let n_figures = loaded.library.prices.len() + loaded.library.limits.len();
    assert_eq!(listed("2027-12-01"), n_figures);
}

/// The limits that the simulator works with are those of the file, one place each.
#[test]
fn limits_have_one_place() {
    let loaded = content::load(&content::files::built_in());
    let named = coldstart::sim::services::quotas();
    for (name, value) in &named {
        let limit = loaded.library.limits.iter().find(|limit| limit.id == *name);
        let limit = limit.unwrap_or_else(|| panic!("content/limits.toml has no `{name}`"));
        assert!((limit.value - value).abs() < 1e-9, "{name}: {} and {value}", limit.value);
    }
    assert_eq!(loaded.library.limits.len(), named.len(), "no limit that nobody uses");
}

/// What only the pool of items shows (exam blueprint, section 5): keys in all places, lengths that
/// say nothing, guessing that gets nowhere, quotas, and forms whose items do not answer each other.
#[test]
fn the_pool_of_items_gives_nothing_away() {
    let library = built_in();
    let pool = content::check::pool::figures(&library);
    assert!(80 <= pool.items && pool.items == 2 * pool.situations, "{pool:?}");
    assert!(16 <= pool.multiple && pool.items <= 4 * pool.drawn, "{pool:?}");
    for (domain, quota) in [(1, 24), (2, 20), (3, 20), (4, 16)] {
        assert!(quota <= pool.by_domain[&domain], "{pool:?}");
    }
    // L25, L26, L28.
    assert!(pool.key_places.iter().all(|place| (20.0..=30.0).contains(place)), "{pool:?}");
    assert!(pool.chi_square <= 7.81, "{pool:?}");
    for share in [pool.longest_is_key, pool.shortest_is_key] {
        assert!((15.0..=33.0).contains(&share), "{pool:?}");
    }
    for baseline in &pool.baselines {
        let most = if baseline.name == "the vote of all" { 40.0 } else { 35.0 };
        assert!(baseline.percent <= most, "{baseline:?}");
    }
    // L29: a service that is named is wrong often enough.
    for (name, [all, keys]) in &pool.services {
        assert!(10 * keys <= 7 * all, "{name} is right in {keys} of {all}");
    }
    // L32: forms of 40, and both siblings of a situation in one domain, so that either fits.
    assert!(2 <= pool.forms[&40]);
    for item in library.items() {
        for sibling in library.siblings(item) {
            assert_eq!(item.domain, sibling.domain, "{}", item.id);
        }
    }
}

/// Every rule that is counted has a wrong file of its own, or a property test where it is about
/// pools and drills.
#[test]
fn every_rule_has_a_wrong_example() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let told: String = fs::read_dir(&folder)
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|ext| ext == "txt"))
        .map(|entry| fs::read_to_string(entry.path()).unwrap())
        .collect();
    let files = content::files::built_in();
    let report = check::check(&content::load(&files), &files, &[], today());
    let by_tests = ["L25", "L26", "L28", "L29", "L36", "L41"];
    for rule in report.lint.iter().filter(|rule| !by_tests.contains(&rule.rule)) {
        let code = format!("[{}]", rule.rule);
        assert!(told.contains(&code), "{} has no wrong example: {}", rule.rule, rule.asks);
    }
}
