//! What is known of a document as a whole, with the evidence: charset, channels, leaks, year.

use super::escape::{path_text, shown};
use super::json::write_line;
use super::reason::steps;
use super::{Document, Lang, Report, Style};
use crate::dating::{DocumentYear, YearClue};
use crate::diagnosis::{ChannelEvidence, Charset, CharsetGuess, CharsetPart, Page, SiteEvidence};
use crate::error::Error;
use crate::rule::RuleSet;
use serde::Serialize;
use std::io::Write;

/// Pairs of words that are named for a channel; the others hardly count.
const PAIRS: usize = 12;

/// Clues that are named for the year of the document.
const CLUES: usize = 8;

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
        for part in &diagnosis.charset.parts {
            let _ = writeln!(out, "    {}", self.part(part));
        }
        if let Some(page) = &diagnosis.page {
            self.page(page, out);
        }
        for guess in alternatives(document) {
            let (p, name, words) = (100.0 * guess.probability, guess.name, shown(&guess.words));
            let _ = writeln!(out, "    {p:5.1}%  {:+8.1}  {name}  {words}", guess.score);
        }
        for misreading in &diagnosis.misreadings {
            let (recipe, n) = (steps(&misreading.recipe, self.lang), misreading.count);
            let line = self.lang.pick(
                format!("乱码：{n}处，还原方法：{recipe}"),
                format!("misread: {n}×, to undo: {recipe}"),
            );
            let _ = writeln!(out, "  {line}");
        }
        if let Some(site) = &diagnosis.site {
            let SiteEvidence { signs, log_odds } = *site;
            let line = self.lang.pick(
                format!("取自网页：首尾有{signs}种页面文字，对数几率 {log_odds:+.1}"),
                format!(
                    "off a page: {signs} kinds of furniture around it, log-odds {log_odds:+.1}"
                ),
            );
            let _ = writeln!(out, "  {line}");
        }
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
        if let Some(document_year) = &diagnosis.document_year {
            self.document_year(document_year, document.rules, out);
        }
        let found = !diagnosis.channels.is_empty() || !diagnosis.misreadings.is_empty();
        if !found && diagnosis.leaks.is_empty() && diagnosis.site.is_none() {
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
            let p = 100.0 * charset.confidence;
            line += &self.lang.pick(
                format!("，推测所得，概率 {p:.1}%"),
                format!(", guessed, probability {p:.1}%"),
            );
        }
        if charset.undecodable > 0 {
            let n = charset.undecodable;
            line += &self.lang.pick(format!("，{n}处无法解码"), format!(", {n} undecodable"));
        }
        line
    }

    fn page(&self, page: &Page, out: &mut Vec<u8>) {
        let (kept, left_out) = (page.kept, page.left_out);
        let what = match page.is_whole {
            true => self.lang.pick("整个网页", "web page as a whole"),
            false => self.lang.pick("网页正文", "article of a web page"),
        };
        let line = self.lang.pick(
            format!("{what}：{kept}字，未取{left_out}字"),
            format!("{what}: {kept} characters, {left_out} left out"),
        );
        let _ = writeln!(out, "  {line}");
        let facts = [("标题", "title", &page.title), ("发布日期", "published", &page.date)];
        for (zh, en, value) in facts {
            if let Some(value) = value {
                let line = self.lang.pick(format!("{zh}：{value}"), format!("{en}: {value}"));
                let _ = writeln!(out, "    {}", shown(&line));
            }
        }
        if !page.signs.is_empty() {
            let signs = page.signs.join(", ");
            let line =
                self.lang.pick(format!("网站的痕迹：{signs}"), format!("signs of a site: {signs}"));
            let _ = writeln!(out, "    {line}");
        }
    }

    fn part(&self, part: &CharsetPart) -> String {
        let CharsetPart { name, line, lines } = *part;
        let last = line + lines.max(1) - 1;
        match lines {
            0 | 1 => self.lang.pick(format!("第{line}行：{name}"), format!("line {line}: {name}")),
            _ => self.lang.pick(
                format!("第{line}至{last}行：{name}"),
                format!("lines {line} to {last}: {name}"),
            ),
        }
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

impl Diagnoses {
    fn document_year(&self, document: &DocumentYear, rules: &RuleSet, out: &mut Vec<u8>) {
        let DocumentYear { year, probability, evidence } = document;
        let p = 100.0 * probability;
        let line = self.lang.pick(
            format!("写作年份：{year}，概率 {p:.1}%"),
            format!("year of writing: {year}, probability {p:.1}%"),
        );
        let _ = writeln!(out, "  {line}");
        for YearClue { quote, anchor, years, log_odds } in evidence.iter().take(CLUES) {
            let anchor = anchor.map(|id| self.lang.of(&rules.anchor(id).says));
            let anchor = anchor.map_or_else(String::new, |says| format!("  {says}"));
            let _ = writeln!(out, "    {log_odds:+6.1}  {years}  {}{anchor}", shown(quote));
        }
        if let Some(more) = evidence.len().checked_sub(CLUES).filter(|&n| n > 0) {
            let line = self.lang.pick(format!("另有{more}条"), format!("{more} more clues"));
            let _ = writeln!(out, "    {}", self.style.dim(line));
        }
    }
}

/// The charsets that the document may be in besides the one that it was read in.
fn alternatives(document: &Document<'_>) -> Vec<CharsetGuess> {
    let mut ranked = document.pipeline.rank_charsets(document.bytes);
    ranked.split_off(ranked.len().min(1))
}

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    charset: CharsetRow<'a>,
    misreadings: Vec<MisreadingRow>,
    site: Option<SiteRow>,
    channels: Vec<ChannelRow<'a>>,
    leaks: Vec<LeakRow<'a>>,
    document_year: Option<YearRow<'a>>,
    page: Option<PageRow<'a>>,
}

