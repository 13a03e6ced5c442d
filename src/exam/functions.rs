//! Drills on functions: templates 20 to 34, and what is asked about their concurrency.

use super::{
    bills,
    drill::{Draw, Drill, Template, decision, measure, number, shown, things, up},
    events,
    phrases::{EXECUTIONS, is_whole, only_if},
};

/// Templates 20 to 34.
pub(super) static FUNCTIONS: [Template; 15] = [
    t(20, "concurrency", "Concurrency of a function", &["lambda-scaling.formula"], concurrency),
    t(
        21,
        "throttled-share",
        "Share of throttled invocations",
        &["lambda-scaling.throttle-sync", "lambda-scaling.formula"],
        throttled_share,
    ),
    t(22, "scale-out", "Time to scale out", &["lambda-scaling.growth"], scale_out),
    t(
        23,
        "reservation",
        "Largest reserved concurrency",
        &["lambda-scaling.unreserved-min", "lambda-scaling.reserved-share"],
        reservation,
    ),
    Template {
        number: 24,
        id: "lambda-bill",
        title: "Monthly bill of a function",
        topic: "pricing",
        facts: &["pricing.model.two-parts", "pricing.free-tier.both"],
        make: bills::lambda,
    },
    Template {
        number: 25,
        id: "free-volume",
        title: "Invocations in the free tier",
        topic: "pricing",
        facts: &["pricing.free-tier.both", "pricing.duration.free"],
        make: bills::free_volume,
    },
    t(
        26,
        "memory",
        "Best memory size",
        &["lambda-core.memory.vcpu", "lambda-core.memory.cheaper"],
        memory,
    ),
    t(
        27,
        "provisioned",
        "Provisioned concurrency bill",
        &["lambda-scaling.provisioned-billed"],
        bills::provisioned,
    ),
    t(
        28,
        "first-timeout",
        "Which timeout ends first",
        &["lambda-core.limit.timeout", "api-gateway.timeout.rest"],
        events::first_timeout,
    ),
    t(
        29,
        "payload",
        "Payload limits",
        &["lambda-core.payload.sync", "lambda-core.payload.async"],
        events::payload,
    ),
    t(
        30,
        "async-retries",
        "Retries of failed events",
        &["lambda-scaling.async-retries"],
        events::async_retries,
    ),
    t(
        31,
        "drain",
        "Time to drain a queue",
        &["lambda-scaling.sqs-max-concurrency", "lambda-scaling.sqs-fewer-calls"],
        events::drain,
    ),
    t(
        32,
        "visibility",
        "Visibility timeout",
        &["lambda-scaling.sqs-visibility"],
        events::visibility,
    ),
    t(
        33,
        "catch-up",
        "Catching up with a stream",
        &["lambda-scaling.stream-factor", "lambda-scaling.stream-shard"],
        events::catch_up,
    ),
    t(
        34,
        "package",
        "Size of a deployment package",
        &["lambda-core.limit.unzipped", "lambda-core.limit.layers"],
        events::package,
    ),
];

const fn t(
    number: u8,
    id: &'static str,
    title: &'static str,
    facts: &'static [&'static str],
    make: fn(&mut Draw<'_>) -> Drill,
) -> Template {
    Template { number, id, title, topic: "lambda", facts, make }
}

/// A duration in seconds of 100 ms at least, and how it is written: ms from level 2 on.
fn duration(draw: &mut Draw<'_>) -> (f64, String) {
    if draw.level == 1 {
        let seconds = draw.pick(&[0.1, 0.2, 0.5, 2.0, 3.0, 5.0]);
        return (seconds, format!("{seconds} s"));
    }
    let ms = draw.by_level([(100, 100, 100), (100, 2_000, 50), (110, 2_970, 10)]);
    (ms / 1_000.0, format!("{} ms", shown(ms)))
}

