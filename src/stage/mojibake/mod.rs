//! Text that was read in the wrong charset. The stage takes stretches that look like it back
//! to bytes, reads them as what they may have been, and lets the language model compare; a
//! stretch is restored when it reads far better so and the way there and back is exact. What
//! several stretches agree on, the others of the document are believed more easily. What is
//! beyond repair is said to be so and left alone.
//!
//! `gate` finds what looks suspicious, `align` reads bytes twice, `search` proposes, this file
//! decides, `naming` names lost characters, `hopeless` knows what cannot be undone.

mod align;
mod candidate;
mod explain;
mod gate;
mod hopeless;
mod naming;
mod quality;
mod search;
mod slips;
mod spoken;

pub use self::explain::{Reading, readings};

use self::candidate::{Candidate, without_overlaps};
use self::gate::Gate;
use self::search::{Pair, Search, WORTH_KEEPING};
use super::Stage;
use crate::codec::{Codec, Codecs, Recipe, Step};
use crate::diagnosis::Diagnosis;
use crate::finding::{Confidence, Finding, Reason, RuleId, StageId};
use crate::model::Model;
use crate::prose::Prose;
use crate::rule::{Look, RuleSet};
use crate::scratch::Scratch;
use crate::span::{Span, floor};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// From this gain (nats) on a stretch is restored on its own evidence. The prior that a
/// suspicious stretch is of one of some sixty recipes, and what chance makes of rare words.
const ALONE: f32 = 12.0;
/// With this much gain in the document a recipe is believed of every stretch.
const ESTABLISHED: f32 = 24.0;
/// What a stretch then still needs.
const AMONG_OTHERS: f32 = WORTH_KEEPING;
/// From here on nothing else can have stood there.
const BEYOND_DOUBT: f32 = 20.0;

/// And this share of what looks suspicious must be explained by it: in a megabyte of debris
/// chance makes something of a few characters.
const EXPLAINED: usize = 10;

/// So many suspicious characters that nothing explains, within so many bytes, make debris.
const DEBRIS: (usize, usize) = (3, 24);

/// How often the stage looks: stretches that were garbled in different ways and stand side by
/// side are told apart only when one of them is plain text.
const PASSES: usize = 3;

/// Suspicious characters that are no further apart, in bytes, are looked at together.
const GAP: usize = 48;
/// No stretch is longer, in bytes, so that memory stays bounded.
const LONGEST_WINDOW: usize = 64 << 10;
/// What is looked at around suspicious characters, in bytes: around a few, and around many or
/// such as clean text hardly ever has.
const MARGINS: (usize, usize) = (18, 120);
/// So many of them are many.
const MANY: usize = 4;

/// Which rule reports what.
#[derive(Clone, Copy)]
struct Rules {
    misread: Option<RuleId>,
    salvaged: Option<RuleId>,
    named: Option<RuleId>,
    slipped: Option<RuleId>,
    hopeless: hopeless::Rules,
}

/// The stage.
pub(crate) struct Mojibake {
    rules: Rules,
    prose: Prose,
    gate: OnceLock<Gate>,
    codecs: Codecs,
}

impl Mojibake {
    pub(crate) fn new(rules: &RuleSet, model: Arc<Model>) -> Mojibake {
        let named = |name: &str| {
            let named = |l: &Look| matches!(l, Look::Detect(n) if n == name);
            rules.of_stage(StageId::Mojibake).find(|r| named(&r.look)).map(|r| r.id)
        };
        let rules = Rules {
            misread: named("misread"),
            salvaged: named("misread-partly"),
            named: named("lost-character"),
            slipped: named("slipped-bytes"),
            hopeless: hopeless::Rules {
                replaced: named("replaced-bytes"),
                uninitialized: named("uninitialized-memory"),
                questions: named("question-marks"),
            },
        };
        let (gate, codecs) = (OnceLock::new(), Codecs::default());
        Mojibake { rules, prose: Prose::new(model), gate, codecs }
    }

    fn gate(&self) -> &Gate {
        self.gate.get_or_init(Gate::new)
    }

    fn search(&self) -> Search<'_> {
        Search { codecs: &self.codecs, prose: &self.prose, gate: self.gate(), lenient: false }
    }
}

impl Stage for Mojibake {
    fn id(&self) -> StageId {
        StageId::Mojibake
    }

    fn max_passes(&self) -> usize {
        PASSES
    }

    fn inspect(
        &self,
        text: &str,
        _: &mut Scratch,
        diagnosis: &mut Diagnosis,
        out: &mut Vec<Finding>,
    ) {
        let Rules { misread, salvaged, named, slipped, .. } = self.rules;
        let restores = misread.or(salvaged).or(named).or(slipped);
        let chosen = restores.map_or_else(Vec::new, |_| self.choose(text));
        for (candidate, confidence) in &chosen {
            self.report(text, candidate, *confidence, out);
            if *confidence >= Confidence::Likely {
                diagnosis.add_misreading(&candidate.recipe, candidate.span.len());
            }
        }
        let taken: Vec<Span> = chosen.iter().map(|(c, _)| c.span).collect();
        hopeless::hopeless(text, &self.rules.hopeless, &taken, out);
    }
}

