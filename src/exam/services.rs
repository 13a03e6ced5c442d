//! Drills on APIs, workflows and the edge: templates 35 to 40.

use super::drill::{Draw, Drill, Template, decision, number, shown, up};

/// Templates 35 to 40.
pub(super) static SERVICES: [Template; 6] = [
    t(
        35,
        "token-bucket",
        "A token bucket",
        "api-gateway",
        &["api-gateway.throttle.token-bucket"],
        token_bucket,
    ),
    t(
        36,
        "stage-cache",
        "Calls that a cache lets through",
        "api-gateway",
        &["api-gateway.cache.ttl-default", "api-gateway.cache.ttl-max"],
        stage_cache,
    ),
    t(
        37,
        "api-bill",
        "An API's bill and kind",
        "api-gateway",
        &["api-gateway.kind.price-http", "api-gateway.kind.rest-features"],
        api_bill,
    ),
    t(38, "quota", "When a quota ends", "api-gateway", &["api-gateway.plan.quota"], quota),
    t(
        39,
        "workflow-kind",
        "Standard or Express",
        "step-functions",
        &["step-functions.express.duration", "step-functions.standard.billing"],
        workflow_kind,
    ),
    t(
        40,
        "edge-function",
        "Which function at the edge",
        "edge",
        &["edge.compare.rule", "edge.cff.no-network"],
        edge_function,
    ),
];

const fn t(
    number: u8,
    id: &'static str,
    title: &'static str,
    topic: &'static str,
    facts: &'static [&'static str],
    make: fn(&mut Draw<'_>) -> Drill,
) -> Template {
    Template { number, id, title, topic, facts, make }
}

fn token_bucket(draw: &mut Draw<'_>) -> Drill {
    let rate = draw.by_level([(100, 1_000, 100), (50, 950, 50), (30, 990, 10)]);
    let burst = draw.by_level([(100, 1_000, 100), (50, 950, 50), (30, 990, 10)]);
    let first = burst * draw.pick(&[0.5, 1.0, 1.5, 2.0]);
    let gap = draw.pick(&[0.2, 0.5, 1.0, 2.0]);
    let second = libm::round((burst + rate) * draw.pick(&[0.5, 1.0, 1.5]));
    let one = first.min(burst);
    let tokens = burst.min(burst - one + rate * gap);
    let two = libm::floor(second.min(tokens) + 1e-9);
    Drill::new(format!("A stage lets {rate} requests a second through with a burst of {burst}, and its bucket is full. {} requests come at once, and {} more {gap} s later. How many of them all are accepted?", shown(first), shown(second)), "requests", number(one + two))
        .working(format!("{} first; then min({burst}, {} + {rate} x {gap}) = {} tokens: {} more", shown(one), shown(burst - one), shown(tokens), shown(two)))
        .wrong(number(one + libm::floor(second.min(burst + rate * gap))), "you added the burst anew; it only refills at the rate", format!("{} + min({}, {burst} + {rate} x {gap})", shown(one), shown(second)))
        .wrong(number(one + second.min(burst)), "you took the bucket for full again", format!("{} + min({}, {burst})", shown(one), shown(second)))
        .wrong(number((first + second).min(burst + libm::floor(rate * gap))), "you let what was not used up overflow", format!("min({}, {burst} + {rate} x {gap})", shown(first + second)))
        .given(&[("rate", rate), ("burst", burst), ("first", first), ("gap", gap), ("second", second)])
}