fn concurrency(draw: &mut Draw<'_>) -> Drill {
    let rate = draw.by_level([(20, 400, 20), (50, 2_000, 50), (30, 1_990, 10)]);
    let (seconds, time) = duration(draw);
    let (per_second, scale, unit) =
        if draw.level < 3 { (shown(rate), 1.0, "second") } else { (shown(rate), 60.0, "minute") };
    let key = rate * seconds;
    let question = format!(
        "A function is invoked {} times per {unit}, evenly spread, and each invocation takes \
         {time}. What is its mean concurrency?",
        shown(rate * scale)
    );
    let drill = Drill::new(question, EXECUTIONS, number(key))
        .working(format!("{per_second} per second x {seconds} s = {}", shown(key)))
        .wrong(
            number(up(rate / seconds)),
            "you divided; the longer an invocation takes, the more of them run at one time",
            format!("{per_second} / {seconds}"),
        )
        .wrong(
            number(key * 1_000.0),
            "you took milliseconds for seconds",
            format!("{per_second} x {}", shown(seconds * 1_000.0)),
        )
        .wrong(number(rate), "you took the rate for the concurrency", per_second.clone())
        .given(&[("rate", rate), ("seconds", seconds)]);
    only_if(is_whole(key), drill)
}

fn throttled_share(draw: &mut Draw<'_>) -> Drill {
    let limit = draw.by_level([(10, 100, 10), (50, 500, 50), (30, 990, 10)]);
    let (seconds, time) = duration(draw);
    let factor = draw.pick(&[0.8, 1.25, 1.6, 2.0, 2.5, 4.0, 5.0]);
    let exact = limit * factor / seconds;
    let rate = up(exact);
    let wanted = rate * seconds;
    let share = |wanted: f64| 100.0 * (1.0 - limit / wanted).max(0.0);
    let question = format!(
        "A function with a reserved concurrency of {limit} is invoked synchronously {} times per \
         second, evenly spread, and each invocation takes {time}. About what percentage of the \
         invocations is throttled in the long run?",
        shown(rate)
    );
    let drill = Drill::new(question, measure("%"), number(share(wanted)))
        .working(format!(
            "{} x {seconds} s = {} wanted at one time, {limit} allowed: 1 - {limit} / {} = {} %",
            shown(rate),
            shown(wanted),
            shown(wanted),
            shown(share(wanted))
        ))
        .wrong(
            number(share(rate)),
            "you compared requests per second with the concurrency",
            format!("1 - {limit} / {}", shown(rate)),
        )
        .wrong(
            number(100.0 - share(wanted)),
            "you took the share that is served",
            format!("100 % - {} %", shown(share(wanted))),
        )
        .wrong(
            number(share(rate / seconds)),
            "you divided by the duration; multiply by it",
            format!("{} / {seconds} = {} wanted", shown(rate), shown(rate / seconds)),
        )
        .given(&[("rate", rate), ("seconds", seconds), ("limit", limit)]);
    only_if(rate <= 20_000.0 && (2 < draw.level || is_whole(exact)), drill)
}

