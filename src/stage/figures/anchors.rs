//! Reads a text with the anchors of the rule set: what it says of things whose year is known,
//! and the years that leaves open. Says nothing of how much a claim weighs.

use super::around::{after, before, ends_sentence, sentence_tail};
use crate::dating::{AnchorId, Years};
use crate::numeral;
use crate::rule::{Anchor, RuleSet};
use crate::span::Span;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

/// Characters after an anchor's word within which a number is said of it: in
/// “三八”妇女维权周活动开展的第十二年 five stand between. No clause that was read needed more.
const REACH: usize = 12;

/// Characters between an ordinal and the word that it counts: 第29届北京奥运会.
const GAP: usize = 6;

/// Characters before a word in which the sentence may say of which year it speaks.
const SENTENCE: usize = 40;

/// Nobody counts the anniversaries of a thing of our time further.
const LAST_ANNIVERSARY: u64 = 200;

/// Measure words of things that are counted from their first time on.
const COUNTERS: &[char] = &['届', '次', '个', '年', '期', '轮', '回', '季'];

/// What makes a number inexact when it stands before it, or after it.
const ROUGHLY: &[char] = &['近', '约', '超', '逾', '过', '多', '余', '几', '来'];

/// What a text says of an anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// From the anchor's word to the end of what is said of it, or the other way about.
    pub(super) span: Span,
    /// What stands there.
    pub(super) quote: Box<str>,
    pub(super) anchor: AnchorId,
    /// The years of writing that it leaves open.
    pub(super) years: Years,
    pub(super) kind: Kind,
}

/// How a claim ties itself to the year of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The thing is only named; it existed, or its term ran, in those years.
    Named,
    /// A count from another occasion, as the title of a speech.
    Cited,
    /// A count: N周年, 第N届.
    Counted,
    /// A count, and the sentence says that it speaks of the present year.
    Present,
}

/// The anchors, made ready for reading.
pub(super) struct Anchors {
    words: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// The anchor and the term of each word.
    named: Vec<(AnchorId, Option<usize>)>,
    /// Anchors that know how a document blanks the name of a term.
    blanked: Vec<AnchorId>,
}

impl Anchors {
    pub(super) fn of(rules: &RuleSet) -> Anchors {
        let each = || rules.anchors().iter().flat_map(|a| a.words.iter().map(move |w| (a, w)));
        let words: Vec<(&str, u32)> = each().zip(0..).map(|((_, w), i)| (&*w.text, i)).collect();
        let builder = CharwiseDoubleArrayAhoCorasickBuilder::new();
        Anchors {
            // Without words there is nothing to build, and nothing to be found.
            words: builder.match_kind(MatchKind::LeftmostLongest).build_with_values(words).ok(),
            named: each().map(|(a, w)| (a.id, w.term)).collect(),
            blanked: rules.anchors().iter().filter(|a| a.blank.is_some()).map(|a| a.id).collect(),
        }
    }

    /// What `text` says of all anchors, in text order.
    pub(super) fn read(&self, rules: &RuleSet, text: &str) -> Vec<Claim> {
        let mut claims = Vec::new();
        if let Some(words) = &self.words {
            for m in words.leftmost_find_iter(text) {
                let (anchor, term) = self.named[m.value() as usize];
                let word = Span::new(m.start(), m.end());
                let reader = Reader { text, anchor: rules.anchor(anchor), word };
                claims.extend(reader.claim(term));
            }
        }
        for &id in &self.blanked {
            let anchor = rules.anchor(id);
            let Some(blank) = &anchor.blank else { continue };
            for m in blank.find_iter(text) {
                let word = Span::new(m.start(), m.end());
                claims.extend(Reader { text, anchor, word }.blanked());
            }
        }
        claims.sort_by_key(|c| (c.span.start, c.span.end, c.anchor));
        claims
    }
}

/// One word of an anchor in its sentence.
struct Reader<'a> {
    text: &'a str,
    anchor: &'a Anchor,
    word: Span,
}

