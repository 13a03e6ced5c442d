//! Drills on tables: templates 1 to 19.

use super::drill::{Draw, Drill, Template, decision, number, shown, up};

/// Templates 1 to 19.
pub(super) static TABLES: [Template; 19] = [
    t(
        1,
        "rcu-strong",
        "RCU of strong reads",
        &["dynamodb-core.units.rcu-strong", "dynamodb-core.units.round-up"],
        rcu_strong,
    ),
    t(
        2,
        "rcu-eventual",
        "RCU of eventual reads",
        &["dynamodb-core.units.rcu-eventual", "dynamodb-core.units.round-up"],
        rcu_eventual,
    ),
    t(
        3,
        "rcu-transactional",
        "RCU of transactional reads",
        &["dynamodb-core.units.transactional"],
        rcu_transactional,
    ),
    t(4, "wcu", "WCU of writes", &["dynamodb-core.units.wcu", "dynamodb-core.units.round-up"], wcu),
    t(
        5,
        "wcu-transactional",
        "WCU of transactional writes",
        &["dynamodb-core.units.transactional"],
        wcu_transactional,
    ),
    t(
        6,
        "mixed-load",
        "Units of a mixed load",
        &["dynamodb-core.units.wcu", "dynamodb-core.units.rcu-strong"],
        mixed_load,
    ),
    t(
        7,
        "query-page",
        "Units of a Query page",
        &["dynamodb-core.query.page", "dynamodb-core.query.filter"],
        query_page,
    ),
    t(8, "scan", "Time of a full Scan", &["dynamodb-core.query.scan"], scan),
    t(
        9,
        "shards",
        "Suffixes for a hot key",
        &["dynamodb-core.partition.sharding", "dynamodb-core.partition.limit"],
        shards,
    ),
    t(10, "gsi-writes", "Write units of a GSI", &["dynamodb-core.gsi.capacity"], gsi_writes),
    t(
        11,
        "capacity-mode",
        "The cheaper capacity mode",
        &["dynamodb-core.on-demand.dearer", "dynamodb-core.mode.two"],
        capacity_mode,
    ),
    t(
        12,
        "table-class",
        "The cheaper table class",
        &["dynamodb-core.table-class.trade", "dynamodb-core.table-class.break-even"],
        table_class,
    ),
    t(13, "ttl", "Time to live: stamp and size", &["dynamodb-features.ttl.attribute"], ttl),
    t(
        14,
        "stream-outage",
        "Records after an outage",
        &["dynamodb-features.streams.retention", "dynamodb-features.kinesis.retention"],
        outage,
    ),
    t(
        15,
        "pitr",
        "What can be restored",
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
        title: "Connections of a database",
        topic: "rds",
        facts: &["rds.connections.problem", "rds.proxy.pool"],
        make: super::functions::connections,
    },
    t(18, "burst", "How long burst credit lasts", &["dynamodb-core.burst"], burst),
    t(
        19,
        "dax",
        "What DAX leaves to the table",
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

/// The size of an item in KB, and how it is written: bytes at level 3.
fn size(draw: &mut Draw<'_>) -> (f64, String) {
    let kb = draw.by_level([(1, 20, 1), (3, 39, 1), (3, 39, 1)]);
    if draw.level < 3 {
        return (kb, format!("{} KB", shown(kb)));
    }
    let bytes = draw.step(1_100, 39_900, 100);
    (bytes / 1_024.0, format!("{} bytes", shown(bytes)))
}

/// KB with up to three digits.
fn kb_words(kb: f64) -> String {
    let plain = format!("{kb:.3}");
    plain.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Operations a second, and how they are written: a minute from level 2 on.
fn rate(draw: &mut Draw<'_>) -> (f64, String) {
    let rate = draw.by_level([(10, 100, 10), (5, 60, 5), (3, 97, 2)]);
    if draw.level == 1 {
        return (rate, format!("{} a second", shown(rate)));
    }
    (rate, format!("{} a minute", shown(rate * 60.0)))
}

fn rcu_strong(draw: &mut Draw<'_>) -> Drill {
    let ((s, size), (r, rate)) = (size(draw), rate(draw));
    let sw = kb_words(s);
    let per_item = up(s / 4.0);
    let key = per_item * r;
    Drill::new(
        format!(
            "Items of {size} are read {rate}, strongly consistent. How many RCU does that take?"
        ),
        "RCU",
        number(key),
    )
    .working(format!(
        "ceil({:.3} KB / 4 KB) = {per_item} a read, x {} a second = {}",
        s,
        shown(r),
        shown(key)
    ))
    .wrong(
        number(up(s / 4.0 * r)),
        "you did not round up per item",
        format!("{sw} / 4 x {} rounded once", shown(r)),
    )
    .wrong(
        number(up(s) * r),
        "you counted units of 1 KB, which are those of writes",
        format!("{} x {}", shown(up(s)), shown(r)),
    )
    .wrong(
        number(up(key / 2.0)),
        "you halved; half is for eventual reads",
        format!("{} / 2", shown(key)),
    )
    .given(&[("kb", s), ("rate", r)])
}

fn rcu_eventual(draw: &mut Draw<'_>) -> Drill {
    let ((s, size), (r, rate)) = (size(draw), rate(draw));
    let sw = kb_words(s);
    let full = up(s / 4.0) * r;
    let key = up(full / 2.0);
    Drill::new(
        format!(
            "Items of {size} are read {rate}, eventually consistent. How many RCU does that take?"
        ),
        "RCU",
        number(key),
    )
    .working(format!(
        "ceil({sw} / 4) = {} a strong read, x {} = {}, half of it",
        up(s / 4.0),
        shown(r),
        shown(full)
    ))
    .wrong(number(full), "you did not halve", format!("{} x {}", up(s / 4.0), shown(r)))
    .wrong(
        number(up(s / 8.0) * r),
        "you halved before rounding the size",
        format!("ceil({sw} / 8) x {}", shown(r)),
    )
    .wrong(
        number(up(s / 8.0 * r)),
        "you did not round up per item",
        format!("{sw} / 8 x {} rounded once", shown(r)),
    )
    .given(&[("kb", s), ("rate", r)])
}

fn rcu_transactional(draw: &mut Draw<'_>) -> Drill {
    let ((s, size), (r, rate)) = (size(draw), rate(draw));
    let sw = kb_words(s);
    let once = up(s / 4.0) * r;
    Drill::new(
        format!("Items of {size} are read in transactions, {rate}. How many RCU does that take?"),
        "RCU",
        number(2.0 * once),
    )
    .working(format!("2 x ceil({sw} / 4) x {} = {}", shown(r), shown(2.0 * once)))
    .wrong(number(once), "you left out the factor of 2", format!("{} x {}", up(s / 4.0), shown(r)))
    .wrong(
        number(up(once / 2.0)),
        "you halved; half is for eventual reads",
        format!("{} / 2", shown(once)),
    )
    .wrong(
        number(up(2.0 * s / 4.0 * r)),
        "you did not round up per item",
        format!("2 x {sw} / 4 x {}", shown(r)),
    )
    .given(&[("kb", s), ("rate", r)])
}

/// A size for writes: halves of a KB at level 1.
fn write_size(draw: &mut Draw<'_>) -> (f64, String) {
    match draw.level {
        1 => {
            let kb = draw.step(1, 9, 1) + 0.5;
            (kb, format!("{kb} KB"))
        }
        2 => {
            let kb = draw.step(5, 125, 5) / 10.0;
            (kb, format!("{} KB", shown(kb)))
        }
        _ => {
            let bytes = draw.step(300, 19_900, 100);
            (bytes / 1_024.0, format!("{} bytes", shown(bytes)))
        }
    }
}

fn wcu(draw: &mut Draw<'_>) -> Drill {
    let ((s, size), (r, rate)) = (write_size(draw), rate(draw));
    let sw = kb_words(s);
    let key = up(s) * r;
    Drill::new(
        format!("Items of {size} are written {rate}. How many WCU does that take?"),
        "WCU",
        number(key),
    )
    .working(format!(
        "ceil({sw} KB / 1 KB) = {} a write, x {} a second = {}",
        up(s),
        shown(r),
        shown(key)
    ))
    .wrong(
        number(up(s / 4.0) * r),
        "you counted units of 4 KB, which are those of reads",
        format!("ceil({sw} / 4) x {}", shown(r)),
    )
    .wrong(
        number(libm::floor(s) * r),
        "you rounded down",
        format!("{} x {}", libm::floor(s), shown(r)),
    )
    .wrong(
        number(up(s * r)),
        "you did not round up per item",
        format!("{sw} x {} rounded once", shown(r)),
    )
    .given(&[("kb", s), ("rate", r)])
}

fn wcu_transactional(draw: &mut Draw<'_>) -> Drill {
    let ((s, size), (r, rate)) = (write_size(draw), rate(draw));
    let sw = kb_words(s);
    let key = 2.0 * up(s) * r;
    Drill::new(
        format!(
            "Items of {size} are written in transactions, {rate}. How many WCU does that take?"
        ),
        "WCU",
        number(key),
    )
    .working(format!("2 x ceil({sw}) x {} = {}", shown(r), shown(key)))
    .wrong(number(key / 2.0), "you left out the factor of 2", format!("{} x {}", up(s), shown(r)))
    .wrong(
        number(2.0 * up(s / 4.0) * r),
        "you counted units of 4 KB, which are those of reads",
        format!("2 x ceil({sw} / 4) x {}", shown(r)),
    )
    .wrong(
        number(up(2.0 * s * r)),
        "you did not round up per item",
        format!("2 x {sw} x {}", shown(r)),
    )
    .given(&[("kb", s), ("rate", r)])
}

fn mixed_load(draw: &mut Draw<'_>) -> Drill {
    let (read_kb, write_kb) = (
        draw.by_level([(5, 20, 5), (3, 21, 2), (3, 37, 1)]),
        draw.by_level([(1, 4, 1), (2, 9, 1), (2, 17, 1)]),
    );
    let (reads, writes) = (
        draw.by_level([(10, 50, 10), (5, 45, 5), (3, 49, 2)]),
        draw.by_level([(5, 20, 5), (5, 40, 5), (2, 30, 1)]),
    );
    let is_strong = draw.coin();
    let factor = if is_strong { 1.0 } else { 0.5 };
    let hourly = draw.level == 3;
    let (words, scale) = if hourly { ("an hour", 3_600.0) } else { ("a minute", 60.0) };
    let units =
        |reads: f64, writes: f64| up(up(read_kb / 4.0) * reads * factor) + up(write_kb) * writes;
    let key = units(reads, writes);
    let kind = if is_strong { "strongly" } else { "eventually" };
    let once = up(read_kb * reads / 4.0 * factor + write_kb * writes);
    Drill::new(
        format!(
            "An application reads {} items of {read_kb} KB {words}, {kind} consistent, and writes {} items of {write_kb} KB {words}. How many capacity units does it take a second, reads and writes added?",
            shown(reads * scale), shown(writes * scale)
        ),
        "units",
        number(key),
    )
    .working(format!("{} reads and {} writes a second: ceil({read_kb}/4) x {} x {factor} + ceil({write_kb}) x {} = {}", shown(reads), shown(writes), shown(reads), shown(writes), shown(key)))
    .wrong(number(units(reads * scale, writes * scale)), "you forgot to convert to a second", format!("{} and {} taken as a second", shown(reads * scale), shown(writes * scale)))
    .wrong(number(once), "you added the sizes first and rounded once", format!("{read_kb} x {} / 4 and {write_kb} x {}", shown(reads), shown(writes)))
    .wrong(number(up(up(read_kb / 4.0) * reads * (1.5 - factor)) + up(write_kb) * writes), "you took the other kind of consistency", format!("factor {} instead of {factor}", 1.5 - factor))
    .given(&[("read_kb", read_kb), ("write_kb", write_kb), ("reads", reads), ("writes", writes), ("factor", factor)])
}

fn query_page(draw: &mut Draw<'_>) -> Drill {
    let n = draw.by_level([(10, 100, 10), (12, 90, 3), (13, 99, 1)]);
    let bytes = draw.by_level([(100, 900, 100), (150, 950, 50), (110, 990, 10)]);
    let kept = draw.by_level([(1, 5, 1), (2, 9, 1), (2, 11, 1)]);
    let is_strong = draw.coin();
    let factor = if is_strong { 1.0 } else { 0.5 };
    let unit = 4_096.0;
    let key = up(n * bytes / unit) * factor;
    let kind = if is_strong { "strongly" } else { "eventually" };
    Drill::new(format!("A Query reads {n} items of {bytes} bytes, {kind} consistent; a filter leaves {kept} of them. How many read units does the page consume?"), "units", number(key))
        .working(format!("{n} x {bytes} B = {} B, / 4,096 rounded up once = {}, x {factor}", shown(n * bytes), shown(up(n * bytes / unit))))
        .wrong(number(n * up(bytes / unit) * factor), "you rounded up each item; a page is rounded once", format!("{n} x {} x {factor}", up(bytes / unit)))
        .wrong(number(up(kept * bytes / unit) * factor), "you counted only what the filter leaves", format!("{kept} x {bytes} B"))
        .wrong(number(up(n * bytes / unit) * (1.5 - factor)), "you took the other kind of consistency", format!("x {}", 1.5 - factor))
        .given(&[("n", n), ("bytes", bytes), ("kept", kept), ("factor", factor)])
}

fn scan(draw: &mut Draw<'_>) -> Drill {
    let gb = draw.by_level([(1, 10, 1), (2, 30, 2), (3, 47, 1)]);
    let rcu = draw.pick(&[128.0, 256.0, 512.0, 1_024.0, 2_048.0, 4_096.0]);
    let matching = draw.pick(&[5.0, 10.0, 20.0, 25.0]);
    let is_strong = draw.coin();
    let factor = if is_strong { 1.0 } else { 0.5 };
    let units = gb * 1_048_576.0 / 4.0 * factor;
    let key = units / rcu;
    let kind = if is_strong { "strongly" } else { "eventually" };
    Drill::new(format!("A table of {gb} GB is scanned whole, {kind} consistent, with {} RCU to spend; {matching} % of the items match the filter. How many seconds does it take at least?", shown(rcu)), "s", number(key))
        .working(format!("{gb} GB / 4 KB x {factor} = {} units, / {} = {}", shown(units), shown(rcu), shown(key)))
        .wrong(number(key * matching / 100.0), "you counted only the items that match", format!("{matching} % of {}", shown(units)))
        .wrong(number(units / factor * (1.5 - factor) / rcu), "you took the other kind of consistency", format!("factor {}", 1.5 - factor))
        .wrong(number(gb * 1_024.0 * factor / rcu), "you counted pages of 1 MB as units", format!("{gb} x 1,024 x {factor} / {}", shown(rcu)))
        .given(&[("gb", gb), ("rcu", rcu), ("matching", matching), ("factor", factor)])
}

fn shards(draw: &mut Draw<'_>) -> Drill {
    let reads = draw.by_level([(3_000, 12_000, 1_500), (2_000, 20_000, 500), (1_700, 25_000, 100)]);
    let writes = draw.by_level([(1_000, 8_000, 500), (1_500, 9_000, 250), (1_300, 9_900, 100)]);
    let key = up(reads / 3_000.0 + writes / 1_000.0);
    Drill::new(format!("One key takes {} read units and {} write units a second. Over how many suffixes has it to be spread at least, so that no partition is asked for too much?", shown(reads), shown(writes)), "suffixes", number(key))
        .working(format!("{} / 3,000 + {} / 1,000, rounded up = {}", shown(reads), shown(writes), shown(key)))
        .wrong(
            number(up((reads / 3_000.0).max(writes / 1_000.0))),
            "you took the larger of both; they share the partition",
            "max instead of sum".to_owned(),
        )
        .wrong(number(up((reads + writes) / 4_000.0)), "you added reads and writes before dividing", format!("{} / 4,000", shown(reads + writes)))
        .wrong(
            number(up(reads / 1_000.0 + writes / 3_000.0)),
            "you swapped the limits of reads and writes",
            "reads / 1,000 + writes / 3,000".to_owned(),
        )
        .given(&[("reads", reads), ("writes", writes)])
}

fn gsi_writes(draw: &mut Draw<'_>) -> Drill {
    let fresh = draw.by_level([(10, 50, 10), (5, 60, 5), (3, 61, 2)]);
    let moved = draw.by_level([(10, 50, 10), (5, 60, 5), (3, 61, 2)]);
    let projected =
        draw.by_level([(1, 3, 1), (1, 4, 1), (1, 5, 1)]) - if draw.level == 3 { 0.4 } else { 0.0 };
    let base = draw.by_level([(4, 8, 1), (5, 12, 1), (6, 19, 1)]);
    let key = (fresh + 2.0 * moved) * up(projected);
    Drill::new(format!("Each second {fresh} new items arrive and {moved} items get another value of the indexed attribute. Items have {base} KB, of which {projected} KB are projected. How many write units does the global index take a second?"), "WCU", number(key))
        .working(format!("({fresh} + 2 x {moved}) x ceil({projected}) = {}", shown(key)))
        .wrong(number((fresh + 2.0 * moved) * base), "you took the size of the item; the index holds what is projected", format!("x {base}"))
        .wrong(number((fresh + moved) * up(projected)), "you counted a change once; the old entry is deleted and a new one written", format!("({fresh} + {moved}) x {}", up(projected)))
        .given(&[("fresh", fresh), ("moved", moved), ("projected", projected), ("base", base)])
}

fn capacity_mode(draw: &mut Draw<'_>) -> Drill {
    let peak = draw.by_level([(100, 1_000, 100), (120, 900, 20), (130, 1_990, 10)]);
    let hours = draw.by_level([(2, 24, 2), (3, 24, 3), (1, 24, 1)]);
    let busy = up(peak * draw.pick(&[0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9]));
    let border = 100.0 * draw.prices.usd("dynamodb.wcu-hour")
        / (3_600.0 * draw.prices.usd("dynamodb.write-request"));
    let choose = |use_percent: f64| if use_percent < border { "on-demand" } else { "provisioned" };
    let used = 100.0 * busy * hours / 24.0 / peak;
    let awake = 100.0 * busy / peak;
    Drill::new(format!("A table writes {} units a second during {hours} hours a day and nothing in the others; the peak asks for {} WCU. Which mode is cheaper, and what share of the provisioned capacity is used over the day?", shown(busy), shown(peak)), "%", decision(choose(used), used))
        .working(format!("{} x {hours} / 24 / {} = {} %; on-demand is cheaper below {} %", shown(busy), shown(peak), shown(used), shown(border)))
        .wrong(decision(choose(awake), awake), "you left out the hours without load", format!("{} / {}", shown(busy), shown(peak)))
        .wrong(decision(if used < 50.0 { "on-demand" } else { "provisioned" }, used), "you took half as the border", format!("{} % against 50 %", shown(used)))
        .wrong(decision("provisioned", 100.0), "you compared the peak with itself", format!("{} / {}", shown(peak), shown(peak)))
        .given(&[("peak", peak), ("hours", hours), ("busy", busy), ("border", border)])
}

fn table_class(draw: &mut Draw<'_>) -> Drill {
    let gb = draw.by_level([(100, 1_000, 100), (50, 950, 50), (30, 990, 10)]);
    let millions = draw.by_level([(100, 1_000, 100), (100, 1_500, 50), (60, 1_990, 10)]);
    let usd = |id: &str| draw.prices.usd(id);
    let storage = gb * (usd("dynamodb.storage.gb-month") - usd("dynamodb.ia.storage.gb-month"));
    let premium =
        millions * 1e6 * (usd("dynamodb.ia.write-request") - usd("dynamodb.write-request"));
    let class = |saved: f64| if 0.0 < saved { "Standard-IA" } else { "Standard" };
    let saved = storage - premium;
    Drill::new(format!("An on-demand table keeps {} GB and takes {} million write units a month, with few reads. Which class is cheaper, and by how much a month?", shown(gb), shown(millions)), "USD", decision(class(saved), saved.abs()))
        .working(format!("storage saves {}, writes cost {} more: {}", shown(storage), shown(premium), shown(saved.abs())))
        .wrong(decision("Standard-IA", storage), "you looked at storage only", format!("{} GB x the difference", shown(gb)))
        .wrong(decision("Standard", premium), "you looked at requests only", format!("{} million x the difference", shown(millions)))
        .given(&[("gb", gb), ("millions", millions)])
}

fn ttl(draw: &mut Draw<'_>) -> Drill {
    let days = draw.by_level([(1, 30, 1), (5, 60, 5), (3, 89, 1)]);
    if draw.level == 1 {
        let now = draw.step(1_700_000_000, 1_790_000_000, 1_000_000);
        let key = now + days * 86_400.0;
        return Drill::new(format!("It is {now} in epoch time. An item shall expire after {days} days. Which number goes into its TTL attribute?"), "", number(key))
            .working(format!("{now} + {days} x 86,400 = {}", shown(key)))
            .wrong(number(key * 1_000.0), "you wrote milliseconds; the attribute takes seconds", format!("{} x 1,000", shown(key)))
            .wrong(number(now + days * 24.0), "you added hours", format!("{now} + {days} x 24"))
            .wrong(number(days * 86_400.0), "you wrote a duration; the attribute takes a moment", format!("{days} x 86,400"))
            .given(&[("now", now), ("days", days)]);
    }
    let rate = draw.by_level([(10, 20, 10), (10, 100, 10), (3, 97, 2)]);
    let kb = draw.by_level([(1, 2, 1), (1, 8, 1), (2, 15, 1)]);
    let gb = |seconds: f64| rate * kb * seconds / 1_048_576.0;
    Drill::new(format!("Each second {rate} items of {kb} KB are written, each with a TTL of {days} days. How many GB does the table hold in the long run, if items went at their time?"), "GB", number(gb(days * 86_400.0)))
        .working(format!("{rate} x {kb} KB x {days} x 86,400 s / 1,048,576 = {}", shown(gb(days * 86_400.0))))
        .wrong(number(gb(days * 3_600.0)), "you took an hour for a day", format!("{days} x 3,600 s"))
        .wrong(number(rate * days * 86_400.0 / 1_048_576.0), "you left out the size", format!("{rate} x {days} x 86,400"))
        .given(&[("rate", rate), ("kb", kb), ("days", days)])
}

fn outage(draw: &mut Draw<'_>) -> Drill {
    let is_streams = draw.coin();
    let kinesis =
        if draw.level == 1 { 24.0 } else { draw.pick(&[48.0, 72.0, 96.0, 168.0, 336.0, 720.0]) };
    let hours = draw.by_level([(6, 60, 1), (10, 200, 2), (5, 800, 3)]);
    let streams = 24.0;
    let kept = if is_streams { streams } else { kinesis };
    let other = if is_streams { kinesis } else { streams };
    let verdict = |kept: f64| if hours < kept { "yes" } else { "no" };
    let name = if is_streams { "DynamoDB Streams" } else { "a Kinesis data stream" };
    let set = if draw.level == 1 {
        "left at its default".to_owned()
    } else {
        format!("set to keep {kinesis} hours")
    };
    Drill::new(format!("A function reads changes of a table from {name}; the Kinesis stream of the company is {set}. The function fails for {hours} hours. Can it still read the first change of the outage afterwards, and how many hours are kept?"), "h", decision(verdict(kept), kept))
        .working(format!("{hours} h against {kept} h of {name}"))
        .wrong(decision(verdict(other), other), "you took the retention of the other service", format!("{hours} h against {other} h"))
        .wrong(decision(verdict(kept + other), kept + other), "you added both retentions", format!("{kept} + {other}"))
        .wrong(decision(verdict(8_760.0), 8_760.0), "you took the most that Kinesis can be set to", format!("{hours} h against 8,760 h"))
        .given(&[("is_streams", f64::from(u8::from(is_streams))), ("kinesis", kinesis), ("hours", hours)])
}

fn pitr(draw: &mut Draw<'_>) -> Drill {
    let window = if draw.level == 1 { 35.0 } else { draw.step(1, 35, 1) };
    let days = draw.by_level([(1, 70, 1), (1, 40, 1), (1, 45, 1)]);
    let inside = |window: f64| if days <= window { "yes, into a new table" } else { "no" };
    let in_place = if days <= window { "yes, in place" } else { "no" };
    let hint = if draw.level == 1 {
        "with the longest window".to_owned()
    } else {
        format!("with a window of {window} days")
    };
    Drill::new(format!("A table has point-in-time recovery {hint}. Bad data was written {days} days ago. Can the state just before be restored, and how many days back does recovery reach?"), "days", decision(inside(window), window))
        .working(format!("{days} days ago, the window reaches {window} days back; a restore always makes a new table"))
        .wrong(decision(inside(35.0), 35.0), "you took 35 days whatever is set", format!("{days} against 35"))
        .wrong(
            decision(in_place, window),
            "a restore is never in place",
            "into a new table".to_owned(),
        )
        .wrong(decision(inside(7.0), 7.0), "you took 7 days, which is no limit of recovery", format!("{days} against 7"))
        .given(&[("window", window), ("days", days)])
}

fn batches(draw: &mut Draw<'_>) -> Drill {
    let n = draw.by_level([(100, 2_000, 100), (130, 2_500, 30), (111, 2_999, 13)]);
    let kind = draw.pick(&[0_u8, 1, 2]);
    let kb = if draw.level == 3 { draw.step(10, 390, 20) } else { 1.0 };
    let (name, most, cap_mb): (&str, f64, f64) = match kind {
        0 => ("BatchWriteItem", 25.0, 16.0),
        1 => ("BatchGetItem", 100.0, 16.0),
        _ => ("TransactWriteItems", 100.0, 4.0),
    };
    let by_size = libm::floor(cap_mb * 1_024.0 / kb);
    let per_call = most.min(by_size);
    let key = up(n / per_call);
    let other = if kind == 0 { 100.0 } else { 25.0 };
    let size = if draw.level == 3 { format!(" of {kb} KB") } else { String::new() };
    Drill::new(
        format!(
            "{} items{size} go through {name}. How many calls does it take at least?",
            shown(n)
        ),
        "calls",
        number(key),
    )
    .working(format!(
        "{most} items a call and {cap_mb} MB: {per_call} a call, {} / {per_call} rounded up = {}",
        shown(n),
        shown(key)
    ))
    .wrong(
        number(up(n / other)),
        "you took the limit of the other kind of call",
        format!("{} / {other}", shown(n)),
    )
    .wrong(number(up(n / most)), "you forgot the limit in MB", format!("{} / {most}", shown(n)))
    .wrong(
        number(libm::floor(n / per_call)),
        "you rounded down; the rest takes a call too",
        format!("floor({} / {per_call})", shown(n)),
    )
    .given(&[("n", n), ("most", most), ("kb", kb), ("cap_mb", cap_mb)])
}

fn burst(draw: &mut Draw<'_>) -> Drill {
    let provisioned = draw.by_level([(10, 100, 10), (20, 180, 20), (15, 195, 5)]);
    let used = provisioned * draw.pick(&[0.0, 0.2, 0.4, 0.5, 0.6]);
    let idle = draw.by_level([(60, 600, 60), (30, 900, 30), (20, 990, 10)]);
    let spike = provisioned * draw.pick(&[1.5, 2.0, 3.0, 4.0, 5.0]);
    let saved = idle * (provisioned - used);
    let bank = (300.0 * provisioned).min(saved);
    let lasts = |bank: f64| bank / (spike - provisioned);
    Drill::new(format!("A table has {provisioned} WCU and no credit. For {idle} s it uses {used}, then {spike} a second are written. How many seconds does the credit carry that?"), "s", number(lasts(bank)))
        .working(format!("saved {idle} x ({provisioned} - {used}) = {}, at most 300 x {provisioned}; {} / ({spike} - {provisioned}) = {}", shown(saved), shown(bank), shown(lasts(bank))))
        .wrong(number(lasts(saved)), "you saved without end; 300 s are the most", format!("{} / ({spike} - {provisioned})", shown(saved)))
        .wrong(number(lasts((60.0 * provisioned).min(saved))), "you kept 60 s; it is 300", format!("60 x {provisioned}"))
        .wrong(number(bank / spike), "you forgot that the table's own capacity goes on", format!("{} / {spike}", shown(bank)))
        .given(&[("provisioned", provisioned), ("used", used), ("idle", idle), ("spike", spike)])
}

fn dax(draw: &mut Draw<'_>) -> Drill {
    let rate = draw.by_level([(1_000, 10_000, 500), (500, 9_500, 500), (300, 9_900, 100)]);
    let hits = draw.pick(&[0.5, 0.6, 0.7, 0.8, 0.9, 0.95]);
    if draw.level == 2 {
        let (cache, table) = (draw.pick(&[0.5, 1.0]), draw.pick(&[4.0, 5.0, 6.0, 8.0, 10.0, 12.0]));
        let mean = |hits: f64| hits * cache + (1.0 - hits) * table;
        return Drill::new(format!("DAX answers {} % of the reads in {cache} ms; the others take {table} ms. What is the mean latency of {} reads a second?", shown(hits * 100.0), shown(rate)), "ms", number(mean(hits)))
            .working(format!("{hits} x {cache} + {} x {table} = {}", shown(1.0 - hits), shown(mean(hits))))
            .wrong(number(mean(1.0 - hits)), "you swapped hits and misses", format!("{} x {cache} + {hits} x {table}", shown(1.0 - hits)))
            .wrong(number(f64::midpoint(cache, table)), "you took the middle of both", format!("({cache} + {table}) / 2"))
            .given(&[("rate", rate), ("hits", hits), ("cache", cache), ("table", table)]);
    }
    let strong = if draw.level == 1 { 0.0 } else { draw.pick(&[0.1, 0.2, 0.25, 0.3, 0.4]) };
    let key = rate * (strong + (1.0 - strong) * (1.0 - hits));
    let note = if draw.level == 1 {
        String::new()
    } else {
        format!("; {} % of all reads are strongly consistent", shown(strong * 100.0))
    };
    Drill::new(format!("{} reads a second go through DAX, and {} % of the eventual ones are hits{note}. How many reads a second reach the table?", shown(rate), shown(hits * 100.0)), "reads/s", number(key))
        .working(format!("{} x ({strong} + {} x {}) = {}", shown(rate), shown(1.0 - strong), shown(1.0 - hits), shown(key)))
        .wrong(number(rate * (1.0 - hits)), "you let DAX answer strong reads; it passes them on", format!("{} x {}", shown(rate), shown(1.0 - hits)))
        .wrong(number(rate * hits), "you took the hits for the misses", format!("{} x {hits}", shown(rate)))
        .given(&[("rate", rate), ("hits", hits), ("strong", strong)])
}
