//! The lab by its keys: playing, turning knobs, lanes, challenges.

use coldstart::{
    app::screens::{
        Screen,
        lab::{ChallengeVerdict, Lab, Panel},
    },
    sim::{
        kernel::{
            meter::Count,
            time::{MS, SECOND},
        },
        watch::lanes::LaneId,
    },
    study::record::{Effect, Record},
};

use crate::bed::Bed;

fn lab(bed: &Bed) -> &Lab {
    match bed.app.screen() {
        Screen::Lab(lab) => lab,
        other => panic!("the lab is not in front but {other:?}"),
    }
}

#[test]
fn a_world_plays_at_the_pace_of_the_clock() {
    let bed = Bed::new().play("L <enter>");
    assert_eq!(bed.app.wake_in(), None, "nothing moves before it is asked to");
    let bed = bed.play("<space> ~100");
    assert_eq!(lab(&bed).lanes.now(), 3_300 * MS, "100 frames of 33 ms");
    assert!(bed.app.wake_in().is_some());
    let bed = bed.play("+ ~10");
    assert_eq!(lab(&bed).lanes.now(), 6_600 * MS, "ten times as fast");
    let bed = bed.play("<space> ~50");
    assert_eq!(lab(&bed).lanes.now(), 6_600 * MS, "paused");
    assert_eq!(bed.app.wake_in(), None);
}

#[test]
fn a_pause_of_the_program_is_not_made_up_for() {
    let bed = Bed::new().play("L <enter> <space> ~10 +3600s ~1");
    assert!(lab(&bed).lanes.now() <= SECOND, "a quarter of a second at most");
}

#[test]
fn frames_change_nothing() {
    let digest = |script: &str| {
        let bed = Bed::new().play(script);
        assert_eq!(lab(&bed).lanes.now(), 20 * SECOND);
        lab(&bed).lanes.a.world.core.digest()
    };
    let at_once = digest("L <enter> e ~20");
    assert_eq!(digest("L <enter> <space> ~700"), at_once);
    assert_eq!(digest("L <enter> <space> ~9 + ~100 s s + ~200"), at_once);
    assert_eq!(digest("L <enter> n n n s s <space> + + ~200"), at_once);
}

#[test]
fn a_step_is_a_sample_and_the_next_event_has_words() {
    let bed = Bed::new().play("L <enter> s s s");
    assert_eq!(lab(&bed).lanes.now(), 300 * MS);
    let bed = bed.play("n");
    let entry = lab(&bed).lanes.a.log.entries.back().cloned().unwrap();
    assert!(entry.words.contains("cold"), "{entry:?}");
}

#[test]
fn a_knob_turned_on_the_way_holds_from_then_on() {
    let sent = |bed: &Bed| lab(bed).lanes.a.world.count("people", Count::In);
    let bed = Bed::new().play("L <enter> <space> ~100 <right> <right> ~100 <space>");
    // 3.3 s at 30 a second and 3.3 s at 50: 264, with five standard errors of 16.
    assert!((184..=344).contains(&sent(&bed)), "{}", sent(&bed));
    let slow = Bed::new().play("L <enter> <space> ~200 <space>");
    assert!(sent(&slow) < sent(&bed));
}

#[test]
fn a_challenge_is_solved_by_a_whole_run_and_kept() {
    let bed = Bed::new().play("L <down> <enter>");
    assert_eq!(lab(&bed).panel, Panel::Goals, "what is asked comes first");
    let bed = bed.play("e ~30");
    assert_eq!(lab(&bed).verdict, Some(ChallengeVerdict::Missed));
    assert!(bed.app.desk.history.solved.is_empty());
    let bed = bed.play("r > e ~30");
    assert_eq!(lab(&bed).verdict, Some(ChallengeVerdict::Solved));
    let kept: Vec<&Effect> = bed
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Keep(Record::Run(_))))
        .collect();
    let [Effect::Keep(Record::Run(record))] = kept[..] else { panic!("{kept:?}") };
    assert_eq!((record.world.as_str(), record.changes.as_str()), ("sample-hot", "votes.keys=101"));
    assert_eq!(record.digest, lab(&bed).lanes.a.world.core.digest());
    assert!(bed.app.desk.history.solved.contains("sample-hot"));
    let day = bed.now.day;
    assert_eq!(record.day, day);
    assert_eq!(bed.app.desk.history.summary.on(day), 1, "it counts for the day");
    assert_eq!(bed.app.desk.history.summary.streak_days(day), 1);
    let bed = bed.play("<esc>");
    assert!(bed.text().contains("1 of 1 challenges solved"), "{}", bed.text());
}

