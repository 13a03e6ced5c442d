//! Drills on tables: templates 1 to 19, and what is asked about keys, retention and credit.

use super::{
    bills,
    drill::{Draw, Drill, Template, Unit, decision, measure, number, shown, things, up},
    functions,
    phrases::{is_whole, only_if},
    units,
};

/// Templates 1 to 19.
pub(super) static TABLES: [Template; 19] = [
    t(
        1,
        "rcu-strong",
        "RCU for strong consistency",
        &["dynamodb-core.units.rcu-strong", "dynamodb-core.units.round-up"],
        units::rcu_strong,
    ),
    t(
        2,
        "rcu-eventual",
        "RCU for eventual consistency",
        &["dynamodb-core.units.rcu-eventual", "dynamodb-core.units.round-up"],
        units::rcu_eventual,
    ),
    t(
        3,
        "rcu-transactional",
        "RCU for transactional reads",
        &["dynamodb-core.units.transactional"],
        units::rcu_transactional,
    ),
    t(
        4,
        "wcu",
        "WCU for writes",
        &["dynamodb-core.units.wcu", "dynamodb-core.units.round-up"],
        units::wcu,
    ),
    t(
        5,
        "wcu-transactional",
        "WCU for transactional writes",
        &["dynamodb-core.units.transactional"],
        units::wcu_transactional,
    ),
    t(
        6,
        "mixed-load",
        "RCU and WCU of a mixed load",
        &["dynamodb-core.units.wcu", "dynamodb-core.units.rcu-strong"],
        units::mixed_load,
    ),
    t(
        7,
        "query-page",
        "RCU of a page of a Query",
        &[
            "dynamodb-core.query.page",
            "dynamodb-core.units.query-sum",
            "dynamodb-core.query.filter",
        ],
        units::query_page,
    ),
    t(8, "scan", "Time of a full Scan", &["dynamodb-core.query.scan"], units::scan),
    t(
        9,
        "shards",
        "Suffixes for a hot key",
        &["dynamodb-core.partition.sharding", "dynamodb-core.partition.limit"],
        shards,
    ),
    t(
        10,
        "gsi-writes",
        "WCU of a global index",
        &["dynamodb-core.gsi.capacity"],
        units::gsi_writes,
    ),
    t(
        11,
        "capacity-mode",
        "On-demand or provisioned",
        &["dynamodb-core.on-demand.dearer", "dynamodb-core.mode.two"],
        bills::capacity_mode,
    ),
    t(
        12,
        "table-class",
        "Standard or Standard-IA",
        &["dynamodb-core.table-class.trade", "dynamodb-core.table-class.break-even"],
        bills::table_class,
    ),
    t(13, "ttl", "Time to Live", &["dynamodb-features.ttl.attribute"], ttl),
    t(
        14,
        "stream-outage",
        "Stream records after an outage",
        &["dynamodb-features.streams.retention", "dynamodb-features.kinesis.retention"],
        outage,
    ),
    t(
        15,
        "pitr",
        "Point-in-time recovery",
        &["dynamodb-features.pitr.window", "dynamodb-features.restore.new-table"],
        pitr,
    ),
    t(
        16,
        "batches",
        "Calls for many items",
        &["dynamodb-core.batch.limit", "dynamodb-core.transactions.limit"],
        batches,
    ),
    Template {
        number: 17,
        id: "connections",
        title: "Database connections",
        topic: "rds",
        facts: &["rds.connections.problem", "rds.proxy.pool"],
        make: functions::connections,
    },
    t(18, "burst", "How long burst capacity lasts", &["dynamodb-core.burst"], burst),
    t(
        19,
        "dax",
        "Reads behind DAX",
        &["dynamodb-features.dax.read-hot", "dynamodb-features.dax.strong"],
        dax,
    ),
];

const fn t(
    number: u8,
    id: &'static str,
    title: &'static str,
    facts: &'static [&'static str],
    make: fn(&mut Draw<'_>) -> Drill,
) -> Template {
    Template { number, id, title, topic: "dynamodb", facts, make }
}

