//! Everything the program says to its user apart from findings, in both languages at one
//! place. File names come in through [`shown`], so they cannot disturb the terminal.

use crate::batch::{Kind, Trouble};
use crate::error::Error;
use crate::finding::Confidence;
use crate::report::{Lang, Tally, count, path_text, shown};
use crate::stage::{Normalize, NormalizeError};
use std::io;
use std::path::Path;

/// Speaks one of the languages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Message(pub(super) Lang);

impl Message {
    fn pick(self, zh: impl Into<String>, en: impl Into<String>) -> String {
        self.0.pick(zh.into(), en.into())
    }

    /// A document that could not be processed.
    pub(super) fn trouble(self, trouble: &Trouble) -> String {
        let path = path_text(&trouble.path);
        format!("{}: {}", shown(&path), self.kind(&trouble.kind))
    }

    fn kind(self, kind: &Kind) -> String {
        match kind {
            Kind::Read(e) => {
                let e = self.io(e);
                self.pick(format!("无法读取：{e}"), format!("cannot be read: {e}"))
            }
            Kind::Write(e) => {
                let e = self.io(e);
                self.pick(
                    format!("无法写入，文件保持原样：{e}"),
                    format!("cannot be written and is as it was: {e}"),
                )
            }
            Kind::Keep(e) => {
                let e = self.io(e);
                self.pick(
                    format!("无法保存或取回原件，文件未动：{e}"),
                    format!("its original cannot be kept or fetched, so it is as it was: {e}"),
                )
            }
            Kind::ReadOnly => self.pick("文件只读，未动", "is read-only and was left alone"),
            Kind::NotAFile => {
                self.pick("不是普通文件，未动", "is no regular file and was left alone")
            }
            Kind::Page => self.pick(
                "是网页，从中还原的是文字：用 --out DIR 另存，或用 --input text 就地还原网页源码",
                "is a web page; what is restored from it is text: give --out DIR, or --input text to restore the page's source in place",
            ),
            Kind::Exists => self.pick(
                "已有同名文件，未写；--force 可覆盖先前已有的文件",
                "is there already and was left alone; --force writes over what was there before",
            ),
            Kind::Original => self.pick(
                "是正在还原的原件，未写",
                "is one of the documents that are being restored and was left alone",
            ),
            Kind::ChangedMeanwhile => self
                .pick("文件已被别处改动，未动", "was changed by someone else and was left alone"),
            Kind::Unmappable { charset, character, line, column } => {
                let c = character.escape_debug();
                let code = u32::from(*character);
                self.pick(
                    format!("第{line}行第{column}列的“{c}”(U+{code:04X})，{charset} 无法写出，文件保持原样；可用 --to utf-8"),
                    format!("{charset} cannot express “{c}” (U+{code:04X}) of line {line}, column {column}, so it is as it was; use --to utf-8"),
                )
            }
            Kind::Undecodable(n) => self.pick(
                format!("有{n}处字节无法解码，转换会丢失它们；文件保持原样"),
                format!(
                    "{} that cannot be decoded would be lost in converting; it is as it was",
                    count(*n, "piece")
                ),
            ),
            Kind::Panic(what) => {
                let what = shown(what);
                self.pick(
                    format!("程序内部错误，文件未动，请报告：{what}"),
                    format!("a defect in kanwu, please report it; the file is as it was: {what}"),
                )
            }
        }
    }

    /// What the system said.
    fn io(self, error: &io::Error) -> String {
        let zh = match error.kind() {
            io::ErrorKind::NotFound => "没有这个文件",
            io::ErrorKind::PermissionDenied => "没有权限",
            io::ErrorKind::StorageFull => "磁盘已满",
            io::ErrorKind::ReadOnlyFilesystem => "文件系统只读",
            _ => return shown(&error.to_string()).to_string(),
        };
        let en = shown(&error.to_string()).to_string();
        self.pick(zh, en)
    }

    /// Rules, model or state that are not usable.
    pub(super) fn error(self, error: &Error) -> String {
        match error {
            Error::Io { path, source, .. } => {
                let name = path_text(path);
                let e = self.io(source);
                self.pick(
                    format!("{}: 无法读取：{e}", shown(&name)),
                    format!("{}: cannot be read: {e}", shown(&name)),
                )
            }
            Error::Rule { .. } => {
                self.pick(format!("规则文件有误：{error}"), format!("broken rule file: {error}"))
            }
            Error::Config { path, line, why } => {
                let name = path_text(path);
                let (name, why) = (shown(&name), shown(why));
                self.pick(
                    format!("配置文件有误：{name}:{line}: {why}"),
                    format!("broken settings: {name}:{line}: {why}"),
                )
            }
            other => self.pick(format!("模型不可用：{other}"), format!("unusable model: {other}")),
        }
    }

    /// A name on the command line that no rule has.
    pub(super) fn unknown_rule(self, why: &str) -> String {
        self.pick(format!("规则名有误：{why}"), why)
    }

