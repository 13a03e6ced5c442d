//! The forty drill templates: each closed formula against a count by brute force, enough different
//! questions, and no wrong model that gives the right answer.

mod laws;
mod runs;

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use coldstart::{
    content::{self, Library},
    exam::{self, Drill, DrillAnswer, Template},
    rng::Seed,
    sim::kernel::bill::Prices,
};

static LIBRARY: LazyLock<Library> = LazyLock::new(content::built_in);

fn prices() -> Prices {
    LIBRARY.price_list()
}

fn templates() -> &'static [Arc<Template>] {
    LIBRARY.drills()
}

fn template(name: &str) -> Option<&'static Arc<Template>> {
    LIBRARY.drill(name)
}

/// The numbers of a question.
struct Given(BTreeMap<String, f64>);

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
fn counted(drill: &Drill, prices: &Prices) -> DrillAnswer {
    let given = &given(drill);
    let g = |name: &str| given.get(name);
    let usd = |id: &str| prices.usd(id);
    let kb = 1_024.0;
    let plain = |value: f64| DrillAnswer { choice: None, numbers: vec![value] };
    let decided =
        |choice: &str, value: f64| DrillAnswer { choice: Some(choice.to_owned()), ..plain(value) };
    match drill.template.id.as_str() {
        "rcu-strong" => plain(sum(given.n("rate"), pieces(g("kb") * kb, 4.0 * kb))),
        "rcu-eventual" => {
            // A unit serves two eventual reads of 4 KB: units are handed out until all are served.
            let wanted = sum(given.n("rate"), pieces(g("kb") * kb, 4.0 * kb));
            plain(pieces(wanted, 2.0))
        }
        "rcu-transactional" => plain(sum(2 * given.n("rate"), pieces(g("kb") * kb, 4.0 * kb))),
        "wcu" => plain(sum(given.n("rate"), pieces(g("kb") * kb, kb))),
        "wcu-transactional" => plain(sum(2 * given.n("rate"), pieces(g("kb") * kb, kb))),
        "mixed-load" => {
            let reads = sum(given.n("reads"), pieces(g("read_kb") * kb, 4.0 * kb));
            let reads = if g("factor") < 1.0 { pieces(reads, 2.0) } else { reads };
            let writes = sum(given.n("writes"), pieces(g("write_kb") * kb, kb));
            DrillAnswer { choice: None, numbers: vec![reads, writes] }
        }
        "query-page" => {
            let page = sum(given.n("n"), g("bytes"));
            plain(pieces(page, 4.0 * kb) * g("factor"))
        }
        "scan" => {
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
        "shards" => {
            // Partition by partition: each takes its 3,000 reads and its 1,000 writes.
            let (mut reads, mut writes, mut n) = (given.n("reads"), given.n("writes"), 0.0);
            while 0 < reads || 0 < writes {
                reads -= reads.min(3_000);
                writes -= writes.min(1_000);
                n += 1.0;
            }
            plain(n)
        }
        "gsi-writes" => {
            let one = pieces(g("projected") * kb, kb);
            let fresh = sum(given.n("fresh"), one);
            let gone_and_put = sum(given.n("moved"), one + one);
            plain(fresh + gone_and_put)
        }
        "capacity-mode" => {
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
        "table-class" => {
            let bill = |storage: &str, write: &str| {
                g("gb") * usd(storage) + g("millions") * 1e6 * usd(write)
            };
            let standard = bill("dynamodb.storage.gb-month", "dynamodb.write-request");
            let rare = bill("dynamodb.ia.storage.gb-month", "dynamodb.ia.write-request");
            decided(yes_no(rare < standard, "Standard-IA", "Standard"), (standard - rare).abs())
        }
        "ttl" if given.0.contains_key("now") => {
            let mut at = g("now");
            for _ in 0..given.n("days") * 24 {
                at += 3_600.0;
            }
            plain(at)
        }
        "ttl" => {
            // Day by day until as much goes as comes.
            let a_day = sum(24 * 60, 60.0 * g("rate") * g("kb"));
            plain(sum(given.n("days"), a_day) / kb / kb)
        }
        "stream-outage" => {
            let kept = if g("is_streams") > 0.5 { 24.0 } else { g("kinesis") };
            let age = (0..given.n("hours")).count() as f64;
            decided(yes_no(age < kept, "yes", "no"), kept)
        }
        "pitr" => {
            // Day by day back to the beginning of the window, which is no more within it.
            let reached = (0..given.n("window")).any(|back| back == given.n("days"));
            decided(yes_no(reached, "yes, into a new table", "no"), g("window"))
        }
        "batches" => {
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
        "connections" => {
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
        "burst" => {
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
        "dax" if given.0.contains_key("cache") => {
            // A thousand reads, so many of them hits.
            let hits = (0..1_000).filter(|n| f64::from(*n) < g("hits") * 1_000.0 - 1e-6).count();
            let total = hits as f64 * g("cache") + (1_000 - hits) as f64 * g("table");
            plain(total / 1_000.0)
        }
        "dax" => {
            let strong = g("rate") * g("strong");
            let eventual = g("rate") - strong;
            plain(strong + eventual - eventual * g("hits"))
        }
        "concurrency" => {
            // Invocations that began within the last `seconds`, one by one.
            let mut n = 0.0;
            while (n + 1.0) / g("rate") <= g("seconds") + 1e-9 {
                n += 1.0;
            }
            plain(n)
        }
        "throttled-share" => {
            // Each second the environments finish so many calls; the rest is turned away.
            let done = g("limit") / g("seconds");
            plain(100.0 * (g("rate") - done.min(g("rate"))) / g("rate"))
        }
        "scale-out" => {
            let mut there = g("warm") + 1_000.0;
            let mut hundredths = 0.0;
            while there < g("need") - 1e-6 {
                there += 1.0;
                hundredths += 1.0;
            }
            plain(hundredths / 100.0)
        }
        "reservation" => {
            let mut most = 0.0;
            while 100.0 <= g("account") - g("first") - g("second") - (most + 1.0) {
                most += 1.0;
            }
            plain(most)
        }
        "lambda-bill" => {
            let n = g("millions") * 1e6;
            let gb_s = n * g("ms") / 1_000.0 * g("mb") / kb;
            let paid = |all: f64, free: f64| if all > free { all - free } else { 0.0 };
            let requests = paid(n, usd("lambda.free.requests")) * usd("lambda.request");
            let time = paid(gb_s, usd("lambda.free.gb-seconds")) * usd("lambda.gb-second.x86");
            plain(requests + time)
        }
        "free-volume" => {
            let each = g("ms") / 1_000.0 * g("mb") / kb;
            let is_free = |n: f64| n <= 1e6 && n * each <= 400_000.0 + 1e-6;
            let (mut low, mut high) = (0.0, 1e7);
            while 1.0 < high - low {
                let middle = f64::midpoint(low, high).floor();
                if is_free(middle) { low = middle } else { high = middle }
            }
            plain(low)
        }
        "memory" => {
            // As many vCPUs compute as there are threads, if the memory brings them.
            let work = g("base") * g("small");
            let time = |mb: f64| work / mb.min(g("threads") * 1_769.0);
            let cost = |mb: f64| mb * time(mb);
            let mut best = g("small");
            for mb in [g("middle"), g("large")] {
                let is_cheaper = cost(mb) < cost(best) * 0.999_999;
                let is_as_cheap = cost(mb) < cost(best) * 1.000_001;
                if is_cheaper || is_as_cheap && time(mb) < time(best) {
                    best = mb;
                }
            }
            decided(&exam::drill::AskUnit::Measure("MB".into()).words(best), time(best))
        }
        "provisioned" => {
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
        "first-timeout" => {
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
        "payload" => {
            // As of 2026, in KB, and what a unit of the answer has.
            let (limit, unit) = match &drill.question {
                words if words.contains("asynchronous") => (1_024.0, 1_024.0),
                words if words.contains("synchronous") => (6_144.0, 1_024.0),
                words if words.contains("API Gateway") => (10_240.0, 1_024.0),
                words if words.contains("streams") => (204_800.0, 1_024.0),
                words if words.contains("Step Functions") => (256.0, 1.0),
                words if words.contains("DynamoDB") => (400.0, 1.0),
                words => panic!("no route in: {words}"),
            };
            decided(yes_no(limit < g("kb"), "too large", "fits"), limit / unit)
        }
        "async-retries" => {
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
        "drain" => {
            // Round by round, each with as many batches as run at one time.
            let (mut left, mut seconds) = (given.n("n"), 0.0);
            while 0 < left {
                for _ in 0..given.n("cap") {
                    left -= left.min(given.n("batch"));
                }
                seconds += g("seconds");
            }
            plain(seconds)
        }
        "visibility" => plain(sum(6, g("timeout")) + g("window")),
        "catch-up" => {
            let pollers = sum(given.n("shards"), g("factor"));
            let a_second = pollers * g("batch") / g("seconds") - g("arrival");
            let (mut left, mut seconds) = (g("backlog"), 0.0);
            while a_second <= left {
                (left, seconds) = (left - a_second, seconds + 1.0);
            }
            plain(seconds + left / a_second)
        }
        "package" => {
            let total = g("code") + sum(given.n("layers"), g("each"));
            let fits = total <= 250.0 && given.n("layers") <= 5;
            decided(yes_no(fits, "deploys", "is refused"), total)
        }
        "token-bucket" => {
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
        "stage-cache" => {
            let mut calls = 0.0;
            let mut at = 0.0;
            while at < 3_600.0 {
                calls += g("keys");
                at += g("ttl");
            }
            plain(calls)
        }
        "api-bill" => {
            let kind = yes_no(g("on_http") > 0.5, "HTTP API", "REST API");
            let price = usd(yes_no(g("on_http") > 0.5, "apigw.http", "apigw.rest"));
            decided(kind, sum(given.n("millions"), 1e6 * price))
        }
        "quota" => {
            let (mut left, mut day) = (g("quota"), 1.0);
            while g("daily") <= left {
                (left, day) = (left - g("daily"), day + 1.0);
            }
            plain(day)
        }
        "workflow-kind" => {
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
        "edge-function" => {
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
    Given(drill.given.iter().cloned().collect())
}

/// L35: formula and brute force agree on 1,000 questions of each template.
#[test]
fn every_formula_agrees_with_a_count() {
    let prices = prices();
    for one in templates() {
        for index in 0..1_000 {
            let level = u8::try_from(index % 3 + 1).unwrap();
            let drill = one.drill(level, Seed(11), index);
            let counted = counted(&drill, &prices);
            let is_near =
                |(own, key): (&f64, &f64)| (own - key).abs() <= 1e-6 * own.abs().max(1e-3);
            let pairs = counted.numbers.iter().zip(&drill.key.numbers);
            assert!(
                counted.numbers.len() == drill.key.numbers.len()
                    && { pairs }.all(is_near)
                    && counted.choice == drill.key.choice,
                "{} {}: {} is {:?}, counted {counted:?}",
                one.number,
                one.id,
                drill.question,
                drill.key
            );
        }
    }
}