fn shards(draw: &mut Draw<'_>) -> Drill {
    let reads = draw.by_level([(3_000, 15_000, 1_500), (2_000, 20_000, 500), (1_700, 24_900, 100)]);
    let writes = draw.by_level([(1_000, 8_000, 500), (1_500, 9_000, 500), (1_300, 9_900, 100)]);
    let (reads_words, writes_words) = (shown(reads), shown(writes));
    let (for_reads, for_writes) = (up(reads / 3_000.0), up(writes / 1_000.0));
    let question = format!(
        "The items of one partition key take {reads_words} read units and {writes_words} write \
         units per second. A suffix is to be added to the key, and every reader knows the suffix \
         of the item that it reads. How many suffixes does it take at least so that no partition \
         is throttled?"
    );
    let drill =
        Drill::new(question, things("suffix", "suffixes"), number(for_reads.max(for_writes)))
            .working(format!(
                "reads ceil({reads_words} / 3,000) = {for_reads}, writes \
                 ceil({writes_words} / 1,000) = {for_writes}; a partition serves both side by \
                 side, so the larger one decides"
            ))
            .wrong(
                number(up(reads / 3_000.0 + writes / 1_000.0)),
                "you added both; a partition's reads and writes are throttled independently",
                format!("{reads_words} / 3,000 + {writes_words} / 1,000, rounded up"),
            )
            .wrong(
                number(up((reads + writes) / 4_000.0)),
                "you added reads and writes before dividing; each has its own limit",
                format!("{} / 4,000, rounded up", shown(reads + writes)),
            )
            .wrong(
                number(up(reads / 1_000.0).max(up(writes / 3_000.0))),
                "you swapped the limits; a partition serves 3,000 read units and 1,000 write units",
                format!("ceil({reads_words} / 1,000) and ceil({writes_words} / 3,000)"),
            )
            .given(&[("reads", reads), ("writes", writes)]);
    only_if(true, drill)
}

fn ttl(draw: &mut Draw<'_>) -> Drill {
    if draw.level == 1 { ttl_stamp(draw) } else { ttl_size(draw) }
}

fn ttl_stamp(draw: &mut Draw<'_>) -> Drill {
    let now = draw.step(1_700_000_000, 1_795_000_000, 5_000_000);
    let days = draw.pick(&[1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]);
    let key = now + days * 86_400.0;
    let now_words = shown(now);
    let span = if days < 2.0 {
        "1 day (86,400 s)".to_owned()
    } else {
        format!("{days} days (86,400 s each)")
    };
    let question = format!(
        "The time is {now_words} in epoch seconds. An item must expire after {span}. Which number \
         goes into its TTL attribute?"
    );
    let drill = Drill::new(question, Unit::Plain, number(key))
        .working(format!("{now_words} + {days} x 86,400 = {}", shown(key)))
        .wrong(
            number(key * 1_000.0),
            "you wrote milliseconds; the attribute holds seconds",
            format!("{} x 1,000", shown(key)),
        )
        .wrong(
            number(days * 86_400.0),
            "you wrote a duration; the attribute holds a point in time",
            format!("{days} x 86,400"),
        )
        .wrong(
            number(now + days * 24.0),
            "you added hours; the attribute holds seconds",
            format!("{now_words} + {days} x 24"),
        )
        .given(&[("now", now), ("days", days)]);
    only_if(true, drill)
}

fn ttl_size(draw: &mut Draw<'_>) -> Drill {
    let days = draw.by_level([(5, 60, 5), (5, 60, 5), (3, 89, 1)]);
    let rate = draw.by_level([(10, 100, 10), (10, 100, 10), (3, 97, 2)]);
    let kb = draw.by_level([(1, 8, 1), (1, 8, 1), (2, 15, 1)]);
    let gb = |seconds: f64| rate * kb * seconds / 1_048_576.0;
    let key = gb(days * 86_400.0);
    let question = format!(
        "An application writes {rate} items of {kb} KB per second, each with a TTL of {days} \
         days. If every item were deleted as soon as it expires, how many GB would the table \
         hold in the long run?"
    );
    let drill = Drill::new(question, measure("GB"), number(key))
        .working(format!("{rate} x {kb} KB x {days} x 86,400 s / 1,048,576 KB = {}", shown(key)))
        .wrong(
            number(gb(days * 3_600.0)),
            "you took 3,600 s for a day, which has 86,400 s",
            format!("{rate} x {kb} x {days} x 3,600 / 1,048,576"),
        )
        .wrong(
            number(key / kb),
            "you left out the size of an item",
            format!("{rate} x {days} x 86,400 / 1,048,576"),
        )
        .wrong(
            number(gb(86_400.0)),
            "you took one day for the whole lifetime",
            format!("{rate} x {kb} x 86,400 / 1,048,576"),
        )
        .given(&[("rate", rate), ("kb", kb), ("days", days)]);
    only_if(true, drill)
}

