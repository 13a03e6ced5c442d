//! A second exam (`tests/track/http`): three domains, four topics and a scale of its own, with
//! items that do not run; and that it and the built-in one know nothing of each other.

use std::{fs, path::Path};

use coldstart::{
    app::{keys::action::Place, screens::Screen},
    clock::Day,
    content::{
        self, Loaded, check,
        tracks::{OwnTrack, parted},
    },
    diag::{Layer, SourceFile},
    study::{
        preferences::Preferences,
        record::{Effect, Setting},
        settings::SETTINGS,
    },
};

use crate::{
    bed::{Bed, built_in},
    cli::{json, run, run_with_input},
};

const FILES: [(&str, &str); 4] = [
    ("track.toml", include_str!("../track/http/track.toml")),
    ("topics.toml", include_str!("../track/http/topics.toml")),
    ("facts.toml", include_str!("../track/http/facts.toml")),
    ("items.toml", include_str!("../track/http/items.toml")),
];

fn track() -> OwnTrack {
    let file = |(name, text): (&str, &str)| SourceFile::user(format!("decks/http/{name}"), text);
    let mut found = parted("decks", FILES.map(file).to_vec());
    assert_eq!((found.rest.len(), found.tracks.len()), (0, 1));
    found.tracks.remove(0)
}

fn loaded() -> Loaded {
    track().load()
}

fn bed(exam_date: Option<&str>, script: &str) -> Bed {
    let exam_date = exam_date.and_then(Day::parse);
    let preferences = Preferences { exam_date, ..Preferences::default() };
    Bed::with(loaded().library, preferences, 80, 24).play(script)
}

/// The keys that answer the question in front right, or wrong.
fn answer(bed: &Bed, is_right: bool) -> String {
    let library = &bed.app.desk.library;
    let (item, order) = match bed.app.screen() {
        Screen::Exam(exam) => (exam.sheets[exam.at].item.unwrap(), &exam.sheets[exam.at].order),
        Screen::Practice(practice) => {
            let question = practice.question.as_ref().unwrap();
            (question.item, &question.order)
        }
        other => panic!("nothing is asked by {other:?}"),
    };
    let key = library.items()[item].key();
    let place = order.iter().position(|option| key.contains(option) == is_right).unwrap();
    (place + 1).to_string()
}

#[test]
fn it_is_sound_and_has_nothing_of_the_built_in_one() {
    let track = track();
    let files = track.all_files();
    let loaded = track.load();
    let today = Day::parse("2026-11-21").unwrap();
    let report = check::check(&content::load(&files), &files, &[Layer::User], today);
    assert_eq!(report.problems, []);
    let library = &loaded.library;
    assert_eq!((library.cards.len(), library.items().len()), (13, 6));
    assert_eq!((library.topics.len(), library.worlds().len()), (4, 0));
    assert!(library.prices.len() == built_in().prices.len(), "prices are for every track");
    assert!(library.deck("everything").is_some() && library.drills().is_empty());
    assert_eq!(report.items.forms.get(&5), Some(&1));
}

#[test]
fn a_card_is_studied() {
    let bed = bed(None, "");
    assert!(bed.text().contains("HTTP") && !bed.text().contains("SAA"), "{}", bed.text());
    let bed = bed.play("<enter> <ctrl-g> 3");
    let seen = bed.app.desk.cards.states.values().filter(|state| state.memory.is_some()).count();
    assert_eq!(seen, 1);
}

