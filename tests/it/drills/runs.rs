//! Drills that run: with the right answer the simulator comes to what the formula says.

use coldstart::{
    exam::{Drill, DrillAnswer},
    rng::Seed,
    sim::{
        World,
        kernel::{
            meter::Count,
            time::{SECOND, from_seconds},
        },
    },
};

use super::{template, templates, whole};

fn number(value: f64) -> DrillAnswer {
    DrillAnswer { choice: None, numbers: vec![value] }
}

/// What the run of a question comes to with a number as the answer: a counter of a part.
fn ran(drill: &Drill, answer: &DrillAnswer, part: &str, what: Count) -> u64 {
    let stage = drill.stage(answer).unwrap();
    let mut world = World::new(&stage.setup).unwrap();
    world.advance_to(stage.length);
    world.count(part, what)
}

/// Throttled writes and reads; the first two may come before the table has gained what they take.
fn throttled(drill: &Drill, answer: &DrillAnswer) -> u64 {
    ran(drill, answer, "table", Count::Throttled).saturating_sub(2)
}

/// Capacity: with the right answer nothing is throttled, with a tenth less something is.
#[test]
fn the_right_capacity_is_just_enough_in_the_run() {
    for id in ["rcu-strong", "rcu-eventual", "rcu-transactional", "wcu", "wcu-transactional"] {
        for index in 0..12 {
            let drill = template(id).unwrap().drill(1, Seed(2), index);
            assert_eq!(throttled(&drill, &drill.key), 0, "{id}: {}", drill.question);
            let less = number((drill.key.number() * 0.9).floor());
            assert!(0 < throttled(&drill, &less), "{id}: {}", drill.question);
        }
    }
}

/// A token bucket, the share of calls that is throttled, burst credit: the run counts what the
/// formula says.
#[test]
fn runs_count_what_the_formulas_say() {
    for index in 0..30 {
        let drill = template("token-bucket").unwrap().drill(2, Seed(4), index);
        let accepted = ran(&drill, &drill.key, "stage", Count::Ok);
        assert_eq!(accepted, whole(drill.key.number()), "{}", drill.question);
        let drill = template("throttled-share").unwrap().drill(1, Seed(4), index);
        let turned_away = ran(&drill, &drill.key, "function", Count::Throttled) as f64;
        let all = ran(&drill, &drill.key, "function", Count::In) as f64;
        let percent = 100.0 * turned_away / all;
        // The first calls fill the environments, so the run stays a little below the long run.
        assert!((percent - drill.key.number()).abs() < 6.0, "{}: {percent}", drill.question);
    }
    for index in 0..10 {
        let drill = template("burst").unwrap().drill(1, Seed(4), index);
        let (shorter, longer) =
            ((drill.key.number() * 0.9 - 1.0).max(0.0), drill.key.number() * 1.2 + 2.0);
        if drill.stage(&number(longer)).is_some() {
            assert_eq!(throttled(&drill, &number(shorter)), 0, "{}", drill.question);
            assert!(0 < throttled(&drill, &number(longer)), "{}", drill.question);
        }
    }
}

/// Failing events, a month's quota, a mixed load, a backlog of a queue and of a stream: what the
/// formula says is what the run comes to.
#[test]
fn runs_of_events_streams_queues_and_quotas_come_to_the_key() {
    let drills = |id: &str, level: u8| -> Vec<Drill> {
        let one = template(id).unwrap();
        (0..12).map(|index| one.drill(level, Seed(6), index)).collect()
    };
    for drill in drills("async-retries", 2) {
        let all = [Count::Ok, Count::FunctionError];
        let runs: u64 = all.iter().map(|one| ran(&drill, &drill.key, "function", *one)).sum();
        assert_eq!(runs, whole(drill.key.number()), "{}", drill.question);
    }
    for drill in drills("mixed-load", 2) {
        // Two readers and two writers may come before the table has gained what they take.
        let of = |share: f64| {
            let numbers = drill.key.numbers.iter().map(|units| (units * share).floor()).collect();
            throttled(&drill, &DrillAnswer { choice: None, numbers })
        };
        assert!(of(1.0) <= 2, "{}: {}", drill.question, of(1.0));
        assert!(2 < of(0.9), "{}: {}", drill.question, of(0.9));
    }
    for drill in drills("quota", 1) {
        let stage = drill.stage(&drill.key).unwrap();
        let mut world = World::new(&stage.setup).unwrap();
        let day = 86_400 * SECOND;
        world.advance_to((whole(drill.key.number()) - 1) * day - 1);
        assert_eq!(world.count("api", Count::Throttled), 0, "{}", drill.question);
        world.advance_to(whole(drill.key.number()) * day - 1);
        assert!(0 < world.count("api", Count::Throttled), "{}", drill.question);
    }
    let staged = |drill: &Drill| drill.stage(&drill.key).is_some();
    for drill in drills("catch-up", 1).into_iter().filter(staged).take(3) {
        let stage = drill.stage(&drill.key).unwrap();
        let mut world = World::new(&stage.setup).unwrap();
        let waits =
            |world: &World| world.count("stream", Count::In) - world.count("stream", Count::Items);
        world.advance_to(from_seconds(drill.key.number() * 0.9));
        let before = waits(&world);
        world.advance_to(stage.length);
        // What is being worked on is no backlog: a batch and what came meanwhile, for each shard.
        let given = |name: &str| drill.given.iter().find(|(one, _)| *one == name).unwrap().1;
        let at_work = given("shards") * given("batch") + 4.0 * given("arrival") * given("seconds");
        assert!((waits(&world) as f64) <= at_work, "{}: {}", drill.question, waits(&world));
        assert!(at_work < before as f64, "{}: {before}", drill.question);
    }
    for drill in drills("visibility", 1) {
        let again = |answer: &DrillAnswer| ran(&drill, answer, "queue", Count::Duplicates);
        assert_eq!(again(&drill.key), 0, "{}", drill.question);
        assert!(0 < again(&number(drill.key.number() / 12.0)), "{}", drill.question);
    }
}