fn stage_cache(draw: &mut Draw<'_>) -> Drill {
    let keys = draw.by_level([(10, 100, 10), (20, 500, 20), (30, 930, 30)]);
    let ttl = if draw.level == 1 {
        300.0
    } else {
        draw.pick(&[60.0, 120.0, 180.0, 600.0, 900.0, 1_200.0, 1_800.0, 3_600.0])
    };
    let rate = draw.by_level([(10, 100, 10), (20, 200, 20), (30, 390, 30)]);
    let key = keys * 3_600.0 / ttl;
    let set = if draw.level == 1 {
        "with its default time to live".to_owned()
    } else {
        format!("with a time to live of {ttl} s")
    };
    Drill::new(format!("An API's stage caches {keys} answers {set}; {rate} requests a second ask for them all the time, each many times. How many calls an hour reach the backend?"), "calls/h", number(key))
        .working(format!("{keys} x 3,600 / {ttl} = {}", shown(key)))
        .wrong(number(rate * 3_600.0), "you let the cache answer nothing", format!("{rate} x 3,600"))
        .wrong(
            number(keys),
            "you kept answers for ever; they are fetched anew at the end of their time",
            shown(keys),
        )
        .wrong(number(3_600.0 / ttl), "you fetched one answer only; each key has its own", format!("3,600 / {ttl}"))
        .given(&[("keys", keys), ("ttl", ttl), ("rate", rate)])
}

fn api_bill(draw: &mut Draw<'_>) -> Drill {
    let millions = draw.by_level([(10, 200, 10), (15, 295, 5), (7, 297, 2)]);
    let (feature, on_http) = draw.pick(&[
        ("a JWT authorizer", true),
        ("a Lambda authorizer", true),
        ("a custom domain name", true),
        ("usage plans with API keys", false),
        ("a cache at the stage", false),
        ("a web application firewall on the API", false),
        ("a private endpoint", false),
        ("an edge-optimized endpoint", false),
        ("validation of request bodies", false),
    ]);
    let (rest, http) = (draw.prices.usd("apigw.rest") * 1e6, draw.prices.usd("apigw.http") * 1e6);
    let (kind, price) = if on_http { ("HTTP API", http) } else { ("REST API", rest) };
    Drill::new(format!("An API takes {millions} million requests a month and needs {feature}. Which kind is the cheapest that has it, and what do the requests cost a month?"), "USD", decision(kind, millions * price))
        .working(format!("{millions} x {price} = {}", shown(millions * price)))
        .wrong(decision("HTTP API", millions * http), "you looked at the price only; an HTTP API does not have it", format!("{millions} x {http}"))
        .wrong(decision("REST API", millions * rest), "you took the dearer kind, which is not needed for it", format!("{millions} x {rest}"))
        .given(&[("millions", millions), ("on_http", f64::from(u8::from(on_http)))])
}

fn quota(draw: &mut Draw<'_>) -> Drill {
    let daily = draw.by_level([(100, 1_000, 100), (150, 2_950, 50), (130, 2_990, 10)]);
    let keys = draw.pick(&[2.0, 3.0, 5.0]);
    let quota = daily * draw.by_level([(5, 25, 1), (4, 28, 1), (3, 29, 1)])
        + if draw.level == 3 { libm::round(daily / 3.0) } else { 0.0 };
    let day = |daily: f64| libm::floor(quota / daily) + 1.0;
    Drill::new(format!("A usage plan allows {} requests a month for each key. {keys} partners have a key of their own, and each sends {} a day, evenly. On which day of the month is a partner refused for the first time?", shown(quota), shown(daily)), "", number(day(daily)))
        .working(format!("{} / {} = {:.2} days are used up, so on day {}", shown(quota), shown(daily), quota / daily, shown(day(daily))))
        .wrong(number(day(daily * keys)), "you let all keys share one quota; each key has its own", format!("{} / ({} x {keys})", shown(quota), shown(daily)))
        .wrong(number(libm::floor(quota / daily)), "that is the last day on which all are served", format!("floor({} / {})", shown(quota), shown(daily)))
        .wrong(number(up(quota / daily) + 1.0), "you gave a day too many", format!("{} + 1", up(quota / daily)))
        .given(&[("quota", quota), ("daily", daily), ("keys", keys)])
}

