//! Drills on capacity units: templates 1 to 8 and 10.

use super::{
    drill::{Ask, Draw, Drill, measure, number, pair, shown, up},
    phrases::{is_whole, only_if},
};

/// A size in KB, and how it is written.
struct Size {
    kb: f64,
    words: String,
    /// The KB with up to three digits.
    short: String,
}

/// How often something is done.
struct Load {
    /// Per second.
    rate: f64,
    /// `1,200 writes per minute, evenly spread`.
    words: String,
    /// How the rate per second comes about; empty where it is given.
    conversion: String,
}

fn of_kb(kb: f64) -> Size {
    let words = format!("{} KB", shown(kb));
    Size { kb, words, short: shown(kb) }
}

fn of_bytes(bytes: f64) -> Size {
    let kb = bytes / 1_024.0;
    let plain = format!("{kb:.3}");
    let short = plain.trim_end_matches('0').trim_end_matches('.').to_owned();
    Size { kb, words: format!("{} bytes", shown(bytes)), short }
}

/// The size of an item that is read: bytes at level 3.
fn read_size(draw: &mut Draw<'_>) -> Size {
    match draw.level {
        1 => of_kb(draw.step(1, 20, 1)),
        2 => of_kb(draw.step(3, 39, 1)),
        _ => of_bytes(draw.step(1_100, 39_900, 100)),
    }
}

/// The size of an item that is written: never a whole number of KB, and always more than one.
fn write_size(draw: &mut Draw<'_>) -> Size {
    match draw.level {
        1 => of_kb(draw.step(1, 9, 1) + 0.5),
        2 => of_kb(draw.step(11, 125, 2) / 10.0),
        _ => of_bytes(draw.step(1_100, 19_900, 100)),
    }
}

/// A load of `what`: per minute from level 2 on.
fn load(draw: &mut Draw<'_>, what: &str) -> Load {
    let rate = draw.by_level([(10, 100, 10), (5, 60, 5), (3, 97, 2)]);
    if draw.level == 1 {
        let words = format!("{} {what} per second", shown(rate));
        return Load { rate, words, conversion: String::new() };
    }
    let per_minute = shown(rate * 60.0);
    let words = format!("{per_minute} {what} per minute, evenly spread");
    Load { rate, words, conversion: format!("{per_minute} / 60 = {} per second; ", shown(rate)) }
}

pub(super) fn rcu_strong(draw: &mut Draw<'_>) -> Drill {
    let (size, load) = (read_size(draw), load(draw, "strongly consistent reads"));
    let (kb, kb_words, rate) = (size.kb, &size.short, load.rate);
    let each = up(kb / 4.0);
    let key = each * rate;
    let question = format!(
        "An application makes {}. Each item is {}. How many RCU does that take?",
        load.words, size.words
    );
    let drill = Drill::new(question, measure("RCU"), number(key))
        .working(format!(
            "{}ceil({kb_words} KB / 4 KB) = {each} RCU per read, x {} per second = {}",
            load.conversion,
            shown(rate),
            shown(key)
        ))
        .wrong(
            number(up(kb / 4.0 * rate)),
            "you did not round up per item",
            format!("{kb_words} / 4 x {}, rounded up once", shown(rate)),
        )
        .wrong(
            number(up(kb) * rate),
            "you counted units of 1 KB, which are those of writes",
            format!("{} x {}", shown(up(kb)), shown(rate)),
        )
        .wrong(
            number(up(key / 2.0)),
            "you halved; only eventually consistent reads cost half",
            format!("{} / 2", shown(key)),
        )
        .given(&[("kb", kb), ("rate", rate)]);
    only_if(true, drill)
}

