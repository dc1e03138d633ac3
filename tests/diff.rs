//! `kanwu diff`: git itself must be able to apply what comes out of the pipe.

mod common;

use common::{DAMAGED, Playground, RESTORED, gbk, unmappable, utf16le};
use std::ffi::OsString;
use std::io::Write;
use std::process::{Command, Stdio};

/// Diffs `names` in one run, lets git apply the patch and compares with what `expected` says.
fn git_applies(documents: &[(OsString, Vec<u8>, Vec<u8>)]) {
    let playground = Playground::new();
    for (name, damaged, _) in documents {
        playground.write(name, damaged);
    }
    let mut args = vec![OsString::from("--")];
    args.extend(documents.iter().map(|d| d.0.clone()));
    let diff = playground.run("diff", args);
    assert_eq!(diff.code, 1, "{}", diff.stderr);
    let mut git = Command::new("git")
        .args(["apply", "--whitespace=nowarn", "-"])
        .current_dir(playground.root())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    git.stdin.take().unwrap().write_all(&diff.stdout).unwrap();
    assert!(git.wait().unwrap().success(), "{}", diff.stdout.escape_ascii());
    for (name, _, restored) in documents {
        assert_eq!(&playground.read(name), restored, "{name:?}");
    }
}

fn document(
    name: &str,
    damaged: impl Into<Vec<u8>>,
    restored: impl Into<Vec<u8>>,
) -> (OsString, Vec<u8>, Vec<u8>) {
    (name.into(), damaged.into(), restored.into())
}

/// Twelve clean lines, the damaged one in the middle and at the end.
fn lines(line: &str, end: &str) -> String {
    let clean = format!("社区的事大家商量着办。{end}").repeat(6);
    format!("{clean}{line}{end}{clean}{line}{end}")
}

#[test]
fn line_ends_and_a_missing_final_newline_survive() {
    git_applies(&[
        document("lf", lines(DAMAGED, "\n"), lines(RESTORED, "\n")),
        document("crlf", lines(DAMAGED, "\r\n"), lines(RESTORED, "\r\n")),
        document("one-line", DAMAGED, RESTORED),
        document("no-newline", format!("上\n{DAMAGED}"), format!("上\n{RESTORED}")),
        document("far-from-the-end", format!("{DAMAGED}\n上\n下"), format!("{RESTORED}\n上\n下")),
        document("joined", "上\\\n下\\\r\n末\n尾\n", "上下末\n尾\n"),
        document("joined-at-the-end", "上\\\n", "上"),
    ]);
}

#[test]
fn the_bytes_are_those_of_the_charset() {
    let (damaged, restored) = (lines(DAMAGED, "\r\n"), lines(RESTORED, "\r\n"));
    let bom = |bytes: &[u8]| [b"\xEF\xBB\xBF", bytes].concat();
    let broken = |text: &str| [text.as_bytes(), b"\xE5\x8A\n", text.as_bytes()].concat();
    git_applies(&[
        document("gbk", gbk(&damaged), gbk(&restored)),
        document("bom", bom(damaged.as_bytes()), bom(restored.as_bytes())),
        document("undecodable", broken(&damaged), broken(&restored)),
    ]);
}

#[test]
fn utf16_is_cut_into_lines_as_git_cuts_it() {
    // The character 上 is 0A 4E: to git a line ends inside it.
    let text = |line: &str| lines(&format!("晚上{line}早上"), "\n");
    let mark = |text: &str| [b"\xFF\xFE".to_vec(), utf16le(text)].concat();
    git_applies(&[document("utf16", mark(&text(DAMAGED)), mark(&text(RESTORED)))]);
}

#[test]
fn utf32_and_charsets_that_shift_are_cut_as_git_cuts_them() {
    let utf32 = |text: &str| {
        let units = text.chars().flat_map(|c| u32::from(c).to_be_bytes());
        b"\0\0\xFE\xFF".iter().copied().chain(units).collect::<Vec<u8>>()
    };
    let text = |line: &str| lines(&format!("晚上{line}早上\u{A0A}"), "\n");
    // 养老效劳 becomes 养老服务. The line that is continued joins two lines of the file.
    let hz = |word: &[u8]| [b"~{IgGx~}\n~{IgGx~}~\n\n~{Q{@O", word, b"~}\nabc\n"].concat();
    git_applies(&[
        document("utf32", utf32(&text(DAMAGED)), utf32(&text(RESTORED))),
        document("hz", hz(b"P'@M"), hz(b"7~Nq")),
    ]);
}

#[test]
fn lines_in_several_charsets_are_those_of_the_file() {
    let file = |line: &str| {
        let text = lines(line, "\n");
        [text.as_bytes(), &gbk(&text), text.as_bytes()].concat()
    };
    git_applies(&[document("mixed", file(DAMAGED), file(RESTORED))]);
}