fn outage(draw: &mut Draw<'_>) -> Drill {
    let is_streams = draw.coin();
    let set =
        if draw.level == 1 { 24.0 } else { draw.pick(&[48.0, 72.0, 96.0, 168.0, 336.0, 720.0]) };
    let kept = if is_streams { 24.0 } else { set };
    let percent = draw.by_level([(25, 250, 5), (20, 250, 5), (15, 300, 1)]);
    let hours = libm::round(kept * percent / 100.0);
    let verdict = |kept: f64| decision(if hours < kept { "yes" } else { "no" }, kept);
    let against = |kept: f64| format!("{hours} h against {} h", shown(kept));
    let stream = match (is_streams, draw.level) {
        (true, _) => "DynamoDB Streams".to_owned(),
        (false, 1) => "a Kinesis data stream with the default retention period".to_owned(),
        (false, _) => format!("a Kinesis data stream with a retention period of {set} hours"),
    };
    let question = format!(
        "A Lambda function reads the changes of a table from {stream}. The function fails for \
         {hours} hours. Can it read the first change of the outage afterwards, and for how many \
         hours is a record kept?"
    );
    let drill = Drill::new(question, measure("h"), verdict(kept))
        .decides("still readable", &["yes", "no"], "hours that a record is kept")
        .working(against(kept));
    let drill = if is_streams {
        drill.wrong(
            verdict(168.0),
            "you took 7 days; DynamoDB Streams always keeps records for 24 hours",
            against(168.0),
        )
    } else if draw.level == 1 {
        drill.wrong(
            verdict(168.0),
            "you took 7 days; the default retention period is 24 hours",
            against(168.0),
        )
    } else {
        drill.wrong(
            verdict(24.0),
            "you took the 24 hours of DynamoDB Streams, which are also the default of Kinesis",
            against(24.0),
        )
    };
    let longest = if is_streams {
        "you took the longest retention of a Kinesis data stream, 365 days"
    } else {
        "you took the longest retention that can be set, 365 days"
    };
    let drill = drill
        .wrong(verdict(8_760.0), longest, against(8_760.0))
        .wrong(verdict(96.0), "you took the 4 days of an SQS queue", against(96.0))
        .given(&[
            ("is_streams", f64::from(u8::from(is_streams))),
            ("kinesis", set),
            ("hours", hours),
        ]);
    let is_tie = [24.0, kept].contains(&hours);
    only_if(!is_tie, drill)
}

/// What can be answered about a restore.
const RESTORABLE: [&str; 3] = ["yes, into a new table", "yes, in place", "no"];

fn pitr(draw: &mut Draw<'_>) -> Drill {
    let window = if draw.level == 1 { 35.0 } else { draw.step(2, 35, 1) };
    let days = draw.by_level([(2, 70, 1), (2, 50, 1), (2, 60, 1)]);
    let harm = draw.pick(&[
        "A faulty job overwrote items",
        "An operator deleted items",
        "A new version of a function corrupted items",
    ]);
    let [new_table, in_place, no] = RESTORABLE;
    let verdict = |window: f64| decision(if days < window { new_table } else { no }, window);
    let hint = if draw.level == 1 {
        "the default recovery period".to_owned()
    } else {
        format!("a recovery period of {window} days")
    };
    let question = format!(
        "For a year, a table has had point-in-time recovery with {hint}. {harm} {days} days ago. \
         Can the state just before that be restored, and how many days back does recovery reach?"
    );
    let against = |window: f64| format!("{days} days ago against {window} days");
    let drill = Drill::new(question, things("day", "days"), verdict(window))
        .decides("restorable", &RESTORABLE, "days that recovery reaches back")
        .working(format!(
            "{days} days ago, and recovery reaches {window} days back; a restore always creates a \
             new table"
        ));
    let drill = if days < window {
        drill.wrong(
            decision(in_place, window),
            "you restored in place; a restore always creates a new table",
            "the same period, but into the table itself".to_owned(),
        )
    } else {
        drill.wrong(
            decision(new_table, days),
            "you let recovery reach back without end; older states are gone",
            format!("back to {days} days ago"),
        )
    };
    let drill = drill
        .wrong(verdict(35.0), "you took 35 days whatever is set", against(35.0))
        .wrong(verdict(7.0), "you took 7 days, as for backups of RDS", against(7.0))
        .given(&[("window", window), ("days", days)]);
    let is_tie = [7.0, 35.0, window].contains(&days);
    only_if(!is_tie, drill)
}