#[test]
fn an_item_without_a_run_is_answered_with_reasons_and_facts() {
    let mut bed = bed(None, "p");
    assert_eq!(bed.app.place(), Place::Item);
    let question = "Which of these does the specification ask for?";
    assert!(bed.text().contains(question), "{}", bed.text());
    let key = answer(&bed, false);
    bed = bed.play(&format!("{key} <enter>"));
    assert!(bed.text().contains("wrong"), "{}", bed.text());
    assert!(bed.text().contains("Not run: reasons and facts only"), "{}", bed.text());
    // The fact that speaks against a wrong option stands below its reason.
    let library = bed.app.desk.library.clone();
    let Screen::Practice(practice) = bed.app.screen() else { panic!("practice is in front") };
    let (item, _) = practice.question.as_ref().unwrap().parts(&library);
    let refuting = item.roles.iter().find_map(|role| role.refuting()).unwrap();
    let start: String = library.fact(refuting).unwrap().text.statement.chars().take(40).collect();
    assert!(bed.text().contains(&start), "{start}\n{}", bed.text());
    // There is nothing to watch.
    let bed = bed.play("w");
    assert_eq!(bed.app.place(), Place::Explain);
    let answered = &bed.app.desk.history.item_log;
    assert_eq!((answered.len(), answered[0].is_right), (1, false));
}

/// Its own lengths, pass line and scale: 0 to 100, and 60 passes.
#[test]
fn a_mock_is_taken_to_a_score_of_its_own_scale() {
    let mut bed = bed(None, "m");
    assert!(bed.text().contains("60 of 100 passes; the score is an estimate"), "{}", bed.text());
    assert!(bed.text().contains("3 questions") && bed.text().contains("5 questions"));
    bed = bed.play("<enter>");
    for _ in 0..3 {
        let key = answer(&bed, true);
        bed = bed.play(&format!("{key} <enter>"));
    }
    let bed = bed.play("E y");
    let (_, outcome) = bed.app.desk.history.mocks.last().unwrap().ended.clone().unwrap();
    assert_eq!((outcome.score, outcome.right, outcome.domains.len()), (100, 3, 3));
    assert!(bed.text().contains("100 of 100   pass line 60"), "{}", bed.text());
    assert!(bed.text().contains("3 Caching"), "{}", bed.text());
    // The debrief has no run to wait for.
    let bed = bed.play("<enter>");
    assert!(bed.text().contains("Not run"), "{}", bed.text());
    // One of three is below the line: 60 x 1 / 1.5 = 40.
    let mut bed = bed.play("q q <enter>");
    for is_right in [true, false, false] {
        let key = answer(&bed, is_right);
        bed = bed.play(&format!("{key} <enter>"));
    }
    let bed = bed.play("E y");
    let (_, outcome) = bed.app.desk.history.mocks.last().unwrap().ended.clone().unwrap();
    assert_eq!(outcome.score, 40);
    assert!(bed.text().contains("not passed"), "{}", bed.text());
}

#[test]
fn readiness_is_that_of_its_own_exam() {
    let bed = bed(Some("2026-12-12"), "P");
    let day = bed.now.day;
    let standing = bed.app.desk.standing(day).unwrap();
    assert_eq!((standing.topics.len(), standing.readiness.domains.len()), (4, 3));
    assert!(standing.readiness.score < 60.0 && standing.readiness.score_range.1 <= 100);
    // It is about the whole exam, so no section is named.
    assert!(bed.text().contains("an estimate from the cards alone"), "{}", bed.text());
    assert!(!bed.text().contains("questions only"), "{}", bed.text());
}

#[test]
fn every_screen_opens() {
    for script in ["b", "d", "D", "L", "m", "p", "P", "S", "s", "/"] {
        for (width, height) in [(40, 12), (80, 24), (120, 40)] {
            let library = loaded().library;
            let bed = Bed::with(library, Preferences::default(), width, height).play(script);
            assert!(!bed.text().is_empty(), "{script}");
        }
    }
}

