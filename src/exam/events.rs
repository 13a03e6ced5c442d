//! Drills on what goes into functions: timeouts, payloads, retries, queues, streams, packages.

use super::{
    drill::{Draw, Drill, decision, measure, number, shown, things, up},
    phrases::{is_whole, only_if},
};

pub(super) fn first_timeout(draw: &mut Draw<'_>) -> Drill {
    let client = draw.by_level([(10, 60, 10), (5, 120, 5), (7, 127, 4)]);
    let function = draw.by_level([(10, 60, 10), (5, 120, 5), (6, 126, 4)]);
    let needed = draw.by_level([(70, 120, 10), (130, 300, 10), (131, 400, 3)]);
    let is_http = draw.level != 1 && draw.coin();
    let api = if is_http { 30.0 } else { 29.0 };
    let kind = if is_http { "an HTTP API" } else { "a REST API with the default timeout" };
    let mut all = [("client", client), ("API", api), ("function", function)];
    all.sort_by(|a, b| a.1.total_cmp(&b.1));
    let [first, next, last] = all;
    let question = format!(
        "A client with a timeout of {client} s calls {kind}. The function behind it has a timeout \
         of {function} s and needs {needed} s for the work. Whose timeout ends the wait first, and \
         after how many seconds?"
    );
    let drill = Drill::new(question, measure("s"), decision(first.0, first.1))
        .decides("first timeout", &["client", "API", "function"], "time until then")
        .working(format!(
            "client {client} s, API {api} s, function {function} s: the shortest ends the wait"
        ))
        .wrong(
            decision("function", function),
            "you looked at the function only",
            format!("{function} s"),
        )
        .wrong(
            decision(last.0, last.1),
            "you took the longest timeout; the shortest ends the wait",
            format!("{} s", last.1),
        )
        .wrong(
            decision("function", client + api + function),
            "you added the timeouts; they run side by side",
            format!("{client} + {api} + {function}"),
        )
        .given(&[("client", client), ("api", api), ("function", function), ("needed", needed)]);
    let is_tie = first.1.total_cmp(&next.1).is_eq();
    only_if(!is_tie, drill)
}

/// How a payload travels: in words, the limit in KB, and the unit that people state it in.
struct Route {
    words: &'static str,
    limit: f64,
    is_in_mb: bool,
    /// What is said to somebody who takes this limit for another one.
    slip: &'static str,
}

/// As of 2026. The event of an asynchronous invocation took 256 KB until October 2025.
const ROUTES: [Route; 6] = [
    Route {
        words: "the request of a synchronous invocation of a function",
        limit: 6_144.0,
        is_in_mb: true,
        slip: "you took the limit of a synchronous invocation",
    },
    Route {
        words: "the event of an asynchronous invocation of a function",
        limit: 1_024.0,
        is_in_mb: true,
        slip: "you took the limit of an asynchronous invocation",
    },
    Route {
        words: "a request to API Gateway",
        limit: 10_240.0,
        is_in_mb: true,
        slip: "you took the limit of API Gateway",
    },
    Route {
        words: "a response that a function streams",
        limit: 204_800.0,
        is_in_mb: true,
        slip: "you took the limit of a streamed response",
    },
    Route {
        words: "the input of a state in Step Functions",
        limit: 256.0,
        is_in_mb: false,
        slip: "you took the limit of a state in Step Functions",
    },
    Route {
        words: "an item of a DynamoDB table",
        limit: 400.0,
        is_in_mb: false,
        slip: "you took the limit of an item in DynamoDB",
    },
];

/// What is said about a payload.
const FITS: [&str; 2] = ["fits", "too large"];

/// A payload of about a share of a limit: its KB and how it is written. In the unit of the limit at
/// level 1, in the other at level 2, as a number of records at level 3.
fn payload_size(draw: &mut Draw<'_>, route: &Route) -> (f64, String) {
    let share = draw.step(40, 180, 5) / 100.0;
    let kb = libm::round(route.limit * share);
    match (draw.level, route.is_in_mb) {
        (1, true) => {
            let mb = libm::round(route.limit * share / 1_024.0 * 10.0) / 10.0;
            (mb * 1_024.0, format!("A payload of {} MB", shown(mb)))
        }
        (2, false) => {
            let mb = libm::round(kb / 1_024.0 * 100.0) / 100.0;
            (mb * 1_024.0, format!("A payload of {} MB", shown(mb)))
        }
        (1 | 2, _) => (kb, format!("A payload of {} KB", shown(kb))),
        _ => {
            let n = draw.pick(&[10.0, 12.0, 15.0, 20.0, 25.0, 40.0]);
            // Large records in halves of a MB.
            let step = if 1_024.0 <= kb / n { 512.0 } else { 1.0 };
            let each = step * libm::round(kb / n / step);
            let words = if 1.0 < step {
                format!("{} MB", shown(each / 1_024.0))
            } else {
                format!("{} KB", shown(each))
            };
            (n * each, format!("A payload of {n} records of {words} each"))
        }
    }
}