fn scale_out(draw: &mut Draw<'_>) -> Drill {
    let warm = draw.by_level([(0, 0, 1), (100, 900, 100), (30, 970, 20)]);
    let need = draw.by_level([(1_500, 8_000, 100), (1_500, 9_000, 250), (1_310, 9_970, 20)]);
    let more = need - warm;
    let missing = more - 1_000.0;
    let had = if warm == 0.0 {
        "None exists yet".to_owned()
    } else {
        format!("{warm} of them exist already")
    };
    let (need_words, more_words) = (shown(need), shown(more));
    let missing_words = shown(missing);
    let question = format!(
        "Traffic rises suddenly, and a function needs {need_words} execution environments at one \
         time. {had}, and no concurrency limit is in the way. With Lambda's scaling rate for a \
         function, evenly spread after the first step, after how many seconds are there enough?"
    );
    let drill = Drill::new(question, measure("s"), number(missing / 100.0))
        .working(format!(
            "{need_words} - {warm} = {more_words} more, of which 1,000 come at once and the others \
             at 1,000 per 10 s: {missing_words} / 100 per second = {}",
            shown(missing / 100.0)
        ))
        .wrong(
            number(more / 100.0),
            "you left out the first 1,000, which come at once",
            format!("{more_words} / 100"),
        )
        .wrong(
            number(up(missing / 1_000.0) * 10.0),
            "you scaled in whole steps of ten seconds; it is 100 each second",
            format!("ceil({missing_words} / 1,000) x 10 s"),
        );
    let drill = if 3_000.0 < more {
        drill.wrong(
            number((more - 3_000.0) / 500.0 * 60.0),
            "you took the rule before November 2023: 3,000 at once, then 500 per minute",
            format!("({more_words} - 3,000) / 500 x 60"),
        )
    } else {
        drill.wrong(
            number(missing / 1_000.0),
            "you let 1,000 more come each second; it is 1,000 every 10 seconds",
            format!("{missing_words} / 1,000"),
        )
    };
    only_if(0.0 < missing, drill.given(&[("need", need), ("warm", warm)]))
}

fn reservation(draw: &mut Draw<'_>) -> Drill {
    let account = draw.pick(&[1_000.0, 2_000.0, 3_000.0, 5_000.0]);
    let first = draw.by_level([(100, 400, 50), (50, 450, 50), (15, 395, 20)]);
    let second = draw.by_level([(100, 300, 50), (50, 350, 50), (15, 295, 20)]);
    let key = account - first - second - 100.0;
    let account_words = shown(account);
    let question = format!(
        "An account has a concurrency limit of {account_words}. Two functions have a reserved \
         concurrency of {first} and of {second}. How much can a third function reserve at most?"
    );
    let drill = Drill::new(question, EXECUTIONS, number(key))
        .working(format!(
            "{account_words} - {first} - {second} - 100 that stay unreserved = {}",
            shown(key)
        ))
        .wrong(
            number(key + 100.0),
            "you left out the 100 that have to stay unreserved",
            format!("{account_words} - {first} - {second}"),
        )
        .wrong(
            number(account - 100.0),
            "you left out what other functions have reserved",
            format!("{account_words} - 100"),
        )
        .wrong(
            number(key - 200.0),
            "you kept 100 unreserved for each function; it is 100 for the whole account",
            format!("{account_words} - {first} - {second} - 3 x 100"),
        )
        .given(&[("account", account), ("first", first), ("second", second)]);
    only_if(200.0 <= key, drill)
}

/// What one vCPU goes with.
const VCPU_MB: f64 = 1_769.0;

/// Three sizes in ascending order, the best of them at any place: no size above `most` MB makes the
/// function faster, and up to it the price stays the same.
fn sizes(draw: &mut Draw<'_>, most: f64) -> ([f64; 3], usize) {
    let all: &[f64] = if draw.level == 1 {
        &[128.0, 256.0, 512.0, 1_024.0, 2_048.0, 3_072.0, 4_096.0, 8_192.0]
    } else {
        &[
            128.0, 256.0, 512.0, 768.0, 1_024.0, 1_280.0, 1_536.0, 1_769.0, 2_048.0, 2_560.0,
            3_008.0, 3_538.0, 4_096.0, 5_120.0, 6_144.0, 7_076.0, 8_192.0, 10_240.0,
        ]
    };
    let (below, above): (Vec<f64>, Vec<f64>) = all.iter().partition(|mb| **mb <= most);
    let place = draw.pick(&[0, 1, 2]);
    let mut chosen = Vec::new();
    while chosen.len() < 3 {
        let mb = draw.pick(if chosen.len() <= place { &below } else { &above });
        if !chosen.contains(&mb) {
            chosen.push(mb);
        }
    }
    chosen.sort_by(f64::total_cmp);
    let [small, middle, large] = chosen.as_slice() else { return ([0.0; 3], 0) };
    ([*small, *middle, *large], place)
}

