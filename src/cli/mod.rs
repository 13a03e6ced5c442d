//! The command line: arguments, and what runs for each command.
//!
//! Everything prints for people, or one JSON object with `--json`; messages go to standard error.
//! Exit codes: 0 done, 1 the thing asked about has problems, 2 wrong usage, 3 the environment
//! failed.

mod check;
mod data;
mod drill;
mod exam;
mod figures;
mod mock_report;
mod plan;
mod report;
mod run;
mod settings;
mod sim;
mod subject;

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
};

use clap::{CommandFactory, Parser, Subcommand};

use crate::{
    app::Opening,
    config::{self, ColorChoice, Config, Environment, Flags, Misuse},
    content::Library,
    driver::{self, FilePlace},
    ids::DeckId,
    plain, text, tui,
};

/// The thing asked about has problems.
const PROBLEMS: u8 = 1;
/// Wrong usage.
const USAGE: u8 = 2;
/// The environment failed: disk, permissions, terminal.
const ENVIRONMENT: u8 = 3;

// What it is about says the description of the package.
#[derive(Debug, Parser)]
#[command(name = "coldstart", version, about, long_about = None, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Args)]
struct Global {
    /// Line by line instead of full screen: for screen readers and dumb terminals
    #[arg(long, global = true)]
    plain: bool,
    /// Print JSON instead of words
    #[arg(long, global = true)]
    json: bool,
    /// Draw with ASCII signs only
    #[arg(long, global = true)]
    ascii: bool,
    /// When to use colours
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = false
    )]
    color: ColorChoice,
    /// The folder of progress and own decks
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The configuration file
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The exam to study, by the name of its track
    #[arg(long, global = true, value_name = "TRACK")]
    track: Option<String>,
    /// A clock that stands still at this moment (RFC 3339), for tests and demos
    #[arg(long, global = true, value_name = "MOMENT")]
    now: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Study today's cards at once
    Review {
        /// Only this deck
        #[arg(long, value_name = "DECK")]
        deck: Option<String>,
        /// Cards that today does not ask for; the schedule stays as it is
        #[arg(long)]
        ahead: bool,
    },
    /// Play with the simulator
    Lab {
        /// Go straight to this world
        world: Option<String>,
    },
    /// Answer exam-style scenarios and watch the answers run
    Practice {
        /// Only these: an item, a situation or a topic
        what: Option<String>,
    },
    /// Drill the numbers; with --json print questions with answers and working
    Drill(drill::DrillArguments),
    /// Take a mock exam; with --json print a form without its answers
    Exam(exam::ExamArguments),
    /// What a mock came to, with every question explained
    Report(mock_report::ReportArguments),
    /// Find facts and cards
    Search {
        /// Words in any order
        #[arg(required = true)]
        query: Vec<String>,
        /// Print at most this many
        #[arg(long, default_value_t = 20, value_name = "N")]
        limit: usize,
    },
    /// Show one fact, card or deck by its id
    Show { id: String },
    /// Check content: the built-in one, or the decks at PATH, with every fault
    Check { paths: Vec<PathBuf> },
    /// What today and the days to the exam should hold, and how ready you are
    Plan,
    /// Figures about your learning
    Stats,
    /// Look at or change settings
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// The simulator without a screen
    Sim {
        #[command(subcommand)]
        command: SimCommand,
    },
    /// Check the installation: folders, progress file, terminal
    Doctor,
    /// Copy the progress file to FILE
    Backup { file: PathBuf },
    /// List the copies of the progress file: date, answers, and whether they are whole
    Backups,
    /// Put a copy in the place of the progress file; the present one is kept beside it
    Restore { file: PathBuf },
    /// Print completions for a shell
    Completions { shell: clap_complete::Shell },
    /// Print the manual page
    Man,
}

#[derive(Debug, Subcommand)]
enum SimCommand {
    /// Name all worlds
    List,
    /// Describe one world: parts, knobs, goals
    Show { world: String },
    /// Run a world and print its figures
    Run(run::RunArguments),
    /// Answer a table of worked examples: one JSON object, by id
    Fidelity {
        file: PathBuf,
        /// Hold the answers against what the table expects, and print what differs
        #[arg(long)]
        check: bool,
    },
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print where the configuration file is
    Path,
    /// Print all settings, or one
    Show { key: Option<String> },
    /// Change a setting
    Set { key: String, value: String },
}

