//! Kills the program at every single call that writes, and looks whether anything was lost.
//! Needs strace; `.ci/run` has it.

#![cfg(target_os = "linux")]

mod common;

use common::{DAMAGED, Playground, RESTORED, Ran};
use std::collections::BTreeSet;
use std::process::Command;

/// Every call by which the program changes anything on the disk.
const WRITES: &str = "write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,rmdir,\
                      mkdir,mkdirat,link,linkat,fchmod,fchown,openat";

/// More calls than a run makes.
const MOST: usize = 400;

/// Whether strace is there and may trace.
fn can_trace() -> bool {
    let traced = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).status();
    let can = traced.is_ok_and(|s| s.success());
    if !can {
        eprintln!("skipped: strace is not there or may not trace");
    }
    can
}

/// Runs `args`, killed at the `n`th call that writes; whether it was killed.
fn killed(playground: &Playground, args: &[&str], n: usize) -> bool {
    let program = playground.command(args);
    let inject = format!("inject={WRITES}:signal=KILL:when={n}");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={WRITES}"), "-e", &inject]);
    strace.arg(program.get_program()).args(program.get_args()).current_dir(playground.root());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => strace.env(name, value),
            None => strace.env_remove(name),
        };
    }
    let output = strace.output().unwrap();
    let was_killed = output.status.code() != Some(0);
    assert!(was_killed || output.stderr.is_empty(), "{}", output.stderr.escape_ascii());
    was_killed
}

fn write_all(playground: &Playground) {
    playground.write("a", DAMAGED);
    playground.write("b", format!("{DAMAGED}二"));
    playground.write("clean", RESTORED);
}

/// Each file is whole, as it was or as it is to be; which of the two damaged ones is restored.
fn states(playground: &Playground) -> (bool, bool) {
    let is = |name: &str, rest: &str| {
        let now = playground.read(name);
        let restored = now == format!("{RESTORED}{rest}").as_bytes();
        assert!(restored || now == format!("{DAMAGED}{rest}").as_bytes(), "{name} is broken");
        restored
    };
    assert_eq!(playground.read("clean"), RESTORED.as_bytes());
    (is("a", ""), is("b", "二"))
}

fn undo(playground: &Playground) -> Ran {
    let undone = Ran::new(playground.command(["undo"]).output().unwrap());
    assert_eq!((undone.code, &*undone.stderr), (0, ""), "{}", undone.text());
    undone
}

#[test]
fn a_fix_that_is_killed_anywhere_leaves_whole_files_and_can_be_taken_back() {
    if !can_trace() {
        return;
    }
    let mut seen = BTreeSet::new();
    for n in 1..MOST {
        let playground = Playground::new();
        write_all(&playground);
        let fix = ["fix", "-q", "-j1", "--only", "words,chars", "a", "b", "clean"];
        let was_killed = killed(&playground, &fix, n);
        seen.insert(states(&playground));
        if playground.state().exists() {
            Ran::new(playground.command(["undo", "-q"]).output().unwrap());
        }
        assert_eq!(states(&playground), (false, false), "killed at call {n}");
        // And the next run does what it should.
        assert_eq!(Ran::new(playground.command(fix).output().unwrap()).code, 0);
        assert_eq!(states(&playground), (true, true));
        undo(&playground);
        if !was_killed {
            // Killed before the first file, between the two, after the second.
            assert_eq!(seen.len(), 3, "{seen:?}");
            assert!(n > 20, "only {n} calls");
            return;
        }
    }
    panic!("more than {MOST} calls");
}

#[test]
fn an_undo_that_is_killed_anywhere_can_be_done_again() {
    if !can_trace() {
        return;
    }
    let mut seen = BTreeSet::new();
    for n in 1..MOST {
        let playground = Playground::new();
        write_all(&playground);
        let fix = ["fix", "-q", "-j1", "--only", "words,chars", "a", "b"];
        // A run before, which an undo that was killed must not take back for the other.
        playground.write("before", DAMAGED);
        playground.command(["fix", "-q", "--only", "words,chars", "before"]).status().unwrap();
        playground.command(fix).status().unwrap();
        let was_killed = killed(&playground, &["undo", "-q"], n);
        seen.insert(states(&playground));
        let listed = Ran::new(playground.command(["undo", "--list"]).output().unwrap());
        if states(&playground) != (false, false) || listed.text().contains("run 2") {
            undo(&playground);
        }
        assert_eq!(states(&playground), (false, false), "killed at call {n}");
        assert_eq!(playground.read("before"), RESTORED.as_bytes());
        assert_eq!(undo(&playground).text(), "run 1 taken back, 1 file restored\n");
        assert!(
            playground.names("../state/runs").is_empty(),
            "{:?}",
            playground.names("../state/runs")
        );
        if !was_killed {
            assert_eq!(seen.len(), 3, "{seen:?}");
            return;
        }
    }
    panic!("more than {MOST} calls");
}
