//! Copies of a table: backups against mistakes, and exports.
//!
//! Source: Amazon DynamoDB Developer Guide, Point-in-time recovery; On-demand backup; Data export
//! to Amazon S3 (2026-11).

use super::{
    EXPORT, SCAN, Table,
    setup::{Export, Protection},
    units::{self, Consistency},
};
use crate::sim::kernel::{
    core::Core,
    events::Class,
    meter::Count,
    time::{MINUTE, MS, SimTime},
};

/// The last minutes cannot be restored yet.
const LATEST_RESTORABLE: SimTime = 5 * MINUTE;
/// One page of a scan takes this long (our choice), and waits this long for capacity.
const PAGE_TIME: SimTime = 20 * MS;
const PAGE_WAIT: SimTime = 100 * MS;

impl Table {
    /// Somebody's mistake has destroyed the data.
    pub(in crate::sim) fn lose(&mut self, core: &mut Core) {
        let lost = match self.setup.protection {
            Protection::None => self.n_writes,
            Protection::Backups => self.n_writes - self.n_backed_up,
            Protection::PointInTime => 0,
        };
        core.meter.add(self.part, Count::Lost, lost);
        self.recovery = match self.setup.protection {
            Protection::None => 0,
            Protection::Backups => self.setup.restore,
            // The second before the mistake can be restored only five minutes later.
            Protection::PointInTime => LATEST_RESTORABLE + self.setup.restore,
        };
        self.restored_at = core.now + self.recovery;
    }

    pub(in crate::sim) fn export(&mut self, core: &mut Core) {
        core.plan(core.now + self.setup.export_every, Class::Control, self.part, EXPORT, 0, 0);
        if self.setup.export != Export::Scan || 0 < self.pages_left {
            return;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pages")]
        let pages = libm::ceil(self.setup.storage_gb * 1_024.0) as u64;
        self.pages_left = pages.max(1);
        self.export_began = core.now;
        self.scan(core);
    }

    /// Reads the next page of an export if there is capacity for it, else waits for some.
    pub(in crate::sim) fn scan(&mut self, core: &mut Core) {
        if self.setup.export != Export::Scan {
            // Turned off on the way.
            self.pages_left = 0;
            return;
        }
        let milli = units::read_milli(units::PAGE_BYTES, Consistency::Eventual);
        let has_room = self.reads.take_anywhere(core.now, milli);
        let wait = if has_room { PAGE_TIME } else { PAGE_WAIT };
        if has_room {
            core.meter.add(self.part, Count::MilliUnits, milli);
            self.pages_left -= 1;
            if self.pages_left == 0 {
                self.n_exports += 1;
                self.export_time = core.now - self.export_began;
                return;
            }
        }
        core.plan(core.now + wait, Class::Retry, self.part, SCAN, 0, 0);
    }
}