pub(super) fn rcu_eventual(draw: &mut Draw<'_>) -> Drill {
    let (size, load) = (read_size(draw), load(draw, "eventually consistent reads"));
    let (kb, kb_words, rate) = (size.kb, &size.short, load.rate);
    let each = up(kb / 4.0);
    let full = each * rate;
    let key = up(full / 2.0);
    let question = format!(
        "An application makes {}. Each item is {}. How many RCU does that take?",
        load.words, size.words
    );
    let drill = Drill::new(question, measure("RCU"), number(key))
        .working(format!(
            "{}ceil({kb_words} KB / 4 KB) = {each} RCU per strong read, x {} per second = {}; \
             half of it = {}",
            load.conversion,
            shown(rate),
            shown(full),
            shown(key)
        ))
        .wrong(number(full), "you did not halve", format!("{each} x {}", shown(rate)))
        .wrong(
            number(up(kb / 8.0) * rate),
            "you halved before rounding up the size",
            format!("ceil({kb_words} / 8) x {}", shown(rate)),
        )
        .wrong(
            number(up(kb / 8.0 * rate)),
            "you did not round up per item",
            format!("{kb_words} / 8 x {}, rounded up once", shown(rate)),
        )
        .given(&[("kb", kb), ("rate", rate)]);
    only_if(true, drill)
}

pub(super) fn rcu_transactional(draw: &mut Draw<'_>) -> Drill {
    let (size, load) = (read_size(draw), load(draw, "reads"));
    let (kb, kb_words, rate) = (size.kb, &size.short, load.rate);
    let once = up(kb / 4.0) * rate;
    let question = format!(
        "An application uses TransactGetItems for {}. Each item is {}. How many RCU does that \
         take?",
        load.words, size.words
    );
    let drill = Drill::new(question, measure("RCU"), number(2.0 * once))
        .working(format!(
            "{}2 x ceil({kb_words} KB / 4 KB) x {} per second = {}",
            load.conversion,
            shown(rate),
            shown(2.0 * once)
        ))
        .wrong(
            number(once),
            "you left out the factor of 2",
            format!("{} x {}", up(kb / 4.0), shown(rate)),
        )
        .wrong(
            number(up(once / 2.0)),
            "you halved; only eventually consistent reads cost half",
            format!("{} / 2", shown(once)),
        )
        .wrong(
            number(up(2.0 * kb / 4.0 * rate)),
            "you did not round up per item",
            format!("2 x {kb_words} / 4 x {}, rounded up once", shown(rate)),
        )
        .given(&[("kb", kb), ("rate", rate)]);
    only_if(true, drill)
}

pub(super) fn wcu(draw: &mut Draw<'_>) -> Drill {
    let (size, load) = (write_size(draw), load(draw, "writes"));
    let (kb, kb_words, rate) = (size.kb, &size.short, load.rate);
    let each = up(kb);
    let key = each * rate;
    let question = format!(
        "An application makes {}. Each item is {}. How many WCU does that take?",
        load.words, size.words
    );
    let drill = Drill::new(question, measure("WCU"), number(key))
        .working(format!(
            "{}ceil({kb_words} KB / 1 KB) = {each} WCU per write, x {} per second = {}",
            load.conversion,
            shown(rate),
            shown(key)
        ))
        .wrong(
            number(up(kb / 4.0) * rate),
            "you counted units of 4 KB, which are those of reads",
            format!("ceil({kb_words} / 4) x {}", shown(rate)),
        )
        .wrong(
            number(libm::floor(kb) * rate),
            "you rounded down",
            format!("{} x {}", libm::floor(kb), shown(rate)),
        )
        .wrong(
            number(up(kb * rate)),
            "you did not round up per item",
            format!("{kb_words} x {}, rounded up once", shown(rate)),
        )
        .given(&[("kb", kb), ("rate", rate)]);
    only_if(true, drill)
}

pub(super) fn wcu_transactional(draw: &mut Draw<'_>) -> Drill {
    let (size, load) = (write_size(draw), load(draw, "writes"));
    let (kb, kb_words, rate) = (size.kb, &size.short, load.rate);
    let key = 2.0 * up(kb) * rate;
    let question = format!(
        "An application uses TransactWriteItems for {}. Each item is {}. How many WCU does that \
         take?",
        load.words, size.words
    );
    let drill = Drill::new(question, measure("WCU"), number(key))
        .working(format!(
            "{}2 x ceil({kb_words} KB / 1 KB) x {} per second = {}",
            load.conversion,
            shown(rate),
            shown(key)
        ))
        .wrong(
            number(key / 2.0),
            "you left out the factor of 2",
            format!("{} x {}", up(kb), shown(rate)),
        )
        .wrong(
            number(2.0 * up(kb / 4.0) * rate),
            "you counted units of 4 KB, which are those of reads",
            format!("2 x ceil({kb_words} / 4) x {}", shown(rate)),
        )
        .wrong(
            number(up(2.0 * kb * rate)),
            "you did not round up per item",
            format!("2 x {kb_words} x {}, rounded up once", shown(rate)),
        )
        .given(&[("kb", kb), ("rate", rate)]);
    only_if(true, drill)
}

