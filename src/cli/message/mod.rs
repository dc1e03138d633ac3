//! Everything the program says to its user apart from findings, in both languages at one
//! place. File names come in through [`shown`], so they cannot disturb the terminal.

mod trouble;
mod undo;

use crate::error::Error;
use crate::finding::Confidence;
use crate::report::{Lang, Tally, count, path_text, shown};
use crate::stage::{Normalize, NormalizeError};
use std::io;
use std::path::Path;

/// Speaks one of the languages.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct Message(pub(in crate::cli) Lang);

impl Message {
    fn pick(self, zh: impl Into<String>, en: impl Into<String>) -> String {
        self.0.pick(zh.into(), en.into())
    }

    /// Rules, model or state that are not usable.
    pub(in crate::cli) fn error(self, error: &Error) -> String {
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
    pub(in crate::cli) fn unknown_rule(self, why: &str) -> String {
        self.pick(format!("规则名有误：{why}"), why)
    }

    /// A normalization that there is not; `file` if it stands in the settings.
    pub(in crate::cli) fn unknown_style(
        self,
        error: &NormalizeError,
        file: Option<&Path>,
    ) -> String {
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
    pub(in crate::cli) fn none_and_more(self) -> String {
        self.pick("--normalize: none 只能单独使用", "--normalize: none stands by itself")
    }

    /// `--only space` without `--normalize space`.
    pub(in crate::cli) fn style_not_asked(self, name: &str) -> String {
        let name = shown(name);
        self.pick(
            format!("{name} 是规范体例的规则，要用 --normalize 打开"),
            format!("`{name}` makes style uniform; it is switched on by --normalize"),
        )
    }

    /// A binary file that the user named.
    pub(in crate::cli) fn binary(self, path: &Path) -> String {
        let path = path_text(path);
        let path = shown(&path);
        self.pick(format!("{path}: 不是文本，已跳过"), format!("{path}: no text, skipped"))
    }

    /// Binary input of `filter`.
    pub(in crate::cli) fn binary_filtered(self) -> String {
        self.pick("输入不是文本，原样输出", "the input is no text and was passed through")
    }

    /// A web page as input of `filter`.
    pub(in crate::cli) fn page_filtered(self) -> String {
        self.pick(
            "输入是网页，按源码还原；--input html 取其正文",
            "the input is a web page and was restored as source; --input html takes its text",
        )
    }

    /// The last line of `check`.
    pub(in crate::cli) fn check_summary(self, tally: &Tally, least: Confidence) -> String {
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
    pub(in crate::cli) fn markdown_idle(self) -> String {
        self.pick(
            "--markdown 没有起作用：输入不是网页，文本里也没有认出标题",
            "--markdown had no effect: nothing was read as a web page, and no headings were found in the text",
        )
    }

    /// The last line of `fix --out`.
    pub(in crate::cli) fn out_summary(
        self,
        tally: &Tally,
        folder: &Path,
        least: Confidence,
    ) -> String {
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

    /// What `fix -i` asks about a place.
    pub(in crate::cli) fn ask(self, can_go_back: bool) -> String {
        let back = if can_go_back { ",b" } else { "" };
        self.pick(
            format!("改吗？[y,n,e,s,r,R,d,D{back},q,?]"),
            format!("Restore? [y,n,e,s,r,R,d,D{back},q,?]"),
        )
    }

    /// What the answers mean.
    pub(in crate::cli) fn ask_help(self) -> String {
        self.pick(
            "y  改\nn  不改\n2…  用第几种写法\ne 文字  自己写\ns  先跳过\nr R  此规则余下的都改、都不改\nd D  此文件余下的都改、都不改\nb  退回上一处\nq  不再问，已定的照改",
            "y  restore\nn  leave as it is\n2…  take the proposal of this number\ne TEXT  write your own\ns  skip, not decided\nr R  restore, leave this and all that follow of this rule\nd D  restore, leave this and all that follow in this file\nb  back to the place before\nq  ask no more; what was decided is done",
        )
    }

    /// Options that say what is found, together with decisions about what was found.
    pub(in crate::cli) fn already_decided(self) -> String {
        self.pick(
            "--decisions 只照决定改，不能与 --only、--confidence 等查找选项同用；要继续问答请加 -i",
            "--decisions does what was decided; options that say what is found, --only or --confidence say, go with it only to ask further, with -i",
        )
    }

    /// The last line of `review`.
    pub(in crate::cli) fn review_summary(
        self,
        tally: &Tally,
        documents: usize,
        page: &Path,
    ) -> String {
        let (files, page) = (tally.files, path_text(page));
        let page = shown(&page);
        let text = self.pick(
            format!("查过{files}个文件，{documents}个有待审阅：{page}"),
            format!("{} checked, {documents} to review in {page}", count(files, "file")),
        );
        // On the page nothing is hidden.
        text + &self.pages(tally) + &self.rest(tally, Confidence::Possible)
    }

    /// Whoever started the long-running filter does not speak its protocol.
    pub(in crate::cli) fn not_git(self) -> String {
        self.pick(
            "--process 由 git 启动，使用长驻过滤协议第2版；设法见 docs/git.md",
            "--process is for git, which starts it and speaks version 2 of its filter protocol; see docs/git.md",
        )
    }

    /// The last line of `fix`.
    pub(in crate::cli) fn fix_summary(self, tally: &Tally, least: Confidence) -> String {
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
    pub(in crate::cli) fn fix_wants_files(self) -> String {
        self.pick(
            "fix 只改文件；标准输入请用 kanwu filter",
            "fix changes files; for standard input use kanwu filter",
        )
    }

    /// `decode` found nothing that it would restore.
    pub(in crate::cli) fn nothing_convincing(self) -> String {
        self.pick(
            "没有令人信服的还原；--explain 列出所有读法",
            "no convincing reading; --explain lists all there are",
        )
    }

    /// There is no folder to keep originals in.
    pub(in crate::cli) fn no_state(self) -> String {
        self.pick(
            "没有存放原件的文件夹：请设置 KANWU_STATE",
            "there is no folder to keep originals in: set KANWU_STATE",
        )
    }

    /// The user stopped the run.
    pub(in crate::cli) fn interrupted(self) -> String {
        self.pick("已中断；正在处理的文件都是完整的", "interrupted; no file is left half written")
    }

    /// `eval` found no document.
    pub(in crate::cli) fn nothing_to_judge(self) -> String {
        self.pick(
            "没有可评的文件：需要 名.in.txt 与 名.gold.json，或完好的 .txt".to_owned(),
            "nothing to judge: give NAME.in.txt with NAME.gold.json, or clean .txt files"
                .to_owned(),
        )
    }

    /// The last line of `learn furniture`.
    pub(in crate::cli) fn learned(self, read: usize, lines: usize) -> String {
        self.pick(
            format!("读过{read}个文件，学到{lines}行"),
            format!("{} read, {} learned", count(read, "document"), count(lines, "line")),
        )
    }

    /// A file of decisions that cannot be used.
    pub(in crate::cli) fn broken_decisions(self, path: &Path, why: &str) -> String {
        let (name, why) = (path_text(path), shown(why));
        let name = shown(&name);
        self.pick(
            format!("{name}: 不是可用的决定文件：{why}"),
            format!("{name}: no usable file of decisions: {why}"),
        )
    }

    /// A decision is about something that does not stand in its document.
    pub(in crate::cli) fn not_there(self, before: &str, path: &Path) -> String {
        let (name, before) = (path_text(path), shown(before).to_string());
        let name = shown(&name);
        self.pick(
            format!("{name} 中该处不是“{before}”；文件改过了吗？"),
            format!("“{before}” does not stand there in {name}; was the file changed?"),
        )
    }

    /// The last line of `learn pairs`, `learn channel` and `learn decisions`.
    pub(in crate::cli) fn learned_pairs(self, read: usize, pairs: usize) -> String {
        self.pick(
            format!("读过{read}个文件，学到{pairs}对"),
            format!("{} read, {} learned", count(read, "document"), count(pairs, "pair")),
        )
    }

    /// The rules that were learned cannot be written.
    pub(in crate::cli) fn not_written(self, path: &Path, error: &io::Error) -> String {
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
    pub(in crate::cli) fn rules_tested(
        self,
        rules: usize,
        examples: usize,
        failed: usize,
    ) -> String {
        self.pick(
            format!("{rules}条规则，{examples}个例子，{failed}个不符"),
            format!("{}, {}, {failed} failed", count(rules, "rule"), count(examples, "example")),
        )
    }

    /// Standard input or output is broken.
    pub(in crate::cli) fn stream(self, error: &io::Error) -> String {
        let e = self.io(error);
        self.pick(format!("输入输出出错：{e}"), format!("input or output failed: {e}"))
    }
}
