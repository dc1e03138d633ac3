//! What went wrong with one document.

use super::Message;
use crate::batch::{Kind, Trouble};
use crate::report::{count, path_text, shown};
use std::io;

impl Message {
    /// A document that could not be processed.
    pub(in crate::cli) fn trouble(self, trouble: &Trouble) -> String {
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
            Kind::Reviewed => self.pick(
                "审阅之后文件改过，未动；请重新审阅",
                "was changed since it was reviewed and was left alone; review it again",
            ),
            Kind::NotThere(before) => {
                let before = shown(before);
                self.pick(
                    format!("该处不是“{before}”，文件未动"),
                    format!("“{before}” does not stand there, so it was left alone"),
                )
            }
            Kind::Overlap(before) => {
                let before = shown(before);
                self.pick(
                    format!("“{before}”一处有两个决定，文件未动"),
                    format!("there are two decisions about “{before}”, so it was left alone"),
                )
            }
            Kind::Charset(why) => {
                let why = shown(why);
                self.pick(format!("字符集有误，文件未动：{why}"), format!("was left alone: {why}"))
            }
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
    pub(super) fn io(self, error: &io::Error) -> String {
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
}