impl Mojibake {
    /// The stretches that are worth a finding, in text order.
    fn choose(&self, text: &str) -> Vec<(Candidate, Confidence)> {
        let mut found = Vec::new();
        let mut suspicious = 0;
        let mut last: Option<Pair> = None;
        for (window, strength) in windows(self.gate(), text) {
            suspicious += window.len();
            let all = |_: Pair| true;
            // One rare character is a name far more often than it is mojibake.
            let lone = |(reader, writer): Pair| reader == Codec::Gb18030 && writer == Codec::Utf8;
            let wanted: &dyn Fn(Pair) -> bool = if strength > 1 { &all } else { &lone };
            // Replacement characters of an earlier accident: there is nothing below them.
            if window.slice(text).contains(hopeless::KUN_JIN_KAO) {
                continue;
            }
            // What explained the last stretch most often explains this one as well.
            if let Some(last) = last {
                let more = self.look(text, window, &|pair| pair == last);
                if self.is_explained_by(text, window, &more) {
                    found.extend(more);
                    continue;
                }
            }
            let more = self.look(text, window, wanted);
            let best = more.iter().max_by(|a, b| a.gain.total_cmp(&b.gain));
            last = best.filter(|c| c.gain >= BEYOND_DOUBT).and_then(|c| outermost(&c.recipe));
            found.extend(more);
        }
        for window in slips::question_marks(text) {
            found.extend(self.look(text, window, &|pair| pair == (Codec::Gb18030, Codec::Utf8)));
        }
        if found.is_empty() {
            return Vec::new();
        }
        let established = established(&found, suspicious);
        if !established.is_empty() {
            self.look_again(text, &established, &mut found);
        }
        let chosen = without_overlaps(found);
        let quoted = spoken::speaks_of_it(text, &chosen);
        let spans: Vec<Span> = chosen.iter().map(|c| c.span).collect();
        let rated = chosen.into_iter().filter_map(|candidate| {
            let believed = established.contains(&candidate.recipe);
            let confidence = confidence(&candidate, believed)?;
            let doubtful = quoted
                || spoken::is_explained(text, &candidate)
                || (!believed && self.is_among_debris(text, &candidate, &spans));
            let most = if doubtful { Confidence::Possible } else { Confidence::Certain };
            Some((candidate, confidence.min(most)))
        });
        rated.collect()
    }

    /// Whether `candidates` leave nothing suspicious in `window`, each beyond doubt.
    fn is_explained_by(&self, text: &str, window: Span, candidates: &[Candidate]) -> bool {
        let sure = |c: &Candidate| c.gain >= ALONE && c.quality.is_chinese();
        let inside =
            |at: usize| candidates.iter().any(|c| c.span.start <= at && at < c.span.end && sure(c));
        self.gate().suspects(window.slice(text)).all(|at| inside(window.start + at))
    }

    /// Whether what stands around a candidate is as suspicious and not explained by any: sense
    /// that chance makes in the middle of nonsense.
    fn is_among_debris(&self, text: &str, candidate: &Candidate, spans: &[Span]) -> bool {
        let Span { start, end } = candidate.span;
        let from = floor(text, start.saturating_sub(DEBRIS.1));
        let to = floor(text, (end + DEBRIS.1).min(text.len())).max(end);
        let around = [Span::new(from, start), Span::new(end, to)];
        let unexplained = around.iter().flat_map(|part| {
            let suspects = self.gate().suspects(part.slice(text));
            suspects.map(|at| part.start + at).filter(|&at| {
                let next = spans.partition_point(|s| s.end <= at);
                spans.get(next).is_none_or(|s| at < s.start)
            })
        });
        unexplained.count() >= DEBRIS.0
    }

    /// Proposals for a part of `text`.
    fn look(&self, text: &str, window: Span, wanted: &dyn Fn(Pair) -> bool) -> Vec<Candidate> {
        let mut found = self.search().proposals(window.slice(text), wanted);
        for candidate in &mut found {
            let Span { start, end } = candidate.span;
            candidate.span = Span::new(window.start + start, window.start + end);
        }
        found
    }

