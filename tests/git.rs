//! git itself runs kanwu as a filter: what goes into a repository is restored, once for all files of a
//! command, and what comes out is what went in.

use std::path::Path;
use std::process::{Command, Output};

/// A repository whose text files go through kanwu.
struct Repository(tempfile::TempDir);

impl Repository {
    /// `None` where there is no git.
    fn new(process: &str) -> Option<Repository> {
        Command::new("git").arg("--version").output().ok()?;
        let repository = Repository(tempfile::tempdir().unwrap());
        repository.git(&["init", "-q", "-b", "main"]);
        let command = format!("{} filter --process {process}", env!("CARGO_BIN_EXE_kanwu"));
        for (key, value) in [
            ("filter.kanwu.process", &*command),
            ("filter.kanwu.required", "true"),
            ("user.name", "Tester"),
            ("user.email", "tester@example.com"),
            ("core.autocrlf", "false"),
        ] {
            repository.git(&["config", key, value]);
        }
        repository.write(".gitattributes", b"*.txt filter=kanwu\n*.md filter=kanwu\n");
        Some(repository)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::io::Write::write_all(&mut std::fs::File::create(path).unwrap(), bytes).unwrap();
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut git = Command::new("git");
        git.args(args).current_dir(self.path()).env("GIT_CONFIG_GLOBAL", "/dev/null");
        git.env("GIT_CONFIG_NOSYSTEM", "1").output().unwrap()
    }

    fn git(&self, args: &[&str]) -> Vec<u8> {
        let output = self.run(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "git {args:?}: {said}");
        output.stdout
    }

    /// What the repository keeps of a file.
    fn kept(&self, name: &str) -> Vec<u8> {
        self.git(&["cat-file", "blob", &format!(":{name}")])
    }
}

const DAMAGED: &str = "“连心桥〞活动\u{200B}开始了。\n";
const RESTORED: &str = "“连心桥”活动开始了。\n";

#[test]
fn what_is_added_is_restored() {
    let Some(repository) = Repository::new("") else { return };
    let names = ["a.txt", "会议 记录.txt", "深/处/b.md", "-dash.txt", "quote\"d.txt"];
    names.iter().for_each(|name| repository.write(name, DAMAGED.as_bytes()));
    repository.write("empty.txt", b"");
    repository.write("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0");
    repository.write("left.rs", DAMAGED.as_bytes());
    repository.git(&["add", "--", "."]);
    for name in names {
        assert_eq!(String::from_utf8(repository.kept(name)).unwrap(), RESTORED, "{name}");
    }
    assert!(repository.kept("empty.txt").is_empty());
    assert_eq!(repository.kept("picture.txt"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0");
    assert_eq!(repository.kept("left.rs"), DAMAGED.as_bytes(), "has no filter");
}

#[test]
fn checkout_and_merge_give_back_what_is_kept() {
    let Some(repository) = Repository::new("") else { return };
    let text =
        |first: &str, last: &str| format!("{first}\n\n第二行。\n第三行。\n第四行。\n\n{last}\n");
    repository.write("a.txt", text("“甲〞", "尾").as_bytes());
    repository.git(&["add", "."]);
    repository.git(&["commit", "-qm", "一"]);
    repository.git(&["switch", "-qc", "side"]);
    repository.write("a.txt", text("“甲〞", "“丙〞").as_bytes());
    repository.git(&["commit", "-qam", "二"]);
    repository.git(&["switch", "-q", "main"]);
    let read = || std::fs::read_to_string(repository.path().join("a.txt")).unwrap();
    assert_eq!(read(), text("“甲”", "尾"));
    repository.write("a.txt", text("“乙〞", "尾").as_bytes());
    repository.git(&["commit", "-qam", "三"]);
    repository.git(&["merge", "-q", "-m", "四", "side"]);
    assert_eq!(read(), text("“乙”", "“丙”"));
    assert!(repository.git(&["status", "--porcelain"]).is_empty());
}

#[test]
fn lines_and_what_is_not_certain_stay_unless_asked_for() {
    let page = "[首页](/) \n第 1 页\n服务\n提供优质效劳，方便群众。原那么上，各项效劳都要开展好，优质效劳不断档。\n".repeat(4);
    let Some(repository) = Repository::new("") else { return };
    repository.write("a.md", page.as_bytes());
    repository.git(&["add", "."]);
    assert_eq!(String::from_utf8(repository.kept("a.md")).unwrap(), page);
    let Some(repository) = Repository::new("--confidence likely") else { return };
    repository.write("a.md", page.as_bytes());
    repository.git(&["add", "."]);
    let kept = String::from_utf8(repository.kept("a.md")).unwrap();
    assert!(kept.contains("提供优质服务") && !kept.contains("原那么"), "{kept}");
    assert_eq!(kept.lines().count(), page.lines().count());
}

#[test]
fn a_large_file_goes_through_whole() {
    let Some(repository) = Repository::new("--only chars") else { return };
    let large = DAMAGED.repeat(30_000_000 / DAMAGED.len());
    repository.write("large.txt", large.as_bytes());
    repository.git(&["add", "."]);
    assert!(repository.kept("large.txt") == RESTORED.repeat(large.lines().count()).as_bytes());
}

#[test]
fn a_file_that_cannot_be_restored_stops_the_command_and_no_other_file() {
    let Some(repository) = Repository::new("--to gbk") else { return };
    repository.write("a.txt", "甲\u{1F600}\n".as_bytes());
    repository.write("b.txt", "“乙〞\n".as_bytes());
    let output = repository.run(&["add", "a.txt"]);
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("a.txt") && said.contains("kanwu"), "{said}");
    repository.git(&["add", "b.txt"]);
    assert_eq!(repository.kept("b.txt"), b"\xA1\xB0\xD2\xD2\xA1\xB1\n");
}

#[test]
fn whoever_does_not_speak_as_git_does_is_told() {
    let mut kanwu = Command::new(env!("CARGO_BIN_EXE_kanwu"));
    kanwu.args(["filter", "--process", "--lang", "en"]).stdin(std::process::Stdio::null());
    let output = kanwu.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("docs/git.md"));
}
