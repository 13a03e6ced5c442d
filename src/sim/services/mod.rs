//! The simulated services, a room for each, and the one list of them.
//!
//! A room knows everything of its service: what it is set to (`setup`), what it does (`mod`), how
//! it enters a world, what is seen of it and what it costs (`part`), the arithmetic of its
//! documents (`calc`), its worked examples (`examples`). Outside of a room only this list names its
//! types.

pub mod api_gateway;
pub mod cache;
pub mod client;
pub mod cloudfront;
pub mod cognito;
pub mod dynamodb;
pub mod fanout;
pub mod kinesis;
pub mod lambda;
pub mod rds;
pub mod sqs;
pub mod step_functions;

use serde::{Deserialize, Serialize};

use super::kernel::{
    bill::{BillLine, Month},
    call::Reason,
    core::{Closed, Core, Told},
    part::{Configure, Part, Service, SetupError, Site},
    seen::{Gauge, Row, Tally},
    setting::{Refusal, SettingValue},
};

/// Makes [`PartSetup`] and [`Component`] of the list of parts, and `each!`, which does the same
/// with whatever part a component is. The first token is a dollar sign, for the macro in the macro.
macro_rules! parts {
    ($dollar:tt $($kind:ident($part:ty)),+ $(,)?) => {
        /// What a part is and how it is set.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub enum PartSetup {
            $($kind(<$part as Part>::Setup)),+
        }

        /// A part at work.
        #[derive(Debug)]
        pub enum Component {
            $($kind(Box<$part>)),+
        }

        macro_rules! each {
            ($dollar of:expr, $dollar part:ident => $dollar does:expr) => {
                match $dollar of {
                    $(Component::$kind($dollar part) => $dollar does),+
                }
            };
        }

        impl PartSetup {
            /// The defaults of a kind of part, as files call it.
            pub fn of_kind(kind: &str) -> Option<Self> {
                $(if <$part>::KINDS.contains(&kind) {
                    return Some(Self::$kind(<$part>::setup_of(kind)));
                })+
                None
            }

            /// What its settings say.
            pub fn configure(&self) -> &dyn Configure {
                match self {
                    $(Self::$kind(setup) => setup),+
                }
            }

            fn configure_mut(&mut self) -> &mut dyn Configure {
                match self {
                    $(Self::$kind(setup) => setup),+
                }
            }

            /// The prices that its bill may contain.
            fn prices(&self) -> &'static [&'static str] {
                match self {
                    $(Self::$kind(_) => <$part>::PRICES),+
                }
            }

            /// Puts it into a world.
            ///
            /// # Errors
            /// When a wire leads nowhere.
            pub fn build(&self, site: Site<'_>) -> Result<Component, SetupError> {
                Ok(match self {
                    $(Self::$kind(setup) => {
                        Component::$kind(Box::new(<$part>::build(setup, site)?))
                    })+
                })
            }
        }

        impl Component {
            /// Takes new settings while the world runs.
            pub(in crate::sim) fn turn(&mut self, core: &mut Core, setup: &PartSetup) {
                match (self, setup) {
                    $((Self::$kind(part), PartSetup::$kind(setup)) => {
                        part.turn(core, setup.clone());
                    })+
                    _ => unreachable!("a part keeps its kind"),
                }
            }
        }

        /// The kinds of part, as files write them.
        pub fn kinds() -> Vec<&'static str> {
            [$(<$part>::KINDS),+].concat()
        }

        /// The figures of all quotas, by their ids in `content/limits.toml`.
        pub fn quotas() -> Vec<(&'static str, f64)> {
            [$(<$part>::quotas()),+].concat()
        }

        /// All prices that bills and drills take, by their ids in `content/prices.toml`.
        pub fn prices() -> Vec<&'static str> {
            [$(<$part>::PRICES),+].concat()
        }
    };
}

parts! { $
    Client(client::Client),
    Gateway(api_gateway::Gateway),
    Function(lambda::Function),
    Table(dynamodb::Table),
    Cache(cache::StoreCache),
    Queue(sqs::MessageQueue),
    Database(rds::Database),
    Fanout(fanout::Fanout),
    Stream(kinesis::DataStream),
    Workflow(step_functions::Workflow),
    SignIn(cognito::SignIn),
    Edge(cloudfront::Edge),
}