pub(super) fn payload(draw: &mut Draw<'_>) -> Drill {
    let [sync, event, api, streamed, state, item] = &ROUTES;
    let route = draw.pick(&[sync, event, api, streamed, state, item]);
    let (kb, words) = payload_size(draw, route);
    let (unit, scale) = if route.is_in_mb { ("MB", 1_024.0) } else { ("KB", 1.0) };
    let [fits, too_large] = FITS;
    let verdict = |limit: f64| decision(if kb <= limit { fits } else { too_large }, limit / scale);
    let (size, limit) = (shown(kb / scale), shown(route.limit / scale));
    let question = format!(
        "As of 2026: {} is to be sent as {}. Does it fit, and what is the limit?",
        words.replacen('A', "a", 1),
        route.words
    );
    let mut drill = Drill::new(question, measure(unit), verdict(route.limit))
        .decides("payload", &FITS, "limit")
        .working(format!("{size} {unit} against {limit} {unit}"));
    // The older limit first, where it is one, and then others in their usual confusion.
    if std::ptr::eq(route, event) {
        drill = drill.wrong(
            verdict(256.0),
            "you took 256 KB, the limit until October 2025; it is 1 MB",
            format!("{size} MB against 0.25 MB"),
        );
    }
    let others = if route.is_in_mb { [sync, api, event] } else { [item, state, event] };
    for other in others {
        let against = format!("{size} {unit} against {} {unit}", shown(other.limit / scale));
        drill = drill.wrong(verdict(other.limit), other.slip, against);
    }
    let is_clear = 0.06 < (kb / route.limit - 1.0).abs();
    only_if(is_clear, drill.given(&[("kb", kb), ("limit", route.limit), ("scale", scale)]))
}

pub(super) fn async_retries(draw: &mut Draw<'_>) -> Drill {
    let n = draw.by_level([(100, 2_000, 100), (200, 5_000, 200), (320, 9_980, 20)]);
    let share = draw.pick(&[5.0, 10.0, 20.0, 25.0, 50.0]);
    let retries = if draw.level == 1 { 2.0 } else { draw.pick(&[0.0, 1.0, 2.0]) };
    let failing = n * share / 100.0;
    let total = |retries: f64| n + failing * retries;
    let (n_words, failing_words) = (shown(n), shown(failing));
    let set = if draw.level == 1 {
        "the default retry settings".to_owned()
    } else {
        format!("retry attempts set to {retries}")
    };
    let question = format!(
        "{n_words} events invoke a function asynchronously, with {set}. The code fails on {share} \
         % of the events, every time. How many invocations are there in all?"
    );
    let invocations = things("invocation", "invocations");
    let mut drill = Drill::new(question, invocations, number(total(retries)))
        .working(format!("{n_words} + {failing_words} x {retries} = {}", shown(total(retries))))
        .wrong(number(total(0.0)), "you left out the retries of failed events", n_words.clone());
    drill = if retries.total_cmp(&2.0).is_eq() {
        drill.wrong(
            number(total(3.0)),
            "you took three retries; two retries and the first attempt are three invocations",
            format!("{n_words} + {failing_words} x 3"),
        )
    } else {
        drill.wrong(
            number(total(2.0)),
            "you took the default of two retries, but it has been changed",
            format!("{n_words} + {failing_words} x 2"),
        )
    };
    let drill = drill
        .wrong(
            number(n * (retries + 1.0)),
            "you tried every event again; only failed ones are",
            format!("{n_words} x {}", retries + 1.0),
        )
        .wrong(
            number(n - failing),
            "you left out the events that fail; they are invocations too",
            format!("{n_words} - {failing_words}"),
        )
        .given(&[("n", n), ("share", share), ("retries", retries)]);
    only_if(is_whole(failing), drill)
}