    /// Looks for more of what the document is known to have gone through, in all its lines.
    fn look_again(&self, text: &str, recipes: &[Recipe], found: &mut Vec<Candidate>) {
        let pairs: Vec<Pair> = recipes.iter().filter_map(outermost).collect();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let mut rest = Span::new(start, start + line.len());
            start = rest.end;
            if line.is_ascii() {
                continue;
            }
            while !rest.is_empty() {
                let end = floor(text, (rest.start + LONGEST_WINDOW).min(rest.end));
                let window = Span::new(rest.start, end);
                let more = self.look(text, window, &|pair| pairs.contains(&pair));
                found.extend(more.into_iter().filter(|c| recipes.contains(&c.recipe)));
                rest = Span::new(end, rest.end);
            }
        }
    }

    fn report(
        &self,
        text: &str,
        candidate: &Candidate,
        confidence: Confidence,
        out: &mut Vec<Finding>,
    ) {
        let rule = match candidate.recipe.steps() {
            [Step::Salvage(_)] => self.rules.salvaged,
            [Step::Resynchronize(_)] => self.rules.slipped,
            _ => self.rules.misread,
        };
        let reason = Reason::Misread { recipe: candidate.recipe.clone(), margin: candidate.gain };
        let probability = 1.0 / (1.0 + (AMONG_OTHERS - candidate.gain).exp());
        let mut add = |rule: Option<RuleId>, fix: &str, confidence: Confidence, p: f32| {
            let Some(rule) = rule else { return };
            let found = Finding::by_rule(rule, candidate.span, text, Some(fix), confidence);
            let probability = match confidence {
                Confidence::Certain => 1.0,
                Confidence::Likely => p,
                // Something speaks against it that the language model does not know.
                Confidence::Possible => p.min(0.9),
            };
            out.push(Finding { reason: reason.clone(), probability, ..found });
        };
        if let Some((named, p)) = naming::name(&self.codecs, &self.prose, text, candidate) {
            add(self.rules.named, &named, Confidence::Possible, p);
        }
        add(rule, &candidate.restored, confidence, probability);
    }
}

/// The charsets of the outermost layer.
fn outermost(recipe: &Recipe) -> Option<Pair> {
    match *recipe.steps() {
        [Step::Encode(reader), Step::Decode(writer), ..] => Some((reader, writer)),
        [Step::Salvage(reader)] => Some((reader, Codec::Utf8)),
        _ => None,
    }
}

/// Recipes for which the document speaks as a whole, of which so many bytes are suspicious.
fn established(found: &[Candidate], suspicious: usize) -> Vec<Recipe> {
    let mut gains: BTreeMap<&Recipe, (f32, usize)> = BTreeMap::new();
    let counts =
        |c: &&Candidate| c.gain >= ALONE && c.quality.is_chinese() && c.quality.is_a_word();
    for candidate in found.iter().filter(counts) {
        let (gain, bytes) = gains.entry(&candidate.recipe).or_default();
        *gain += candidate.gain;
        *bytes += candidate.span.len();
    }
    let speaks = |gain: f32, bytes: usize| gain >= ESTABLISHED && bytes * EXPLAINED >= suspicious;
    gains.into_iter().filter(|(_, (g, b))| speaks(*g, *b)).map(|(r, _)| r.clone()).collect()
}

/// How sure a candidate is; `None` if it is not worth a finding.
fn confidence(candidate: &Candidate, believed: bool) -> Option<Confidence> {
    let needed = if believed { AMONG_OTHERS } else { ALONE };
    let quality = &candidate.quality;
    // Other languages are not what the model knows.
    let unsure = !quality.is_chinese();
    // Less than a word is not worth anybody's time unless the document speaks for it.
    if quality.is_crumb() || !(believed || quality.is_a_word()) {
        return None;
    }
    if candidate.gain < needed || unsure {
        // Rare words look no worse than this; from half-way on it is for the reader to say.
        return (candidate.gain >= ALONE / 2.0).then_some(Confidence::Possible);
    }
    let sure = candidate.recipe.is_exact() && (believed || candidate.gain >= BEYOND_DOUBT);
    Some(if sure { Confidence::Certain } else { Confidence::Likely })
}

/// Whether a suspicious character is one that clean text hardly ever has: private, a control
/// character, U+FFFD.
fn is_telling(text: &str, place: usize) -> bool {
    let c = text.get(place..).and_then(|t| t.chars().next());
    matches!(c, Some('\u{80}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}' | '\u{FFFD}'))
}

/// Stretches around suspicious characters, with the number of these.
fn windows<'t>(gate: &'t Gate, text: &'t str) -> impl Iterator<Item = (Span, usize)> + 't {
    let mut suspects = gate.suspects(text).peekable();
    let mut least = 0;
    std::iter::from_fn(move || {
        let first = suspects.next()?;
        let (mut last, mut strength) = (first, 1);
        let mut telling = is_telling(text, first);
        while let Some(&next) = suspects.peek() {
            let between = text.as_bytes().get(last..next).unwrap_or_default();
            if next - last > GAP || next - first > LONGEST_WINDOW || between.contains(&b'\n') {
                break;
            }
            last = next;
            strength += 1;
            telling |= is_telling(text, next);
            suspects.next();
        }
        let margin = if strength < MANY && !telling { MARGINS.0 } else { MARGINS.1 };
        let start = floor(text, first.saturating_sub(margin)).max(least);
        let end = floor(text, (last + margin + 4).min(text.len()));
        let before = memchr::memrchr(b'\n', text.as_bytes().get(start..first)?);
        let behind = memchr::memchr(b'\n', text.as_bytes().get(last..end)?);
        let window =
            Span::new(before.map_or(start, |i| start + i + 1), behind.map_or(end, |i| last + i));
        least = last;
        Some((window, strength))
    })
}