fn batches(draw: &mut Draw<'_>) -> Drill {
    let n = draw.by_level([(100, 5_000, 100), (130, 2_500, 30), (111, 2_999, 13)]);
    let (verb, name, most, cap_mb): (&str, &str, f64, f64) = draw.pick(&[
        ("writes", "BatchWriteItem", 25.0, 16.0),
        ("reads", "BatchGetItem", 100.0, 16.0),
        ("writes", "TransactWriteItems", 100.0, 4.0),
    ]);
    let kb = if draw.level == 3 { draw.step(10, 390, 20) } else { 1.0 };
    let by_size = libm::floor(cap_mb * 1_024.0 / kb);
    let per_call = most.min(by_size);
    let key = up(n / per_call);
    let other = if most < 100.0 { 100.0 } else { 25.0 };
    let count = shown(n);
    let question = format!(
        "An application {verb} {count} items of {kb} KB with {name}. How many calls does that \
         take at least?"
    );
    let drill = Drill::new(question, things("call", "calls"), number(key))
        .working(format!(
            "{most} items and {cap_mb} MB per call at most, so {per_call} items; {count} / \
             {per_call}, rounded up = {}",
            shown(key)
        ))
        .wrong(
            number(up(n / most)),
            "you left out the limit in MB",
            format!("{count} / {most}, rounded up"),
        )
        .wrong(
            number(up(n / other)),
            "you took the limit of another call",
            format!("{count} / {other}, rounded up"),
        )
        .wrong(
            number(libm::floor(n / per_call)),
            "you rounded down; the rest takes a call too",
            format!("{count} / {per_call}, rounded down"),
        )
        .wrong(number(n), "you took one call per item", count.clone())
        .given(&[("n", n), ("most", most), ("kb", kb), ("cap_mb", cap_mb)]);
    only_if(true, drill)
}

fn burst(draw: &mut Draw<'_>) -> Drill {
    let provisioned = draw.by_level([(10, 100, 10), (20, 180, 20), (15, 195, 5)]);
    let used = provisioned * draw.pick(&[0.0, 0.2, 0.4, 0.5, 0.6]);
    let idle = draw.by_level([(60, 600, 60), (30, 900, 30), (20, 990, 10)]);
    let spike = provisioned * draw.pick(&[1.5, 2.0, 3.0, 4.0, 5.0]);
    let saved = idle * (provisioned - used);
    let bank = (300.0 * provisioned).min(saved);
    let over = spike - provisioned;
    let question = format!(
        "A table has {provisioned} WCU and no unused capacity saved up. For {idle} s it uses \
         {used} WCU; then the load rises to {spike} WCU and stays there. For how many \
         seconds does burst capacity cover the difference?"
    );
    let drill = Drill::new(question, measure("s"), number(bank / over))
        .working(format!(
            "saved {idle} x ({provisioned} - {used}) = {}, at most 300 x {provisioned}; {} / \
             ({spike} - {provisioned}) = {}",
            shown(saved),
            shown(bank),
            shown(bank / over)
        ))
        .wrong(
            number(saved / over),
            "you saved up without end; DynamoDB keeps the unused capacity of 300 seconds",
            format!("{} / ({spike} - {provisioned})", shown(saved)),
        )
        .wrong(
            number((60.0 * provisioned).min(saved) / over),
            "you kept 60 seconds of unused capacity; it is 300",
            format!("{} / ({spike} - {provisioned})", shown((60.0 * provisioned).min(saved))),
        )
        .wrong(
            number(bank / spike),
            "you forgot that the provisioned capacity goes on",
            format!("{} / {spike}", shown(bank)),
        )
        .given(&[("provisioned", provisioned), ("used", used), ("idle", idle), ("spike", spike)]);
    let is_good = is_whole(used) && is_whole(spike) && (draw.level != 1 || is_whole(bank / over));
    only_if(is_good, drill)
}