    /// A normalization that there is not; `file` if it stands in the settings.
    pub(super) fn unknown_style(self, error: &NormalizeError, file: Option<&Path>) -> String {
        let zh = match error {
            NormalizeError::Unknown { given, nearest: Some(nearest) } => {
                format!("没有“{given}”这项规范；是不是 {nearest}？")
            }
            NormalizeError::Unknown { given, nearest: None } => {
                let all: Vec<String> = Normalize::spellings().collect();
                format!("没有“{given}”这项规范；可用的有 {}", all.join("、"))
            }
            NormalizeError::Contradiction { option } => format!("{option} 给了两个不同的值"),
        };
        let text = self.pick(zh, error.to_string());
        let text = shown(&text);
        match file.map(path_text) {
            Some(name) => format!("{}: {text}", shown(&name)),
            None => format!("--normalize: {text}"),
        }
    }

    /// `--normalize none,space`.
    pub(super) fn none_and_more(self) -> String {
        self.pick("--normalize: none 只能单独使用", "--normalize: none stands by itself")
    }

    /// `--only space` without `--normalize space`.
    pub(super) fn style_not_asked(self, name: &str) -> String {
        let name = shown(name);
        self.pick(
            format!("{name} 是规范体例的规则，要用 --normalize 打开"),
            format!("`{name}` makes style uniform; it is switched on by --normalize"),
        )
    }

    /// A binary file that the user named.
    pub(super) fn binary(self, path: &Path) -> String {
        let path = path_text(path);
        let path = shown(&path);
        self.pick(format!("{path}: 不是文本，已跳过"), format!("{path}: no text, skipped"))
    }

    /// Binary input of `filter`.
    pub(super) fn binary_filtered(self) -> String {
        self.pick("输入不是文本，原样输出", "the input is no text and was passed through")
    }

    /// A web page as input of `filter`.
    pub(super) fn page_filtered(self) -> String {
        self.pick(
            "输入是网页，按源码还原；--input html 取其正文",
            "the input is a web page and was restored as source; --input html takes its text",
        )
    }

    /// The last line of `check`.
    pub(super) fn check_summary(self, tally: &Tally, least: Confidence) -> String {
        let shown = tally.shown(least);
        let files = count(tally.files, "file");
        let text = match shown {
            0 => self.pick(
                format!("查过{}个文件，未见问题", tally.files),
                format!("{files} checked, nothing found"),
            ),
            n => self.pick(
                format!("查过{}个文件，{n}处问题", tally.files),
                format!("{files} checked, {}", count(n, "finding")),
            ),
        };
        text + &self.pages(tally) + &self.rest(tally, least)
    }

    /// What a summary says of web pages: their places are not those of the file.
    fn pages(self, tally: &Tally) -> String {
        match tally.pages {
            0 => String::new(),
            n => self.pick(
                format!("（其中{n}个网页，行列按正文计）"),
                format!(" ({}; places are those of the text)", count(n, "web page")),
            ),
        }
    }

    /// Markdown was asked for, and nothing became Markdown.
    pub(super) fn markdown_idle(self) -> String {
        self.pick(
            "--markdown 没有起作用：输入不是网页，文本里也没有认出标题",
            "--markdown had no effect: nothing was read as a web page, and no headings were found in the text",
        )
    }

    /// The last line of `fix --out`.
    pub(super) fn out_summary(self, tally: &Tally, folder: &Path, least: Confidence) -> String {
        let (files, edits, folder) = (tally.files, tally.edits, path_text(folder));
        let folder = shown(&folder);
        let (zh, en) = match tally.pages {
            0 => (String::new(), String::new()),
            n => (format!("（其中{n}个是网页的正文）"), format!(" ({n} the text of a web page)")),
        };
        let text = self.pick(
            format!("写出{files}个文件到 {folder}{zh}，共改{edits}处"),
            format!("{} written into {folder}{en}, {}", count(files, "file"), count(edits, "edit")),
        );
        text + &self.rest(tally, least)
    }

    /// Whoever started the long-running filter does not speak its protocol.
    pub(super) fn not_git(self) -> String {
        self.pick(
            "--process 由 git 启动，使用长驻过滤协议第2版；设法见 docs/git.md",
            "--process is for git, which starts it and speaks version 2 of its filter protocol; see docs/git.md",
        )
    }

    /// The last line of `fix`.
    pub(super) fn fix_summary(self, tally: &Tally, least: Confidence) -> String {
        let (files, changed, edits) = (tally.files, tally.changed, tally.edits);
        let text = self.pick(
            format!("查过{files}个文件，改了{changed}个，共{edits}处"),
            format!(
                "{} checked, {changed} changed, {}",
                count(files, "file"),
                count(edits, "edit")
            ),
        );
        let undo = match changed {
            0 => String::new(),
            _ => self.pick("（kanwu undo 可撤回）", " (kanwu undo takes it back)"),
        };
        text + &undo + &self.rest(tally, least)
    }

