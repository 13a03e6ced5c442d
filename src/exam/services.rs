//! Drills on APIs, workflows and the edge: templates 35 to 40, and what is asked about APIs.

use super::{
    bills,
    drill::{Ask, Draw, Drill, Template, Unit, number, shown, things},
    phrases::{is_whole, only_if},
};

/// Templates 35 to 40.
pub(super) static SERVICES: [Template; 6] = [
    t(
        35,
        "token-bucket",
        "Token bucket throttling",
        "api-gateway",
        &["api-gateway.throttle.token-bucket"],
        token_bucket,
    ),
    t(
        36,
        "stage-cache",
        "Requests past a stage cache",
        "api-gateway",
        &["api-gateway.cache.ttl-default", "api-gateway.cache.ttl-max"],
        stage_cache,
    ),
    t(
        37,
        "api-bill",
        "REST API or HTTP API",
        "api-gateway",
        &["api-gateway.kind.price-http", "api-gateway.kind.rest-features"],
        bills::api,
    ),
    t(38, "quota", "When a quota is used up", "api-gateway", &["api-gateway.plan.quota"], quota),
    t(
        39,
        "workflow-kind",
        "Standard or Express workflow",
        "step-functions",
        &["step-functions.express.duration", "step-functions.standard.billing"],
        bills::workflow_kind,
    ),
    t(
        40,
        "edge-function",
        "Which function at the edge",
        "edge",
        &["edge.compare.rule", "edge.cff.no-network"],
        bills::edge_function,
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
    let left = burst - one;
    let tokens = burst.min(left + rate * gap);
    let two = libm::floor(second.min(tokens) + 1e-9);
    let (one_words, second_words) = (shown(one), shown(second));
    let question = format!(
        "A stage of an API has a rate limit of {rate} requests per second and a burst limit of \
         {burst}; its token bucket is full. {} requests arrive at once, and {second_words} more \
         arrive {gap} s later. How many of all these requests are accepted?",
        shown(first)
    );
    let drill = Drill::new(question, things("request", "requests"), number(one + two))
        .working(format!(
            "{one_words} first; then min({burst}, {} + {rate} x {gap}) = {} tokens, so {} more",
            shown(left),
            shown(tokens),
            shown(two)
        ))
        .wrong(
            number(one + libm::floor(second.min(burst + rate * gap))),
            "you added the burst once more; the bucket refills at the rate only",
            format!("{one_words} + min({second_words}, {burst} + {rate} x {gap})"),
        )
        .wrong(
            number(one + second.min(burst)),
            "you took the bucket for full again",
            format!("{one_words} + min({second_words}, {burst})"),
        )
        .wrong(
            number((first + second).min(burst + libm::floor(rate * gap))),
            "you saved up more than the burst limit; a full bucket gains nothing",
            format!("min({}, {burst} + {rate} x {gap})", shown(first + second)),
        )
        .wrong(number(one), "you left out the tokens that come back meanwhile", one_words.clone())
        .given(&[
            ("rate", rate),
            ("burst", burst),
            ("first", first),
            ("gap", gap),
            ("second", second),
        ]);
    only_if(is_whole(first) && is_whole(rate * gap), drill)
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
        "the default TTL".to_owned()
    } else {
        format!("a TTL of {} s", shown(ttl))
    };
    let question = format!(
        "A stage of a REST API has a cache with {set}. Clients send {rate} requests per second all \
         day for {keys} different resources, so each resource is requested many times within the \
         TTL. How many requests per hour reach the backend?"
    );
    let unit = things("request per hour", "requests per hour");
    let drill = Drill::new(question, unit, number(key))
        .working(format!("{keys} x 3,600 / {} = {}", shown(ttl), shown(key)))
        .wrong(
            number(rate * 3_600.0),
            "you let the cache answer nothing",
            format!("{rate} x 3,600"),
        )
        .wrong(
            number(keys),
            "you kept the responses without end; each is fetched again after its TTL",
            shown(keys),
        )
        .wrong(
            number(3_600.0 / ttl),
            "you took one response for all; each resource has its own",
            format!("3,600 / {}", shown(ttl)),
        )
        .given(&[("keys", keys), ("ttl", ttl), ("rate", rate)]);
    only_if(5.0 * keys <= rate * ttl, drill)
}

fn quota(draw: &mut Draw<'_>) -> Drill {
    let daily = draw.by_level([(100, 1_000, 100), (150, 2_950, 50), (130, 2_990, 10)]);
    let keys = draw.pick(&[2.0, 3.0, 5.0]);
    let days = draw.by_level([(5, 25, 1), (4, 28, 1), (3, 29, 1)]);
    let more = if draw.level == 3 { libm::round(daily / 3.0) } else { 0.0 };
    let quota = daily * days + more;
    let day = |daily: f64| libm::floor(quota / daily) + 1.0;
    let (quota_words, daily_words) = (shown(quota), shown(daily));
    let question = format!(
        "A usage plan has a quota of {quota_words} requests per month for each API key. Each of \
         {keys} partners has an API key and sends {daily_words} requests per day, evenly spread. \
         On which day of the month does a partner get status 429 for the first time?"
    );
    let asks = vec![Ask { label: "day of the month", unit: Unit::Plain }];
    let drill = Drill::of(question, asks, number(day(daily)))
        .working(format!(
            "{quota_words} / {daily_words} = {} days, so on day {}",
            shown(quota / daily),
            shown(day(daily))
        ))
        .wrong(
            number(day(daily * keys)),
            "you let all API keys share one quota; each has its own",
            format!("{quota_words} / ({daily_words} x {keys})"),
        )
        .wrong(
            number(day(daily) - 1.0),
            "you took the last day on which the quota lasts",
            format!("{quota_words} / {daily_words}, rounded down"),
        );
    let pooled = libm::floor(quota * keys / daily) + 1.0;
    let drill = if pooled <= 31.0 {
        drill.wrong(
            number(pooled),
            "you added up the quotas of all API keys; a partner has only its own",
            format!("{quota_words} x {keys} / {daily_words}"),
        )
    } else {
        drill
    };
    let drill = drill.given(&[("quota", quota), ("daily", daily), ("keys", keys)]);
    only_if(true, drill)
}