pub(super) fn drain(draw: &mut Draw<'_>) -> Drill {
    let n = draw.by_level([(1_000, 20_000, 1_000), (3_000, 90_000, 3_000), (1_700, 99_700, 700)]);
    let batch = draw.pick(if draw.level == 1 { &[5.0, 10.0] } else { &[5.0, 10.0, 20.0, 50.0] });
    let seconds = draw.pick(&[0.5, 1.0, 2.0, 5.0]);
    let cap = draw.by_level([(10, 50, 10), (10, 100, 10), (6, 96, 6)]);
    let n_batches = up(n / batch);
    let rounds = up(n_batches / cap);
    let (n_words, batches_words) = (shown(n), shown(n_batches));
    let question = format!(
        "An SQS queue feeds a function in batches of {batch}; a batch takes {seconds} s. The event \
         source mapping has a maximum concurrency of {cap} and has already scaled out to it. Then \
         {n_words} messages become visible at the same moment, and no more arrive. After how many \
         seconds are all of them processed?"
    );
    let drill = Drill::new(question, measure("s"), number(rounds * seconds))
        .working(format!(
            "ceil({n_words} / {batch}) = {batches_words} batches, in ceil({batches_words} / {cap}) \
             = {rounds} rounds of {seconds} s = {}",
            shown(rounds * seconds)
        ))
        .wrong(
            number(n_batches * seconds / cap),
            "you broke up a round; the last batches take as long as the others",
            format!("{batches_words} x {seconds} / {cap}"),
        )
        .wrong(
            number(up(n / cap) * seconds),
            "you took one message per batch",
            format!("ceil({n_words} / {cap}) x {seconds}"),
        )
        .wrong(
            number(up(n_batches / 1_000.0) * seconds),
            "you took the account's limit of 1,000; the mapping's maximum concurrency is lower",
            format!("ceil({batches_words} / 1,000) x {seconds}"),
        )
        .wrong(
            number(n_batches * seconds),
            "you processed one batch after the other",
            format!("{batches_words} x {seconds}"),
        )
        .given(&[("n", n), ("batch", batch), ("seconds", seconds), ("cap", cap)]);
    only_if(2.0 <= rounds && (draw.level != 1 || rounds <= 100.0), drill)
}

pub(super) fn visibility(draw: &mut Draw<'_>) -> Drill {
    let timeout = draw.by_level([(10, 600, 10), (5, 895, 5), (7, 897, 2)]);
    let window = draw.by_level([(0, 0, 1), (5, 300, 5), (5, 300, 5)]);
    let key = 6.0 * timeout + window;
    let more = if draw.level == 1 {
        "no batch window".to_owned()
    } else {
        format!("a batch window of {window} s")
    };
    let plus = if window == 0.0 { String::new() } else { format!(" + {window}") };
    let question = format!(
        "A function with a timeout of {timeout} s processes messages from an SQS queue. Its event \
         source mapping has {more}. Which visibility timeout does AWS recommend at least?"
    );
    let drill = Drill::new(question, measure("s"), number(key))
        .working(format!("6 x {timeout}{plus} = {}", shown(key)))
        .wrong(
            number(timeout + window),
            "you took the timeout once; throttled batches need time to be tried again",
            format!("{timeout}{plus}"),
        )
        .wrong(
            number(6.0 * (timeout + window)),
            "you multiplied the batch window too",
            format!("6 x ({timeout} + {window})"),
        )
        .wrong(number(30.0), "you took the default of a queue", "30 s".to_owned())
        .wrong(
            number(900.0),
            "you took the longest timeout that a function can have",
            "900 s".to_owned(),
        )
        .given(&[("timeout", timeout), ("window", window)]);
    only_if(true, drill)
}