    /// What a summary says of hidden findings, binary files and trouble.
    fn rest(self, tally: &Tally, least: Confidence) -> String {
        let mut text = String::new();
        for (n, level) in tally.hidden(least) {
            text += &self.pick(
                format!("；另有{n}处，见 --confidence {level}"),
                format!("; {n} more at --confidence {level}"),
            );
        }
        if tally.binaries > 0 {
            let n = tally.binaries;
            text += &self.pick(
                format!("；跳过{n}个非文本文件"),
                format!("; {} skipped as no text", count(n, "file")),
            );
        }
        if tally.troubles > 0 {
            let n = tally.troubles;
            text += &self.pick(
                format!("；{n}个文件未能处理"),
                format!("; {} could not be processed", count(n, "file")),
            );
        }
        text
    }

    /// `fix -`.
    pub(super) fn fix_wants_files(self) -> String {
        self.pick(
            "fix 只改文件；标准输入请用 kanwu filter",
            "fix changes files; for standard input use kanwu filter",
        )
    }

    /// `decode` found nothing that it would restore.
    pub(super) fn nothing_convincing(self) -> String {
        self.pick(
            "没有令人信服的还原；--explain 列出所有读法",
            "no convincing reading; --explain lists all there are",
        )
    }

    /// There is no folder to keep originals in.
    pub(super) fn no_state(self) -> String {
        self.pick(
            "没有存放原件的文件夹：请设置 KANWU_STATE",
            "there is no folder to keep originals in: set KANWU_STATE",
        )
    }

    /// The user stopped the run.
    pub(super) fn interrupted(self) -> String {
        self.pick("已中断；正在处理的文件都是完整的", "interrupted; no file is left half written")
    }

    /// What `undo` did.
    pub(super) fn undone(self, run: u32, restored: usize) -> String {
        self.pick(
            format!("已撤回第{run}次运行，恢复{restored}个文件"),
            format!("run {run} taken back, {} restored", count(restored, "file")),
        )
    }

    /// There is no run to take back.
    pub(super) fn nothing_to_undo(self) -> String {
        self.pick("没有可撤回的运行", "there is no run to take back")
    }

    /// Where the original of a refused file is.
    pub(super) fn kept_at(self, path: &Path) -> String {
        let path = path_text(path);
        let path = shown(&path);
        self.pick(format!("原件在 {path}"), format!("its original is {path}"))
    }

    /// `eval` found no document.
    pub(super) fn nothing_to_judge(self) -> String {
        self.pick(
            "没有可评的文件：需要 名.in.txt 与 名.gold.json，或完好的 .txt".to_owned(),
            "nothing to judge: give NAME.in.txt with NAME.gold.json, or clean .txt files"
                .to_owned(),
        )
    }

    /// The last line of `learn furniture`.
    pub(super) fn learned(self, read: usize, lines: usize) -> String {
        self.pick(
            format!("读过{read}个文件，学到{lines}行"),
            format!("{} read, {} learned", count(read, "document"), count(lines, "line")),
        )
    }

    /// A decision is about something that does not stand in its document.
    pub(super) fn not_there(self, before: &str, path: &Path) -> String {
        let (name, before) = (path_text(path), shown(before).to_string());
        let name = shown(&name);
        self.pick(
            format!("{name} 中该处不是“{before}”；文件改过了吗？"),
            format!("“{before}” does not stand there in {name}; was the file changed?"),
        )
    }

    /// The last line of `learn pairs`, `learn channel` and `learn decisions`.
    pub(super) fn learned_pairs(self, read: usize, pairs: usize) -> String {
        self.pick(
            format!("读过{read}个文件，学到{pairs}对"),
            format!("{} read, {} learned", count(read, "document"), count(pairs, "pair")),
        )
    }

    /// The rules that were learned cannot be written.
    pub(super) fn not_written(self, path: &Path, error: &io::Error) -> String {
        let name = path_text(path);
        let name = shown(&name);
        if error.kind() == io::ErrorKind::AlreadyExists {
            return self.pick(
                format!("{name}: 文件已存在，未动；请换一个名字"),
                format!("{name}: exists and was left alone; choose another name"),
            );
        }
        let e = self.io(error);
        self.pick(format!("{name}: 无法写入：{e}"), format!("{name}: cannot be written: {e}"))
    }

    /// The last line of `rules test`.
    pub(super) fn rules_tested(self, rules: usize, examples: usize, failed: usize) -> String {
        self.pick(
            format!("{rules}条规则，{examples}个例子，{failed}个不符"),
            format!("{}, {}, {failed} failed", count(rules, "rule"), count(examples, "example")),
        )
    }

    /// Standard input or output is broken.
    pub(super) fn stream(self, error: &io::Error) -> String {
        let e = self.io(error);
        self.pick(format!("输入输出出错：{e}"), format!("input or output failed: {e}"))
    }
}
