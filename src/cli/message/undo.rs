//! What is said of runs of `fix` and of taking them back.

use super::Message;
use crate::report::{count, path_text, shown};
use std::path::Path;
use std::time::Duration;

impl Message {
    /// What `undo` did.
    pub(in crate::cli) fn undone(self, run: u32, restored: usize) -> String {
        self.pick(
            format!("已撤回第{run}次运行，恢复{restored}个文件"),
            format!("run {run} taken back, {} restored", count(restored, "file")),
        )
    }

    /// There is no run to take back.
    pub(in crate::cli) fn nothing_to_undo(self) -> String {
        self.pick("没有可撤回的运行", "there is no run to take back")
    }

    /// Where the original of a refused file is.
    pub(in crate::cli) fn kept_at(self, path: &Path) -> String {
        let path = path_text(path);
        let path = shown(&path);
        self.pick(format!("原件在 {path}"), format!("its original is {path}"))
    }

    /// There is no run of this number.
    pub(in crate::cli) fn no_such_run(self, run: u32) -> String {
        self.pick(
            format!("没有可撤回的第{run}次运行；kanwu undo --list 列出可撤回的"),
            format!("there is no run {run} to take back; kanwu undo --list shows those there are"),
        )
    }

    /// A run in the list: its number, how long ago it was, how many files it changed.
    pub(in crate::cli) fn past(self, run: u32, age: Option<Duration>, files: usize) -> String {
        let ago = age.map_or_else(|| self.pick("时间不详", "unknown when"), |age| self.ago(age));
        self.pick(
            format!("第{run}次  {ago}  {files}个文件"),
            format!("run {run}  {ago}  {}", count(files, "file")),
        )
    }

    fn ago(self, age: Duration) -> String {
        let minutes = age.as_secs() / 60;
        let (n, zh, en) = match minutes {
            0 => return self.pick("刚才", "just now"),
            1..60 => (minutes, "分钟", "minute"),
            60..2880 => (minutes / 60, "小时", "hour"),
            _ => (minutes / 1440, "天", "day"),
        };
        let n = usize::try_from(n).unwrap_or(usize::MAX);
        self.pick(format!("{n}{zh}前"), format!("{} ago", count(n, en)))
    }
}
