//! Laws of the supporting cast, over random cases.

use super::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Invariant 8. That each line keeps its order is asserted by the stream itself.
    #[test]
    fn a_stream_keeps_order_and_bounds_and_loses_nothing(
        seed in 0_u64..1_000,
        (shards, factor, batch) in (1_u32..5, 1_u32..4, 1_u32..40),
        poison in 0_u32..3,
        (bisects, retries) in (any::<bool>(), proptest::option::of(0_u32..4)),
        shards_later in 1_u32..5,
    ) {
        let retries = retries.map_or(text("none"), number);
        let setup = Setup::new(seed)
            .with("meters", part("client", &[
                ("target", text("stream")),
                ("rate", number(60)),
                ("until_s", number(20)),
                ("keys", number(30)),
                ("poison_percent", number(poison)),
            ]))
            .with("stream", part("stream", &[
                ("targets", text("worker, archive")),
                ("shards", number(shards)),
                ("parallelization", number(factor)),
                ("batch", number(batch)),
                ("bisect", SettingValue::Flag(bisects)),
                ("max_retries", retries.clone()),
            ]))
            .with("worker", part("function", &[("duration_ms", number(80))]))
            .with("archive", part("function", &[("duration_ms", number(10))]));
        let mut world = World::new(&setup).unwrap();
        let mut most = shards;
        for second in 1..=40 {
            if second == 9 {
                world.turn("stream.shards", &number(shards_later)).unwrap();
                most = shards_later;
            }
            world.advance_to(second * SECOND);
            let Some(Component::Stream(stream)) = world.component("stream") else { panic!() };
            prop_assert!(stream.running() <= (2 * most * factor) as usize);
        }
        world.advance_to(HOUR);
        let Some(Component::Stream(stream)) = world.component("stream") else { panic!() };
        if poison == 0 || retries != text("none") {
            prop_assert_eq!(stream.waiting(), 0, "everything is worked off or given up");
        }
        let known = stream.n_done + stream.n_given_up + stream.waiting();
        prop_assert_eq!(known, 2 * world.count("stream", Count::Ok));
    }

    /// Invariant 9, against a cache written down in the plainest way: an entry holds for t <
    /// written + TTL, a write through it is fresh at once, one around it is not seen.
    #[test]
    fn a_cache_is_what_a_plain_one_is(
        ttl in 1_u64..20,
        ops in proptest::collection::vec((0_u64..4, 0_usize..4), 1..60),
    ) {
        let names = ["get", "get_strong", "put", "put_direct"];
        let (mut now, mut value) = (0_u64, 0_u64);
        let mut list = Vec::new();
        let mut table: BTreeMap<u32, u64> = BTreeMap::new();
        let mut cache: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        let (mut hits, mut misses, mut stale, mut reads) = (0, 0, 0, 0);
        let key = 0_u32;
        for (wait, op) in ops {
            now += wait + 1;
            value += 1;
            list.push(json!([now, names[op], format!("k{key}"), value]));
            let present = table.get(&key).copied().unwrap_or(0);
            match names[op] {
                "get" => match cache.get(&key).filter(|(until, _)| now < *until) {
                    Some((_, seen)) => {
                        hits += 1;
                        stale += u64::from(*seen != present);
                    }
                    None => {
                        misses += 1;
                        reads += 1;
                        cache.insert(key, (now + ttl, present));
                    }
                },
                "get_strong" => reads += 1,
                "put" => {
                    table.insert(key, value);
                    cache.insert(key, (now + ttl, value));
                }
                _ => {
                    table.insert(key, value);
                }
            }
        }
        let given = json!({ "kind": "dax_reads", "ttl_s": ttl, "ops": list });
        let prices = content::built_in().price_list();
        let found: Value = fidelity::answer(given.as_object().unwrap(), &prices);
        prop_assert_eq!(&found["hits"], &json!(hits), "hits of {}", given);
        prop_assert_eq!(&found["misses"], &json!(misses));
        prop_assert_eq!(&found["stale_hits"], &json!(stale), "stale of {}", given);
        prop_assert_eq!(&found["table_reads"], &json!(reads));
    }

    /// Invariant 10: when writes have stopped and replication has drained, the Regions are equal,
    /// and each item has the stamp of the latest write anywhere.
    #[test]
    fn regions_agree_in_the_end(
        seed in 0_u64..1_000,
        rates in (1_u64..60, 1_u64..60),
        keys in 1_u32..20,
        lag_ms in 1_u64..3_000,
        is_strong in any::<bool>(),
        capacity in proptest::option::of(5_u64..60),
    ) {
        let table = |other: &str| TableSetup {
            capacity: match capacity {
                Some(units) => Capacity::Provisioned { reads: 5, writes: units },
                None => Capacity::OnDemand { peak_reads: 0, peak_writes: 0 },
            },
            replicas: vec![other.to_owned()],
            replication: Law::LogNormal { median: lag_ms * MS, p99: 3 * lag_ms * MS },
            is_strong,
            ..TableSetup::default()
        };
        let writer = |target: &str, rate: u64| ClientSetup {
            target: target.to_owned(),
            load: Load::Poisson { rate_milli: rate * 1_000 },
            until: 30 * SECOND,
            op: Op::Write,
            n_keys: keys,
            ..ClientSetup::default()
        };
        let setup = Setup::new(seed)
            .with("dublin", PartSetup::Table(table("ohio")))
            .with("ohio", PartSetup::Table(table("dublin")))
            .with("east", PartSetup::Client(writer("dublin", rates.0)))
            .with("west", PartSetup::Client(writer("ohio", rates.1)));
        let mut world = World::new(&setup).unwrap();
        world.advance_to(2 * HOUR);
        let versions = |name: &str| match world.component(name) {
            Some(Component::Table(table)) => table.versions(),
            other => panic!("{other:?}"),
        };
        prop_assert_eq!(versions("dublin"), versions("ohio"));
        if is_strong {
            prop_assert_eq!(world.count("dublin", Count::Lost), 0, "refused, never lost");
        }
    }

    /// Invariant 7 for FIFO queues: one batch of a group at a time, everything in order (asserted
    /// by the queue), nothing lost.
    #[test]
    fn a_fifo_group_has_one_batch_out(
        seed in 0_u64..1_000,
        keys in 1_u32..12,
        batch in 1_u32..11,
        errors in 0_u32..40,
    ) {
        let setup = Setup::new(seed)
            .with("shop", part("client", &[
                ("target", text("queue")),
                ("load", text("poisson")),
                ("rate", number(40)),
                ("until_s", number(30)),
                ("keys", number(keys)),
            ]))
            .with("queue", part("queue", &[
                ("target", text("worker")),
                ("fifo", SettingValue::Flag(true)),
                ("batch", number(batch)),
                ("visibility_s", number(20)),
                ("max_receives", number(3)),
            ]))
            .with("worker", part("function", &[
                ("duration_ms", number(150)),
                ("error_percent", number(errors)),
            ]));
        let mut world = World::new(&setup).unwrap();
        for second in 1..60 {
            world.advance_to(second * SECOND);
            let Some(Component::Queue(queue)) = world.component("queue") else { panic!() };
            prop_assert!(queue.running <= keys, "{} batches of {keys} groups", queue.running);
        }
        // A failed batch holds its group up for 20 s: the worst case needs hours.
        world.advance_to(24 * HOUR);
        let Some(Component::Queue(queue)) = world.component("queue") else { panic!() };
        prop_assert_eq!(queue.n_sent, queue.n_deleted + queue.n_dead);
        prop_assert_eq!(queue.n_sent, world.count("shop", Count::In));
    }

    /// Every execution ends once, and a task is tried four times at most.
    #[test]
    fn a_workflow_ends_once(
        seed in 0_u64..1_000,
        is_express in any::<bool>(),
        retries in 0_u32..4,
        errors in 0_u32..60,
        has_catch in any::<bool>(),
    ) {
        let catch = if has_catch { "refund" } else { "none" };
        let setup = Setup::new(seed)
            .with("shop", part("client", &[
                ("target", text("order")),
                ("rate", number(10)),
                ("until_s", number(20)),
            ]))
            .with("order", part("workflow", &[
                ("express", SettingValue::Flag(is_express)),
                ("steps", SettingValue::Texts(vec![
                    "charge".into(), "wait 2".into(), "pack + mail".into(), "3 x label".into(),
                ])),
                ("retries", number(retries)),
                ("catch", text(catch)),
            ]))
            .with("charge", part("function", &[("error_percent", number(errors))]))
            .with("pack", part("function", &[("duration_ms", number(300))]))
            .with("mail", part("function", &[]))
            .with("label", part("function", &[]))
            .with("refund", part("function", &[]));
        let mut world = World::new(&setup).unwrap();
        world.advance_to(10 * MINUTE);
        let Some(Component::Workflow(workflow)) = world.component("order") else { panic!() };
        prop_assert_eq!(workflow.running, 0);
        let count = |what| world.count("order", what);
        let ended = count(Count::Ok) + count(Count::FunctionError) + count(Count::Timeout);
        prop_assert_eq!(count(Count::In), ended + count(Count::Throttled));
        let tries = world.count("charge", Count::In);
        prop_assert!(tries <= 200 * u64::from(retries + 1));
        let failed = world.count("charge", Count::FunctionError);
        prop_assert_eq!(tries - failed, world.count("pack", Count::In), "only the paid are packed");
        prop_assert_eq!(3 * world.count("pack", Count::In), world.count("label", Count::In));
        if has_catch {
            prop_assert_eq!(count(Count::FunctionError), 0);
            let refunds = world.count("refund", Count::In);
            prop_assert_eq!(refunds + world.count("pack", Count::In), 200);
        }
    }
}
