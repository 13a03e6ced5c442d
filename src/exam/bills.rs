//! Drills on money: templates 11, 12, 24, 25, 27, 37, 39 and 40. Every price that the answer needs
//! stands in the question and in the working, as the price list has it.

use super::{
    drill::{Draw, Drill, decision, measure, number, shown, things, up},
    phrases::{cents, is_whole, money, only_if, per_gb_hour, per_gb_second, per_million},
};

/// The templates of this file by number: what things cost comes after how they work.
pub(super) const BILLS: [u8; 8] = [11, 12, 24, 25, 27, 37, 39, 40];

/// How a table is paid for.
const MODES: [&str; 2] = ["on-demand", "provisioned"];

pub(super) fn capacity_mode(draw: &mut Draw<'_>) -> Drill {
    let peak = draw.by_level([(100, 1_000, 100), (120, 900, 20), (130, 1_990, 10)]);
    let hours = if draw.level == 1 {
        draw.pick(&[6.0, 12.0, 18.0])
    } else {
        draw.by_level([(6, 18, 6), (3, 21, 3), (2, 22, 1)])
    };
    let busy = up(peak * draw.pick(&[0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9]));
    let hour = draw.prices.usd("dynamodb.wcu-hour");
    let request = draw.prices.usd("dynamodb.write-request");
    let border = 100.0 * hour / (3_600.0 * request);
    let [on_demand, provisioned] = MODES;
    let choose = |used: f64| if used < border { on_demand } else { provisioned };
    let (used, awake) = (100.0 * busy * hours / 24.0 / peak, 100.0 * busy / peak);
    let (peak_words, busy_words, border_words) = (shown(peak), shown(busy), shown(border));
    let question = format!(
        "A table is written with {busy_words} WCU during {hours} hours of every day and not at all \
         in the others. With provisioned capacity it would have {peak_words} WCU all day, for its \
         peaks. Prices: {} per WCU-hour, or {} write request units. Which capacity mode is \
         cheaper, and what percentage of the provisioned capacity would be used over the day?",
        money(hour),
        per_million(request)
    );
    let other = if used < border {
        (provisioned, "you took on-demand for more expensive in any case; it depends on the use")
    } else {
        (on_demand, "you took the idle hours for decisive; the use of the whole day decides")
    };
    let drill = Drill::new(question, measure("%"), decision(choose(used), used))
        .decides("capacity mode", &MODES, "share of the capacity in use")
        .working(format!(
            "{busy_words} x {hours} / 24 / {peak_words} = {} %; on-demand is cheaper below {} / \
             (3,600 x {}) = {border_words} %",
            shown(used),
            money(hour),
            per_million(request)
        ))
        .wrong(
            decision(choose(awake), awake),
            "you left out the hours without writes; they are paid for as well",
            format!("{busy_words} / {peak_words} = {} %", shown(awake)),
        )
        .wrong(
            decision(if used < 50.0 { on_demand } else { provisioned }, used),
            "you took half of the capacity as the break-even point",
            format!("{} % against 50 %", shown(used)),
        )
        .wrong(
            decision(other.0, used),
            other.1,
            format!("{} % against {border_words} %", shown(used)),
        )
        .given(&[("peak", peak), ("hours", hours), ("busy", busy), ("border", border)]);
    let is_easy = draw.level != 1 || is_whole(used * 2.0);
    only_if(is_easy && 1.5 < (used - border).abs(), drill)
}

/// The classes of a table.
const CLASSES: [&str; 2] = ["Standard", "Standard-IA"];