/// Reads are strongly consistent, with the factor of their units, or eventually.
fn consistency(draw: &mut Draw<'_>) -> (&'static str, f64) {
    if draw.coin() { ("strongly consistent", 1.0) } else { ("eventually consistent", 0.5) }
}

const OTHER_KIND: &str = "you took the other kind of consistency";

pub(super) fn mixed_load(draw: &mut Draw<'_>) -> Drill {
    let read_kb = draw.by_level([(5, 20, 5), (3, 21, 2), (3, 37, 1)]);
    let write_kb = draw.by_level([(1, 4, 1), (2, 9, 1), (2, 17, 1)]);
    let reads = draw.by_level([(10, 50, 10), (5, 45, 5), (3, 49, 2)]);
    let writes = draw.by_level([(5, 20, 5), (5, 40, 5), (2, 30, 1)]);
    let (kind, factor) = consistency(draw);
    let (time, scale) = if draw.level == 3 { ("hour", 3_600.0) } else { ("minute", 60.0) };
    let rcu = |reads: f64, factor: f64| up(up(read_kb / 4.0) * reads * factor);
    let wcu = |writes: f64| write_kb * writes;
    let (many_reads, many_writes) = (shown(reads * scale), shown(writes * scale));
    let (few_reads, few_writes) = (shown(reads), shown(writes));
    let question = format!(
        "Per {time}, an application reads {many_reads} items of {read_kb} KB with {kind} reads \
         and writes {many_writes} items of {write_kb} KB, both evenly spread. How many RCU and \
         how many WCU does that take?"
    );
    let asks = vec![
        Ask { label: "reads", unit: measure("RCU") },
        Ask { label: "writes", unit: measure("WCU") },
    ];
    let drill = Drill::of(question, asks, pair(rcu(reads, factor), wcu(writes)))
        .working(format!(
            "{few_reads} reads and {few_writes} writes per second: ceil({read_kb} / 4) x \
             {few_reads} x {factor} = {} RCU, {write_kb} x {few_writes} = {} WCU",
            shown(rcu(reads, factor)),
            shown(wcu(writes))
        ))
        .wrong(
            pair(rcu(reads * scale, factor), wcu(writes * scale)),
            "you did not convert to seconds; capacity units are per second",
            format!("{many_reads} reads and {many_writes} writes taken per second"),
        )
        .wrong(
            pair(up(read_kb * reads / 4.0 * factor), wcu(writes)),
            "you added the sizes first and rounded up once",
            format!("{read_kb} x {few_reads} / 4 x {factor} and {write_kb} x {few_writes}"),
        )
        .wrong(
            pair(rcu(reads, 1.5 - factor), wcu(writes)),
            OTHER_KIND,
            format!("a factor of {} instead of {factor}", 1.5 - factor),
        )
        .given(&[
            ("read_kb", read_kb),
            ("write_kb", write_kb),
            ("reads", reads),
            ("writes", writes),
            ("factor", factor),
        ]);
    only_if(true, drill)
}

pub(super) fn query_page(draw: &mut Draw<'_>) -> Drill {
    let n = draw.by_level([(10, 100, 10), (12, 90, 3), (13, 99, 1)]);
    let bytes = draw.by_level([(100, 900, 100), (150, 950, 50), (110, 990, 10)]);
    let kept = draw.by_level([(2, 5, 1), (2, 9, 1), (2, 11, 1)]);
    let (kind, factor) = consistency(draw);
    let unit = 4_096.0;
    let whole = up(n * bytes / unit);
    let key = whole * factor;
    let question = format!(
        "A Query with {kind} reads finds {n} items of {bytes} bytes in one page; its filter \
         expression returns {kept} of them. How many RCU does the page consume?"
    );
    let drill = Drill::new(question, measure("RCU"), number(key))
        .working(format!(
            "{n} x {bytes} = {} bytes, / 4,096 and rounded up once = {}, x {factor} = {}",
            shown(n * bytes),
            shown(whole),
            shown(key)
        ))
        .wrong(
            number(n * up(bytes / unit) * factor),
            "you rounded up each item; the sum of a page is rounded up once",
            format!("{n} x {} x {factor}", up(bytes / unit)),
        )
        .wrong(
            number(up(kept * bytes / unit) * factor),
            "you counted only what the filter returns; all that is read counts",
            format!("{kept} x {bytes} bytes"),
        )
        .wrong(
            number(whole * (1.5 - factor)),
            OTHER_KIND,
            format!("{} x {}", shown(whole), 1.5 - factor),
        )
        .given(&[("n", n), ("bytes", bytes), ("kept", kept), ("factor", factor)]);
    only_if(true, drill)
}