/// The settings know all tracks; the choice is one of them.
#[test]
fn the_settings_choose_among_the_tracks() {
    let mut library = loaded().library;
    library.tracks = vec![content::built_in_track(), track().name];
    let place = SETTINGS.iter().position(|info| info.key == "track").unwrap();
    let script = format!("s {}<right>", "<down> ".repeat(place));
    let bed = Bed::with(library, Preferences::default(), 80, 24).play(&script);
    assert_eq!(bed.app.desk.preferences.track.as_deref(), Some("http-semantics"));
    assert!(bed.text().contains("from the next start on"), "{}", bed.text());
    let saved = |bed: &Bed| match bed.effects.last() {
        Some(Effect::SaveSetting { key: "track", value }) => value.clone(),
        other => panic!("{other:?} was the last effect"),
    };
    assert_eq!(saved(&bed), Some(Setting::Text("http-semantics".into())));
    let bed = bed.play("<right>");
    assert_eq!(saved(&bed), None, "the built-in one needs no line");
}

/// The data folder of somebody who has the track beside decks for the built-in exam.
fn data_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let decks = folder.path().join("decks/http");
    fs::create_dir_all(&decks).unwrap();
    for (name, text) in FILES {
        fs::write(decks.join(name), text).unwrap();
    }
    folder
}

#[track_caller]
fn refused(data: &Path, arguments: &[&str], words: &[&str]) {
    let ran = run(data, arguments);
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    for words in words {
        assert!(ran.err.contains(words), "{}", ran.err);
    }
}

#[test]
fn the_command_line_chooses_the_track() {
    let folder = data_folder();
    let data = folder.path();
    assert!(run(data, &["search", "idempotent", "PUT"]).out.lines().count() <= 1);
    let found = run(data, &["--track", "http-semantics", "search", "idempotent"]);
    assert!(found.out.contains("http.put.idempotent"), "{}", found.out);
    let form = json(data, &["--track", "http-semantics", "exam", "--size", "5", "--seed", "3"]);
    assert_eq!(form["questions"].as_array().unwrap().len(), 5);
    assert_eq!((&form["minutes"], &form["scored"]), (&10.into(), &4.into()));
    refused(data, &["--track", "http-semantics", "exam", "--size", "20"], &["3 or 5 questions"]);
    let run_item = ["--track", "http-semantics", "sim", "run", "retry.right"];
    refused(data, &run_item, &["does not run", "practice retry.right"]);
    // Unknown ones are told with what there is.
    let known = "there are saa-c03-serverless and http-semantics";
    refused(
        data,
        &["--track", "http-semantic", "plan"],
        &["did you mean `http-semantics`?", known],
    );
    refused(data, &["--track", "../up", "plan"], &["is no name of a track"]);
    refused(data, &["config", "set", "track", "nowhere"], &["there is no track `nowhere`", known]);
    // A setting does the same as the flag, and the flag holds over it.
    assert_eq!(run(data, &["config", "set", "track", "http-semantics"]).code, 0);
    assert!(run(data, &["show", "http.put.idempotent"]).out.contains("idempotent"));
    let flag = ["--track", "saa-c03-serverless", "show", "http.put.idempotent"];
    assert_ne!(run(data, &flag).code, 0);
    // A track that is gone is told with the way back, and that way is open.
    fs::remove_dir_all(data.join("decks/http")).unwrap();
    refused(data, &["plan"], &["there is no track `http-semantics`", "config set track none"]);
    assert_eq!(run(data, &["config", "set", "track", "none"]).code, 0);
    assert_eq!(run(data, &["plan"]).code, 0);
}

