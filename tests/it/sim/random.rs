//! Worlds at random: any parts, any wires, settings at their ends. Each is refused with a reason, or
//! runs to its end or to the end of its budget, and a second run comes to the same.
//!
//! Settings that are drawn each by itself seldom go together, so two of three worlds lose what is in
//! their way before they run, one setting after the other; the third stays as it was drawn.
//!
//! The tests run some of them in this process. With `RANDOM_WORLDS=1000` so many are run by the
//! program itself, each held to five seconds of processor time and 200 MB:
//! `RANDOM_WORLDS=1000 cargo test --release --locked --test it -- sim::random`.

use std::{fmt::Write as _, path::Path, process::Command};

use coldstart::sim::{
    PartSetup, Setup, World,
    budget::Budget,
    kernel::{
        draw::DrawStream,
        part::SetupError,
        setting::{Refusal, SettingValue},
        time::from_seconds,
    },
    services::kinds,
};

/// Requests of all clients of one world together.
const MOST_REQUESTS: u64 = 1_000_000;

/// A part: its name, its kind, and its settings in the order in which they are made.
struct RandomPart {
    name: String,
    kind: &'static str,
    settings: Vec<(&'static str, SettingValue)>,
}

struct RandomWorld {
    seconds: f64,
    concurrency: u64,
    parts: Vec<RandomPart>,
}

/// Draws of one world, one after the other.
struct Dice {
    stream: DrawStream,
    n: u64,
}

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.n += 1;
        usize::try_from(self.stream.below(self.n, n as u64)).unwrap()
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// The settings that name other parts.
const WIRES: [&str; 10] = [
    "target",
    "targets",
    "calls",
    "steps",
    "catch",
    "stream",
    "replicas",
    "on_success",
    "on_failure",
    "canary_target",
];

fn random_world(seed: u64) -> RandomWorld {
    let mut dice = Dice { stream: DrawStream::new(seed, "random", "world"), n: 0 };
    let n_parts = 2 + dice.below(7);
    let mut cast: Vec<(String, &'static str)> = vec![("client-0".to_owned(), "client")];
    for n in 1..=n_parts {
        let kind = dice.one_of(&kinds());
        cast.push((format!("{kind}-{n}"), kind));
    }
    let n_clients = cast.iter().filter(|(_, kind)| *kind == "client").count() as u64;
    let seconds = dice.one_of(&[1.0, 10.0, 60.0, 600.0, 3_600.0, 86_400.0, 2_592_000.0]);
    let concurrency = dice.one_of(&[0, 1, 10, 100, 1_000, 1_000, 100_000]);
    let parts = cast.iter().map(|(name, kind)| {
        let mut settings = Vec::new();
        let part = PartSetup::of_kind(kind).unwrap();
        for key in part.keys_in_order() {
            if WIRES.contains(&key) {
                settings.extend(wire(&mut dice, &part, key, &cast).map(|value| (key, value)));
            } else if *kind == "client" && key == "requests" {
                let most = MOST_REQUESTS / n_clients;
                #[expect(clippy::cast_precision_loss, reason = "a million at most")]
                settings.push((key, SettingValue::Number(most as f64)));
            } else if dice.happens(25) {
                settings.extend(value(&mut dice, &part, key).map(|value| (key, value)));
            }
        }
        RandomPart { name: name.clone(), kind, settings }
    });
    let parts = parts.collect();
    let mut world = RandomWorld { seconds, concurrency, parts };
    if !dice.happens(33) {
        world.mend();
    }
    world
}

/// Where a wire leads: mostly to something that the service sends to, sometimes to anything.
fn wire(
    dice: &mut Dice,
    part: &PartSetup,
    key: &'static str,
    cast: &[(String, &'static str)],
) -> Option<SettingValue> {
    let must = key == "target" && part.kind() != "queue";
    if !must && dice.happens(if ["targets", "steps"].contains(&key) { 10 } else { 50 }) {
        return None;
    }
    let legal: Vec<&str> = cast
        .iter()
        .filter(|(_, kind)| part.configure().leads_to(key).contains(kind))
        .map(|(name, _)| name.as_str())
        .collect();
    let all: Vec<&str> = cast.iter().map(|(name, _)| name.as_str()).collect();
    let from = if legal.is_empty() || dice.happens(3) { all } else { legal };
    let is_list = ["targets", "calls", "steps", "replicas"].contains(&key);
    if !is_list {
        return Some(SettingValue::Text(dice.one_of(&from).to_owned()));
    }
    let names = (0..=dice.below(3)).map(|_| {
        let name = dice.one_of(&from);
        if key == "steps" && dice.happens(30) {
            return format!("{} x {name}", dice.one_of(&[1, 5, 50, 1_000]));
        }
        name.to_owned()
    });
    Some(SettingValue::Texts(names.collect()))
}

/// A value at an end of what a setting takes, or between: what it expects is read off its words.
fn value(dice: &mut Dice, part: &PartSetup, key: &'static str) -> Option<SettingValue> {
    let is_list = ["indexes", "batches", "spreads_s", "recorded"].contains(&key);
    if is_list {
        let numbers: Vec<f64> = match key {
            "batches" => vec![0.0, dice.one_of(&[1.0, 1_000.0, 100_000.0])],
            "indexes" => vec![dice.one_of(&[1.0, 100.0]); 1 + dice.below(3)],
            _ => vec![dice.one_of(&[0.0, 1.0])],
        };
        return Some(SettingValue::Numbers(numbers));
    }
    let asked = part.clone().set(key, &SettingValue::Texts(Vec::new()));
    let Err(Refusal::Expected(what)) = asked else { return None };
    if what.starts_with("true") {
        return Some(SettingValue::Flag(dice.happens(50)));
    }
    if let Some(words) = what.strip_prefix("one of ").filter(|words| !words.contains("GB")) {
        let words: Vec<&str> = words.split(", ").collect();
        return Some(SettingValue::Text(dice.one_of(&words).to_owned()));
    }
    let bounds: Vec<f64> =
        what.split([' ', ':', ',']).filter_map(|word| word.parse().ok()).take(2).collect();
    let [low, high] = bounds[..] else { return None };
    let span = high - low;
    let number = match dice.below(5) {
        0 => low,
        1 => high,
        2 => low + (span / 1_000.0).floor(),
        3 => low + (span / 20.0).floor(),
        _ => low + span.min(1.0),
    };
    Some(SettingValue::Number(number))
}

/// What is in the way of a run: the setting of a part, and the words.
struct InTheWay {
    part: String,
    key: String,
    words: String,
}

impl RandomWorld {
    /// The world, or why it is refused.
    fn build(&self) -> Result<World, InTheWay> {
        let mut setup = Setup::new(1);
        setup.concurrency = u32::try_from(self.concurrency).unwrap();
        for one in &self.parts {
            let mut part = PartSetup::of_kind(one.kind).unwrap();
            for (key, value) in &one.settings {
                part.set(key, value).map_err(|refusal| InTheWay {
                    part: one.name.clone(),
                    key: (*key).to_owned(),
                    words: format!("{key}: {refusal:?}"),
                })?;
            }
            setup.parts.insert(one.name.clone(), part);
        }
        World::new(&setup).map_err(|error| {
            let words = error.to_string();
            let (SetupError::NoSuchPart { from: part, key, .. }
            | SetupError::NoWire { from: part, key }
            | SetupError::OutOfRange { name: part, key, .. }) = error;
            InTheWay { part, key: key.to_owned(), words }
        })
    }

    /// Takes away what is in the way of a run: the setting, or where it is none that was drawn, the
    /// part.
    fn mend(&mut self) {
        while let Err(fault) = self.build() {
            let part = self.parts.iter_mut().find(|one| one.name == fault.part).unwrap();
            let n = part.settings.len();
            part.settings.retain(|(key, _)| *key != fault.key);
            if part.settings.len() == n {
                self.parts.retain(|one| one.name != fault.part);
            }
        }
    }

    fn toml(&self) -> String {
        let mut text = format!(
            "[[world]]\nid = \"random\"\ntitle = \"t\"\ncaption = \"c\"\nseconds = {}\n\
             concurrency = {}\n",
            self.seconds, self.concurrency
        );
        for part in &self.parts {
            writeln!(text, "[[world.part]]\nname = {:?}\nkind = {:?}", part.name, part.kind)
                .unwrap();
            for (key, value) in &part.settings {
                match value {
                    SettingValue::Number(number) => writeln!(text, "{key} = {number:?}"),
                    SettingValue::Flag(flag) => writeln!(text, "{key} = {flag}"),
                    SettingValue::Text(word) => writeln!(text, "{key} = {word:?}"),
                    SettingValue::Texts(words) => writeln!(text, "{key} = {words:?}"),
                    SettingValue::Numbers(numbers) => writeln!(text, "{key} = {numbers:?}"),
                }
                .unwrap();
            }
        }
        text
    }
}

/// How a world ended, in this process: its digest, or why it was refused or stopped.
fn run_here(world: &RandomWorld) -> String {
    match world.build() {
        Err(InTheWay { words, .. }) => {
            assert!(10 < words.len(), "a reason is a sentence: {words}");
            format!("refused: {words}")
        }
        Ok(mut run) => match run.run_within(from_seconds(world.seconds), Budget::CHECK) {
            Ok(()) => format!("{:016x}", run.core.digest()),
            Err(spent) => format!("stopped: {}", spent.words("random")),
        },
    }
}

#[test]
fn random_worlds_are_refused_or_end() {
    const N: u64 = 40;
    let (mut n_ran, mut n_refused) = (0, 0);
    for seed in 0..N {
        let world = random_world(seed);
        let ended = run_here(&world);
        assert_eq!(ended, run_here(&random_world(seed)), "seed {seed}: the same again");
        if ended.starts_with("refused") {
            n_refused += 1;
        } else {
            n_ran += 1;
        }
    }
    assert!(N / 2 < n_ran && N / 10 < n_refused, "{n_ran} ran, {n_refused} were refused");
}

/// Runs a world by the program, held to its limits; what it printed, with its exit code.
fn run_bounded(file: &Path) -> (Option<i32>, String) {
    // What the shell counts is address space, so the program itself and its libraries come on top.
    const LIMITS: &str = "ulimit -t 5; ulimit -v 262144; exec \"$0\" \"$@\"";
    let program = env!("CARGO_BIN_EXE_coldstart");
    let folder = tempfile::tempdir().unwrap();
    let ran = Command::new("sh")
        .args(["-c", LIMITS, program, "--data-dir"])
        .arg(folder.path())
        .args(["sim", "run"])
        .arg(file)
        .arg("--json")
        .output()
        .unwrap();
    let told = [ran.stdout, ran.stderr].concat();
    (ran.status.code(), String::from_utf8_lossy(&told).into_owned())
}

/// The same with the whole program and many worlds, when it is asked for.
#[test]
fn many_random_worlds_keep_within_time_and_memory() {
    let Some(n) = std::env::var("RANDOM_WORLDS").ok().and_then(|n| n.parse::<u64>().ok()) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (mut n_ran, mut n_refused, mut n_stopped) = (0, 0, 0);
    let mut wrong = Vec::new();
    for seed in 0..n {
        let file = folder.path().join("random.toml");
        std::fs::write(&file, random_world(seed).toml()).unwrap();
        let (code, told) = run_bounded(&file);
        match code {
            Some(0) => n_ran += 1,
            Some(_) if told.contains("lower the rate") => n_stopped += 1,
            Some(_) if told.contains("error") || told.contains("cannot be") => n_refused += 1,
            _ => wrong.push(format!("seed {seed}: {code:?} {told:.300}")),
        }
        if run_bounded(&file) != (code, told) {
            wrong.push(format!("seed {seed}: not the same again"));
        }
    }
    println!("{n_ran} ran to their end, {n_stopped} to that of the budget, {n_refused} refused");
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}
