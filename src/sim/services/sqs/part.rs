//! A queue in a world: how it is built, what is seen of it, what it costs.

use super::{
    MessageQueue, fifo_bucket,
    setup::{
        FIFO_CALLS, FIRST_BATCHES, IN_FLIGHT, MESSAGE_BYTES, MORE_BATCHES, MOST_BATCHES,
        QueueSetup, first, most,
    },
};
use crate::{
    sim::kernel::{
        bill::{BillLine, Month},
        call::Reason,
        core::Core,
        number::{float, shown_figure},
        part::{Part, SetupError, Site},
        seen::{Gauge, Row, Tally},
        time::{MS, to_seconds},
    },
    text::thousands,
};

/// Calls of a month up to which a price holds (Amazon SQS pricing, 2026-11).
const TIERS: [(f64, &str); 3] = [
    (100e9, "sqs.request"),
    (200e9, "sqs.request.over-100b"),
    (f64::INFINITY, "sqs.request.over-200b"),
];
const FIFO_TIERS: [(f64, &str); 3] = [
    (100e9, "sqs.fifo-request"),
    (200e9, "sqs.fifo-request.over-100b"),
    (f64::INFINITY, "sqs.fifo-request.over-200b"),
];

impl Part for MessageQueue {
    type Setup = QueueSetup;

    const KINDS: &'static [&'static str] = &["queue"];

    const PRICES: &'static [&'static str] = &[
        "sqs.request",
        "sqs.request.over-100b",
        "sqs.request.over-200b",
        "sqs.fifo-request",
        "sqs.fifo-request.over-100b",
        "sqs.fifo-request.over-200b",
    ];

    fn quotas() -> Vec<(&'static str, f64)> {
        vec![
            ("sqs.message-bytes", f64::from(MESSAGE_BYTES)),
            ("sqs.in-flight", float(IN_FLIGHT)),
            ("sqs.fifo-calls", float(FIFO_CALLS)),
            ("sqs.first-batches", f64::from(FIRST_BATCHES)),
            ("sqs.more-batches", f64::from(MORE_BATCHES)),
            ("sqs.most-batches", f64::from(MOST_BATCHES)),
        ]
    }

    fn setup_of(_kind: &str) -> QueueSetup {
        QueueSetup::default()
    }

    fn build(setup: &QueueSetup, site: Site<'_>) -> Result<Self, SetupError> {
        let target = site.maybe(setup.target.as_ref())?;
        Ok(Self::new(site.core, site.me, site.name, target, setup.clone()))
    }

    fn turn(&mut self, core: &mut Core, setup: QueueSetup) {
        let is_other = most(&setup) != most(&self.setup);
        if setup.fifo_rate != self.setup.fifo_rate {
            self.calls = fifo_bucket(&setup);
        }
        self.setup = setup;
        if is_other {
            self.allowed = self.allowed.min(most(&self.setup)).max(first(&self.setup));
        }
        self.poll(core);
    }

    /// Every message is in exactly one place.
    fn check(&self, _core: &Core) {
        let known =
            self.n_deleted + self.n_dead + self.n_expired + self.depth() as u64 + self.in_flight;
        assert!(self.n_sent == known, "messages are conserved");
    }

    fn n_kept(&self) -> usize {
        self.depth()
            + 4 * self.groups.len()
            + self.seen.len()
            + self.last_done.len()
            + self.done.len()
            + self.undeleted.len() / 16
    }

    fn gauges(&self, core: &Core) -> Vec<(Gauge, u64)> {
        vec![
            (Gauge::Waiting, self.depth() as u64),
            (Gauge::InFlight, self.in_flight),
            (Gauge::Running, u64::from(self.running)),
            (Gauge::AgeMs, self.age(core.now) / MS),
        ]
    }

    fn levels(&self) -> Vec<(u64, &'static str)> {
        vec![(u64::from(self.allowed), "batches may run at once: pollers have grown")]
    }

    fn rows(&self, core: &Core) -> Vec<Row> {
        let value = thousands(self.depth() as u64);
        let age = format!("{} s", shown_figure(to_seconds(self.age(core.now))));
        vec![
            Row::Level { words: "waiting", gauge: Gauge::Waiting, value, short: None },
            Row::Level { words: "age", gauge: Gauge::AgeMs, value: age, short: None },
        ]
    }

    fn tally(&self, core: &Core, sums: &mut Tally) {
        sums.depth += self.depth() as u64;
        sums.dropped += self.n_expired;
        sums.oldest = sums.oldest.max(self.age(core.now)).max(self.max_age);
        sums.work.merge(&self.work);
    }

    fn rule(&self, _core: &Core, reason: Reason) -> Option<String> {
        (reason == Reason::FifoRateExceeded).then(|| {
            let rate = thousands(self.setup.calls_per_s());
            format!("throttles: a FIFO queue takes {rate} calls per second")
        })
    }

    fn used(&self, _core: &Core) -> Vec<f64> {
        vec![float(self.n_calls)]
    }

    fn bill(&self, used: &[f64], month: &Month<'_>) -> Vec<BillLine> {
        let &[calls] = used else { return Vec::new() };
        let tiers = if self.setup.is_fifo { &FIFO_TIERS } else { &TIERS };
        vec![month.tiered("requests", calls, tiers)]
    }
}