pub(super) fn table_class(draw: &mut Draw<'_>) -> Drill {
    let gb = draw.by_level([(100, 2_000, 100), (50, 950, 50), (30, 990, 10)]);
    let millions = draw.by_level([(200, 1_000, 200), (100, 1_500, 50), (60, 1_990, 10)]);
    let prices = draw.prices;
    let (store, write) =
        (prices.usd("dynamodb.storage.gb-month"), prices.usd("dynamodb.write-request"));
    let (rare_store, rare_write) =
        (prices.usd("dynamodb.ia.storage.gb-month"), prices.usd("dynamodb.ia.write-request"));
    let less = gb * (store - rare_store);
    let more = millions * 1e6 * (rare_write - write);
    let saved = less - more;
    let [standard, rare] = CLASSES;
    let class = if 0.0 < saved { rare } else { standard };
    let (gb_words, millions_words) = (shown(gb), shown(millions));
    let question = format!(
        "An on-demand table stores {gb_words} GB and takes {millions_words} million write request \
         units per month, with hardly any reads. Prices: Standard {} per GB-month and {} write \
         request units; Standard-IA {} and {}. Which table class is cheaper, and by how much per \
         month?",
        money(store),
        per_million(write),
        money(rare_store),
        per_million(rare_write)
    );
    let drill = Drill::new(question, measure("USD"), decision(class, saved.abs()))
        .decides("table class", &CLASSES, "difference per month")
        .working(format!(
            "Standard-IA stores {gb_words} GB for {} instead of {}, {} less; it writes \
             {millions_words} million at {} instead of {}, {} more; the difference is {}",
            money(rare_store),
            money(store),
            cents(less),
            per_million(rare_write),
            per_million(write),
            cents(more),
            cents(saved.abs())
        ))
        .wrong(
            decision(rare, less),
            "you looked at the storage only",
            format!("{gb_words} x ({} - {})", money(store), money(rare_store)),
        )
        .wrong(
            decision(standard, more),
            "you looked at the requests only",
            format!("{millions_words} x ({} - {})", money(rare_write * 1e6), money(write * 1e6)),
        )
        .wrong(
            decision(class, less + more),
            "you added both differences; one is saved and the other is paid",
            format!("{} + {}", cents(less), cents(more)),
        )
        .given(&[("gb", gb), ("millions", millions)]);
    only_if(1.0 <= saved.abs() && 0.03 * less < saved.abs(), drill)
}

pub(super) fn lambda(draw: &mut Draw<'_>) -> Drill {
    let millions = draw.by_level([(2, 30, 1), (3, 48, 1), (3, 97, 1)]);
    let ms = if draw.level == 1 {
        draw.pick(&[50.0, 100.0, 200.0, 250.0, 400.0, 500.0, 800.0, 1_000.0])
    } else {
        draw.by_level([(100, 1_000, 100), (50, 950, 50), (30, 990, 10)])
    };
    let mb = draw.pick(&[256.0, 512.0, 1_024.0, 2_048.0]);
    let usd = |id: &str| draw.prices.usd(id);
    let (request, second) = (usd("lambda.request"), usd("lambda.gb-second.x86"));
    let (free_n, free_gb_s) = (usd("lambda.free.requests"), usd("lambda.free.gb-seconds"));
    let gb_s = millions * 1e6 * ms / 1_000.0 * mb / 1_024.0;
    let billed = (gb_s - free_gb_s).max(0.0);
    let (calls, all_calls) = ((millions * 1e6 - free_n) * request, millions * 1e6 * request);
    let key = calls + billed * second;
    let (gb_s_words, billed_words) = (shown(gb_s), shown(billed));
    let question = format!(
        "A function with {} MB is invoked {millions} million times per month and takes {} ms each \
         time. Prices: {} requests and {}; {} requests and {} GB-seconds per month are free. What \
         does it cost per month?",
        shown(mb),
        shown(ms),
        per_million(request),
        per_gb_second(second),
        shown(free_n),
        shown(free_gb_s)
    );
    let sum = |calls: f64, time: f64| format!("{} + {}", cents(calls), cents(time));
    let drill = Drill::new(question, measure("USD"), number(key))
        .working(format!(
            "requests ({} - {}) x {} = {}; {gb_s_words} GB-s, less {} free = {billed_words}, x {} \
             = {}; together {}",
            shown(millions * 1e6),
            shown(free_n),
            per_million(request),
            cents(calls),
            shown(free_gb_s),
            money(second),
            cents(billed * second),
            cents(key)
        ))
        .wrong(
            number(all_calls + gb_s * second),
            "you left out the free tier",
            sum(all_calls, gb_s * second),
        )
        .wrong(
            number(calls + gb_s * second),
            "you took the free tier from the requests only; it counts for both parts",
            sum(calls, gb_s * second),
        )
        .wrong(
            number(calls + billed / 600_000.0),
            "you took 1 USD per 600,000 GB-seconds, as one of the notes says; it is ten times that",
            format!("{} + {billed_words} / 600,000", cents(calls)),
        );
    let drill = if 0.0 < billed {
        drill.wrong(
            number(billed * second),
            "you left out the requests; requests and duration are both billed",
            format!("{billed_words} x {}", money(second)),
        )
    } else {
        drill
    };
    let drill = drill.given(&[("millions", millions), ("ms", ms), ("mb", mb)]);
    let is_easy = draw.level != 1 || gb_s <= 6.4e6 && is_whole(billed / 60_000.0);
    only_if(is_easy && 0.2 <= key, drill)
}