fn dax(draw: &mut Draw<'_>) -> Drill {
    if draw.level == 2 { dax_latency(draw) } else { dax_reads(draw) }
}

fn dax_latency(draw: &mut Draw<'_>) -> Drill {
    let hits = draw.pick(&[0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95]);
    let cache = draw.pick(&[0.3, 0.4, 0.5, 0.6, 0.7, 0.8]);
    let table = draw.pick(&[4.0, 5.0, 6.0, 7.0, 8.0]);
    let misses = shown(1.0 - hits);
    let mean = |hits: f64| hits * cache + (1.0 - hits) * table;
    let question = format!(
        "{} % of the reads are cache hits in DAX and take {cache} ms; the others take {table} ms. \
         What is the mean latency of a read?",
        shown(hits * 100.0)
    );
    let drill = Drill::new(question, measure("ms"), number(mean(hits)))
        .working(format!("{hits} x {cache} + {misses} x {table} = {}", shown(mean(hits))))
        .wrong(
            number(mean(1.0 - hits)),
            "you swapped hits and misses",
            format!("{misses} x {cache} + {hits} x {table}"),
        )
        .wrong(
            number(f64::midpoint(cache, table)),
            "you took the middle of both latencies",
            format!("({cache} + {table}) / 2"),
        )
        .wrong(number(hits * cache), "you left out the misses", format!("{hits} x {cache}"))
        .given(&[("hits", hits), ("cache", cache), ("table", table)]);
    only_if(true, drill)
}

fn dax_reads(draw: &mut Draw<'_>) -> Drill {
    let rate = draw.by_level([(1_000, 10_000, 500), (500, 9_500, 500), (300, 9_900, 100)]);
    let hits = draw.pick(&[0.5, 0.6, 0.7, 0.8, 0.9, 0.95]);
    let strong = if draw.level == 1 { 0.0 } else { draw.pick(&[0.1, 0.2, 0.25, 0.3, 0.4]) };
    let key = rate * (strong + (1.0 - strong) * (1.0 - hits));
    let (rate_words, percent, misses) = (shown(rate), shown(hits * 100.0), shown(1.0 - hits));
    let (question, working) = if draw.level == 1 {
        let question = format!(
            "An application makes {rate_words} eventually consistent reads per second through \
             DAX; {percent} % of them are cache hits."
        );
        (question, format!("{rate_words} x {misses} = {}", shown(key)))
    } else {
        let question = format!(
            "An application makes {rate_words} reads per second through DAX. {} % of them are \
             strongly consistent; of the others {percent} % are cache hits.",
            shown(strong * 100.0)
        );
        let eventual = shown(1.0 - strong);
        let sum = format!("{rate_words} x ({strong} + {eventual} x {misses}) = {}", shown(key));
        (question, sum)
    };
    let question = format!("{question} How many reads per second reach the table?");
    let unit = things("read per second", "reads per second");
    let drill = Drill::new(question, unit, number(key))
        .working(working)
        .wrong(
            number(rate * (1.0 - hits)),
            "you let DAX answer strongly consistent reads; it passes them on to the table",
            format!("{rate_words} x {misses}"),
        )
        .wrong(
            number(rate * hits),
            "you took the hits for the misses",
            format!("{rate_words} x {hits}"),
        )
        .wrong(
            number(rate),
            "you let every read reach the table; DAX answers the hits",
            rate_words.clone(),
        )
        .given(&[("rate", rate), ("hits", hits), ("strong", strong)]);
    only_if(is_whole(key), drill)
}
