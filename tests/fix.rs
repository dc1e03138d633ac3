//! `kanwu fix` and `kanwu undo`: nothing is lost, whatever happens on the way.

mod common;

use common::{DAMAGED, Playground, RESTORED, Ran, gbk, unmappable, utf16le};
use std::fs;
use std::process::{Command, Stdio};

fn undo(playground: &Playground) -> Ran {
    undo_with(playground, &[])
}

fn undo_with(playground: &Playground, args: &[&str]) -> Ran {
    Ran::new(playground.command(["undo"].iter().chain(args)).output().unwrap())
}

#[test]
fn every_charset_is_written_back_as_it_was_and_taken_back() {
    let playground = Playground::new();
    let mark = |text: &str| [b"\xFF\xFE".to_vec(), utf16le(text)].concat();
    let surrogate = |text: &str| [mark(text), b"\x00\xD8\n\0".to_vec()].concat();
    let cases: Vec<(&str, Vec<u8>, Vec<u8>)> = vec![
        ("crlf", format!("{DAMAGED}\r\n").into(), format!("{RESTORED}\r\n").into()),
        ("bom", format!("\u{FEFF}{DAMAGED}").into(), format!("\u{FEFF}{RESTORED}").into()),
        ("gbk", gbk(DAMAGED), gbk(RESTORED)),
        ("utf16", mark(DAMAGED), mark(RESTORED)),
        ("surrogate", surrogate(DAMAGED), surrogate(RESTORED)),
        ("broken", [DAMAGED.as_bytes(), b"\xFF"].concat(), [RESTORED.as_bytes(), b"\xFF"].concat()),
        ("clean", RESTORED.into(), RESTORED.into()),
        ("empty", vec![], vec![]),
    ];
    for (name, damaged, _) in &cases {
        playground.write(name, damaged);
    }
    let fixed = playground.run("fix", ["."]);
    assert_eq!(fixed.code, 0, "{}", fixed.stderr);
    let summary = "8 files checked, 6 changed, 12 edits (kanwu undo takes it back)\n";
    assert_eq!(fixed.text(), summary);
    for (name, _, restored) in &cases {
        assert_eq!(&playground.read(name), restored, "{name}");
    }
    assert_eq!(undo(&playground).code, 0);
    for (name, damaged, _) in &cases {
        assert_eq!(&playground.read(name), damaged, "{name}");
    }
    assert_eq!(playground.names(".").len(), cases.len());
}

#[test]
fn undo_goes_back_run_by_run() {
    let playground = Playground::new();
    playground.write("a", DAMAGED);
    playground.run("fix", ["a", "--skip", "closing-mark"]);
    let between = playground.read("a");
    playground.run("fix", ["a"]);
    assert_eq!(playground.read("a"), RESTORED.as_bytes());
    assert_eq!(undo(&playground).text(), "run 2 taken back, 1 file restored\n");
    assert_eq!(playground.read("a"), between);
    assert_eq!(undo(&playground).text(), "run 1 taken back, 1 file restored\n");
    assert_eq!(playground.read("a"), DAMAGED.as_bytes());
    let last = undo(&playground);
    assert_eq!((last.code, &*last.stderr), (0, "kanwu: there is no run to take back\n"));
}

