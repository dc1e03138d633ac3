//! What is known of a document as a whole, with the evidence: charset, channels, leaks.

use super::escape::{path_text, shown};
use super::json::write_line;
use super::{Document, Lang, Report, Style};
use crate::diagnosis::{ChannelEvidence, Charset};
use crate::error::Error;
use crate::rule::RuleSet;
use serde::Serialize;
use std::io::Write;

/// Pairs of words that are named for a channel; the others hardly count.
const PAIRS: usize = 12;

/// The diagnosis, told to a reader.
pub(crate) struct Diagnoses {
    pub(crate) lang: Lang,
    pub(crate) style: Style,
}

/// The diagnosis as one JSON object a document.
pub(crate) struct DiagnosesJson;

impl Report for Diagnoses {
    fn document(&self, document: &Document<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        let diagnosis = &document.outcome.diagnosis;
        let path = path_text(document.path);
        // Writing to memory cannot fail.
        let _ = writeln!(out, "{}", self.style.bold(shown(&path)));
        let _ = writeln!(out, "  {}", self.charset(&diagnosis.charset));
        for channel in &diagnosis.channels {
            self.channel(channel, document.rules, out);
        }
        for leak in &diagnosis.leaks {
            let (syllable, c, n) = (shown(&leak.syllable), leak.character, leak.count);
            let _ = writeln!(
                out,
                "  {}",
                self.lang.pick(
                    format!("拼音泄漏：{syllable} 代“{c}”，{n}处"),
                    format!("pinyin leak: {syllable} for “{c}”, {n}×"),
                )
            );
        }
        if diagnosis.channels.is_empty() && diagnosis.leaks.is_empty() {
            let nothing = self.lang.pick("未见成批替换的痕迹", "no trace of systematic damage");
            let _ = writeln!(out, "  {nothing}");
        }
        Ok(())
    }
}

impl Diagnoses {
    fn charset(&self, charset: &Charset) -> String {
        let mut line = self.lang.pick("字符集：", "charset: ").to_owned() + charset.name;
        if charset.bom {
            line += self.lang.pick("，带字节序标记", ", with a byte order mark");
        }
        if charset.guessed {
            line += self.lang.pick("，推测所得", ", guessed");
        }
        if charset.undecodable > 0 {
            let n = charset.undecodable;
            line += &self.lang.pick(format!("，{n}处无法解码"), format!(", {n} undecodable"));
        }
        line
    }

    fn channel(&self, channel: &ChannelEvidence, rules: &RuleSet, out: &mut Vec<u8>) {
        let rule = rules.get(channel.rule);
        let (odds, p) = (channel.log_odds, 100.0 * channel.probability());
        let name = self.style.name(rule.full_name());
        let says = self.lang.of(&rule.says);
        let line = self.lang.pick(
            format!("渠道：{name} {says}，概率 {p:.1}%，对数几率 {odds:+.1}"),
            format!("channel: {name} {says}; probability {p:.1}%, log-odds {odds:+.1}"),
        );
        let _ = writeln!(out, "  {line}");
        for pair in channel.pairs.iter().take(PAIRS) {
            let _ = writeln!(
                out,
                "    {:+6.1}  {} {} / {} {}",
                pair.log_odds,
                shown(&pair.original),
                pair.originals,
                shown(&pair.stand_in),
                pair.stand_ins
            );
        }
        if let Some(more) = channel.pairs.len().checked_sub(PAIRS).filter(|&n| n > 0) {
            let line = self.lang.pick(format!("另有{more}对"), format!("{more} more pairs"));
            let _ = writeln!(out, "    {}", self.style.dim(line));
        }
    }
}

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    charset: CharsetRow,
    channels: Vec<ChannelRow<'a>>,
    leaks: Vec<LeakRow<'a>>,
}

#[derive(Serialize)]
struct CharsetRow {
    name: &'static str,
    bom: bool,
    guessed: bool,
    undecodable: usize,
}

#[derive(Serialize)]
struct ChannelRow<'a> {
    rule: String,
    log_odds: f32,
    probability: f32,
    pairs: Vec<PairRow<'a>>,
}

#[derive(Serialize)]
struct PairRow<'a> {
    original: &'a str,
    stand_in: &'a str,
    originals: u32,
    stand_ins: u32,
    log_odds: f32,
}

#[derive(Serialize)]
struct LeakRow<'a> {
    syllable: &'a str,
    character: char,
    count: u32,
}

impl Report for DiagnosesJson {
    fn document(&self, document: &Document<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        let diagnosis = &document.outcome.diagnosis;
        let &Charset { name, bom, guessed, undecodable } = &diagnosis.charset;
        let channels = diagnosis.channels.iter().map(|c| channel_row(c, document.rules));
        let leaks = diagnosis.leaks.iter().map(|l| LeakRow {
            syllable: &l.syllable,
            character: l.character,
            count: l.count,
        });
        let row = Row {
            path: &path_text(document.path),
            charset: CharsetRow { name, bom, guessed, undecodable },
            channels: channels.collect(),
            leaks: leaks.collect(),
        };
        write_line(&row, out);
        Ok(())
    }
}

fn channel_row<'a>(channel: &'a ChannelEvidence, rules: &RuleSet) -> ChannelRow<'a> {
    let pairs = channel.pairs.iter().map(|p| PairRow {
        original: &p.original,
        stand_in: &p.stand_in,
        originals: p.originals,
        stand_ins: p.stand_ins,
        log_odds: p.log_odds,
    });
    ChannelRow {
        rule: rules.get(channel.rule).full_name(),
        log_odds: channel.log_odds,
        probability: channel.probability(),
        pairs: pairs.collect(),
    }
}
