//! Runs the stages and keeps what each one saw. Inside a stage everyone looks at one
//! immutable text; between stages the text changes in one forward copy that leaves a map.
//! `check`, `diff`, `fix` and `filter` are four ways of printing the same outcome.

use crate::diagnosis::{CharsetGuess, Diagnosis};
use crate::error::Error;
use crate::finding::{Fate, Finding, RuleId, StageId};
use crate::model::Model;
#[cfg(feature = "html")]
use crate::page::{self, Input};
use crate::patch::{Edit, Patch};
use crate::protect::Phrases;
use crate::rule::RuleSet;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::stage::decode::{self, Decoded, Decoder};
use crate::stage::{Policy, Stage, stages};
#[cfg(feature = "cli")]
use crate::transcode::Coding;
use crate::transcode::Target;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Arc;

/// The whole program, less the files: bytes in, outcome out.
///
/// ```
/// use kanwu::{Pipeline, Scratch};
/// let pipeline = Pipeline::standard();
/// let outcome = pipeline.run("以“结合、借力〞为原则".as_bytes(), &mut Scratch::default());
/// assert_eq!(outcome.text(), "以“结合、借力”为原则");
/// ```
pub struct Pipeline {
    rules: Arc<RuleSet>,
    decoder: Decoder,
    stages: Vec<Box<dyn Stage>>,
    /// What a user wants left alone.
    phrases: Arc<Phrases>,
    policy: Policy,
}

/// What one stage saw and did.
#[derive(Clone, Debug, PartialEq)]
pub struct Pass {
    /// Which stage.
    pub stage: StageId,
    /// What it found, in text order; spans count bytes of the text before this pass.
    pub findings: Vec<Finding>,
    /// What changed.
    pub patch: Patch,
}

/// A document that was read and not restored, with the way back to its bytes.
#[cfg(feature = "cli")]
pub(crate) struct Source<'d>(Decoded<'d>);

#[cfg(feature = "cli")]
impl Source<'_> {
    /// What edits count in; the same as [`Outcome::source`].
    pub(crate) fn text(&self) -> &str {
        &self.0.text
    }

    /// The document with `edits` made and nothing else, in the charset `to` or its own. Bytes
    /// that are no character stay, unless an edit covers them.
    ///
    /// # Errors
    /// As [`Outcome::to_bytes_as`].
    pub(crate) fn edited(mut self, edits: &[Edit], to: Option<Target>) -> Result<Vec<u8>, Error> {
        self.0.release(edits);
        let (text, patch) = Patch::apply(&self.0.text, edits);
        match to {
            Some(to) => self.0.encode_as(to, &text, &patch),
            None => self.0.encode(&text, &patch),
        }
    }
}

/// Everything about one document: what it was, what was found, what it becomes.
#[derive(Clone, Debug)]
pub struct Outcome<'d> {
    /// What is known of the document as a whole.
    pub diagnosis: Diagnosis,
    /// The passes, in order; those without findings are left out.
    pub passes: Vec<Pass>,
    decoded: Decoded<'d>,
    /// Not a second `Cow`: it could not borrow from `decoded`.
    changed: Option<String>,
}

impl Outcome<'_> {
    /// The text as decoded, before any stage: what an editor shows. Positions count in it.
    pub fn source(&self) -> &str {
        &self.decoded.text
    }

    /// The restored text.
    pub fn text(&self) -> &str {
        self.changed.as_deref().unwrap_or(&self.decoded.text)
    }

    /// Whether the restored text differs from the source.
    pub fn is_changed(&self) -> bool {
        self.changed.is_some()
    }

    /// Where a span of the text that pass number `pass` looked at sits in the source.
    pub fn source_span(&self, pass: usize, span: Span) -> Span {
        self.passes[..pass].iter().rev().fold(span, |s, p| p.patch.to_old(s))
    }

    /// What changed overall, from source to restored text. Neighbouring changes of
    /// different passes are one hunk here; to ask where one came from, use
    /// [`Outcome::source_span`].
    pub fn patch(&self) -> Patch {
        self.passes.iter().fold(Patch::default(), |all, p| all.then(&p.patch))
    }

    /// All findings with the number of their pass.
    pub fn findings(&self) -> impl Iterator<Item = (usize, &Finding)> {
        self.passes.iter().enumerate().flat_map(|(i, p)| p.findings.iter().map(move |f| (i, f)))
    }

    /// Whether the text is that of a web page and not the document itself.
    #[cfg(feature = "cli")]
    pub(crate) fn is_page(&self) -> bool {
        self.diagnosis.page.is_some()
    }

    /// Whether the restored text is Markdown, though the source was none.
    #[cfg(feature = "cli")]
    pub(crate) fn became_markdown(&self, rules: &RuleSet) -> bool {
        let is_mark = |f: &Finding| f.fate == Fate::Applied && rules.get(f.rule).is_markdown();
        self.findings().any(|(_, f)| is_mark(f))
    }

    /// The source as the restored document would be written if nothing were restored: what
    /// a change of a web page's text is a change of.
    ///
    /// # Errors
    /// As [`Outcome::to_bytes_as`].
    #[cfg(feature = "cli")]
    pub(crate) fn source_as(&self, to: Option<Target>) -> Result<Vec<u8>, Error> {
        let nothing = Patch::default();
        match to {
            Some(to) => self.decoded.encode_as(to, self.source(), &nothing),
            None => self.decoded.encode(self.source(), &nothing),
        }
    }

    /// Bytes a code unit of the document's encoding, and of its byte order mark.
    #[cfg(feature = "cli")]
    pub(crate) fn widths(&self) -> (usize, usize) {
        self.decoded.widths()
    }

    /// The restored document in its own encoding, with its own byte order mark; bytes that
    /// could not be decoded are what they were.
    ///
    /// # Errors
    /// If the restored text holds a character that the encoding cannot express.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        self.decoded.encode(self.text(), &self.patch())
    }

    /// The restored document in the charset `to`, or else in its own. A document that is in
    /// `to` already keeps bytes that could not be decoded.
    ///
    /// # Errors
    /// If the charset cannot express a character, or if bytes that are no character would
    /// have to be converted.
    pub fn to_bytes_as(&self, to: Option<Target>) -> Result<Vec<u8>, Error> {
        match to {
            Some(to) => self.decoded.encode_as(to, self.text(), &self.patch()),
            None => self.to_bytes(),
        }
    }
}