#[derive(Serialize)]
struct YearRow<'a> {
    year: u16,
    probability: f32,
    evidence: Vec<ClueRow<'a>>,
}

#[derive(Serialize)]
struct ClueRow<'a> {
    quote: &'a str,
    anchor: Option<&'a str>,
    years: Vec<u16>,
    log_odds: f32,
}

#[derive(Serialize)]
struct PageRow<'a> {
    title: Option<&'a str>,
    date: Option<&'a str>,
    whole: bool,
    kept: usize,
    left_out: usize,
    signs: &'a [&'static str],
}

#[derive(Serialize)]
struct MisreadingRow {
    recipe: String,
    count: usize,
    bytes: usize,
}

#[derive(Serialize)]
struct SiteRow {
    signs: usize,
    log_odds: f32,
}

#[derive(Serialize)]
struct CharsetRow<'a> {
    name: &'static str,
    bom: bool,
    guessed: bool,
    confidence: f32,
    undecodable: usize,
    parts: Vec<PartRow>,
    alternatives: Vec<GuessRow<'a>>,
}

#[derive(Serialize)]
struct PartRow {
    name: &'static str,
    line: usize,
    lines: usize,
}

#[derive(Serialize)]
struct GuessRow<'a> {
    name: &'static str,
    probability: f32,
    score: f32,
    words: &'a str,
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
        let others = alternatives(document);
        let channels = diagnosis.channels.iter().map(|c| channel_row(c, document.rules));
        let leaks = diagnosis.leaks.iter().map(|l| LeakRow {
            syllable: &l.syllable,
            character: l.character,
            count: l.count,
        });
        let misreadings = diagnosis.misreadings.iter().map(|m| MisreadingRow {
            recipe: m.recipe.to_string(),
            count: m.count,
            bytes: m.bytes,
        });
        let row = Row {
            path: &path_text(document.path),
            charset: charset_row(&diagnosis.charset, &others),
            misreadings: misreadings.collect(),
            site: diagnosis.site.map(|s| SiteRow { signs: s.signs, log_odds: s.log_odds }),
            channels: channels.collect(),
            leaks: leaks.collect(),
            document_year: diagnosis.document_year.as_ref().map(|d| year_row(d, document.rules)),
            page: diagnosis.page.as_ref().map(page_row),
        };
        write_line(&row, out);
        Ok(())
    }
}

fn year_row<'a>(document: &'a DocumentYear, rules: &'a RuleSet) -> YearRow<'a> {
    let clue = |c: &'a YearClue| ClueRow {
        quote: &c.quote,
        anchor: c.anchor.map(|id| rules.anchor(id).name.as_str()),
        years: c.years.iter().collect(),
        log_odds: c.log_odds,
    };
    YearRow {
        year: document.year,
        probability: document.probability,
        evidence: document.evidence.iter().map(clue).collect(),
    }
}

fn charset_row<'a>(charset: &Charset, others: &'a [CharsetGuess]) -> CharsetRow<'a> {
    let part = |p: &CharsetPart| PartRow { name: p.name, line: p.line, lines: p.lines };
    let guess = |g: &'a CharsetGuess| {
        let CharsetGuess { name, probability, score, ref words } = *g;
        GuessRow { name, probability, score, words }
    };
    CharsetRow {
        name: charset.name,
        bom: charset.bom,
        guessed: charset.guessed,
        confidence: charset.confidence,
        undecodable: charset.undecodable,
        parts: charset.parts.iter().map(part).collect(),
        alternatives: others.iter().map(guess).collect(),
    }
}

fn page_row(page: &Page) -> PageRow<'_> {
    PageRow {
        title: page.title.as_deref(),
        date: page.date.as_deref(),
        whole: page.is_whole,
        kept: page.kept,
        left_out: page.left_out,
        signs: &page.signs,
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