pub(super) fn free_volume(draw: &mut Draw<'_>) -> Drill {
    let ms = draw.by_level([(50, 4_000, 50), (50, 2_950, 50), (30, 2_990, 10)]);
    let mb = draw.pick(&[256.0, 512.0, 1_024.0, 2_048.0, 4_096.0]);
    let free_n = draw.prices.usd("lambda.free.requests");
    let free_gb_s = draw.prices.usd("lambda.free.gb-seconds");
    let (seconds, gb) = (ms / 1_000.0, mb / 1_024.0);
    let exact = free_gb_s / (seconds * gb);
    let by_time = libm::floor(exact + 1e-6);
    let key = free_n.min(by_time);
    let (n_words, gb_s_words) = (shown(free_n), shown(free_gb_s));
    let question = format!(
        "A function with {} MB takes {} ms for each invocation. {n_words} requests and \
         {gb_s_words} GB-seconds per month are free. How many invocations per month cost nothing?",
        shown(mb),
        shown(ms)
    );
    let drill = Drill::new(question, things("invocation", "invocations"), number(key))
        .working(format!(
            "{n_words} by requests, {gb_s_words} / ({seconds} s x {gb} GB) = {} by GB-seconds: the \
             smaller number",
            shown(by_time)
        ))
        .wrong(number(free_n), "you looked at the requests only", n_words.clone())
        .wrong(
            number(by_time),
            "you looked at the GB-seconds only",
            format!("{gb_s_words} / ({seconds} x {gb})"),
        )
        .wrong(
            number(free_n + by_time),
            "you added both; the part that is used up first decides",
            format!("{n_words} + {}", shown(by_time)),
        )
        .wrong(
            number(libm::floor(free_gb_s / seconds)),
            "you left out the memory",
            format!("{gb_s_words} / {seconds}"),
        )
        .given(&[("ms", ms), ("mb", mb)]);
    only_if(draw.level != 1 || is_whole(key) && (is_whole(exact) || free_n <= exact), drill)
}

pub(super) fn provisioned(draw: &mut Draw<'_>) -> Drill {
    let rate = draw.by_level([(10, 100, 10), (10, 190, 10), (6, 194, 4)]);
    let seconds = draw.pick(&[0.1, 0.2, 0.25, 0.5, 2.0]);
    let gb = draw.pick(&[0.5, 1.0, 2.0]);
    let hours = if draw.level == 1 {
        draw.pick(&[100.0, 200.0, 400.0])
    } else {
        draw.pick(&[60.0, 90.0, 120.0, 180.0, 240.0])
    };
    let usd = |id: &str| draw.prices.usd(id);
    let keep_price = usd("lambda.provisioned.gb-second");
    let run_price = usd("lambda.provisioned.duration");
    let plain_price = usd("lambda.gb-second.x86");
    let n = up(rate * seconds);
    let gb_s = |n: f64| hours * 3_600.0 * n * gb;
    let (kept, run) = (gb_s(n) * keep_price, gb_s(rate * seconds) * run_price);
    let question = format!(
        "A function with {gb} GB is invoked {rate} times per second for {seconds} s each, in \
         {hours} hours of a month and not at all in the others. In these hours only it has \
         provisioned concurrency, as much as its mean concurrency. Prices: {} for provisioned \
         concurrency and {} for the duration, with no free tier. What do both cost per month?",
        per_gb_hour(keep_price),
        per_gb_hour(run_price)
    );
    let hourly =
        |n: &str, price: f64| format!("{n} x {hours} h x 3,600 s x {gb} GB x {}", money(price));
    let (n_words, mean) = (shown(n), format!("{rate} x {seconds}"));
    let run_sum = hourly(&mean, run_price);
    let drill = Drill::new(question, measure("USD"), number(kept + run))
        .working(format!(
            "{} = {}; {run_sum} = {}; together {}",
            hourly(&n_words, keep_price),
            cents(kept),
            cents(run),
            cents(kept + run)
        ))
        .wrong(
            number(run),
            "you took provisioned concurrency as free; it is billed while it is configured",
            run_sum,
        )
        .wrong(
            number(gb_s(rate) * keep_price + run),
            "you provisioned one environment for each request per second",
            format!("{} + {}", hourly(&shown(rate), keep_price), cents(run)),
        )
        .wrong(
            number(gb_s(rate * seconds) * plain_price),
            "you took the bill without provisioned concurrency",
            hourly(&mean, plain_price),
        )
        .given(&[("rate", rate), ("seconds", seconds), ("gb", gb), ("hours", hours)]);
    only_if(draw.level != 1 || is_whole(rate * seconds), drill)
}