#[test]
fn undo_takes_back_the_run_of_a_number() {
    let playground = Playground::new();
    for name in ["a", "b", "c"] {
        playground.write(name, DAMAGED);
        playground.run("fix", [name]);
    }
    let listed = undo_with(&playground, &["--list"]);
    let lines: Vec<&str> = listed.text().lines().collect();
    assert_eq!(lines.len(), 3, "{}", listed.text());
    assert!(lines[0].starts_with("run 3  just now  1 file  /"), "{}", lines[0]);
    assert!(lines[2].ends_with("/docs/a"), "{}", lines[2]);
    assert_eq!(undo_with(&playground, &["2"]).text(), "run 2 taken back, 1 file restored\n");
    let now = ["a", "b", "c"].map(|name| playground.read(name));
    assert_eq!(now, [RESTORED, DAMAGED, RESTORED].map(|t| t.as_bytes().to_vec()));
    let gone = undo_with(&playground, &["2"]);
    assert_eq!(gone.code, 2);
    assert!(gone.stderr.contains("no run 2 to take back"), "{}", gone.stderr);
    // What a later run changed again is not for an earlier one to take back.
    playground.write("a", DAMAGED);
    playground.run("fix", ["a", "--skip", "closing-mark"]);
    playground.run("fix", ["a"]);
    let refused = undo_with(&playground, &["4"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("was changed by someone else"), "{}", refused.stderr);
    assert_eq!(playground.read("a"), RESTORED.as_bytes());
}

#[test]
fn undo_refuses_a_file_that_changed_and_restores_the_rest() {
    let playground = Playground::new();
    for name in ["a", "b", "c"] {
        playground.write(name, DAMAGED);
    }
    playground.run("fix", ["a", "b", "c"]);
    playground.write("b", "我自己改过");
    let undone = undo(&playground);
    assert_eq!(undone.code, 2);
    assert!(undone.stderr.contains("b: was changed by someone else"), "{}", undone.stderr);
    assert_eq!(playground.read("a"), DAMAGED.as_bytes());
    assert_eq!(playground.read("b"), "我自己改过".as_bytes());
    assert_eq!(playground.read("c"), DAMAGED.as_bytes());
    // What could not be restored can still be fetched by hand.
    let kept = undone.stderr.lines().find_map(|l| l.split("its original is ").nth(1)).unwrap();
    let run = playground.state().join("runs/000001.undone");
    let name = kept.rsplit('/').next().unwrap();
    assert_eq!(fs::read(run.join(name)).unwrap(), DAMAGED.as_bytes());
}

#[test]
fn a_run_that_changes_nothing_leaves_nothing_behind() {
    let playground = Playground::new();
    playground.write("a", RESTORED);
    assert_eq!(playground.run("fix", ["a"]).code, 0);
    assert!(!playground.state().exists());
}

#[test]
fn a_file_given_twice_is_written_once() {
    let playground = Playground::new();
    playground.write("a", DAMAGED);
    let fixed = playground.run("fix", ["a", "./a", "."]);
    assert!(fixed.text().starts_with("1 file checked, 1 changed"), "{}", fixed.text());
}

#[test]
fn trouble_with_one_file_does_not_stop_the_others() {
    let playground = Playground::new();
    playground.write("a", DAMAGED);
    playground.write("c", DAMAGED);
    let fixed = playground.run("fix", ["a", "missing", "c"]);
    assert_eq!(fixed.code, 2);
    assert!(fixed.stderr.contains("missing: cannot be read"), "{}", fixed.stderr);
    assert_eq!(playground.read("a"), RESTORED.as_bytes());
    assert_eq!(playground.read("c"), RESTORED.as_bytes());
}

#[test]
fn a_character_the_charset_lacks_leaves_the_file_as_it_was() {
    let playground = Playground::new();
    let big5 = unmappable();
    playground.write("a", &big5);
    let fixed = playground.run("fix", ["a"]);
    assert_eq!(fixed.code, 2, "{}", fixed.stderr);
    assert!(fixed.stderr.contains("a: Big5 cannot express “ẞ” (U+1E9E)"), "{}", fixed.stderr);
    assert_eq!(playground.read("a"), big5);
    assert_eq!(playground.run("fix", ["a", "--to", "utf-8"]).code, 0);
    assert!(String::from_utf8(playground.read("a")).unwrap().contains("ẞ大家"));
    assert_eq!(undo(&playground).code, 0);
    assert_eq!(playground.read("a"), big5);
}

#[test]
fn a_hook_is_told_that_something_changed() {
    let playground = Playground::new();
    playground.write("a.txt", DAMAGED);
    let fix = || playground.run("fix", ["--exit-non-zero-on-fix", "a.txt"]);
    assert_eq!(fix().code, 1);
    assert_eq!(playground.read("a.txt"), RESTORED.as_bytes());
    assert_eq!(fix().code, 0);
}

#[test]
fn in_maintained_files_only_what_is_certain_changes() {
    let playground = Playground::new();
    playground.write("a.txt", "“连心桥〞活动，优质效劳。\n");
    assert_eq!(playground.run("fix", ["--maintained", "a.txt"]).code, 0);
    assert_eq!(playground.read("a.txt"), "“连心桥”活动，优质效劳。\n".as_bytes());
    let likely = ["--maintained", "--confidence", "likely", "a.txt"];
    assert_eq!(playground.run("fix", likely).code, 0);
    assert_eq!(playground.read("a.txt"), "“连心桥”活动，优质服务。\n".as_bytes());
}

#[test]
fn standard_input_cannot_be_fixed() {
    let fixed = Playground::new().run("fix", ["-"]);
    assert_eq!(fixed.code, 2);
    assert!(fixed.stderr.contains("use kanwu filter"), "{}", fixed.stderr);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::time::Duration;

    #[test]
    fn a_symbolic_link_stays_one_and_its_target_is_restored() {
        let playground = Playground::new();
        let target = playground.write("deep/target", DAMAGED);
        symlink(&target, playground.path("link")).unwrap();
        assert_eq!(playground.run("fix", ["link"]).code, 0);
        assert!(fs::symlink_metadata(playground.path("link")).unwrap().is_symlink());
        assert_eq!(playground.read("deep/target"), RESTORED.as_bytes());
        assert_eq!(playground.names("deep"), ["target"]);
    }

    #[test]
    fn odd_names_are_restored_and_taken_back() {
        use std::os::unix::ffi::OsStringExt;
        let playground = Playground::new();
        let odd: [&[u8]; 5] = [b"-dash", b"line\nbreak", b"\xCE\xC4", b"\x1B[31m", b" "];
        let names = odd.map(|name| std::ffi::OsString::from_vec(name.to_vec()));
        for name in &names {
            playground.write(name, DAMAGED);
        }
        let fixed = playground.run("fix", ["."]);
        assert_eq!(fixed.code, 0, "{}", fixed.stderr);
        assert!(names.iter().all(|n| playground.read(n) == RESTORED.as_bytes()));
        assert_eq!(undo(&playground).code, 0);
        assert!(names.iter().all(|n| playground.read(n) == DAMAGED.as_bytes()));
    }

    #[test]
    fn a_pipe_is_checked_but_not_fixed() {
        let playground = Playground::new();
        let made = Command::new("mkfifo").arg(playground.path("pipe")).status();
        if !made.is_ok_and(|m| m.success()) {
            return;
        }
        let path = playground.path("pipe");
        let writer = std::thread::spawn(move || {
            use std::io::Write;
            for _ in 0..2 {
                let mut pipe = fs::OpenOptions::new().write(true).open(&path).unwrap();
                pipe.write_all(DAMAGED.as_bytes()).unwrap();
                drop(pipe);
                // The next reader must not get what was meant for the last one.
                std::thread::sleep(Duration::from_millis(200));
            }
        });
        assert_eq!(playground.run("check", ["pipe"]).code, 1);
        let fixed = playground.run("fix", ["pipe"]);
        writer.join().unwrap();
        assert_eq!(fixed.code, 2);
        assert!(fixed.stderr.contains("pipe: is no regular file"), "{}", fixed.stderr);
    }

    #[test]
    fn other_names_of_a_file_keep_the_original() {
        let playground = Playground::new();
        let path = playground.write("a", DAMAGED);
        fs::hard_link(&path, playground.path("b")).unwrap();
        assert_eq!(playground.run("fix", ["a"]).code, 0);
        assert_eq!(playground.read("a"), RESTORED.as_bytes());
        assert_eq!(playground.read("b"), DAMAGED.as_bytes());
    }

    #[test]
    fn permissions_survive_and_a_read_only_file_is_refused() {
        let playground = Playground::new();
        let script = playground.write("script", DAMAGED);
        let locked = playground.write("locked", DAMAGED);
        fs::set_permissions(&script, fs::Permissions::from_mode(0o750)).unwrap();
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o444)).unwrap();
        let fixed = playground.run("fix", ["script", "locked"]);
        assert_eq!(fixed.code, 2);
        assert!(fixed.stderr.contains("locked: is read-only"), "{}", fixed.stderr);
        assert_eq!(fs::metadata(&script).unwrap().mode() & 0o777, 0o750);
        assert_eq!(playground.read("locked"), DAMAGED.as_bytes());
    }

    #[test]
    fn a_folder_that_cannot_be_written_to_leaves_the_file_as_it_was() {
        let playground = Playground::new();
        let path = playground.write("sub/a", DAMAGED);
        let folder = path.parent().unwrap();
        fs::set_permissions(folder, fs::Permissions::from_mode(0o555)).unwrap();
        let root_ignores_permissions = tempfile::tempfile_in(folder).is_ok();
        let fixed = playground.run("fix", ["sub/a"]);
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
        if root_ignores_permissions {
            assert_eq!(fixed.code, 0);
            return;
        }
        assert_eq!(fixed.code, 2);
        assert_eq!(playground.read("sub/a"), DAMAGED.as_bytes());
    }

    #[test]
    fn the_copies_of_documents_are_for_their_owner_only() {
        let playground = Playground::new();
        playground.write("a", DAMAGED);
        playground.run("fix", ["a"]);
        let run = playground.state().join("runs/000001");
        assert_eq!(fs::metadata(run).unwrap().mode() & 0o777, 0o700);
    }

    /// Mounts a file system of 64 KiB; nothing where that is not permitted.
    fn small_disk(playground: &Playground) -> bool {
        fs::create_dir(playground.path("disk")).unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=64k", "tmpfs", "disk"])
            .current_dir(playground.root())
            .output();
        mount.is_ok_and(|m| m.status.success())
    }

    #[test]
    fn a_full_disk_leaves_the_original_and_nothing_else() {
        let playground = Playground::new();
        if !small_disk(&playground) {
            return;
        }
        // Two of these do not fit.
        let damaged = format!("{DAMAGED}\n").repeat(700);
        playground.write("disk/a", &damaged);
        let fixed = playground.run("fix", ["disk/a"]);
        let (names, content) = (playground.names("disk"), playground.read("disk/a"));
        let path = playground.path("disk");
        assert!(Command::new("umount").arg(path).status().unwrap().success());
        assert_eq!(fixed.code, 2);
        assert!(fixed.stderr.contains("disk/a: cannot be written"), "{}", fixed.stderr);
        assert_eq!(names, ["a"]);
        assert_eq!(content, damaged.as_bytes());
    }

    #[test]
    fn without_room_for_the_original_the_file_is_not_touched() {
        let playground = Playground::new();
        if !small_disk(&playground) {
            return;
        }
        let damaged = format!("{DAMAGED}\n").repeat(2000);
        playground.write("a", &damaged);
        let mut command = playground.ruled("fix");
        let state = playground.path("disk");
        let fixed = Ran::new(command.arg("a").env("KANWU_STATE", &state).output().unwrap());
        assert!(Command::new("umount").arg(state).status().unwrap().success());
        assert_eq!(fixed.code, 2);
        assert!(fixed.stderr.contains("a: its original cannot be kept"), "{}", fixed.stderr);
        assert_eq!(playground.read("a"), damaged.as_bytes());
    }

    #[test]
    fn an_interrupt_leaves_whole_files_and_can_be_taken_back() {
        let playground = Playground::new();
        let names: Vec<String> = (0..3000).map(|i| format!("{i:04}")).collect();
        for name in &names {
            playground.write(name, DAMAGED);
        }
        let mut command = playground.ruled("fix");
        let mut child =
            command.arg(".").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while !playground.state().join("runs/000001/journal.jsonl").exists() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        let code = child.wait().unwrap().code();
        assert_eq!(code, Some(130));
        assert_eq!(playground.names("."), names);
        let restored = names.iter().filter(|n| playground.read(n) == RESTORED.as_bytes()).count();
        let damaged = names.iter().filter(|n| playground.read(n) == DAMAGED.as_bytes()).count();
        assert_eq!(restored + damaged, names.len());
        assert!(damaged > 0, "the interrupt came too late to be a test");
        assert_eq!(undo(&playground).code, 0);
        assert!(names.iter().all(|n| playground.read(n) == DAMAGED.as_bytes()));
    }
}