/// What a command works with.
struct Cli<'a> {
    config: Config,
    is_json: bool,
    /// Line by line, not full screen.
    is_plain: bool,
    out: &'a mut dyn Write,
}

/// Runs the command that the process was started with. Gives back its exit code.
pub fn run() -> u8 {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to standard output and are no failure.
            let code = if error.use_stderr() { USAGE } else { 0 };
            let _ = error.print();
            return code;
        }
    };
    match dispatch(arguments) {
        Ok(code) => code,
        Err(error) => {
            complain(&error);
            exit_code(&error)
        }
    }
}

fn exit_code(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<Misuse>() {
        Some(_) => USAGE,
        // The reader of a pipe has gone; that is its good right.
        None if is_broken_pipe(error) => 0,
        None => ENVIRONMENT,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let is_broken = |kind: io::ErrorKind| kind == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        let plain = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>();
        let kind = plain.or_else(|| json.and_then(serde_json::Error::io_error_kind));
        kind.is_some_and(is_broken)
    })
}

fn complain(error: &anyhow::Error) {
    if !is_broken_pipe(error) {
        let _ = writeln!(io::stderr(), "error: {}", text::clean(&format!("{error:#}")));
    }
}

fn dispatch(arguments: Arguments) -> anyhow::Result<u8> {
    let global = &arguments.global;
    let flags = Flags {
        data_dir: global.data_dir.clone(),
        config: global.config.clone(),
        track: global.track.clone(),
        now: global.now.clone(),
        ascii: global.ascii,
        color: global.color,
    };
    let mut out = io::BufWriter::new(io::stdout());
    if write_generated(arguments.command.as_ref(), &mut out)? {
        out.flush()?;
        return Ok(0);
    }
    let config = config::resolve(&flags, &Environment::read())?;
    for problem in &config.problems {
        let _ = writeln!(io::stderr(), "{problem}");
    }
    match &arguments.command {
        // The settings name the track, and content is checked whatever is studied.
        Some(Command::Config { .. } | Command::Check { .. }) => {}
        Some(_) | None => driver::tracks::chosen(&config)?,
    }
    let mut cli = Cli { config, is_json: global.json, is_plain: global.plain, out: &mut out };
    let code = match arguments.command {
        None => cli.study(Opening::Home)?,
        Some(command) => cli.carry_out(command)?,
    };
    match out.flush() {
        // Where a signal or a closed window has ended the program, nobody is left to tell.
        Err(error) if code < 128 => Err(error.into()),
        Ok(()) | Err(_) => Ok(code),
    }
}

/// What is made of the arguments alone, and needs neither folders nor a clock; false for all else.
fn write_generated(command: Option<&Command>, out: &mut impl Write) -> io::Result<bool> {
    match command {
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "coldstart", &mut script);
            out.write_all(&script)?;
            Ok(true)
        }
        Some(Command::Man) => {
            clap_mangen::Man::new(Arguments::command()).render(out)?;
            Ok(true)
        }
        Some(_) | None => Ok(false),
    }
}