impl Pipeline {
    /// The built-in rules and model with the default policy.
    pub fn standard() -> Pipeline {
        Pipeline::new(Arc::new(RuleSet::built_in()), Arc::new(Model::embedded()), Policy::default())
    }

    /// A pipeline of the rules that are switched on. Cheap: rules are compiled when they are
    /// first needed.
    pub fn new(rules: Arc<RuleSet>, model: Arc<Model>, policy: Policy) -> Pipeline {
        let phrases = Arc::new(Phrases::new(Arc::clone(&rules)));
        let stages = stages(&rules, &model, policy, &phrases);
        let decoder = Decoder::new(model, policy.from);
        Pipeline { rules, decoder, stages, phrases, policy }
    }

    /// The rules of this pipeline, to name the rule of a finding.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// What this pipeline is allowed to assume and asked to do.
    #[cfg(feature = "cli")]
    pub(crate) fn policy(&self) -> Policy {
        self.policy
    }

    /// The charsets that a document may be in, the one it is read in first; no other if its
    /// bytes prove it.
    pub fn rank_charsets(&self, bytes: &[u8]) -> Vec<CharsetGuess> {
        self.decoder.rank(bytes)
    }

    /// Runs all stages. Total: takes any bytes, does not panic, cannot fail.
    pub fn run<'d>(&self, bytes: &'d [u8], scratch: &mut Scratch) -> Outcome<'d> {
        #[cfg(feature = "html")]
        return self.run_as(self.policy.input, bytes, scratch);
        #[cfg(not(feature = "html"))]
        return self.run_text(bytes, scratch);
    }

    /// Runs all stages on a document of which more is known than the policy says of all.
    ///
    /// ```
    /// use kanwu::{Input, Pipeline, Scratch};
    /// let page = "<title>修渠_村报</title><h1>修渠</h1><p>三月，渠通了。<br>村民“连心〞协力。</p>";
    /// let pipeline = Pipeline::standard();
    /// let outcome = pipeline.run_as(Input::Html, page.as_bytes(), &mut Scratch::default());
    /// assert_eq!(outcome.text(), "修渠\n三月，渠通了。\n村民“连心”协力。\n");
    /// assert_eq!(outcome.diagnosis.page.unwrap().title.as_deref(), Some("修渠"));
    /// ```
    #[cfg(feature = "html")]
    pub fn run_as<'d>(&self, input: Input, bytes: &'d [u8], scratch: &mut Scratch) -> Outcome<'d> {
        match input.is_page(bytes) {
            true => self.run_page(bytes, scratch),
            false => self.run_text(bytes, scratch),
        }
    }

    /// Runs all stages on a text.
    fn run_text<'d>(&self, bytes: &'d [u8], scratch: &mut Scratch) -> Outcome<'d> {
        let decoded = self.decoder.decode(bytes);
        let diagnosis = Diagnosis { charset: decoded.charset(), ..Diagnosis::default() };
        self.restore(decoded, diagnosis, scratch)
    }

    /// Runs all stages on the text of a web page. Its source is the text of the article, and
    /// what is restored is written as UTF-8.
    #[cfg(feature = "html")]
    fn run_page<'d>(&self, bytes: &[u8], scratch: &mut Scratch) -> Outcome<'d> {
        let (text, diagnosis) = self.read_page(bytes);
        self.restore(Decoded::of_text(text), diagnosis, scratch)
    }

    /// The text of a web page, and what is known of the page.
    #[cfg(feature = "html")]
    fn read_page(&self, bytes: &[u8]) -> (String, Diagnosis) {
        let decoded = self.decoder.decode_declared(bytes, page::declared(bytes));
        let mut found = Vec::new();
        decode::inspect(&decoded, &self.rules, &mut found);
        // A character that a tag cut in two is whole in the text, as if it had been so before.
        let edits = settle(&mut found, self.policy, &[]);
        let mended = (!edits.is_empty()).then(|| Patch::apply(&decoded.text, &edits).0);
        let source = mended.as_deref().unwrap_or(&decoded.text);
        let (text, page) = page::read(source, self.policy.markdown);
        let charset = decoded.charset();
        (text, Diagnosis { charset, page: Some(page), ..Diagnosis::default() })
    }

    /// A document as it is before any stage, read in the charset `from` if that is given.
    #[cfg(feature = "cli")]
    pub(crate) fn source<'d>(
        &self,
        input: Input,
        from: Option<Coding>,
        bytes: &'d [u8],
    ) -> Source<'d> {
        Source(match input.is_page(bytes) {
            true => Decoded::of_text(self.read_page(bytes).0),
            false => self.decoder.decode_from(bytes, from),
        })
    }

    /// Runs the stages on what was decoded.
    fn restore<'d>(
        &self,
        mut decoded: Decoded<'d>,
        mut diagnosis: Diagnosis,
        scratch: &mut Scratch,
    ) -> Outcome<'d> {
        let mut passes: Vec<Pass> = Vec::new();
        let mut changed: Option<String> = None;
        let mut found = std::mem::take(&mut scratch.findings);
        decode::inspect(&decoded, &self.rules, &mut found);
        if !found.is_empty() {
            // Only here may an edit replace bytes that are no character: by what they were.
            let edits = settle(&mut found, self.policy, &[]);
            let mut patch = Patch::default();
            if !edits.is_empty() {
                decoded.release(&edits);
                let (next, map) = Patch::apply(&decoded.text, &edits);
                (changed, patch) = (Some(next), map);
            }
            let findings = std::mem::take(&mut found);
            passes.push(Pass { stage: StageId::Decode, findings, patch });
        }
        // Places that must reach the output byte by byte, in the text of the next stage.
        let mut opaque: Cow<'_, [Span]> = Cow::Borrowed(decoded.opaque());
        if let Some(Pass { patch, .. }) = passes.first().filter(|_| changed.is_some()) {
            opaque = opaque.iter().map(|&s| patch.to_new(s)).collect();
        }
        for stage in &self.stages {
            for more in (0..stage.max_passes()).rev() {
                let text = changed.as_deref().unwrap_or(&decoded.text);
                stage.inspect(text, scratch, &mut diagnosis, &mut found);
                self.phrases.spare(text, &mut scratch.protected, &mut found);
                if found.is_empty() {
                    break;
                }
                let edits = settle(&mut found, self.policy, &opaque);
                let mut patch = Patch::default();
                if !edits.is_empty() {
                    let (next, map) = Patch::apply(text, &edits);
                    if !opaque.is_empty() {
                        opaque = opaque.iter().map(|&s| map.to_new(s)).collect::<Vec<_>>().into();
                    }
                    changed = Some(next);
                    patch = map;
                    if more > 0 {
                        keep_settled(&mut found, &edits);
                    }
                }
                let findings = std::mem::take(&mut found);
                passes.push(Pass { stage: stage.id(), findings, patch });
                if edits.is_empty() {
                    break;
                }
            }
        }
        scratch.findings = found;
        Outcome { diagnosis, passes, decoded, changed }
    }
}

