//! The hooks of `.pre-commit-hooks.yaml`, run by the pre-commit runner where it is installed
//! (`pip install pre-commit`; `PRE_COMMIT` names another one). The hooks build kanwu; here they run the
//! program that is being tested.

use std::path::Path;
use std::process::{Command, Output};

fn runner() -> Command {
    Command::new(std::env::var_os("PRE_COMMIT").unwrap_or_else(|| "pre-commit".into()))
}

fn run(command: &mut Command, folder: &Path) -> Output {
    let home = folder.parent().unwrap();
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("HOME", home);
    command.env("PRE_COMMIT_HOME", home.join("cache")).env("XDG_STATE_HOME", home.join("state"));
    command.output().unwrap()
}

fn git(folder: &Path, args: &[&str]) {
    let who = ["-c", "user.name=Tester", "-c", "user.email=tester@example.com"];
    let output = run(Command::new("git").args(who).args(args), folder);
    assert!(output.status.success(), "{args:?}: {}", text(output.stderr));
}

/// What a program wrote.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|e| e.as_bytes().escape_ascii().to_string())
}

fn write(path: &Path, text: &str) {
    std::io::Write::write_all(&mut std::fs::File::create(path).unwrap(), text.as_bytes()).unwrap();
}

/// A folder with a repository of documents and one of the hooks; `None` without the runner.
fn playground() -> Option<tempfile::TempDir> {
    runner().arg("--version").output().ok().filter(|o| o.status.success())?;
    let folder = tempfile::tempdir().unwrap();
    let (documents, hooks) = (folder.path().join("documents"), folder.path().join("hooks"));
    [&documents, &hooks].into_iter().for_each(|f| std::fs::create_dir(f).unwrap());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = std::fs::read_to_string(root.join(".pre-commit-hooks.yaml")).unwrap();
    let manifest = manifest
        .replace("language: rust", "language: system")
        .replace("entry: kanwu", &format!("entry: {}", env!("CARGO_BIN_EXE_kanwu")));
    write(&hooks.join(".pre-commit-hooks.yaml"), &manifest);
    for repository in [&documents, &hooks] {
        git(repository, &["init", "-q", "-b", "main"]);
    }
    git(&hooks, &["add", "."]);
    git(&hooks, &["commit", "-qm", "hooks"]);
    Some(folder)
}

fn try_hook(folder: &Path, hook: &str) -> (bool, String) {
    let documents = folder.join("documents");
    let mut command = runner();
    command.args(["try-repo", "../hooks", hook, "--all-files", "--verbose", "--color", "never"]);
    let output = run(&mut command, &documents);
    (output.status.success(), text(output.stdout))
}

#[test]
fn the_manifest_is_valid() {
    let Some(folder) = playground() else { return };
    let mut validate = runner();
    validate.args(["validate-manifest"]);
    validate.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml"));
    let output = run(&mut validate, &folder.path().join("hooks"));
    assert!(output.status.success(), "{}", text(output.stdout));
}

#[test]
fn what_is_damaged_is_said_and_stays() {
    let Some(folder) = playground() else { return };
    let file = folder.path().join("documents/会议 记录.md");
    write(&file, "“连心桥〞活动。\n");
    git(&folder.path().join("documents"), &["add", "."]);
    let (passed, said) = try_hook(folder.path(), "kanwu-check");
    assert!(!passed && said.contains("chars/mismatched-quote"), "{said}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "“连心桥〞活动。\n");
}

#[test]
fn what_is_fixed_fails_once_and_passes_then() {
    let Some(folder) = playground() else { return };
    let documents = folder.path().join("documents");
    let names: Vec<String> = (0..40).map(|n| format!("{n:02} 号.txt")).collect();
    names.iter().for_each(|name| write(&documents.join(name), "“连心桥〞活动。\n\n下一行\n"));
    write(&documents.join("-dash.md"), "“乙〞\n");
    write(&documents.join("main.rs"), "// “丙〞\n");
    git(&documents, &["add", "--", "."]);
    let (passed, said) = try_hook(folder.path(), "kanwu-fix");
    assert!(!passed, "{said}");
    for name in &names {
        let fixed = std::fs::read_to_string(documents.join(name)).unwrap();
        assert_eq!(fixed, "“连心桥”活动。\n\n下一行\n");
    }
    assert_eq!(std::fs::read_to_string(documents.join("-dash.md")).unwrap(), "“乙”\n");
    assert_eq!(std::fs::read_to_string(documents.join("main.rs")).unwrap(), "// “丙〞\n");
    git(&documents, &["add", "--", "."]);
    let (passed, said) = try_hook(folder.path(), "kanwu-fix");
    assert!(passed, "{said}");
}