/// The kinds of API.
const APIS: [&str; 2] = ["HTTP API", "REST API"];

pub(super) fn api(draw: &mut Draw<'_>) -> Drill {
    let millions = draw.by_level([(10, 200, 10), (15, 295, 5), (7, 297, 2)]);
    let (feature, on_http) = draw.pick(&[
        ("a JWT authorizer", true),
        ("a Lambda authorizer", true),
        ("IAM authorization", true),
        ("a custom domain name", true),
        ("CORS", true),
        ("usage plans with API keys", false),
        ("a cache of responses", false),
        ("an AWS WAF web ACL on the API itself", false),
        ("a private endpoint", false),
        ("an edge-optimized endpoint", false),
        ("validation of request bodies", false),
    ]);
    let (rest, http) = (draw.prices.usd("apigw.rest"), draw.prices.usd("apigw.http"));
    let [http_api, rest_api] = APIS;
    let (kind, price) = if on_http { (http_api, http) } else { (rest_api, rest) };
    let key = millions * 1e6 * price;
    let sum = |price: f64| format!("{millions} million x {}", per_million(price));
    let question = format!(
        "An API gets {millions} million requests per month and needs {feature}. Prices: REST API \
         {} requests, HTTP API {}. Which is the cheapest kind of API that has it, and what do the \
         requests cost per month?",
        per_million(rest),
        per_million(http)
    );
    let has = if on_http { "has it and is cheaper" } else { "does not have it" };
    let drill = Drill::new(question, measure("USD"), decision(kind, key))
        .decides("kind of API", &APIS, "cost per month")
        .working(format!(
            "an HTTP API ({}) {has}, a REST API costs {}: {} = {}",
            per_million(http),
            per_million(rest),
            sum(price),
            cents(key)
        ));
    let (other, other_price, wrong_kind, wrong_price) = if on_http {
        (
            rest_api,
            rest,
            "you took the more expensive kind; an HTTP API has what is needed",
            "you took the price of a REST API for an HTTP API",
        )
    } else {
        (
            http_api,
            http,
            "you looked at the price only; an HTTP API does not have what is needed",
            "you took the price of an HTTP API for a REST API",
        )
    };
    let slip = millions * 1e6 * other_price;
    let drill = drill.wrong(decision(other, slip), wrong_kind, sum(other_price)).wrong(
        decision(kind, slip),
        wrong_price,
        sum(other_price),
    );
    let given = [("millions", millions), ("on_http", f64::from(u8::from(on_http)))];
    only_if(true, drill.given(&given))
}

/// The kinds of workflow.
const WORKFLOWS: [&str; 2] = ["Standard", "Express"];
/// GB-seconds of Express workflows at the first price, 1,000 GB-hours; the price list has no other.
const FIRST_TIER: f64 = 3.6e6;
const WORKFLOW_MB: f64 = 64.0;