fn workflow_kind(draw: &mut Draw<'_>) -> Drill {
    let seconds = draw.pick(&[2.0, 10.0, 30.0, 60.0, 200.0, 290.0, 310.0, 600.0, 3_600.0]);
    let thousands = draw.by_level([(100, 1_000, 100), (50, 1_950, 50), (30, 2_990, 10)]);
    let steps = draw.by_level([(4, 10, 2), (3, 12, 1), (3, 17, 1)]);
    let mb = 64.0;
    let usd = |id: &str| draw.prices.usd(id);
    let n = thousands * 1_000.0;
    let standard = n * steps * usd("sfn.transition");
    let billed_s = |seconds: f64| up(seconds * 10.0) / 10.0;
    let express = n * usd("sfn.express.request")
        + n * billed_s(seconds) * mb / 1_024.0 * usd("sfn.express.gb-second");
    let is_possible = seconds <= 300.0;
    let (kind, cost) = if is_possible && express < standard {
        ("Express", express)
    } else {
        ("Standard", standard)
    };
    Drill::new(format!("{} thousand executions a month take {seconds} s each, with {steps} transitions and 64 MB. Each may run twice. Which kind of workflow is the cheapest that can run them, and what does it cost a month, free tier left out?", shown(thousands)), "USD", decision(kind, cost))
        .working(format!("Standard {} x {steps} transitions = {}; Express {} and up to 300 s", shown(n), shown(standard), shown(express)))
        .wrong(decision("Express", express), "Express ends after 300 s, or is dearer here", shown(express))
        .wrong(decision("Standard", standard), "you took Standard, which costs more for short runs", shown(standard))
        .wrong(decision("Standard", n * usd("sfn.transition")), "you counted one transition for each execution", format!("{} x {}", shown(n), usd("sfn.transition")))
        .wrong(decision("Express", n * usd("sfn.express.request")), "you left out the time of Express", shown(n * usd("sfn.express.request")))
        .given(&[("seconds", seconds), ("n", n), ("steps", steps), ("mb", mb)])
}

fn edge_function(draw: &mut Draw<'_>) -> Drill {
    let millions = draw.by_level([(10, 200, 10), (15, 295, 5), (7, 297, 2)]);
    let (task, can_be_small) = draw.pick(&[
        ("rewrites the address of viewer requests", true),
        ("sets a header on viewer responses", true),
        ("checks a signed token from its text alone", true),
        ("sends visitors to another page by their country", true),
        ("asks a database in a Region", false),
        ("reads the body of the request", false),
        ("changes requests on their way to the origin", false),
        ("resizes pictures with a library", false),
    ]);
    let ms = draw.pick(&[5.0, 10.0, 20.0, 50.0, 100.0]);
    let usd = |id: &str| draw.prices.usd(id);
    let n = millions * 1e6;
    let small = n * usd("cloudfront.function");
    let requests = n * usd("edge.request");
    let large = requests + n * ms / 1_000.0 * 128.0 / 1_024.0 * usd("edge.gb-second");
    let (kind, cost) =
        if can_be_small { ("CloudFront Function", small) } else { ("Lambda@Edge", large) };
    Drill::new(format!("Code at the edge {task}, {millions} million times a month; as Lambda@Edge it would take {ms} ms with 128 MB. Which is the cheapest that can do it, and what does it cost a month?"), "USD", decision(kind, cost))
        .working(format!("CloudFront Function {}, Lambda@Edge {} + time = {}", shown(small), shown(requests), shown(large)))
        .wrong(decision("CloudFront Function", small), "a CloudFront Function cannot do that: viewer events only, no network, no body", shown(small))
        .wrong(decision("Lambda@Edge", large), "you took the dearer one, which is not needed for it", shown(large))
        .wrong(decision("Lambda@Edge", requests), "you left out the time of Lambda@Edge", shown(requests))
        .given(&[("millions", millions), ("ms", ms), ("small", f64::from(u8::from(can_be_small)))])
}