impl Cli<'_> {
    fn carry_out(&mut self, command: Command) -> anyhow::Result<u8> {
        match command {
            Command::Review { deck, ahead } => {
                // Only a deck that is asked for by name has to be looked up.
                let deck = match deck {
                    Some(name) => self.known_deck(&name)?,
                    None => DeckId::everything(),
                };
                let opening = if ahead { Opening::Ahead(deck) } else { Opening::Review(deck) };
                self.study(opening)
            }
            Command::Lab { world } => {
                let opening = match world {
                    Some(id) => self.known_world(&id)?,
                    None => Opening::Worlds,
                };
                self.study(opening)
            }
            Command::Practice { what } => {
                let items = match what {
                    Some(name) => self.known_items(&name)?,
                    None => Vec::new(),
                };
                self.study(Opening::Practice(items))
            }
            Command::Drill(arguments) if self.is_json => self.drill_json(&arguments),
            Command::Drill(arguments) => {
                let plan = arguments.plan(&self.library())?;
                self.study(Opening::Drills(Box::new(plan)))
            }
            Command::Exam(arguments) => self.exam(&arguments),
            Command::Report(arguments) => self.report(&arguments),
            Command::Search { query, limit } => self.search(&query.join(" "), limit),
            Command::Show { id } => self.show(&id),
            Command::Check { paths } => self.check(&paths),
            Command::Plan => self.plan(),
            Command::Stats => self.stats(),
            Command::Config { command } => self.config(command),
            Command::Sim { command } => match command {
                SimCommand::List => self.sim_list(),
                SimCommand::Show { world } => self.sim_show(&world),
                SimCommand::Run(arguments) => self.sim_run(&arguments),
                SimCommand::Fidelity { file, check: false } => {
                    self.fidelity(&file, sim::FidelityTask::Answer)
                }
                SimCommand::Fidelity { file, check: true } => {
                    self.fidelity(&file, sim::FidelityTask::Check)
                }
            },
            Command::Doctor => self.doctor(),
            Command::Backup { file } => self.backup(&file),
            Command::Backups => self.backups(),
            Command::Restore { file } => self.restore(&file),
            // They were written before the settings were read.
            Command::Completions { .. } | Command::Man => Ok(0),
        }
    }

    /// Full screen, or line by line when asked; without a terminal only the latter works.
    fn study(&self, opening: Opening) -> anyhow::Result<u8> {
        let config = &self.config;
        if self.is_plain {
            return plain::run(config, opening, &mut io::stdin().lock(), &mut io::stdout().lock());
        }
        let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        if !is_terminal || config.term == "dumb" {
            return Err(Misuse(
                "there is no terminal to draw on\nhint: `coldstart --plain` goes line by line; `coldstart stats`, `search`, `check` and \
                 others need none"
                    .to_owned(),
            )
            .into());
        }
        tui::run::run(config, opening)
    }

    fn json(&mut self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        serde_json::to_writer_pretty(&mut self.out, value)?;
        writeln!(self.out)?;
        Ok(())
    }

    fn library(&self) -> Library {
        driver::load_library(&self.config).0
    }

    fn known_deck(&self, id: &str) -> anyhow::Result<DeckId> {
        let library = self.library();
        if let Some(deck) = library.deck(id) {
            return Ok(deck.id.clone());
        }
        let ids: Vec<&str> = library.decks.iter().map(|deck| &*deck.id.0).collect();
        let hint = match text::nearest(id, ids.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", ids.join(", ")),
        };
        Err(Misuse(format!("there is no deck `{id}`\nhint: {hint}")).into())
    }

    /// The items that a name stands for: one item, those of a situation, or those of a topic.
    fn known_items(&self, name: &str) -> anyhow::Result<Vec<usize>> {
        let library = self.library();
        let is_meant = |item: &crate::content::item::Item| {
            *item.id.0 == *name
                || item.situation == name
                || *library.situation_of(item).topic.0 == *name
        };
        let items = library.items().iter().enumerate();
        let found: Vec<usize> =
            items.filter(|(_, item)| is_meant(item)).map(|(at, _)| at).collect();
        if !found.is_empty() {
            return Ok(found);
        }
        let ids = library.items().iter().map(|item| &*item.id.0);
        let topics = library.topics.iter().map(|topic| &*topic.id.0);
        let near = text::nearest(name, ids.chain(topics));
        let hint = near.map(|near| format!("\nhint: did you mean `{near}`?")).unwrap_or_default();
        let what = format!("there is no item, situation or topic `{}`{hint}", text::clean(name));
        Err(Misuse(what).into())
    }

    fn known_world(&self, id: &str) -> anyhow::Result<Opening> {
        let library = self.library();
        let world = subject::find_world(&library, id)?;
        let place = library.worlds().iter().position(|one| one.id == world.id);
        place.map(Opening::Lab).ok_or_else(|| {
            Misuse(format!(
                "the lab plays the worlds of the library\nhint: put `{}` into the folder of your decks",
                text::clean(id)
            ))
            .into()
        })
    }

    fn store(&self) -> anyhow::Result<Option<crate::store::Store>> {
        let place = FilePlace::of(&self.config);
        let store = place.look(&self.config)?;
        if let Some((words, step)) = place.loss(store.as_ref()) {
            let words = text::clean(&format!("warning: {words}\nhint: {step}"));
            let _ = writeln!(io::stderr(), "{words}");
        }
        Ok(store)
    }
}
