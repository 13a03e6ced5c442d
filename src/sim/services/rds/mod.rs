//! A relational database with a limit of connections, and RDS Proxy in front of it.
//!
//! Without a proxy every environment of a function holds one connection for as long as it lives;
//! one that gets none fails. A proxy lends a connection for the time of a transaction and lets
//! others wait. Source: Amazon RDS User Guide, Amazon RDS Proxy; Quotas, Maximum number of database
//! connections (2026-11).

pub mod calc;
pub mod examples;
mod part;
pub mod setup;

use std::collections::{BTreeSet, VecDeque};

use self::setup::DatabaseSetup;
use crate::sim::kernel::{
    call::{End, PartId, Reason, Reply},
    core::{Core, OWN},
    deadline::Deadlines,
    draw::DrawStream,
    events::Class,
    meter::Count,
    part::Service,
};

const FINISH: u16 = OWN;
const LATE: u16 = OWN + 1;

/// A database at work.
#[derive(Debug)]
pub struct Database {
    part: PartId,
    setup: DatabaseSetup,
    /// Environments that hold a connection, without a proxy.
    held: BTreeSet<(PartId, u32)>,
    /// Environments that asked for one and got none.
    refused: BTreeSet<(PartId, u32)>,
    /// Connections in use by transactions, with a proxy.
    in_use: u32,
    pub max_in_use: u32,
    waiting: VecDeque<(u32, u32)>,
    deadlines: Deadlines,
    transactions: DrawStream,
}

impl Database {
    pub fn new(core: &Core, part: PartId, name: &str, setup: DatabaseSetup) -> Self {
        Self {
            part,
            held: BTreeSet::new(),
            refused: BTreeSet::new(),
            in_use: 0,
            max_in_use: 0,
            waiting: VecDeque::new(),
            deadlines: Deadlines::default(),
            transactions: DrawStream::new(core.seed, name, "transaction"),
            setup,
        }
    }

    /// Connections that a proxy may open.
    pub fn pool(&self) -> u32 {
        let percent = u64::from(self.setup.proxy_percent.unwrap_or(100));
        u32::try_from(u64::from(self.setup.max_connections) * percent / 100).unwrap_or(u32::MAX)
    }

    fn begin(&mut self, core: &mut Core, slot: u32) {
        self.in_use += 1;
        self.max_in_use = self.max_in_use.max(self.in_use);
        let call = *core.call(slot);
        let time = self.setup.transaction.draw(self.transactions, call.number, call.attempt);
        core.plan(core.now + time, Class::Completion, self.part, FINISH, slot, call.generation);
    }

    /// Connections that the database has open.
    pub fn connections(&self) -> u32 {
        match self.setup.proxy_percent {
            Some(_) => self.max_in_use,
            None => u32::try_from(self.held.len()).unwrap_or(u32::MAX),
        }
    }

    /// Environments that hold no connection because there was none left.
    pub fn n_refused(&self) -> usize {
        self.refused.len()
    }

    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    pub fn in_use(&self) -> u32 {
        if self.setup.proxy_percent.is_some() { self.in_use } else { self.connections() }
    }
}

impl Service for Database {
    fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        // A connection belongs to the environment that asks.
        let environment = core.asker(core.call(slot)).unwrap_or((PartId::MAX, 0));
        if self.setup.proxy_percent.is_some() {
            if self.in_use < self.pool() {
                self.begin(core, slot);
            } else {
                let generation = core.call(slot).generation;
                self.waiting.push_back((slot, generation));
                let at = core.now + self.setup.borrow_timeout;
                self.deadlines.set(core, self.part, LATE, at, slot);
            }
            return;
        }
        if !self.held.contains(&environment) {
            if self.setup.max_connections as usize <= self.held.len() {
                self.refused.insert(environment);
                core.refuse(self.part, Count::Refused, Reason::TooManyConnections);
                core.answer(slot, Reply::new(End::Refused, Reason::TooManyConnections, 0), 0);
                return;
            }
            self.held.insert(environment);
            self.refused.remove(&environment);
        }
        self.begin(core, slot);
    }

    fn on_event(&mut self, core: &mut Core, what: u16, slot: u32, generation: u32) {
        match what {
            FINISH if core.is_live(slot, generation) => {
                self.in_use -= 1;
                core.count(self.part, Count::Ok);
                core.answer(slot, Reply::OK, 0);
                while let Some((next, generation)) = self.waiting.pop_front() {
                    if core.is_live(next, generation) {
                        self.begin(core, next);
                        break;
                    }
                }
            }
            LATE => {
                while let Some(late) = self.deadlines.late(core, self.part, LATE) {
                    let generation = core.call(late).generation;
                    // One that has been given its connection meanwhile is no longer waiting.
                    let Some(place) =
                        self.waiting.iter().position(|one| *one == (late, generation))
                    else {
                        continue;
                    };
                    self.waiting.remove(place);
                    core.refuse(self.part, Count::Timeout, Reason::BorrowTimeout);
                    core.answer(late, Reply::new(End::Timeout, Reason::BorrowTimeout, 0), 0);
                }
            }
            _ => {}
        }
    }
}