impl PartSetup {
    /// What files call it.
    pub fn kind(&self) -> &'static str {
        self.configure().kind()
    }

    /// The settings that it takes.
    pub fn keys(&self) -> &'static [&'static str] {
        self.configure().keys()
    }

    /// What `CloudWatch` calls one of its counters or states.
    pub fn metric(&self, word: &str) -> Option<&'static str> {
        let all = self.configure().metrics();
        all.iter().find(|(ours, _)| *ours == word).map(|(_, theirs)| *theirs)
    }

    /// The same, those first that say which shape the others have.
    pub fn keys_in_order(&self) -> Vec<&'static str> {
        const FIRST: [&str; 3] = ["load", "mode", "duration_ms"];
        let (first, rest): (Vec<&str>, Vec<&str>) =
            self.keys().iter().partition(|key| FIRST.contains(key));
        [first, rest].concat()
    }

    /// The parts that it sends to.
    pub fn wires(&self) -> Vec<&str> {
        self.configure().wires().into_iter().map(|(_, to)| to).collect()
    }

    /// Makes one setting.
    ///
    /// # Errors
    /// When it has no such setting, or the value is none that it takes.
    pub fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal> {
        if !self.keys().contains(&key) {
            return Err(Refusal::NoKey);
        }
        self.configure_mut().set(key, value)
    }

    /// Whether its bill may contain a price: the id begins with the service.
    pub fn pays(&self, price: &str) -> bool {
        fn service(id: &str) -> &str {
            id.split('.').next().unwrap_or(id)
        }
        self.prices().iter().any(|id| service(id) == service(price))
    }
}

impl Component {
    pub(in crate::sim) fn start(&mut self, core: &mut Core) {
        each!(self, part => part.start(core));
    }

    #[inline]
    pub(in crate::sim) fn on_enter(&mut self, core: &mut Core, slot: u32) {
        each!(self, part => part.on_enter(core, slot));
    }

    #[inline]
    pub(in crate::sim) fn on_event(
        &mut self,
        core: &mut Core,
        what: u16,
        slot: u32,
        generation: u32,
    ) {
        each!(self, part => part.on_event(core, what, slot, generation));
    }

    #[inline]
    pub(in crate::sim) fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        each!(self, part => part.on_told(core, slot, told));
    }

    #[inline]
    pub(in crate::sim) fn on_closed(&mut self, core: &mut Core, closed: Closed) {
        each!(self, part => part.on_closed(core, closed));
    }

    pub(in crate::sim) fn check(&self, core: &Core) {
        each!(self, part => part.check(core));
    }

    pub(in crate::sim) fn held(&self) -> u32 {
        each!(self, part => part.held())
    }

    pub(in crate::sim) fn written_around(&mut self, key: u32) {
        each!(self, part => part.written_around(key));
    }

    /// How much it keeps in memory, in entries.
    pub fn n_kept(&self) -> usize {
        each!(self, part => part.n_kept())
    }

    /// What charts show of it.
    pub fn gauges(&self, core: &Core) -> Vec<(Gauge, u64)> {
        each!(self, part => part.gauges(core))
    }

    /// What changes by itself while a world runs.
    pub fn levels(&self) -> Vec<(u64, &'static str)> {
        each!(self, part => part.levels())
    }

    /// Its own rows beside a chart.
    pub fn rows(&self, core: &Core) -> Vec<Row> {
        each!(self, part => part.rows(core))
    }

    /// Adds what it has to the figures of a run.
    pub fn tally(&self, core: &Core, sums: &mut Tally) {
        each!(self, part => part.tally(core, sums));
    }

    /// What it does for a reason, with the figure of the rule as it is set.
    pub fn rule(&self, core: &Core, reason: Reason) -> Option<String> {
        each!(self, part => part.rule(core, reason))
    }

    /// Amounts of what is paid by use, from the beginning until now.
    pub fn used(&self, core: &Core) -> Vec<f64> {
        each!(self, part => part.used(core))
    }

    /// The lines of its bill for a month, of amounts that it uses again and again.
    pub fn bill(&self, used: &[f64], month: &Month<'_>) -> Vec<BillLine> {
        each!(self, part => part.bill(used, month))
    }
}