impl Reader<'_> {
    /// What is said of the word.
    fn claim(&self, term: Option<usize>) -> Option<Claim> {
        let exact = match term {
            Some(term) => self.within_term(term),
            None => self
                .anniversary()
                .or_else(|| self.counted_after())
                .or_else(|| self.counted_before()),
        };
        exact.map(|(span, year)| self.exact(span, Years::only(year))).or_else(|| {
            let years = match term.and_then(|t| self.anchor.terms.get(t)) {
                Some(term) => Years::between(term.from, term.to),
                None => self.anchor.existed?,
            };
            Some(self.claim_of(self.word, years, Kind::Named))
        })
    }

    fn claim_of(&self, span: Span, years: Years, kind: Kind) -> Claim {
        let quote = span.slice(self.text).into();
        Claim { span, quote, anchor: self.anchor.id, years, kind }
    }

    /// What is said of a term whose name was blanked: that it is the first year of one.
    fn blanked(&self) -> Option<Claim> {
        let clause = self.clause();
        let terms = || self.anchor.terms.iter();
        let years = |list: &[String], years: &mut dyn Iterator<Item = u16>| {
            let end = list.iter().filter_map(|w| clause.find(&**w).map(|i| i + w.len())).max()?;
            Some((end, years.fold(Years::default(), Years::and)))
        };
        let (end, years) = years(&self.anchor.opens, &mut terms().map(|t| t.from))
            .or_else(|| years(&self.anchor.closes, &mut terms().map(|t| t.to)))?;
        Some(self.exact(Span::new(self.word.start, self.word.end + end), years))
    }

    /// A count: places it in time by what the sentence says of the year it speaks of.
    fn exact(&self, span: Span, years: Years) -> Claim {
        let head = sentence_tail(before(self.text, span.start, SENTENCE));
        let (kind, later) = match tense(head) {
            _ if after(self.text, span.end, REACH).contains("讲话") => (Kind::Cited, 0),
            Some(later) => (Kind::Present, later),
            None => (Kind::Counted, 0),
        };
        self.claim_of(span, years.later(later), kind)
    }

    /// The clause after the word, as far as a number may be said of it.
    fn clause(&self) -> &str {
        let tail = after(self.text, self.word.end, REACH + 6);
        let stop = |c: char| ends_sentence(c) || "，,、：:（(和与及暨".contains(c);
        tail.split(stop).next().unwrap_or(tail)
    }

    /// 中国共产党成立90周年, 改革开放36年.
    fn anniversary(&self) -> Option<(Span, u16)> {
        let founded = self.anchor.founded?;
        let clause = self.clause();
        let (at, n, len) = first_number(clause)?;
        let (gap, rest) = (clause.get(..at)?, clause.get(at + len..)?);
        if gap.ends_with(ROUGHLY) || gap.chars().count() > REACH {
            return None;
        }
        let near = gap.is_empty() || gap == "以来" || gap == "成立";
        let unit = match rest {
            _ if rest.starts_with("周年") => "周年",
            _ if near && rest.starts_with('年') && !rest.starts_with("年代") => "年",
            _ => return None,
        };
        // 到建党一百年时 speaks of a goal.
        if rest.strip_prefix(unit).is_some_and(|r| r.starts_with(['时', '前'])) {
            return None;
        }
        // 改革开放1978年以来 names the year itself.
        if n == 0 || n > LAST_ANNIVERSARY || gap.ends_with('第') && unit == "年" {
            return None;
        }
        let year = founded + u16::try_from(n).ok()?;
        Some((Span::new(self.word.start, self.word.end + at + len + unit.len()), year))
    }

    /// 妇女维权周活动开展的第十二年.
    fn counted_after(&self) -> Option<(Span, u16)> {
        let clause = self.clause();
        let at = clause.find('第')? + '第'.len_utf8();
        let rest = clause.get(at..)?;
        let (n, len) = numeral::leading(rest)?;
        let counter = rest.get(len..)?.chars().next().filter(|c| COUNTERS.contains(c))?;
        let year = self.anchor.held.year(n)?;
        Some((Span::new(self.word.start, self.word.end + at + len + counter.len_utf8()), year))
    }

    /// 第29届北京奥运会, 第101个“三八”国际劳动妇女节.
    fn counted_before(&self) -> Option<(Span, u16)> {
        let head = before(self.text, self.word.start, GAP + 8);
        let at = head.rfind('第')?;
        let rest = head.get(at + '第'.len_utf8()..)?;
        let (n, len) = numeral::leading(rest)?;
        let mut gap = rest.get(len..)?.chars();
        let counter = gap.next()?;
        let stop = |c: char| ends_sentence(c) || "，,、".contains(c);
        if !COUNTERS.contains(&counter) || gap.clone().any(stop) || gap.count() > GAP {
            return None;
        }
        let year = self.anchor.held.year(n)?;
        Some((Span::new(self.word.start - (head.len() - at), self.word.end), year))
    }

    /// “十二五”规划的开局之年, 十一届全国人大四次会议.
    fn within_term(&self, term: usize) -> Option<(Span, u16)> {
        let term = self.anchor.terms.get(term)?;
        let clause = self.clause();
        let said = |list: &[String]| {
            list.iter().filter_map(|w| clause.find(&**w).map(|i| i + w.len())).max()
        };
        let span = |end: usize| Span::new(self.word.start, self.word.end + end);
        if let Some(end) = said(&self.anchor.opens) {
            return Some((span(end), term.from));
        }
        if let Some(end) = said(&self.anchor.closes) {
            return Some((span(end), term.to));
        }
        let (at, n, len) = first_number(clause)?;
        let rest = clause.get(at + len..)?;
        let ordinal = clause.get(..at)?.ends_with('第') && rest.starts_with('年');
        let step = self.anchor.steps.iter().find(|s| rest.starts_with(s.as_str()));
        let unit = step.map(String::as_str).or(ordinal.then_some("年"))?;
        let year = term.from + u16::try_from(n.checked_sub(1)?).ok()?;
        (year <= term.to).then_some((span(at + len + unit.len()), year))
    }
}

/// The first number in `clause` that is written out exactly: where, what, how long.
fn first_number(clause: &str) -> Option<(usize, u64, usize)> {
    let mut from = 0;
    for (at, _) in clause.char_indices() {
        if at < from {
            continue;
        }
        if let Some((n, len)) = numeral::leading(clause.get(at..)?) {
            return Some((at, n, len));
        }
        from = at + 1;
    }
    None
}

/// Of which year a sentence speaks that begins with `head`: how many years the document was
/// written after it. `None` if it does not say.
fn tense(head: &str) -> Option<i32> {
    const SAYS: &[(&str, i32)] = &[
        ("今年", 0),
        ("本年", 0),
        ("xx年", 0),
        ("XX年", 0),
        ("××年", 0),
        ("去年", 1),
        ("明年", -1),
    ];
    let last = SAYS.iter().filter_map(|(word, later)| Some((head.rfind(word)?, *later)));
    last.max().map(|(_, later)| later)
}
