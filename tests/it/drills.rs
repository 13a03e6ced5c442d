//! The forty drill templates: each closed formula against a count by brute force, enough different
//! questions, and no wrong model that gives the right answer.

use std::collections::{BTreeMap, BTreeSet};

use coldstart::{
    content,
    exam::{Answer, Drill, TEMPLATES, Template, template},
    rng::Seed,
    sim::{
        World,
        calc::Prices,
        meter::Count,
        time::{SECOND, from_seconds},
    },
};

fn prices() -> Prices {
    content::load(&content::files::built_in()).library.price_list()
}

/// The numbers of a question.
struct Given(BTreeMap<&'static str, f64>);

impl Given {
    fn get(&self, name: &str) -> f64 {
        self.0[name]
    }

    /// A whole number.
    fn n(&self, name: &str) -> u64 {
        let value = self.get(name);
        assert!(value.fract() == 0.0 && 0.0 <= value, "{name} is {value}");
        whole(value)
    }
}

fn whole(value: f64) -> u64 {
    format!("{value:.0}").parse().unwrap()
}

/// How many pieces of `unit` cover `bytes`, counted one by one.
fn pieces(bytes: f64, unit: f64) -> f64 {
    let mut covered = 0.0;
    let mut n = 0.0;
    while covered < bytes - 1e-6 {
        covered += unit;
        n += 1.0;
    }
    n
}

/// Something added up `n` times.
fn sum(n: u64, each: f64) -> f64 {
    (0..n).map(|_| each).sum()
}

fn yes_no<'a>(is_so: bool, yes: &'a str, no: &'a str) -> &'a str {
    if is_so { yes } else { no }
}

/// The answer counted step by step, without the closed formula.
#[expect(clippy::too_many_lines, reason = "one arm for each of forty templates")]
fn counted(number: u8, given: &Given, prices: &Prices) -> (Option<String>, f64) {
    let g = |name: &str| given.get(name);
    let usd = |id: &str| prices.usd(id);
    let kb = 1_024.0;
    let plain = |value: f64| (None, value);
    let decided = |choice: &str, value: f64| (Some(choice.to_owned()), value);
    match number {
        1 => plain(sum(given.n("rate"), pieces(g("kb") * kb, 4.0 * kb))),
        2 => {
            // A unit serves two eventual reads of 4 KB: units are handed out until all are served.
            let wanted = sum(given.n("rate"), pieces(g("kb") * kb, 4.0 * kb));
            plain(pieces(wanted, 2.0))
        }
        3 => plain(sum(2 * given.n("rate"), pieces(g("kb") * kb, 4.0 * kb))),
        4 => plain(sum(given.n("rate"), pieces(g("kb") * kb, kb))),
        5 => plain(sum(2 * given.n("rate"), pieces(g("kb") * kb, kb))),
        6 => {
            let reads = sum(given.n("reads"), pieces(g("read_kb") * kb, 4.0 * kb));
            let reads = if g("factor") < 1.0 { pieces(reads, 2.0) } else { reads };
            plain(reads + sum(given.n("writes"), pieces(g("write_kb") * kb, kb)))
        }
        7 => {
            let page = sum(given.n("n"), g("bytes"));
            plain(pieces(page, 4.0 * kb) * g("factor"))
        }
        8 => {
            // Each second as many pieces of 4 KB as the capacity buys.
            let per_second = g("rcu") * 4.0 * kb / g("factor");
            let mut left = g("gb") * kb * kb * kb;
            let mut seconds = 0.0;
            while per_second <= left {
                left -= per_second;
                seconds += 1.0;
            }
            plain(seconds + left / per_second)
        }
        9 => {
            let mut n = 1.0;
            while 1.0 + 1e-9 < g("reads") / n / 3_000.0 + g("writes") / n / 1_000.0 {
                n += 1.0;
            }
            plain(n)
        }
        10 => {
            let one = pieces(g("projected") * kb, kb);
            let fresh = sum(given.n("fresh"), one);
            let gone_and_put = sum(given.n("moved"), one + one);
            plain(fresh + gone_and_put)
        }
        11 => {
            // Both bills of a day, hour by hour.
            let (mut on_demand, mut provisioned, mut used, mut had) = (0.0, 0.0, 0.0, 0.0);
            for hour in 0..24 {
                let load = if f64::from(hour) < g("hours") { g("busy") } else { 0.0 };
                on_demand += load * 3_600.0 * usd("dynamodb.write-request");
                provisioned += g("peak") * usd("dynamodb.wcu-hour");
                used += load;
                had += g("peak");
            }
            decided(yes_no(on_demand < provisioned, "on-demand", "provisioned"), 100.0 * used / had)
        }
        12 => {
            let bill = |storage: &str, write: &str| {
                g("gb") * usd(storage) + g("millions") * 1e6 * usd(write)
            };
            let standard = bill("dynamodb.storage.gb-month", "dynamodb.write-request");
            let rare = bill("dynamodb.ia.storage.gb-month", "dynamodb.ia.write-request");
            decided(yes_no(rare < standard, "Standard-IA", "Standard"), (standard - rare).abs())
        }
        13 if given.0.contains_key("now") => {
            let mut at = g("now");
            for _ in 0..given.n("days") * 24 {
                at += 3_600.0;
            }
            plain(at)
        }
        13 => {
            // Day by day until as much goes as comes.
            let a_day = sum(24 * 60, 60.0 * g("rate") * g("kb"));
            plain(sum(given.n("days"), a_day) / kb / kb)
        }
        14 => {
            let kept = if g("is_streams") > 0.5 { 24.0 } else { g("kinesis") };
            let age = (0..given.n("hours")).count() as f64;
            decided(yes_no(age < kept, "yes", "no"), kept)
        }
        15 => {
            let reached = (0..=given.n("window")).any(|back| back == given.n("days"));
            decided(yes_no(reached, "yes, into a new table", "no"), g("window"))
        }
        16 => {
            let (mut left, mut calls) = (g("n"), 0.0);
            while 0.0 < left {
                let (mut taken, mut size) = (0.0, 0.0);
                while 0.0 < left && taken < g("most") && size + g("kb") <= g("cap_mb") * kb {
                    (taken, size, left) = (taken + 1.0, size + g("kb"), left - 1.0);
                }
                calls += 1.0;
            }
            plain(calls)
        }
        17 => {
            let running = pieces(g("rate") * g("seconds"), 1.0);
            match given.0.get("k") {
                Some(k) => {
                    let open: f64 = (0..whole(running)).map(|_| *k).sum();
                    decided(yes_no(open <= g("most"), "safe", "too many"), open)
                }
                None => {
                    let busy = pieces(running * g("share") / 100.0, 1.0);
                    let mut pool = 0.0;
                    while (pool + 1.0) * 100.0 <= g("most") * g("pool") {
                        pool += 1.0;
                    }
                    decided(yes_no(busy <= pool, "safe", "too many"), busy)
                }
            }
        }
        18 => {
            let mut bank = 0.0_f64;
            for _ in 0..given.n("idle") {
                bank = (bank + g("provisioned") - g("used")).min(300.0 * g("provisioned"));
            }
            let over = g("spike") - g("provisioned");
            let mut seconds = 0.0;
            while over <= bank {
                (bank, seconds) = (bank - over, seconds + 1.0);
            }
            plain(seconds + bank / over)
        }
        19 if given.0.contains_key("cache") => {
            // A thousand reads, so many of them hits.
            let hits = (0..1_000).filter(|n| f64::from(*n) < g("hits") * 1_000.0 - 1e-6).count();
            let total = hits as f64 * g("cache") + (1_000 - hits) as f64 * g("table");
            plain(total / 1_000.0)
        }
        19 => {
            let strong = g("rate") * g("strong");
            let eventual = g("rate") - strong;
            plain(strong + eventual - eventual * g("hits"))
        }
        20 => {
            // Calls that began within the last `seconds`, at one instant.
            plain(g("seconds") * g("rate"))
        }
        21 => {
            // Each second the environments finish so many calls; the rest is turned away.
            let done = g("limit") / g("seconds");
            plain(100.0 * (g("rate") - done.min(g("rate"))) / g("rate"))
        }
        22 => {
            let mut there = g("warm") + 1_000.0;
            let mut hundredths = 0.0;
            while there < g("need") - 1e-6 {
                there += 1.0;
                hundredths += 1.0;
            }
            plain(hundredths / 100.0)
        }
        23 => {
            let mut most = 0.0;
            while 100.0 <= g("account") - g("first") - g("second") - (most + 1.0) {
                most += 1.0;
            }
            plain(most)
        }
        24 => {
            let n = g("millions") * 1e6;
            let gb_s = n * g("ms") / 1_000.0 * g("mb") / kb;
            let paid = |all: f64, free: f64| if all > free { all - free } else { 0.0 };
            let requests = paid(n, usd("lambda.free.requests")) * usd("lambda.request");
            let time = paid(gb_s, usd("lambda.free.gb-seconds")) * usd("lambda.gb-second.x86");
            plain(requests + time)
        }
        25 => {
            let each = g("ms") / 1_000.0 * g("mb") / kb;
            let is_free = |n: f64| n <= 1e6 && n * each <= 400_000.0 + 1e-6;
            let (mut low, mut high) = (0.0, 1e7);
            while 1.0 < high - low {
                let middle = f64::midpoint(low, high).floor();
                if is_free(middle) { low = middle } else { high = middle }
            }
            plain(low)
        }
        26 => {
            let time = |mb: f64| g("base") * g("small") / mb.min(1_769.0);
            let cost = |mb: f64| mb * time(mb);
            let sizes = [g("small"), g("middle"), g("large")];
            let cheapest = sizes.iter().map(|mb| cost(*mb)).fold(f64::INFINITY, f64::min);
            let among = sizes.iter().filter(|mb| cost(**mb) <= cheapest * 1.000_001);
            let best = among.copied().fold(0.0, f64::max);
            let name = Answer { choice: None, number: best }.words("MB");
            decided(&name, time(best))
        }
        27 => {
            let n = pieces(g("rate") * g("seconds"), 1.0);
            let mut usd_total = 0.0;
            for _ in 0..given.n("hours") {
                usd_total += n * g("gb") * 3_600.0 * usd("lambda.provisioned.gb-second");
                usd_total += g("rate")
                    * 3_600.0
                    * g("seconds")
                    * g("gb")
                    * usd("lambda.provisioned.duration");
            }
            plain(usd_total)
        }
        28 => {
            let mut second = 0.0;
            loop {
                second += 1.0;
                for (name, limit) in
                    [("client", g("client")), ("API", g("api")), ("function", g("function"))]
                {
                    if limit <= second {
                        return decided(name, limit);
                    }
                }
                if g("needed") <= second {
                    return decided("nobody", g("needed"));
                }
            }
        }
        29 => decided(yes_no(g("limit") < g("kb"), "too large", "fits"), g("limit")),
        30 => {
            let failing = (g("n") * g("share") / 100.0).round();
            let mut runs = 0.0;
            for event in 0..given.n("n") {
                runs += 1.0;
                if (event as f64) < failing {
                    runs += g("retries");
                }
            }
            plain(runs)
        }
        31 => {
            let batches = pieces(g("n"), g("batch"));
            let mut work = 0.0;
            for _ in 0..whole(batches) {
                work += g("seconds");
            }
            plain(work / g("cap"))
        }
        32 => plain(sum(6, g("timeout")) + g("window")),
        33 => {
            let pollers = sum(given.n("shards"), g("factor"));
            let a_second = pollers * g("batch") / g("seconds") - g("arrival");
            let (mut left, mut seconds) = (g("backlog"), 0.0);
            while a_second <= left {
                (left, seconds) = (left - a_second, seconds + 1.0);
            }
            plain(seconds + left / a_second)
        }
        34 => {
            let total = g("code") + sum(given.n("layers"), g("each"));
            let fits = total <= 250.0 && given.n("layers") <= 5;
            decided(yes_no(fits, "deploys", "refused"), total)
        }
        35 => {
            // Request by request.
            let (mut tokens, mut accepted) = (g("burst"), 0.0);
            let mut take = |tokens: &mut f64, n: u64| {
                for _ in 0..n {
                    if 1.0 <= *tokens + 1e-9 {
                        *tokens -= 1.0;
                        accepted += 1.0;
                    }
                }
            };
            take(&mut tokens, whole(g("first").floor()));
            tokens = (tokens + g("rate") * g("gap")).min(g("burst"));
            take(&mut tokens, given.n("second"));
            plain(accepted)
        }
        36 => {
            let mut calls = 0.0;
            let mut at = 0.0;
            while at < 3_600.0 {
                calls += g("keys");
                at += g("ttl");
            }
            plain(calls)
        }
        37 => {
            let kind = yes_no(g("on_http") > 0.5, "HTTP API", "REST API");
            let price = usd(yes_no(g("on_http") > 0.5, "apigw.http", "apigw.rest"));
            decided(kind, sum(given.n("millions"), 1e6 * price))
        }
        38 => {
            let (mut left, mut day) = (g("quota"), 1.0);
            while g("daily") <= left {
                (left, day) = (left - g("daily"), day + 1.0);
            }
            plain(day)
        }
        39 => {
            let standard = sum(given.n("n"), g("steps") * usd("sfn.transition"));
            let billed = pieces(g("seconds") * 1_000.0, 100.0) / 10.0;
            let one =
                usd("sfn.express.request") + billed * g("mb") / kb * usd("sfn.express.gb-second");
            let express = sum(given.n("n"), one);
            let takes_express = g("seconds") <= 300.0 && express < standard;
            decided(
                yes_no(takes_express, "Express", "Standard"),
                if takes_express { express } else { standard },
            )
        }
        40 => {
            let n = g("millions") * 1e6;
            let small = n * usd("cloudfront.function");
            let gb_s = n * g("ms") / 1_000.0 / 8.0;
            let large = n * usd("edge.request") + gb_s * usd("edge.gb-second");
            let is_small = g("small") > 0.5;
            decided(
                yes_no(is_small, "CloudFront Function", "Lambda@Edge"),
                if is_small { small } else { large },
            )
        }
        _ => unreachable!("there are forty templates"),
    }
}

fn given(drill: &Drill) -> Given {
    Given(drill.given.iter().copied().collect())
}

/// L35: formula and brute force agree on 1,000 questions of each template.
#[test]
fn every_formula_agrees_with_a_count() {
    let prices = prices();
    for one in TEMPLATES {
        for index in 0..1_000 {
            let level = u8::try_from(index % 3 + 1).unwrap();
            let drill = one.drill(&prices, level, Seed(11), index);
            let (choice, number) = counted(one.number, &given(&drill), &prices);
            let is_near = (number - drill.key.number).abs() <= 1e-6 * number.abs().max(1e-3);
            assert!(
                is_near && choice == drill.key.choice,
                "{} {}: {} is {:?}, counted {choice:?} {number}",
                one.number,
                one.id,
                drill.question,
                drill.key
            );
        }
    }
}

/// L36: no wrong model gives the key, no two give the same, and choices are two to four.
#[test]
fn wrong_models_differ_from_the_key_and_from_each_other() {
    let prices = prices();
    for one in TEMPLATES {
        for index in 0..300 {
            let level = u8::try_from(index % 3 + 1).unwrap();
            let drill = one.drill(&prices, level, Seed(5), index);
            let choices = drill.choices(Seed(5), index);
            assert!((2..=4).contains(&choices.answers.len()), "{}: {drill:?}", one.id);
            for (at, answer) in choices.answers.iter().enumerate() {
                assert_eq!(answer.is_same(&drill.key), at == choices.key, "{}", one.id);
                for other in &choices.answers[..at] {
                    assert!(!other.is_same(answer), "{}: {answer:?} twice", one.id);
                }
            }
        }
    }
}

/// At least 60 different questions of each template on each level.
#[test]
fn there_are_sixty_questions_on_each_level() {
    let prices = prices();
    for one in TEMPLATES {
        for level in 1..=3 {
            let questions: BTreeSet<String> =
                (0..400).map(|index| one.drill(&prices, level, Seed(3), index).question).collect();
            assert!(60 <= questions.len(), "{} level {level}: {}", one.id, questions.len());
        }
    }
}

/// What is written as an answer is read as that answer, and the wrong model behind it is named.
#[test]
fn answers_are_read_and_slips_are_named() {
    let prices = prices();
    for one in TEMPLATES {
        let drill = one.drill(&prices, 2, Seed(8), 1);
        let exact = |answer: &Answer| match &answer.choice {
            Some(choice) => format!("{choice} {}", answer.number),
            None => format!("{} {}", answer.number, drill.unit),
        };
        let read = drill.read(&exact(&drill.key)).unwrap();
        assert!(drill.is_right(&read), "{}: {read:?}", one.id);
        for wrong in &drill.wrong {
            let read = drill.read(&exact(&wrong.answer)).unwrap();
            assert!(!drill.is_right(&read), "{}: {read:?}", one.id);
            assert_eq!(drill.model_of(&read).map(|one| one.model), Some(wrong.model), "{}", one.id);
        }
    }
}

/// Templates cite facts that there are, and are found by number and by name.
#[test]
fn templates_cite_known_facts() {
    let library = content::load(&content::files::built_in()).library;
    for (at, one) in TEMPLATES.iter().enumerate() {
        assert_eq!(usize::from(one.number), at + 1);
        assert!(!one.facts.is_empty());
        for fact in one.facts {
            assert!(library.fact(&(*fact).into()).is_some(), "{}: no fact {fact}", one.id);
        }
        assert!(library.topics.iter().any(|topic| &*topic.id.0 == one.topic), "{}", one.topic);
        let found = [template(one.id), template(&one.number.to_string())];
        assert!(found.iter().flatten().all(|found: &&Template| found.number == one.number));
    }
}

/// The same seed and number give the same question.
#[test]
fn a_question_is_made_again_from_its_seed() {
    let prices = prices();
    let make = |seed| template("rcu-strong").unwrap().drill(&prices, 3, Seed(seed), 7);
    assert_eq!(make(1), make(1));
    assert_ne!(make(1), make(2));
}

/// What the run of a question comes to with a number as the answer: a counter of a part.
fn ran(drill: &Drill, number: f64, part: &str, what: Count) -> u64 {
    let stage = drill.stage(number).unwrap();
    let mut world = World::new(&stage.setup).unwrap();
    world.advance_to(stage.length);
    world.count(part, what)
}

/// Throttled writes and reads; the first two may come before the table has gained what they take.
fn throttled(drill: &Drill, number: f64) -> u64 {
    ran(drill, number, "table", Count::Throttled).saturating_sub(2)
}

/// Capacity: with the right answer nothing is throttled, with a tenth less something is.
#[test]
fn the_right_capacity_is_just_enough_in_the_run() {
    let prices = prices();
    for id in ["rcu-strong", "rcu-eventual", "rcu-transactional", "wcu", "wcu-transactional"] {
        for index in 0..12 {
            let drill = template(id).unwrap().drill(&prices, 1, Seed(2), index);
            let key = drill.key.number;
            assert_eq!(throttled(&drill, key), 0, "{id}: {}", drill.question);
            let less = (key * 0.9).floor();
            assert!(0 < throttled(&drill, less), "{id}: {}", drill.question);
        }
    }
}

/// A token bucket, the share of calls that is throttled, burst credit: the run counts what the
/// formula says.
#[test]
fn runs_count_what_the_formulas_say() {
    let prices = prices();
    for index in 0..30 {
        let drill = template("token-bucket").unwrap().drill(&prices, 2, Seed(4), index);
        let accepted = ran(&drill, drill.key.number, "stage", Count::Ok);
        assert_eq!(accepted, whole(drill.key.number), "{}", drill.question);
        let drill = template("throttled-share").unwrap().drill(&prices, 1, Seed(4), index);
        let turned_away = ran(&drill, drill.key.number, "function", Count::Throttled) as f64;
        let all = ran(&drill, drill.key.number, "function", Count::In) as f64;
        let percent = 100.0 * turned_away / all;
        // The first calls fill the environments, so the run stays a little below the long run.
        assert!((percent - drill.key.number).abs() < 6.0, "{}: {percent}", drill.question);
    }
    for index in 0..10 {
        let drill = template("burst").unwrap().drill(&prices, 1, Seed(4), index);
        let (shorter, longer) =
            ((drill.key.number * 0.9 - 1.0).max(0.0), drill.key.number * 1.2 + 2.0);
        if drill.stage(longer).is_some() {
            assert_eq!(throttled(&drill, shorter), 0, "{}", drill.question);
            assert!(0 < throttled(&drill, longer), "{}", drill.question);
        }
    }
}

/// Failing events, a month's quota, a mixed load, a backlog of a queue and of a stream: what the
/// formula says is what the run comes to.
#[test]
fn runs_of_events_streams_queues_and_quotas_come_to_the_key() {
    let prices = prices();
    let drills = |id: &str, level: u8| -> Vec<Drill> {
        let one = template(id).unwrap();
        (0..12).map(|index| one.drill(&prices, level, Seed(6), index)).collect()
    };
    for drill in drills("async-retries", 2) {
        let all = [Count::Ok, Count::FunctionError];
        let runs: u64 = all.iter().map(|one| ran(&drill, drill.key.number, "function", *one)).sum();
        assert_eq!(runs, whole(drill.key.number), "{}", drill.question);
    }
    for drill in drills("mixed-load", 2) {
        // Two readers and two writers may come before the table has gained what they take.
        let of = |share: f64| throttled(&drill, drill.key.number * share);
        assert!(of(1.0) <= 2, "{}: {}", drill.question, of(1.0));
        assert!(2 < of(0.9), "{}: {}", drill.question, of(0.9));
    }
    for drill in drills("quota", 1) {
        let stage = drill.stage(drill.key.number).unwrap();
        let mut world = World::new(&stage.setup).unwrap();
        let day = 86_400 * SECOND;
        world.advance_to((whole(drill.key.number) - 1) * day - 1);
        assert_eq!(world.count("api", Count::Throttled), 0, "{}", drill.question);
        world.advance_to(whole(drill.key.number) * day - 1);
        assert!(0 < world.count("api", Count::Throttled), "{}", drill.question);
    }
    let staged = |drill: &Drill| drill.stage(drill.key.number).is_some();
    for drill in drills("catch-up", 1).into_iter().filter(staged).take(3) {
        let stage = drill.stage(drill.key.number).unwrap();
        let mut world = World::new(&stage.setup).unwrap();
        let waits =
            |world: &World| world.count("stream", Count::In) - world.count("stream", Count::Items);
        world.advance_to(from_seconds(drill.key.number * 0.9));
        let before = waits(&world);
        world.advance_to(stage.length);
        // What is being worked on is no backlog: a batch and what came meanwhile, for each shard.
        let given = |name: &str| drill.given.iter().find(|(one, _)| *one == name).unwrap().1;
        let at_work = given("shards") * given("batch") + 3.0 * given("arrival") * given("seconds");
        assert!((waits(&world) as f64) <= at_work, "{}: {}", drill.question, waits(&world));
        assert!(at_work < before as f64, "{}: {before}", drill.question);
    }
    for drill in drills("visibility", 1) {
        let again = |number: f64| ran(&drill, number, "queue", Count::Duplicates);
        assert_eq!(again(drill.key.number), 0, "{}", drill.question);
        assert!(0 < again(drill.key.number / 12.0), "{}", drill.question);
    }
}