/// How long an execution takes, and how many there are. At level 1 the GB-seconds of a workflow
/// that may be Express are a multiple of 60,000, which cost a dollar; at all levels their first
/// price holds.
fn executions(draw: &mut Draw<'_>) -> (f64, f64) {
    let most = |seconds: f64| FIRST_TIER * 1_024.0 / WORKFLOW_MB / seconds;
    if draw.level == 1 {
        let seconds = draw.pick(&[4.0, 8.0, 20.0, 40.0, 80.0, 240.0, 600.0, 1_200.0, 2_400.0]);
        let step = if seconds <= 300.0 { 960_000.0 / seconds } else { 8_000.0 };
        let factor: f64 = draw.pick(&[1.0, 2.0, 3.0, 4.0, 5.0, 10.0]);
        return (seconds, step * factor.min(libm::floor(most(seconds) / step)));
    }
    let seconds = draw.pick(&[2.0, 10.0, 30.0, 60.0, 200.0, 290.0, 310.0, 600.0, 3_600.0]);
    let mut n = draw.by_level([(50, 50, 1), (50, 1_950, 50), (30, 2_990, 10)]) * 1_000.0;
    while most(seconds) < n {
        n /= 10.0;
    }
    (seconds, n)
}

pub(super) fn workflow_kind(draw: &mut Draw<'_>) -> Drill {
    let (seconds, n) = executions(draw);
    let steps = draw.by_level([(4, 10, 2), (3, 12, 1), (3, 17, 1)]);
    let usd = |id: &str| draw.prices.usd(id);
    let transition = usd("sfn.transition");
    let (start, second) = (usd("sfn.express.request"), usd("sfn.express.gb-second"));
    let gb_s = n * up(seconds * 10.0) / 10.0 * WORKFLOW_MB / 1_024.0;
    let for_standard = n * steps * transition;
    let for_express = n * start + gb_s * second;
    let is_possible = seconds <= 300.0;
    let takes_express = is_possible && for_express < for_standard;
    let [standard, express] = WORKFLOWS;
    let (kind, cost) =
        if takes_express { (express, for_express) } else { (standard, for_standard) };
    let (n_words, seconds_words, gb_s_words) = (shown(n), shown(seconds), shown(gb_s));
    let question = format!(
        "A workflow has {n_words} executions per month of {seconds_words} s each, with {steps} \
         state transitions and {WORKFLOW_MB} MB; running one twice does no harm. Prices without \
         the free tier: Standard {} transitions; Express {} requests and {}, for the first 1,000 \
         GB-hours, which are not exceeded. Which type of workflow is the cheapest that can run \
         this, and what does it cost per month?",
        per_million(transition),
        per_million(start),
        per_gb_second(second)
    );
    let standard_sum = format!("{n_words} x {steps} x {}", per_million(transition));
    let express_sum =
        format!("{n_words} x {} + {gb_s_words} GB-s x {}", per_million(start), money(second));
    let why_not = if is_possible { "up to 300 s" } else { "but not beyond 300 s" };
    let drill = Drill::new(question, measure("USD"), decision(kind, cost))
        .decides("type of workflow", &WORKFLOWS, "cost per month")
        .working(format!(
            "Standard {standard_sum} = {}; Express {express_sum} = {}, {why_not}",
            cents(for_standard),
            cents(for_express)
        ));
    let drill = if takes_express {
        drill
            .wrong(
                decision(standard, for_standard),
                "you took Standard, which is more expensive for these short executions",
                standard_sum,
            )
            .wrong(
                decision(express, n * start),
                "you left out the duration, for which Express is billed as well",
                format!("{n_words} x {}", per_million(start)),
            )
    } else {
        let slip = if is_possible {
            "you took Express, which is more expensive here since it is billed by duration"
        } else {
            "you took Express, whose executions end after 5 minutes"
        };
        drill.wrong(decision(express, for_express), slip, express_sum).wrong(
            decision(standard, n * steps * start),
            "you took the price of Express requests for transitions",
            format!("{n_words} x {steps} x {}", per_million(start)),
        )
    };
    let drill = drill
        .wrong(
            decision(standard, n * transition),
            "you counted one transition for each execution",
            format!("{n_words} x {}", per_million(transition)),
        )
        .given(&[("seconds", seconds), ("n", n), ("steps", steps), ("mb", WORKFLOW_MB)]);
    let is_close = is_possible && (for_express / for_standard - 1.0).abs() < 0.05;
    only_if(!is_close && 0.5 <= cost, drill)
}

