//! A folder of its own for each test, and the program run in it.

#![allow(dead_code, reason = "no test uses all of it")]

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Rules with known answers, so that these tests say nothing about the built-in ones.
pub(crate) const RULES: &str = r#"
stage = "chars"

[[rule]]
name = "swapped-word"
says = "词被换掉"
says_en = "a swapped word"
why = "测试用。"
why_en = "For tests."
find = "效劳"
with = "服务"
needles = ["效劳"]
confidence = "likely"
since = "0.1.0"
hits = [["提供效劳。", "提供服务。"]]
leaves = ["提供服务。"]

[[rule]]
name = "closing-mark"
says = "引号不成对"
says_en = "quotation marks that do not pair"
why = "测试用。"
why_en = "For tests."
confidence = "certain"
since = "0.1.0"
map = { "〞" = "”" }
hits = [["“连心桥〞活动", "“连心桥”活动"]]
leaves = ["“连心桥”活动"]

[[rule]]
name = "broken-line"
says = "断行"
says_en = "a broken line"
why = "测试用。"
why_en = "For tests."
find = '\\\r?\n'
with = ""
needles = ["\\"]
confidence = "certain"
since = "0.1.0"
hits = [["上\\\n下", "上下"]]
leaves = ["上\n下"]

[[rule]]
name = "doubtful-word"
says = "可能被换掉的词"
says_en = "a word that may have been swapped"
why = "测试用。"
why_en = "For tests."
find = "开展规划"
with = "发展规划"
needles = ["开展"]
confidence = "possible"
since = "0.1.0"
hits = [["开展规划", "发展规划"]]
leaves = ["开展活动"]

[[rule]]
name = "unmappable"
says = "生僻字"
says_en = "a rare character"
why = "测试用。"
why_en = "For tests."
find = "YY"
with = "\u1E9E"
needles = ["YY"]
confidence = "certain"
since = "0.1.0"
hits = [["YY", "ẞ"]]
leaves = ["Y"]
"#;

/// A damaged line, and what it becomes.
pub(crate) const DAMAGED: &str = "街道推进养老效劳，“暖心桌〞办到了楼下。";
pub(crate) const RESTORED: &str = "街道推进养老服务，“暖心桌”办到了楼下。";

/// A folder for one test.
pub(crate) struct Playground {
    folder: TempDir,
}

impl Playground {
    pub(crate) fn new() -> Playground {
        let folder = tempfile::tempdir().unwrap();
        let playground = Playground { folder };
        fs::create_dir(playground.root()).unwrap();
        let rules = playground.folder.path().join("my.toml");
        File::create(rules).unwrap().write_all(RULES.as_bytes()).unwrap();
        playground
    }

    /// Where the documents are.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("docs")
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.root().join(name)
    }

    pub(crate) fn write(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        File::create(&path).unwrap().write_all(bytes.as_ref()).unwrap();
        path
    }

    pub(crate) fn read(&self, name: impl AsRef<Path>) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Names in a folder, sorted, hidden ones too.
    pub(crate) fn names(&self, folder: impl AsRef<Path>) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<String> =
            entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The state folder of this test.
    pub(crate) fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// The program, ready to be run among the documents.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kanwu"));
        command
            .args(args)
            .current_dir(self.root())
            .env("KANWU_STATE", self.state())
            .env("LC_ALL", "C")
            .env_remove("NO_COLOR")
            .stdin(Stdio::null());
        command
    }

    /// Runs a verb that takes rules, with those of this file only.
    pub(crate) fn run<A: AsRef<OsStr>>(
        &self,
        verb: &str,
        args: impl IntoIterator<Item = A>,
    ) -> Ran {
        Ran::new(self.ruled(verb).args(args).output().unwrap())
    }

    /// The same, not yet run.
    pub(crate) fn ruled(&self, verb: &str) -> Command {
        let rules = self.folder.path().join("my.toml");
        let mut command = self.command([verb, "--skip", "words", "--only", ONLY, "--rules"]);
        command.arg(rules);
        command
    }

    /// Runs the verb with this standard input.
    pub(crate) fn feed(&self, verb: &str, args: &[&str], input: &[u8]) -> Ran {
        let mut command = self.ruled(verb);
        let piped = command.args(args).stdin(Stdio::piped());
        let mut child = piped.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        let writer = std::thread::spawn(move || stdin.write_all(&input));
        let ran = Ran::new(child.wait_with_output().unwrap());
        let _ = writer.join().unwrap();
        ran
    }
}

/// The rules of [`RULES`], and the one of stage decode.
const ONLY: &str = "decode,swapped-word,closing-mark,broken-line,doubtful-word,unmappable";

/// What a run gave back.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn new(output: Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }
}

pub(crate) fn gbk(text: &str) -> Vec<u8> {
    encoded(encoding_rs::GBK, text)
}

/// Big5 text that says nothing wrong but `YY`, whose fix Big5 cannot express.
pub(crate) fn unmappable() -> Vec<u8> {
    let text = "為社區居民提供更好的照顧，YY大家都說這件事辦得很好，鄰里之間也更親近了。";
    encoded(encoding_rs::BIG5, text)
}

fn encoded(encoding: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(4 * text.len() + 16);
    let mut encoder = encoding.new_encoder();
    let (result, _) = encoder.encode_from_utf8_to_vec_without_replacement(text, &mut bytes, true);
    assert_eq!(result, encoding_rs::EncoderResult::InputEmpty);
    bytes
}

pub(crate) fn utf16le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