pub(super) fn catch_up(draw: &mut Draw<'_>) -> Drill {
    let shards = draw.by_level([(2, 10, 1), (2, 16, 2), (3, 19, 1)]);
    let factor = if draw.level == 1 { 1.0 } else { draw.pick(&[2.0, 4.0, 5.0, 10.0]) };
    let batch = draw.pick(&[10.0, 20.0, 50.0, 100.0]);
    let seconds = draw.pick(&[0.5, 1.0, 2.0]);
    let capacity = shards * factor * batch / seconds;
    let arrival = capacity * draw.pick(&[0.2, 0.4, 0.5, 0.6, 0.8]);
    let backlog =
        draw.by_level([(2_000, 60_000, 2_000), (5_000, 250_000, 5_000), (3_000, 297_000, 2_000)]);
    let time = |capacity: f64| backlog / (capacity - arrival);
    let key = time(capacity);
    let set = if draw.level == 1 {
        "the default parallelization factor".to_owned()
    } else {
        format!("a parallelization factor of {factor}")
    };
    let (capacity_words, arrival_words, backlog_words) =
        (shown(capacity), shown(arrival), shown(backlog));
    let question = format!(
        "A stream with {shards} shards feeds a function in full batches of {batch} records with \
         {set}; a batch takes {seconds} s. {backlog_words} records wait, and {arrival_words} more \
         arrive per second. After how many seconds has the function caught up?"
    );
    let mut drill = Drill::new(question, measure("s"), number(key))
        .working(format!(
            "{shards} x {factor} x {batch} / {seconds} = {capacity_words} per second; \
             {backlog_words} / ({capacity_words} - {arrival_words}) = {}",
            shown(key)
        ))
        .wrong(
            number(backlog / capacity),
            "you left out the records that still arrive",
            format!("{backlog_words} / {capacity_words}"),
        );
    // Without the factor the function might never catch up, and then there is no such number.
    if 1.0 < factor && arrival < capacity / factor {
        drill = drill.wrong(
            number(time(capacity / factor)),
            "you left out the parallelization factor",
            format!("{backlog_words} / ({} - {arrival_words})", shown(capacity / factor)),
        );
    }
    let drill = drill
        .wrong(
            number(time(capacity * 10.0 / factor)),
            "you took the largest parallelization factor, 10",
            format!("{shards} x 10 x {batch} / {seconds} per second"),
        )
        .wrong(
            number(backlog / (capacity + arrival)),
            "you added what arrives to what is processed",
            format!("{backlog_words} / ({capacity_words} + {arrival_words})"),
        )
        .given(&[
            ("shards", shards),
            ("factor", factor),
            ("batch", batch),
            ("seconds", seconds),
            ("arrival", arrival),
            ("backlog", backlog),
        ]);
    let is_easy = draw.level != 1 || is_whole(key);
    only_if(is_easy && is_whole(arrival) && 1.0 <= key, drill)
}

/// What becomes of a package.
const DEPLOYMENTS: [&str; 2] = ["deploys", "is refused"];

pub(super) fn package(draw: &mut Draw<'_>) -> Drill {
    let code = draw.by_level([(50, 240, 10), (30, 245, 5), (21, 249, 3)]);
    let layers = draw.by_level([(1, 4, 1), (2, 5, 1), (2, 6, 1)]);
    let each = draw.by_level([(10, 60, 10), (10, 60, 5), (7, 61, 3)]);
    let total = code + layers * each;
    let [deploys, refused] = DEPLOYMENTS;
    let verdict = |fits: bool, size: f64| decision(if fits { deploys } else { refused }, size);
    let are_few = layers <= 5.0;
    let with = if layers.total_cmp(&1.0).is_eq() {
        format!("one layer of {each} MB")
    } else {
        format!("{layers} layers of {each} MB each")
    };
    let question = format!(
        "A function with a .zip package has {code} MB of code and {with}, all unzipped. Does it \
         deploy, and how many MB count toward the limit?"
    );
    let count = if are_few { "no more than 5 layers" } else { "more than 5 layers" };
    let drill = Drill::new(question, measure("MB"), verdict(are_few && total <= 250.0, total))
        .decides("package", &DEPLOYMENTS, "size that counts")
        .working(format!("{code} + {layers} x {each} = {total} MB against 250 MB; {count}"));
    let drill = if are_few {
        drill
    } else {
        drill.wrong(
            verdict(total <= 250.0, total),
            "you left out that a function has 5 layers at most",
            format!("{total} MB against 250 MB"),
        )
    };
    let drill = drill
        .wrong(
            verdict(are_few && code <= 250.0, code),
            "you left out the layers; they count toward the same limit",
            format!("{code} MB"),
        )
        .wrong(
            verdict(false, total),
            "you took 50 MB, the limit of an uploaded .zip file",
            format!("{total} MB against 50 MB"),
        )
        .wrong(
            verdict(are_few, total),
            "you took 10 GB, the limit of a container image",
            format!("{total} MB against 10,240 MB"),
        )
        .wrong(
            verdict(are_few && layers * each <= 250.0, layers * each),
            "you left out the code; it counts toward the same limit",
            format!("{layers} x {each}"),
        )
        .given(&[("code", code), ("layers", layers), ("each", each)]);
    let is_tie = total.total_cmp(&250.0).is_eq();
    only_if(!is_tie, drill)
}