/// Hot keys: over as many suffixes as the answer says no partition throttles, over one less some
/// does.
#[test]
fn the_right_number_of_suffixes_is_just_enough_in_the_run() {
    for level in 1..=3 {
        for index in 0..8 {
            let drill = template("shards").unwrap().drill(level, Seed(14), index);
            let refused = |n: f64| ran(&drill, &number(n), "table", Count::Throttled);
            let key = drill.key.number();
            assert_eq!(refused(key), 0, "{} suffixes: {}", key, drill.question);
            if 1.0 < key {
                assert!(0 < refused(key - 1.0), "{} suffixes: {}", key - 1.0, drill.question);
            }
        }
    }
    let drill = template("shards").unwrap().drill(1, Seed(14), 0);
    assert!(drill.stage(&number(2.5)).is_none() && drill.stage(&number(0.0)).is_none());
}

/// A backlog: at the end of the answer the last batch is done, and half a batch before it is not.
#[test]
fn a_backlog_is_drained_at_the_end_of_the_last_round() {
    let mut n_run = 0;
    for level in 1..=3 {
        for index in 0..8 {
            let drill = template("drain").unwrap().drill(level, Seed(15), index);
            let Some(stage) = drill.stage(&drill.key) else { continue };
            let given = |name: &str| drill.given.iter().find(|(one, _)| *one == name).unwrap().1;
            let mut world = World::new(&stage.setup).unwrap();
            let left =
                |world: &World| world.count("queue", Count::In) - world.count("queue", Count::Ok);
            world.advance_to(90 * SECOND - 1);
            assert_eq!(left(&world), whole(given("n")), "all but the backlog is done");
            world.advance_to(stage.length - from_seconds(given("seconds") / 2.0));
            assert!(0 < left(&world), "{}", drill.question);
            world.advance_to(stage.length);
            assert_eq!(left(&world), 0, "{}", drill.question);
            n_run += 1;
        }
    }
    assert!(12 <= n_run, "{n_run} were run");
}

/// Every world that is made of a question can be set up, with the right answer and with every wrong
/// one, and these templates have one.
#[test]
fn every_stage_can_be_set_up() {
    let mut staged = Vec::new();
    for one in templates() {
        let mut n_staged = 0;
        for index in 0..30 {
            let level = u8::try_from(index % 3 + 1).unwrap();
            let drill = one.drill(level, Seed(16), index);
            let answers = drill.wrong.iter().map(|wrong| &wrong.answer).chain([&drill.key]);
            for stage in answers.filter_map(|answer| drill.stage(answer)) {
                n_staged += 1;
                assert!(World::new(&stage.setup).is_ok(), "{}: {}", one.id, drill.question);
                assert!(!stage.title.is_empty() && stage.says.ends_with('.'), "{}", one.id);
            }
        }
        if 0 < n_staged {
            staged.push(one.id.as_str());
        }
    }
    let expected = [
        "rcu-strong",
        "rcu-eventual",
        "rcu-transactional",
        "wcu",
        "wcu-transactional",
        "mixed-load",
        "shards",
        "burst",
        "concurrency",
        "throttled-share",
        "first-timeout",
        "async-retries",
        "drain",
        "visibility",
        "catch-up",
        "token-bucket",
        "stage-cache",
        "quota",
    ];
    assert_eq!(staged, expected);
}