#[test]
fn what_does_not_count_as_solved() {
    let verdict = |script: &str| {
        let bed = Bed::new().play(script);
        assert!(bed.app.desk.history.solved.is_empty(), "{script}");
        lab(&bed).verdict
    };
    let on_the_way = "L <down> <enter> s s s > e ~30";
    assert_eq!(verdict(on_the_way), Some(ChallengeVerdict::Turned));
    let two_changes = "L <down> <enter> > <down> <right> e ~30";
    assert_eq!(verdict(two_changes), Some(ChallengeVerdict::TooManyChanges));
    let after_a_look = "L <down> <enter> w e ~30";
    assert_eq!(verdict(after_a_look), Some(ChallengeVerdict::Solved));
}

#[test]
fn a_solved_challenge_waits_for_the_disk() {
    let mut bed = Bed::new();
    bed.saving_fails = true;
    let mut bed = bed.play("L <down> <enter> > e ~30");
    assert_eq!(bed.app.n_unsaved(), 1);
    bed.saving_fails = false;
    let bed = bed.play("<esc> <esc> <ctrl-c>");
    assert_eq!(bed.app.n_unsaved(), 0, "leaving tries once more");
}

#[test]
fn two_lanes_have_one_clock_and_one_traffic() {
    let bed = Bed::new().play("L <enter> b <down> < < <space> ~150 <space>");
    let lanes = &lab(&bed).lanes;
    let b = lanes.b.as_ref().unwrap();
    assert_eq!(lanes.a.world.core.now, b.world.core.now);
    let sent = |world: &coldstart::sim::World| world.count("people", Count::In);
    assert_eq!(sent(&lanes.a.world), sent(&b.world));
    assert_eq!(lanes.a.world.count("shop", Count::Throttled), 0);
    assert!(0 < b.world.count("shop", Count::Throttled), "no concurrency is left in B");
    let bed = bed.play("b");
    assert!(lab(&bed).lanes.b.is_none());
}

#[test]
fn the_last_turn_of_a_knob_is_taken_back() {
    let bed = Bed::new().play("L <enter> <right> <right> <down> > u u");
    assert_eq!(lab(&bed).a[0].to_string(), "40", "two turns were taken back, one is left");
    assert_eq!(lab(&bed).a[1].to_string(), "20");
    let bed = bed.play("u u");
    assert_eq!(lab(&bed).n_changes(LaneId::A), 0);
    assert!(bed.text().contains("no knob was turned"), "{}", bed.text());
}

#[test]
fn after_the_end_a_knob_begins_a_new_run() {
    let bed = Bed::new().play("L <enter> e ~30");
    assert!(lab(&bed).is_over());
    assert_eq!(lab(&bed).speed, 0, "the speed is what it was before");
    let bed = bed.play("<right>");
    assert_eq!(lab(&bed).lanes.now(), 0);
    let bed = bed.play("e ~30");
    let sent = lab(&bed).lanes.a.world.count("people", Count::In);
    // 40 a second for 20 s are 800, with five standard errors of 28.
    assert!((660..=940).contains(&sent), "{sent}");
    let bed = bed.play("e ~30");
    assert_eq!(lab(&bed).lanes.a.world.count("people", Count::In), sent, "the same once more");
}

#[test]
fn the_log_and_long_goals_can_be_scrolled() {
    let bed = Bed::sized(60, 16).play("L <enter> > > > e ~40 <tab>");
    let last = bed.text();
    let bed = bed.play("<up> <up>");
    assert_ne!(bed.text(), last, "older entries come into view");
    let bed = bed.play("<down> <down>");
    assert_eq!(bed.text(), last);
}

#[test]
fn a_setting_that_cannot_be_says_why_and_changes_nothing() {
    // The knob goes up to what the account has left for others.
    let mut bed = Bed::new().play("L <enter> <down>");
    for _ in 0..12 {
        bed = bed.play(">");
    }
    assert_eq!(lab(&bed).a[1].to_string(), "100");
    let bed = bed.play("R");
    assert_eq!(lab(&bed).a[1].to_string(), "20");
}