/// The kinds of functions at the edge.
const EDGES: [&str; 2] = ["CloudFront Function", "Lambda@Edge"];
/// What is to be done at the edge, and why a CloudFront Function cannot; empty where it can.
const TASKS: [(&str, &str); 8] = [
    ("rewrites the URI of viewer requests", ""),
    ("adds a header to viewer responses", ""),
    ("checks a token of viewer requests with a key in its own code", ""),
    ("redirects viewers by the country that a request header names", ""),
    (
        "asks a database in a Region on viewer requests",
        "you took a CloudFront Function, which has no network access",
    ),
    (
        "reads the body of viewer requests",
        "you took a CloudFront Function, which cannot read the body",
    ),
    (
        "changes requests on their way to the origin",
        "you took a CloudFront Function, which runs on viewer events only",
    ),
    (
        "checks viewer requests with a library of 1 MB",
        "you took a CloudFront Function, whose code is 10 KB at most",
    ),
];

pub(super) fn edge_function(draw: &mut Draw<'_>) -> Drill {
    let millions = draw.by_level([(10, 200, 10), (15, 295, 5), (7, 297, 2)]);
    let (task, obstacle) = draw.pick(&TASKS);
    let ms = if draw.level == 1 {
        draw.pick(&[8.0, 16.0, 40.0, 80.0])
    } else {
        draw.pick(&[5.0, 10.0, 20.0, 50.0, 100.0])
    };
    let usd = |id: &str| draw.prices.usd(id);
    let (run, request) = (usd("cloudfront.function"), usd("edge.request"));
    let second = usd("edge.gb-second");
    let n = millions * 1e6;
    let gb_s = n * ms / 1_000.0 * 128.0 / 1_024.0;
    let (for_small, requests, time) = (n * run, n * request, gb_s * second);
    let can_be_small = obstacle.is_empty();
    let [small, large] = EDGES;
    let (kind, cost) = if can_be_small { (small, for_small) } else { (large, requests + time) };
    let question = format!(
        "Code at the edge {task}, {millions} million times per month. With Lambda@Edge it takes \
         {ms} ms and 128 MB. Prices without a free tier: CloudFront Functions {} invocations; \
         Lambda@Edge {} requests and {}. Which is the cheapest kind of function that can do it, \
         and what does it cost per month?",
        per_million(run),
        per_million(request),
        per_gb_second(second)
    );
    let sum = |price: f64| format!("{millions} million x {}", per_million(price));
    let gb_s_words = shown(gb_s);
    let drill = Drill::new(question, measure("USD"), decision(kind, cost))
        .decides("kind of function", &EDGES, "cost per month")
        .working(format!(
            "CloudFront Function {} = {}; Lambda@Edge {} + {gb_s_words} GB-s x {} = {}",
            sum(run),
            cents(for_small),
            sum(request),
            money(second),
            cents(requests + time)
        ));
    let drill = if can_be_small {
        drill.wrong(
            decision(large, requests + time),
            "you took Lambda@Edge, which is more expensive and not needed for it",
            format!("{} + {gb_s_words} GB-s x {}", sum(request), money(second)),
        )
    } else {
        drill.wrong(decision(small, for_small), obstacle, sum(run)).wrong(
            decision(large, n * run + time),
            "you took the price per request of CloudFront Functions for Lambda@Edge",
            format!("{} + {gb_s_words} GB-s x {}", sum(run), money(second)),
        )
    };
    let drill = drill
        .wrong(decision(large, requests), "you left out the duration of Lambda@Edge", sum(request))
        .wrong(
            decision(small, requests),
            "you took the price per request of Lambda@Edge for CloudFront Functions",
            sum(request),
        )
        .given(&[("millions", millions), ("ms", ms), ("small", f64::from(u8::from(can_be_small)))]);
    only_if(true, drill)
}
