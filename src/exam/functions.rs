//! Drills on functions: templates 20 to 34.

use super::drill::{Draw, Drill, Template, decision, number, shown, up};

/// Templates 20 to 34.
pub(super) static FUNCTIONS: [Template; 15] = [
    t(20, "concurrency", "Concurrency", &["lambda-scaling.formula"], concurrency),
    t(
        21,
        "throttled-share",
        "Share of calls throttled",
        &["lambda-scaling.throttle-sync", "lambda-scaling.formula"],
        throttled_share,
    ),
    t(22, "scale-out", "Seconds until scaled out", &["lambda-scaling.growth"], scale_out),
    t(
        23,
        "reservation",
        "The largest reservation",
        &["lambda-scaling.unreserved-min", "lambda-scaling.reserved-share"],
        reservation,
    ),
    Template {
        number: 24,
        id: "lambda-bill",
        title: "A month's Lambda bill",
        topic: "pricing",
        facts: &["pricing.model.two-parts", "pricing.free-tier.both"],
        make: bill,
    },
    Template {
        number: 25,
        id: "free-volume",
        title: "Calls for nothing",
        topic: "pricing",
        facts: &["pricing.free-tier.both", "pricing.duration.free"],
        make: free_volume,
    },
    t(
        26,
        "memory",
        "The best memory for computing",
        &["lambda-core.memory.vcpu", "lambda-core.memory.cheaper"],
        memory,
    ),
    t(
        27,
        "provisioned",
        "The bill of provisioned concurrency",
        &["lambda-scaling.provisioned-billed"],
        provisioned,
    ),
    t(
        28,
        "first-timeout",
        "Who times out first",
        &["lambda-core.limit.timeout", "api-gateway.timeout.rest"],
        first_timeout,
    ),
    t(
        29,
        "payload",
        "Does the payload fit",
        &["lambda-core.payload.sync", "lambda-core.payload.async"],
        payload,
    ),
    t(
        30,
        "async-retries",
        "Runs of failing events",
        &["lambda-scaling.async-retries"],
        async_retries,
    ),
    t(
        31,
        "drain",
        "Time to drain a queue",
        &["lambda-scaling.sqs-max-concurrency", "lambda-scaling.sqs-fewer-calls"],
        drain,
    ),
    t(32, "visibility", "Visibility timeout", &["lambda-scaling.sqs-visibility"], visibility),
    t(
        33,
        "catch-up",
        "Catching up with a stream",
        &["lambda-scaling.stream-factor", "lambda-scaling.stream-shard"],
        catch_up,
    ),
    t(
        34,
        "package",
        "Does the package deploy",
        &["lambda-core.limit.unzipped", "lambda-core.limit.layers"],
        package,
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

/// A duration in seconds, and how it is written: ms from level 2 on.
fn duration(draw: &mut Draw<'_>) -> (f64, String) {
    if draw.level == 1 {
        let seconds = draw.pick(&[0.1, 0.2, 0.5, 2.0, 3.0, 5.0]);
        return (seconds, format!("{seconds} s"));
    }
    let ms = draw.by_level([(100, 100, 100), (50, 2_000, 50), (30, 2_970, 10)]);
    (ms / 1_000.0, format!("{} ms", shown(ms)))
}

/// Calls a second: a minute at level 3.
fn calls(draw: &mut Draw<'_>) -> (f64, String) {
    let rate = draw.by_level([(20, 400, 20), (50, 2_000, 50), (30, 1_990, 10)]);
    if draw.level < 3 {
        return (rate, format!("{} a second", shown(rate)));
    }
    (rate, format!("{} a minute", shown(rate * 60.0)))
}

fn concurrency(draw: &mut Draw<'_>) -> Drill {
    let ((r, rate), (d, time)) = (calls(draw), duration(draw));
    Drill::new(
        format!("Calls come {rate} and take {time} each. How many run at once on average?"),
        "at once",
        number(r * d),
    )
    .working(format!("{} a second x {d} s = {}", shown(r), shown(r * d)))
    .wrong(
        number(r / d),
        "you divided; longer calls mean more at once",
        format!("{} / {d}", shown(r)),
    )
    .wrong(
        number(r * d * 1_000.0),
        "you took milliseconds for seconds",
        format!("{} x {}", shown(r), shown(d * 1_000.0)),
    )
    .wrong(number(r), "you took the rate for the concurrency", shown(r))
    .given(&[("rate", r), ("seconds", d)])
}

fn throttled_share(draw: &mut Draw<'_>) -> Drill {
    let limit = draw.by_level([(10, 100, 10), (50, 500, 50), (30, 990, 10)]);
    let (d, time) = duration(draw);
    let factor = draw.pick(&[0.8, 1.25, 1.6, 2.0, 2.5, 4.0, 5.0]);
    let r = up(limit * factor / d);
    let share = |busy: f64| 100.0 * (1.0 - limit / busy).max(0.0);
    Drill::new(format!("A function is called {} times a second, synchronously and evenly, for {time} each, and may run {limit} at once. What share of the calls is throttled in the long run, about?", shown(r)), "%", number(share(r * d)))
        .working(format!("{} x {d} = {} at once wanted, {limit} allowed: 1 - {limit} / {} = {} %", shown(r), shown(r * d), shown(r * d), shown(share(r * d))))
        .wrong(number(share(r)), "you held requests a second against the concurrency", format!("1 - {limit} / {}", shown(r)))
        .wrong(number(100.0 - share(r * d)), "that is the share that is served", format!("{limit} / {}", shown(r * d)))
        .wrong(number(share(r / d)), "you divided by the duration", format!("1 - {limit} / {}", shown(r / d)))
        .given(&[("rate", r), ("seconds", d), ("limit", limit)])
}

fn scale_out(draw: &mut Draw<'_>) -> Drill {
    let warm = if draw.level == 1 {
        0.0
    } else {
        draw.by_level([(0, 0, 1), (100, 900, 100), (30, 970, 20)])
    };
    let need = draw.by_level([(1_500, 8_000, 100), (1_500, 9_000, 250), (1_310, 9_970, 20)]);
    let missing = (need - warm - 1_000.0).max(0.0);
    let had = if warm == 0.0 { "none is warm".to_owned() } else { format!("{warm} are warm") };
    Drill::new(format!("A load that needs {} environments at once begins suddenly; {had}, and the account has room. After how many seconds are there enough?", shown(need)), "s", number(missing / 100.0))
        .working(format!("({} - {warm} - 1,000) / 100 a second = {}", shown(need), shown(missing / 100.0)))
        .wrong(number(up(missing / 1_000.0) * 10.0), "you grew in whole steps of ten seconds; it is 100 each second", format!("{} / 1,000 x 10 s", shown(missing)))
        .wrong(number((need - warm - 3_000.0).max(0.0) / 500.0 * 60.0), "you took the older rule: 3,000 at once, 500 a minute", format!("({} - 3,000) / 500 x 60", shown(need - warm)))
        .wrong(number((need - warm) / 100.0), "you forgot the first thousand, which come at once", format!("{} / 100", shown(need - warm)))
        .given(&[("need", need), ("warm", warm)])
}

fn reservation(draw: &mut Draw<'_>) -> Drill {
    let account = draw.pick(&[1_000.0, 2_000.0, 3_000.0, 5_000.0]);
    let first = draw.by_level([(100, 400, 100), (50, 450, 50), (15, 395, 20)]);
    let second = draw.by_level([(100, 300, 100), (50, 350, 50), (15, 295, 20)]);
    let provisioned = draw.by_level([(10, 100, 10), (10, 100, 10), (5, 95, 10)]);
    let key = account - first - second - 100.0;
    Drill::new(format!("An account may run {} at once. Two functions have reserved {first} and {second}; a third has no reservation and {provisioned} provisioned environments. How much can a fourth function reserve at most?", shown(account)), "at once", number(key))
        .working(format!("{} - {first} - {second} - 100 that stay unreserved = {}; the provisioned ones count among those", shown(account), shown(key)))
        .wrong(number(key + 100.0), "you forgot the 100 that have to stay unreserved", format!("{} - {first} - {second}", shown(account)))
        .wrong(number(key - provisioned), "you took provisioned environments off as well; they count in the unreserved part", format!("{} - {provisioned}", shown(key)))
        .wrong(number(account - first - second - provisioned), "you mixed up both", format!("{} - {first} - {second} - {provisioned}", shown(account)))
        .given(&[("account", account), ("first", first), ("second", second), ("provisioned", provisioned)])
}

fn bill(draw: &mut Draw<'_>) -> Drill {
    let millions = draw.by_level([(2, 20, 1), (3, 48, 1), (3, 97, 1)]);
    let ms = draw.by_level([(100, 1_000, 100), (50, 950, 50), (30, 990, 10)]);
    let mb = draw.pick(&[128.0, 256.0, 512.0, 1_024.0, 2_048.0]);
    let usd = |id: &str| draw.prices.usd(id);
    let (n, gb_s) = (millions * 1e6, millions * 1e6 * ms / 1_000.0 * mb / 1_024.0);
    let requests = |free: f64| (n - free).max(0.0) * usd("lambda.request");
    let compute = |free: f64, gb_s: f64| (gb_s - free).max(0.0) * usd("lambda.gb-second.x86");
    let (free_n, free_gb) = (usd("lambda.free.requests"), usd("lambda.free.gb-seconds"));
    let key = requests(free_n) + compute(free_gb, gb_s);
    Drill::new(format!("A function with {} MB runs {millions} million times a month for {ms} ms each. What does it cost a month, free tier included?", shown(mb)), "USD", number(key))
        .working(format!("requests {} + {} GB-s less {} free x {} = {}", shown(requests(free_n)), shown(gb_s), shown(free_gb), usd("lambda.gb-second.x86"), shown(key)))
        .wrong(number(requests(0.0) + compute(0.0, gb_s)), "you left the free tier out", format!("{} + {}", shown(requests(0.0)), shown(compute(0.0, gb_s))))
        .wrong(number(requests(free_n) + compute(0.0, gb_s)), "you took the free tier from one part only; it counts for both", format!("{} + {}", shown(requests(free_n)), shown(compute(0.0, gb_s))))
        .wrong(number(requests(free_n) + (gb_s - free_gb).max(0.0) / 600_000.0), "you took one dollar for 600,000 GB-s, as one of the notes says", format!("{} / 600,000", shown((gb_s - free_gb).max(0.0))))
        .given(&[("millions", millions), ("ms", ms), ("mb", mb)])
}

fn free_volume(draw: &mut Draw<'_>) -> Drill {
    let ms = draw.by_level([(100, 2_000, 100), (50, 2_950, 50), (30, 2_990, 10)]);
    let mb = draw.pick(&[128.0, 256.0, 512.0, 1_024.0, 2_048.0, 3_072.0]);
    let (free_n, free_gb) =
        (draw.prices.usd("lambda.free.requests"), draw.prices.usd("lambda.free.gb-seconds"));
    let by_time = free_gb / (ms / 1_000.0 * mb / 1_024.0);
    let key = free_n.min(by_time);
    Drill::new(
        format!(
            "How many times a month can a function with {} MB run for {} ms without any charge?",
            shown(mb),
            shown(ms)
        ),
        "calls",
        number(libm::floor(key)),
    )
    .working(format!(
        "{} by requests, 400,000 / ({} s x {} GB) = {} by time: the smaller one",
        shown(free_n),
        shown(ms / 1_000.0),
        shown(mb / 1_024.0),
        shown(libm::floor(by_time))
    ))
    .wrong(number(free_n), "you looked at requests only", shown(free_n))
    .wrong(
        number(libm::floor(by_time)),
        "you looked at GB-seconds only",
        shown(libm::floor(by_time)),
    )
    .wrong(
        number(libm::floor(free_n + by_time)),
        "you added both; the first that is used up ends it",
        format!("{} + {}", shown(free_n), shown(libm::floor(by_time))),
    )
    .given(&[("ms", ms), ("mb", mb)])
}

fn memory(draw: &mut Draw<'_>) -> Drill {
    let sizes: [f64; 3] = draw.pick(&[
        [512.0, 1_024.0, 2_048.0],
        [256.0, 1_536.0, 3_008.0],
        [128.0, 512.0, 2_048.0],
        [1_024.0, 1_769.0, 3_008.0],
        [512.0, 1_769.0, 3_538.0],
        [256.0, 1_024.0, 4_096.0],
        [512.0, 1_536.0, 2_560.0],
        [128.0, 1_769.0, 5_120.0],
    ]);
    let base = draw.by_level([(200, 2_000, 200), (250, 3_000, 50), (130, 3_970, 40)]);
    let [small, middle, large] = sizes;
    let vcpu = 1_769.0;
    let time = |mb: f64| base * small / mb.min(vcpu);
    Drill::new(format!("A function that only computes, in one thread, takes {} ms with {} MB. It can get {}, {} or {} MB. Which is the fastest among the cheapest, and how long does it take then?", shown(base), shown(small), shown(small), shown(middle), shown(large)), "ms", decision(&format!("{} MB", shown(middle)), time(middle)))
        .working(format!("up to 1,769 MB twice the memory is half the time at the same price: {} x {} / {} = {}; above it nothing gets faster", shown(base), shown(small), shown(middle), shown(time(middle))))
        .wrong(decision(&format!("{} MB", shown(small)), base), "you took the smallest memory; the same GB-seconds are slower", shown(base))
        .wrong(decision(&format!("{} MB", shown(large)), time(large)), "you took the largest memory; one thread has no use for more than one vCPU", shown(time(large)))
        .wrong(decision(&format!("{} MB", shown(large)), base * small / large), "you let one thread run faster than one vCPU", format!("{} x {} / {}", shown(base), shown(small), shown(large)))
        .given(&[("small", small), ("middle", middle), ("large", large), ("base", base)])
}

fn provisioned(draw: &mut Draw<'_>) -> Drill {
    let r = draw.by_level([(10, 100, 10), (10, 190, 10), (6, 194, 4)]);
    let d = draw.pick(&[0.1, 0.2, 0.25, 0.5, 2.0]);
    let gb = draw.pick(&[0.5, 1.0, 2.0]);
    let hours = if draw.level == 1 { 730.0 } else { draw.pick(&[60.0, 90.0, 120.0, 180.0, 240.0]) };
    let usd = |id: &str| draw.prices.usd(id);
    let n = up(r * d);
    let kept = |n: f64| hours * 3_600.0 * n * gb * usd("lambda.provisioned.gb-second");
    let used = hours * 3_600.0 * r * d * gb * usd("lambda.provisioned.duration");
    let when = if draw.level == 1 {
        "all month (730 h)".to_owned()
    } else {
        format!("during {hours} h a month and not else")
    };
    Drill::new(format!("{r} calls a second of {d} s run on provisioned concurrency of just the right size, {when}, with {gb} GB each. What do keeping and running cost a month, requests left out?"), "USD", number(kept(n) + used))
        .working(format!("{n} kept: {} + running {} = {}", shown(kept(n)), shown(used), shown(kept(n) + used)))
        .wrong(number(used), "you took keeping them for free", shown(used))
        .wrong(number(kept(r) + used), "you kept one environment for each request a second", format!("{} + {}", shown(kept(r)), shown(used)))
        .wrong(number(hours * 3_600.0 * r * d * gb * usd("lambda.gb-second.x86")), "that is the bill without provisioned concurrency", format!("{} GB-s x {}", shown(hours * 3_600.0 * r * d * gb), usd("lambda.gb-second.x86")))
        .given(&[("rate", r), ("seconds", d), ("gb", gb), ("hours", hours)])
}

fn first_timeout(draw: &mut Draw<'_>) -> Drill {
    let client = draw.by_level([(10, 60, 10), (5, 120, 5), (7, 127, 4)]);
    let function = draw.by_level([(10, 60, 10), (5, 120, 5), (6, 126, 4)]);
    let needed = draw.by_level([(60, 120, 30), (130, 300, 10), (131, 400, 3)]);
    let is_http = draw.level != 1 && draw.coin();
    let api = if is_http { 30.0 } else { 29.0 };
    let kind = if is_http { "an HTTP API" } else { "a REST API with its default" };
    let all = [("client", client), ("API", api), ("function", function)];
    let first = all
        .iter()
        .copied()
        .fold(("nobody", needed), |best, one| if one.1 < best.1 { one } else { best });
    Drill::new(format!("A client waits {client} s for {kind}, behind which a function with a timeout of {function} s works for {needed} s. Who ends the wait first, and after how many seconds?"), "s", decision(first.0, first.1))
        .working(format!("client {client} s, API {api} s, function {function} s: the smallest"))
        .wrong(decision("function", function), "you looked at the function only", format!("{function} s"))
        .wrong(decision("client", client + api + function), "you added the times; they run side by side", format!("{client} + {api} + {function}"))
        .wrong(decision("function", function.min(900.0).max(client)), "you took the longest of them", format!("{}", function.max(client)))
        .given(&[("client", client), ("api", api), ("function", function), ("needed", needed)])
}

fn payload(draw: &mut Draw<'_>) -> Drill {
    let routes = [
        ("a synchronous call of a function", 6_144.0),
        ("an asynchronous call of a function", 1_024.0),
        ("a request to API Gateway", 10_240.0),
        ("the state of a Step Functions workflow", 256.0),
        ("an item of a DynamoDB table", 400.0),
        ("a response that a function streams", 204_800.0),
    ];
    let (route, limit) = draw.pick(&routes);
    let (kb, words) = if draw.level == 1 {
        let mb = draw.step(1, 12, 1);
        (mb * 1_024.0, format!("{mb} MB"))
    } else {
        let kb = draw.pick(&[
            100.0, 200.0, 240.0, 300.0, 380.0, 420.0, 500.0, 700.0, 900.0, 1_200.0, 2_000.0,
            3_500.0, 5_000.0, 6_100.0, 6_300.0, 8_000.0, 9_500.0, 10_500.0, 15_000.0, 30_000.0,
        ]);
        let odd = if draw.level == 3 { draw.step(0, 90, 10) } else { 0.0 };
        (kb + odd, format!("{} KB", shown(kb + odd)))
    };
    let fits = |limit: f64| if kb <= limit { "fits" } else { "too large" };
    Drill::new(
        format!("{words} are to go through {route}. Do they fit, and what is the limit in KB?"),
        "KB",
        decision(fits(limit), limit),
    )
    .working(format!("{} KB against {} KB", shown(kb), shown(limit)))
    .wrong(
        decision(fits(6_144.0), 6_144.0),
        "you took the 6 MB of a synchronous call",
        format!("{} KB against 6,144 KB", shown(kb)),
    )
    .wrong(
        decision(fits(10_240.0), 10_240.0),
        "you took the 10 MB of API Gateway",
        format!("{} KB against 10,240 KB", shown(kb)),
    )
    .wrong(
        decision(fits(256.0), 256.0),
        "you took 256 KB, the older limit of events",
        format!("{} KB against 256 KB", shown(kb)),
    )
    .given(&[("kb", kb), ("limit", limit)])
}

fn async_retries(draw: &mut Draw<'_>) -> Drill {
    let n = draw.by_level([(100, 2_000, 100), (200, 5_000, 200), (310, 9_910, 100)]);
    let share = draw.pick(&[5.0, 10.0, 20.0, 25.0, 50.0]);
    let retries = if draw.level == 1 { 2.0 } else { draw.pick(&[0.0, 1.0, 2.0]) };
    let failing = libm::round(n * share / 100.0);
    let runs = |retries: f64| n + failing * retries;
    let set = if draw.level == 1 {
        "with the default".to_owned()
    } else {
        format!("with {retries} retries set")
    };
    Drill::new(format!("{} events go to a function asynchronously, {set}. The code fails on {share} % of them, each time. How many runs are that?", shown(n)), "runs", number(runs(retries)))
        .working(format!("{} + {} x {retries} = {}", shown(n), shown(failing), shown(runs(retries))))
        .wrong(number(runs(0.0)), "you left out retries; failed events are tried again", shown(n))
        .wrong(number(runs(2.0)), "you took two retries whatever is set", format!("{} + {} x 2", shown(n), shown(failing)))
        .wrong(number(n * (retries + 1.0)), "you tried every event again; only failed ones are", format!("{} x {}", shown(n), retries + 1.0))
        .wrong(number(runs(3.0)), "you took three retries; with the first run it is three runs", format!("{} + {} x 3", shown(n), shown(failing)))
        .given(&[("n", n), ("share", share), ("retries", retries)])
}

fn drain(draw: &mut Draw<'_>) -> Drill {
    let n = draw.by_level([(1_000, 20_000, 1_000), (3_000, 90_000, 3_000), (1_700, 99_700, 700)]);
    let batch = draw.pick(&[5.0, 10.0, 20.0, 50.0, 100.0]);
    let seconds = draw.pick(&[0.5, 1.0, 2.0, 5.0]);
    let cap = draw.by_level([(5, 50, 5), (10, 100, 10), (4, 96, 4)]);
    let key = up(n / batch) * seconds / cap;
    Drill::new(format!("{} messages wait in a queue. The mapping takes batches of {batch}, a batch takes {seconds} s, and its maximum concurrency is {cap}. How many seconds does it take to work them off, nothing new coming?", shown(n)), "s", number(key))
        .working(format!("{} batches x {seconds} s / {cap} = {}", shown(up(n / batch)), shown(key)))
        .wrong(number(n * seconds / cap), "you took a batch for one message", format!("{} x {seconds} / {cap}", shown(n)))
        .wrong(number(up(n / batch) * seconds / 1_000.0), "you left out the cap and took the account's 1,000", format!("{} x {seconds} / 1,000", shown(up(n / batch))))
        .wrong(number(up(n / batch) * seconds), "you worked one batch after the other", format!("{} x {seconds}", shown(up(n / batch))))
        .given(&[("n", n), ("batch", batch), ("seconds", seconds), ("cap", cap)])
}

fn visibility(draw: &mut Draw<'_>) -> Drill {
    let timeout = draw.by_level([(10, 600, 10), (5, 895, 5), (7, 897, 2)]);
    let window = if draw.level == 1 { 0.0 } else { draw.step(5, 300, 5) };
    let key = 6.0 * timeout + window;
    let more = if draw.level == 1 {
        String::new()
    } else {
        format!(" and a batching window of {window} s")
    };
    Drill::new(format!("A function with a timeout of {timeout} s{more} reads from a queue. Which visibility timeout does AWS recommend at least?"), "s", number(key))
        .working(format!("6 x {timeout} + {window} = {}", shown(key)))
        .wrong(number(timeout + window), "you took the function's timeout itself; throttled batches need room to be tried again", format!("{timeout} + {window}"))
        .wrong(number(6.0 * (timeout + window)), "you multiplied the window too", format!("6 x ({timeout} + {window})"))
        .wrong(number(30.0), "you took the queue's default", "30 s".to_owned())
        .given(&[("timeout", timeout), ("window", window)])
}

fn catch_up(draw: &mut Draw<'_>) -> Drill {
    let shards = draw.by_level([(2, 10, 1), (2, 16, 2), (3, 19, 1)]);
    let factor = if draw.level == 1 { 1.0 } else { draw.pick(&[2.0, 4.0, 5.0, 10.0]) };
    let batch = draw.pick(&[10.0, 20.0, 50.0, 100.0]);
    let seconds = draw.pick(&[0.5, 1.0, 2.0]);
    let capacity = shards * factor * batch / seconds;
    let arrival = capacity * draw.pick(&[0.2, 0.4, 0.5, 0.6, 0.8]);
    let backlog = draw.by_level([
        (10_000, 100_000, 10_000),
        (5_000, 250_000, 5_000),
        (3_000, 297_000, 2_000),
    ]);
    let time = |capacity: f64| backlog / (capacity - arrival);
    let note = if draw.level == 1 {
        String::new()
    } else {
        format!(" and a parallelization factor of {factor}")
    };
    Drill::new(format!("A stream of {shards} shards feeds a function in batches of {batch}, {seconds} s each{note}. {} records wait and {} a second still come. How many seconds until it has caught up?", shown(backlog), shown(arrival)), "s", number(time(capacity)))
        .working(format!("{shards} x {factor} x {batch} / {seconds} = {} a second; {} / ({} - {}) = {}", shown(capacity), shown(backlog), shown(capacity), shown(arrival), shown(time(capacity))))
        .wrong(number(backlog / capacity), "you forgot what still comes", format!("{} / {}", shown(backlog), shown(capacity)))
        .wrong(number(backlog / (capacity * batch - arrival)), "you multiplied the batch twice", format!("{} x {batch}", shown(capacity)))
        .wrong(number(backlog / (capacity * 10.0 / factor - arrival)), "you took the largest factor, 10, whatever is set", format!("{shards} x 10 x {batch} / {seconds}"))
        .given(&[("shards", shards), ("factor", factor), ("batch", batch), ("seconds", seconds), ("arrival", arrival), ("backlog", backlog)])
}

fn package(draw: &mut Draw<'_>) -> Drill {
    let code = draw.by_level([(50, 250, 10), (30, 250, 5), (21, 249, 3)]);
    let layers = draw.by_level([(1, 4, 1), (2, 5, 1), (2, 6, 1)]);
    let each = draw.by_level([(10, 60, 10), (10, 60, 5), (7, 61, 3)]);
    let total = code + layers * each;
    let fits =
        |size: f64, most: f64| if size <= most && layers <= 5.0 { "deploys" } else { "refused" };
    Drill::new(format!("A function has {code} MB of code unzipped and {layers} layers of {each} MB each. Does it deploy as a zip package, and how many MB count?"), "MB", decision(fits(total, 250.0), total))
        .working(format!("{code} + {layers} x {each} = {total} MB against 250 MB, and {layers} layers against 5"))
        .wrong(decision(fits(code, 250.0), code), "you left the layers out; they count", format!("{code} MB"))
        .wrong(decision(fits(total, 50.0), total), "you took 50 MB, the limit of a zipped upload", format!("{total} MB against 50 MB"))
        .wrong(decision(if total <= 10_240.0 { "deploys" } else { "refused" }, total), "you took 10 GB, the limit of images", format!("{total} MB against 10 GB"))
        .given(&[("code", code), ("layers", layers), ("each", each)])
}

/// Template 17, which is about what functions do to a database.
pub(super) fn connections(draw: &mut Draw<'_>) -> Drill {
    let rate = draw.by_level([(100, 1_000, 100), (50, 950, 50), (30, 970, 10)]);
    let seconds = draw.pick(&[0.1, 0.2, 0.5, 0.8, 1.0, 2.0]);
    let most = draw.pick(&[50.0, 100.0, 200.0, 400.0, 800.0]);
    let c = up(rate * seconds);
    let safe = |needed: f64, most: f64| if needed <= most { "safe" } else { "too many" };
    if draw.level == 1 {
        let k = draw.pick(&[1.0, 2.0, 5.0]);
        let key = c * k;
        return Drill::new(format!("A function is called {rate} times a second and takes {seconds} s; each environment opens {k} connections to a database that takes {most}. Is that safe, and how many connections are open?"), "connections", decision(safe(key, most), key))
            .working(format!("{rate} x {seconds} = {} environments x {k} = {}, against {most}", shown(c), shown(key)))
            .wrong(decision(safe(rate * k, most), rate * k), "you counted requests a second, not those at once", format!("{rate} x {k}"))
            .wrong(
                decision(safe(c, most), c),
                "you counted one connection for each environment",
                shown(c),
            )
            .given(&[("rate", rate), ("seconds", seconds), ("k", k), ("most", most)]);
    }
    let share = draw.pick(&[5.0, 10.0, 20.0, 25.0, 50.0]);
    let pool = draw.pick(&[50.0, 80.0, 90.0, 100.0]);
    let limit = libm::floor(most * pool / 100.0);
    let busy = up(c * share / 100.0);
    Drill::new(format!("{rate} calls a second of {seconds} s go through RDS Proxy; during {share} % of a run a transaction is open. The proxy may use {pool} % of {most} connections. Is that safe, and how many connections are busy?"), "connections", decision(safe(busy, limit), busy))
        .working(format!("{rate} x {seconds} = {} environments, {share} % of them busy = {}, against {limit}", shown(c), shown(busy)))
        .wrong(decision(safe(c, most), c), "you counted every environment; the proxy shares connections", format!("{} against {most}", shown(c)))
        .wrong(decision(safe(up(rate * share / 100.0), limit), up(rate * share / 100.0)), "you counted requests a second, not those at once", format!("{rate} x {share} %"))
        .wrong(decision(safe(c + busy, most), c + busy), "you let the proxy add connections", format!("{} + {}", shown(c), shown(busy)))
        .given(&[("rate", rate), ("seconds", seconds), ("share", share), ("pool", pool), ("most", most)])
}