#[test]
fn a_patch_converts_the_charset_too() {
    let playground = Playground::new();
    let documents = [
        ("gbk", gbk(&lines(DAMAGED, "\n"))),
        ("mixed", [lines(DAMAGED, "\n").into_bytes(), gbk("社区的事大家商量着办。\n")].concat()),
        ("only-converted", gbk(&lines(RESTORED, "\n"))),
        ("utf8", lines(RESTORED, "\n").into_bytes()),
    ];
    for (to, expected) in [
        ("utf-8", lines(RESTORED, "\n").into_bytes()),
        ("utf-16le", [b"\xFF\xFE".to_vec(), utf16le(&lines(RESTORED, "\n"))].concat()),
        ("gb18030", gbk(&lines(RESTORED, "\n"))),
    ] {
        for (name, damaged) in &documents {
            playground.write(name, damaged);
            let diff = playground.run("diff", [name, "--to", to]);
            let patch = playground.write("patch", &diff.stdout);
            if !diff.stdout.is_empty() {
                assert_eq!(diff.code, 1);
                let git = Command::new("git")
                    .args(["apply", "--whitespace=nowarn", "patch"])
                    .current_dir(playground.root())
                    .status();
                assert!(git.unwrap().success(), "{name} to {to}");
            }
            std::fs::remove_file(patch).unwrap();
            let got = playground.read(name);
            assert!(got.starts_with(&expected), "{name} to {to}: {}", got.escape_ascii());
            assert_eq!(got == *damaged, diff.code == 0, "{name} to {to}");
        }
    }
}

#[test]
fn odd_names_are_named_so_that_git_finds_them() {
    let names = [
        "报告 一.txt",
        "a b",
        "-dash",
        "quo\"te\\",
        "tab\there",
        "line\nbreak",
        "esc\u{1B}[31m",
        "深/层/文.txt",
        "b/b b/b",
    ];
    let mut documents: Vec<_> = names.iter().map(|n| document(n, DAMAGED, RESTORED)).collect();
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        let name = OsString::from_vec(gbk("文件"));
        documents.push((name, DAMAGED.into(), RESTORED.into()));
    }
    git_applies(&documents);
}

#[test]
fn a_clean_document_has_no_diff() {
    let playground = Playground::new();
    playground.write("a", RESTORED);
    let diff = playground.run("diff", ["a"]);
    assert_eq!((diff.code, diff.stdout.len()), (0, 0));
}

#[test]
fn a_change_that_cannot_be_written_is_trouble_and_no_patch() {
    let playground = Playground::new();
    playground.write("a", unmappable());
    playground.write("b", DAMAGED);
    for args in [["a", "b", "--color=never"], ["a", "b", "--color=always"]] {
        let diff = playground.run("diff", args);
        assert_eq!(diff.code, 2);
        assert!(diff.stderr.contains("a: Big5 cannot express"), "{}", diff.stderr);
        assert!(diff.text().contains("服务") && !diff.text().contains("ẞ"));
    }
}

#[test]
fn a_line_of_megabytes_is_diffed_in_linear_time() {
    let playground = Playground::new();
    let line = |text: &str| format!("{text}社区的事大家商量着办。").repeat(40_000);
    playground.write("a", line(DAMAGED));
    for args in [["a", "--color=never"], ["a", "--color=always"]] {
        let started = std::time::Instant::now();
        assert_eq!(playground.run("diff", args).code, 1);
        // 4 MB with 80,000 changes: quadratic work would take hours.
        assert!(started.elapsed().as_secs() < 60);
    }
}

#[test]
fn colour_marks_the_changed_characters_only() {
    let playground = Playground::new();
    playground.write("a", format!("{DAMAGED}\n"));
    let diff = playground.run("diff", ["a", "--color=always"]);
    let text = diff.text();
    assert!(
        text.contains("养老\u{1B}[1;31m效劳\u{1B}[0m，“暖心桌\u{1B}[1;31m〞\u{1B}[0m办"),
        "{text}"
    );
    assert!(
        text.contains("养老\u{1B}[1;32m服务\u{1B}[0m，“暖心桌\u{1B}[1;32m”\u{1B}[0m办"),
        "{text}"
    );
}

#[test]
fn of_a_long_line_only_the_surroundings_of_changes_are_shown() {
    let playground = Playground::new();
    let filler = "社区的事大家商量着办。".repeat(100);
    playground.write("a", format!("{filler}{DAMAGED}{filler}"));
    let diff = playground.run("diff", ["a", "--color=always"]);
    assert!(diff.text().lines().all(|l| l.chars().count() < 160), "{}", diff.text());
    assert!(diff.text().contains('…'));
}

#[test]
fn escape_sequences_of_a_document_do_not_reach_the_terminal() {
    let playground = Playground::new();
    playground.write("\u{1B}[2J\u{202E}.txt", format!("\u{1B}[31m\u{9B}2J{DAMAGED}\u{202E}\n"));
    let hazard = |text: &str| {
        let own = [
            "\u{1B}[0m",
            "\u{1B}[1m",
            "\u{1B}[2m",
            "\u{1B}[31m-",
            "\u{1B}[32m+",
            "\u{1B}[36m",
            "\u{1B}[1;31m",
            "\u{1B}[1;32m",
        ];
        let rest = own.iter().fold(text.to_owned(), |t, code| t.replace(code, ""));
        rest.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202E}')
    };
    let diff = playground.run("diff", [".", "--color=always"]);
    assert!(!hazard(diff.text()), "{:?}", diff.text());
    for format in ["human", "concise", "json"] {
        let check = playground.run("check", [".", "--format", format]);
        assert!(!hazard(check.text()), "{:?}", check.text());
    }
    let diagnosis = playground.run("diagnose", ["."]);
    assert!(!hazard(diagnosis.text()), "{:?}", diagnosis.text());
}
