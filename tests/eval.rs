//! `kanwu eval` counts as the script does that the project is judged by, where a checkout of that
//! stands beside this one; and the diagram is drawn.

use std::path::Path;
use std::process::Command;

fn kanwu() -> Command {
    Command::new(env!("CARGO_BIN_EXE_kanwu"))
}

fn root(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The counts of a family in a table: required, changed, missed, bonus. Of two changes that stand side
/// by side, one right and one wrong, the script sees two and `eval` one that is wrong, so that what
/// was changed is counted as a whole.
fn counts(table: &str, family: &str) -> [usize; 4] {
    let line = table.lines().find(|l| l.split_whitespace().next() == Some(family)).unwrap();
    let all: Vec<usize> =
        line.split_whitespace().skip(1).take(5).map(|n| n.parse().unwrap()).collect();
    let &[required, restored, missed, wrong, bonus] = &*all else { panic!("{line}") };
    [required, restored + wrong, missed, bonus]
}

#[test]
fn swapped_words_are_counted_as_by_the_script() {
    let (script, mined) = (root("../shared/eval/score.py"), root("../shared/eval/mined"));
    let python = Command::new("python3").arg("--version").output();
    if !script.exists() || python.is_err() {
        return;
    }
    let theirs = Command::new("python3")
        .args([&script, Path::new("--only"), Path::new("substitution"), &mined])
        .args([env!("CARGO_BIN_EXE_kanwu"), "filter"])
        .output()
        .unwrap();
    let mut ours = kanwu();
    ours.arg("eval").args(["--family", "substitution", "--lang", "en"]).arg(&mined);
    let ours = ours.output().unwrap();
    let text = |out: &[u8]| String::from_utf8(out.to_vec()).unwrap();
    assert_eq!(
        counts(&text(&ours.stdout), "substitution"),
        counts(&text(&theirs.stdout), "substitution"),
        "{}",
        text(&theirs.stderr)
    );
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let folder = root("tests/cmd/eval.in/gold");
    let run =
        |jobs: &str| kanwu().args(["eval", "-v", "-j", jobs]).arg(&folder).output().unwrap().stdout;
    assert_eq!(run("1"), run("3"));
}

#[test]
fn the_diagram_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("reliability.svg");
    let mut run = kanwu();
    run.arg("eval").arg(root("tests/cmd/eval.in/gold")).arg("--plot").arg(&file);
    assert!(run.status().unwrap().success());
    let svg = std::fs::read_to_string(file).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("<circle"));
}