fn memory_words(mb: f64) -> String {
    format!("{} MB", shown(mb))
}

fn memory(draw: &mut Draw<'_>) -> Drill {
    let threads = draw.by_level([(1, 1, 1), (1, 2, 1), (1, 3, 1)]);
    let (how, too_large) = match threads {
        1.0 => (
            "in one thread",
            "you took the largest size; one thread has no use for more than \
             one vCPU (1,769 MB)",
        ),
        2.0 => (
            "in two threads",
            "you took the largest size; two threads have no use for more \
             than two vCPUs (3,538 MB)",
        ),
        _ => (
            "in three threads",
            "you took the largest size; three threads have no use for more \
             than three vCPUs (5,307 MB)",
        ),
    };
    let most = threads * VCPU_MB;
    let (sizes, place) = sizes(draw, most);
    let [small, middle, large] = sizes;
    let best = sizes.get(place).copied().unwrap_or(small);
    let base = draw.by_level([(800, 8_000, 800), (250, 6_000, 50), (130, 7_970, 40)]);
    let time = |mb: f64| base * small / mb.min(most);
    let words = sizes.map(memory_words);
    let [small_words, middle_words, large_words] = &words;
    let (base_words, best_time) = (shown(base), shown(time(best)));
    let question = format!(
        "A function only computes, {how} without any waiting, and takes {base_words} ms with \
         {small_words}. It can have {small_words}, {middle_words}, or {large_words}. Which size \
         is the cheapest, and the fastest of those that cost the same? How long does the function \
         take with it?"
    );
    let answer = |mb: f64, ms: f64| decision(&memory_words(mb), ms);
    let options: Vec<&str> = words.iter().map(String::as_str).collect();
    let sum = |mb: f64| format!("{base_words} x {} / {}", shown(small), shown(mb.min(most)));
    let mut drill = Drill::new(question, measure("ms"), answer(best, time(best)))
        .decides("memory size", &options, "duration")
        .working(format!(
            "up to {}, twice the memory halves the time at the same price: {} = {best_time}; \
             above that nothing gets faster",
            memory_words(most),
            sum(best)
        ));
    if best < large {
        drill = drill.wrong(answer(large, time(large)), too_large, sum(large)).wrong(
            answer(large, base * small / large),
            "you let the duration shrink with all of the memory; the number of threads bounds it",
            format!("{base_words} x {} / {}", shown(small), shown(large)),
        );
    } else {
        drill = drill.wrong(
            answer(middle, time(middle)),
            "you stopped too early; the next size is faster at the same price",
            sum(middle),
        );
        drill = drill.wrong(
            answer(large, base),
            "you kept the duration; more memory brings more CPU",
            format!("{base_words} as it is"),
        );
    }
    let cautious = "you took the smallest size; it costs the same and is slower";
    if small < best {
        drill = drill.wrong(answer(small, base), cautious, format!("{base_words} as it is"));
    } else {
        drill = drill.wrong(
            answer(middle, time(middle)),
            "you took a size that is faster but more expensive",
            sum(middle),
        );
    }
    let given = [
        ("small", small),
        ("middle", middle),
        ("large", large),
        ("base", base),
        ("threads", threads),
    ];
    let is_easy = draw.level != 1 || is_whole(time(best));
    only_if(is_easy && 10.0 <= time(best), drill.given(&given))
}

/// Template 17, which is about what functions do to a database.
pub(super) fn connections(draw: &mut Draw<'_>) -> Drill {
    if draw.level == 1 { plain_connections(draw) } else { pooled_connections(draw) }
}

/// What is said about the connections of a database.
const VERDICTS: [&str; 2] = ["safe", "too many"];

fn verdict(needed: f64, most: f64) -> super::drill::Answer {
    let [safe, too_many] = VERDICTS;
    decision(if needed <= most { safe } else { too_many }, needed)
}