/// Drops what the next pass of the stage will find again: withheld findings away from all
/// edits.
fn keep_settled(found: &mut Vec<Finding>, edits: &[Edit]) {
    found.retain(|f| {
        let next = edits.partition_point(|e| e.span.end <= f.span.start);
        f.fate == Fate::Applied || edits.get(next).is_some_and(|e| e.span.overlaps(f.span))
    });
}

/// Decides which findings become edits: leftmost wins, then longest, then the rule listed
/// first. Nothing is dropped silently: each finding is told its fate.
fn settle(found: &mut [Finding], policy: Policy, opaque: &[Span]) -> Vec<Edit> {
    found.sort_by_key(|f| (f.span.start, Reverse(f.span.end), f.rule));
    let mut edits = Vec::new();
    let mut last: Option<(Span, RuleId)> = None;
    for f in found {
        let touches_opaque = || {
            let next = opaque.partition_point(|o| o.end <= f.span.start);
            opaque.get(next).is_some_and(|o| o.overlaps(f.span))
        };
        let fix = f
            .fix
            .as_ref()
            .filter(|_| f.confidence >= policy.confidence)
            .filter(|fix| ***fix != *f.before && !touches_opaque());
        f.fate = match (fix, last) {
            (None, _) => Fate::Withheld,
            (_, Some((s, by))) if f.span.start < s.end || f.span.start == s.start => {
                Fate::Outranked(by)
            }
            (Some(text), _) => {
                edits.push(Edit { span: f.span, text: text.clone() });
                last = Some((f.span, f.rule));
                Fate::Applied
            }
        };
    }
    edits
}