#[test]
fn each_track_has_its_progress_and_its_exam_date() {
    let folder = data_folder();
    let data = folder.path();
    let http =
        |arguments: &[&str]| run(data, &[&["--track", "http-semantics"], arguments].concat());
    assert_eq!(run(data, &["config", "set", "exam_date", "2026-12-14"]).code, 0);
    assert_eq!(http(&["config", "set", "exam_date", "2027-01-05"]).code, 0);
    assert_eq!(run(data, &["config", "show", "exam_date"]).out, "2026-12-14\n");
    assert_eq!(http(&["config", "show", "exam_date"]).out, "2027-01-05\n");
    let settings = fs::read_to_string(data.join("config.toml")).unwrap();
    let expected =
        "exam_date = \"2026-12-14\"\n\n[tracks.http-semantics]\nexam_date = \"2027-01-05\"\n";
    assert_eq!(settings, expected);
    let studied = ["--track", "http-semantics", "--plain", "review"];
    let ran = run_with_input(data, &studied, "<ctrl-g>\n3\nq\nq\n");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(data.join("tracks/http-semantics/progress.sqlite3").exists());
    assert!(!data.join("progress.sqlite3").exists(), "the built-in one is untouched");
    // Copies are those of the track.
    let copy = data.join("copy.sqlite3");
    let copy = copy.to_str().unwrap();
    refused(data, &["backup", copy], &["there is no progress file yet"]);
    assert_eq!(http(&["backup", copy]).code, 0);
    let restored = http(&["restore", copy]);
    assert!(restored.out.contains("tracks/http-semantics/progress.sqlite3"), "{}", restored.out);
    assert!(!data.join("progress.sqlite3").exists());
    let plan = json(data, &["--track", "http-semantics", "plan"]);
    assert_eq!(plan["readiness"]["domains"].as_array().unwrap().len(), 3);
    assert_eq!(plan["readiness"]["scope"], serde_json::Value::Null);
    assert_eq!(json(data, &["plan"])["readiness"]["scope"], "serverless questions only");
}

#[test]
fn check_takes_a_folder_as_a_track() {
    let folder = data_folder();
    let decks = folder.path().join("decks/http");
    let ran = run(folder.path(), &["check", decks.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("cards   13") && ran.out.contains("items   6 of 6"), "{}", ran.out);
    fs::write(decks.join("track.toml"), "id = \"http-semantics\"\n").unwrap();
    let ran = run(folder.path(), &["check", decks.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("a track needs the key `scale`"), "{}", ran.out);
    refused(folder.path(), &["--track", "http-semantics", "plan"], &["there is no track", "http"]);
}

/// One wrong track a rule: `tests/bad/track/NAME.toml`, and in `NAME.txt` the exact words
/// (`UPDATE_BAD=1` writes them anew).
#[test]
fn wrong_tracks_are_told_in_exact_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad/track");
    let mut n_files = 0;
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        n_files += 1;
        let text = fs::read_to_string(&path).unwrap();
        let loaded = content::load(&[SourceFile::user("t/track.toml", text)]);
        let said: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
        let said = said.join("\n\n") + "\n";
        let expected = path.with_extension("txt");
        if std::env::var_os("UPDATE_BAD").is_some() {
            fs::write(&expected, &said).unwrap();
        }
        assert_eq!(said, fs::read_to_string(&expected).unwrap_or_default(), "{}", path.display());
        assert!(!loaded.problems.is_empty(), "{} has no fault", path.display());
    }
    assert!(12 <= n_files, "{n_files} wrong tracks");
}

#[test]
fn what_is_built_in_has_to_run() {
    let as_built_in = |(name, text): (&str, &str)| {
        SourceFile::new(format!("content/http/{name}"), text.to_owned(), Layer::BuiltIn)
    };
    let own = FILES.map(as_built_in);
    let mut files = content::files::for_every_track();
    files.extend(own);
    let today = Day::parse("2026-11-21").unwrap();
    let report = check::check(&content::load(&files), &files, &[Layer::BuiltIn], today);
    let n = report.problems.iter().filter(|one| one.rule == Some("L41")).count();
    assert_eq!(n, 6);
}

/// Nothing of the program knows which exam it is for.
#[test]
fn no_code_names_the_exam() {
    fn look(folder: &Path, told: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                look(&path, told);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            // Tests may take the exam as their example.
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for word in ["SAA-C03", "saa-c03", "720", "four domains", "nine topics", "ten topics"] {
                if code.contains(word) {
                    told.push(format!("{} says {word}", path.display()));
                }
            }
        }
    }
    let mut told = Vec::new();
    look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut told);
    assert!(told.is_empty(), "{}", told.join("\n"));
}