pub(super) fn scan(draw: &mut Draw<'_>) -> Drill {
    let gb = draw.by_level([(1, 10, 1), (2, 30, 2), (3, 47, 1)]);
    let rcu = draw.pick(&[128.0, 256.0, 512.0, 1_024.0, 2_048.0, 4_096.0]);
    let matching = draw.pick(&[5.0, 10.0, 20.0, 25.0]);
    let (kind, factor) = consistency(draw);
    let units = gb * 1_048_576.0 / 4.0 * factor;
    let key = units / rcu;
    let question = format!(
        "A Scan with {kind} reads goes through a whole table of {gb} GB and may use {} RCU. \
         {matching} % of the items match its filter expression. How many seconds does it take at \
         least?",
        shown(rcu)
    );
    let drill = Drill::new(question, measure("s"), number(key))
        .working(format!(
            "{gb} x 1,048,576 KB / 4 KB x {factor} = {} units, / {} per second = {}",
            shown(units),
            shown(rcu),
            shown(key)
        ))
        .wrong(
            number(key * matching / 100.0),
            "you counted only the items that match; all that is read counts",
            format!("{matching} % of {} / {}", shown(units), shown(rcu)),
        )
        .wrong(
            number(units / factor * (1.5 - factor) / rcu),
            OTHER_KIND,
            format!("a factor of {} instead of {factor}", 1.5 - factor),
        )
        .wrong(
            number(gb * 1_024.0 * factor / rcu),
            "you counted pages of 1 MB as units",
            format!("{gb} x 1,024 x {factor} / {}", shown(rcu)),
        )
        .given(&[("gb", gb), ("rcu", rcu), ("matching", matching), ("factor", factor)]);
    only_if(is_whole(key), drill)
}

pub(super) fn gsi_writes(draw: &mut Draw<'_>) -> Drill {
    let fresh = draw.by_level([(10, 50, 10), (5, 60, 5), (3, 61, 2)]);
    let moved = draw.by_level([(10, 50, 10), (5, 60, 5), (3, 61, 2)]);
    let less = if draw.level == 3 { 0.4 } else { 0.0 };
    let projected = draw.by_level([(1, 3, 1), (1, 4, 1), (1, 5, 1)]) - less;
    let base = draw.by_level([(4, 8, 1), (5, 12, 1), (6, 19, 1)]);
    let changes = fresh + 2.0 * moved;
    let key = changes * up(projected);
    let question = format!(
        "Per second, an application adds {fresh} items and changes the indexed attribute of \
         {moved} other items. An item has {base} KB, of which a global secondary index projects \
         {projected} KB. How many WCU does the index need?"
    );
    let drill = Drill::new(question, measure("WCU"), number(key))
        .working(format!("({fresh} + 2 x {moved}) x ceil({projected} KB / 1 KB) = {}", shown(key)))
        .wrong(
            number(changes * base),
            "you took the size of the item; the index holds only what is projected",
            format!("({fresh} + 2 x {moved}) x {base}"),
        )
        .wrong(
            number((fresh + moved) * up(projected)),
            "you counted a change once; the old entry is deleted and a new one is written",
            format!("({fresh} + {moved}) x {}", up(projected)),
        )
        .wrong(
            number(fresh * up(projected)),
            "you left out the changes; each of them is two writes to the index",
            format!("{fresh} x {}", up(projected)),
        )
        .given(&[("fresh", fresh), ("moved", moved), ("projected", projected), ("base", base)]);
    only_if(true, drill)
}