fn plain_connections(draw: &mut Draw<'_>) -> Drill {
    let rate = draw.step(100, 1_000, 100);
    let seconds = draw.pick(&[0.1, 0.2, 0.5, 0.8, 1.0, 2.0]);
    let most = draw.pick(&[50.0, 100.0, 200.0, 400.0, 800.0]);
    let each = draw.pick(&[1.0, 2.0]);
    let environments = up(rate * seconds);
    let key = environments * each;
    let unit = things("connection", "connections");
    let rate_words = shown(rate);
    let question = format!(
        "A function is invoked {rate_words} times per second and takes {seconds} s. Each execution \
         environment keeps {} open to a database that supports {most}. Is that safe, and how many \
         connections are open?",
        unit.words(each)
    );
    let drill = Drill::new(question, unit, verdict(key, most))
        .decides("verdict", &VERDICTS, "open connections")
        .working(format!(
            "{rate_words} x {seconds} s = {} environments, x {each} = {}, against {most}",
            shown(environments),
            shown(key)
        ))
        .wrong(
            verdict(rate * each, most),
            "you counted requests per second instead of environments",
            format!("{rate_words} x {each}"),
        )
        .wrong(
            verdict(environments, most),
            "you counted one connection for each environment",
            shown(environments),
        )
        .wrong(
            verdict(up(rate / seconds) * each, most),
            "you divided by the duration; multiply by it",
            format!("{rate_words} / {seconds} x {each}"),
        )
        .given(&[("rate", rate), ("seconds", seconds), ("k", each), ("most", most)]);
    let is_tie = key.total_cmp(&most).is_eq();
    only_if(!is_tie, drill)
}

fn pooled_connections(draw: &mut Draw<'_>) -> Drill {
    let rate = draw.by_level([(50, 950, 50), (50, 950, 50), (30, 970, 10)]);
    let seconds = draw.pick(&[0.1, 0.2, 0.5, 0.8, 1.0, 2.0]);
    let most = draw.pick(&[50.0, 100.0, 200.0, 400.0, 800.0]);
    let share = draw.pick(&[5.0, 10.0, 20.0, 25.0, 50.0]);
    let pool = draw.pick(&[50.0, 80.0, 90.0, 100.0]);
    let limit = libm::floor(most * pool / 100.0);
    let environments = up(rate * seconds);
    let busy = up(environments * share / 100.0);
    let rate_words = shown(rate);
    let question = format!(
        "A function is invoked {rate_words} times per second, takes {seconds} s, and reaches a \
         database through RDS Proxy. A transaction is open during {share} % of an invocation. The \
         proxy may use {pool} % of the {most} connections of the database. Is that safe, and how \
         many connections are busy on average?"
    );
    let by_rate = up(rate * share / 100.0);
    let drill = Drill::new(question, things("connection", "connections"), verdict(busy, limit))
        .decides("verdict", &VERDICTS, "busy connections")
        .working(format!(
            "{rate_words} x {seconds} s = {} environments, {share} % of them = {} busy, against \
             {limit}",
            shown(environments),
            shown(busy)
        ))
        .wrong(
            verdict(environments, limit),
            "you counted every environment; the proxy shares connections between transactions",
            format!("{} against {limit}", shown(environments)),
        )
        .wrong(
            verdict(by_rate, limit),
            "you counted requests per second instead of environments",
            format!("{rate_words} x {share} %"),
        )
        .wrong(
            verdict(environments + busy, limit),
            "you let the proxy add connections to those of the functions",
            format!("{} + {}", shown(environments), shown(busy)),
        )
        .given(&[
            ("rate", rate),
            ("seconds", seconds),
            ("share", share),
            ("pool", pool),
            ("most", most),
        ]);
    let is_tie = busy.total_cmp(&limit).is_eq();
    only_if(!is_tie && is_whole(rate * seconds) && is_whole(rate * seconds * share / 100.0), drill)
}
