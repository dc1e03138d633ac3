//! `kanwu fix -i`: asks about one place after the other, as `git add -p` does, and makes a
//! file of decisions of the answers, which `fix` then carries out like any other.

use super::args::InputChoice;
use super::decide::{ByFile, true_name};
use super::setup::{Console, Stop, input_of};
use crate::batch::{Content, Input};
use crate::finding::RuleId;
use crate::pipeline::Pipeline;
use crate::report::{Document, Style, question, shown};
use crate::review::{Decided, Decisions, DocumentDecisions, Place, Word, places};
use crate::scratch::Scratch;
use std::collections::BTreeMap;
use std::io::{self, BufRead, StdinLock, Write};

/// How far an answer reaches.
enum Answer {
    /// This place becomes the proposal of this number.
    Take(usize),
    Keep,
    Edit(String),
    /// Not decided.
    Skip,
    /// This and all that follow of its rule.
    Rule(Word),
    /// This and all that follow in its document.
    Document(Word),
    /// Ask again about the place before.
    Back,
    /// Ask nothing more.
    Quit,
}

/// Asks, and remembers what was answered for more than one place.
pub(super) struct Interview<'a> {
    pub(super) pipeline: &'a Pipeline,
    pub(super) choice: InputChoice,
    /// The charset that the user says all documents are in.
    pub(super) from: Option<String>,
    pub(super) style: Style,
    pub(super) console: &'a Console,
    pub(super) rules: BTreeMap<RuleId, Word>,
    pub(super) ended: bool,
}

impl Interview<'_> {
    /// Asks about what is not decided yet in `known`, and returns all that is decided then.
    ///
    /// # Errors
    /// If standard input or output fails.
    pub(super) fn ask(&mut self, inputs: &[Input], known: &ByFile<'_>) -> Result<Decisions, Stop> {
        let mut decisions = Decisions::new();
        let mut scratch = Scratch::default();
        let mut stdin = io::stdin().lock();
        for input in inputs {
            // What cannot be read is reported when it is to be fixed.
            let Ok(Content::Text(bytes)) = input.read(self.from.is_some()) else { continue };
            let reading = input_of(self.choice, &input.path, &bytes);
            let outcome = self.pipeline.run_as(reading, &bytes, &mut scratch);
            let mut all =
                DocumentDecisions::new(&input.path, &bytes, self.from.clone(), outcome.is_page());
            let before = known.get(&true_name(&input.path)).filter(|d| d.is_about(&all));
            all.decisions.extend(before.iter().flat_map(|d| d.decisions.iter().cloned()));
            let rules = self.pipeline.rules();
            let document = Document {
                path: &input.path,
                bytes: &bytes,
                outcome: &outcome,
                to: None,
                rules,
                pipeline: self.pipeline,
            };
            let open = |p: &Place<'_>| p.is_applied() && !all.is_decided(p.span);
            let open: Vec<Place<'_>> = places(&outcome).into_iter().filter(open).collect();
            let answers = match self.ended {
                true => Vec::new(),
                false => self.document(&document, &open, &mut stdin)?,
            };
            for (place, answer) in open.iter().zip(answers) {
                all.decisions.extend(self.decided(&document, place, answer));
            }
            all.decisions.sort_by_key(|d| (d.start, d.end));
            decisions.documents.push(all);
        }
        Ok(decisions)
    }

    /// Asks about the places of one document: the word for each, and what it becomes.
    fn document(
        &mut self,
        document: &Document<'_>,
        open: &[Place<'_>],
        stdin: &mut StdinLock<'_>,
    ) -> io::Result<Vec<Option<(Word, String)>>> {
        let mut answers: Vec<Option<(Word, String)>> = Vec::new();
        // Those that were asked about, to go back to.
        let mut asked = Vec::new();
        let mut rest = None;
        while let Some(place) = open.get(answers.len()) {
            let proposed = |n: usize| place.proposals.get(n).map(|p| p.text.clone());
            let first = proposed(0).unwrap_or_default();
            if let Some(word) = rest.or_else(|| self.rules.get(&rule_of(place)).copied()) {
                answers.push(Some((word, first)));
                continue;
            }
            let progress = (answers.len() + 1, open.len());
            let (lang, style) = (self.console.lang(), self.style);
            write!(io::stdout(), "{}", question(document, place, progress, lang, style))?;
            asked.push(answers.len());
            answers.push(match self.answer(place, asked.len() > 1, stdin)? {
                Answer::Take(n) => proposed(n).map(|text| (Word::Accept, text)),
                Answer::Keep => Some((Word::Reject, first)),
                Answer::Edit(text) => Some((Word::Edit, text)),
                Answer::Skip => None,
                Answer::Rule(word) => {
                    self.rules.insert(rule_of(place), word);
                    Some((word, first))
                }
                Answer::Document(word) => {
                    rest = Some(word);
                    Some((word, first))
                }
                Answer::Back => {
                    asked.pop();
                    let before = asked.pop().unwrap_or(0);
                    if let Some(rule) = open.get(before).map(rule_of) {
                        self.rules.remove(&rule);
                    }
                    answers.truncate(before);
                    continue;
                }
                Answer::Quit => {
                    self.ended = true;
                    break;
                }
            });
        }
        Ok(answers)
    }

    /// Asks until the answer means something. The end of the input is the end of the questions.
    fn answer(
        &self,
        place: &Place<'_>,
        can_go_back: bool,
        stdin: &mut StdinLock<'_>,
    ) -> io::Result<Answer> {
        let message = self.console.message;
        loop {
            write!(io::stdout(), "{} ", self.style.bold(message.ask(can_go_back)))?;
            io::stdout().flush()?;
            let mut line = String::new();
            if stdin.read_line(&mut line)? == 0 {
                writeln!(io::stdout())?;
                return Ok(Answer::Quit);
            }
            let line = line.trim_end_matches(['\r', '\n']);
            if let Some(text) = line.strip_prefix("e ") {
                return Ok(Answer::Edit(text.to_owned()));
            }
            let number =
                line.trim().parse().ok().filter(|n| (1..=place.proposals.len()).contains(n));
            if let Some(n) = number {
                return Ok(Answer::Take(n - 1));
            }
            match line.trim() {
                "y" => return Ok(Answer::Take(0)),
                "n" => return Ok(Answer::Keep),
                "s" => return Ok(Answer::Skip),
                "r" => return Ok(Answer::Rule(Word::Accept)),
                "R" => return Ok(Answer::Rule(Word::Reject)),
                "d" => return Ok(Answer::Document(Word::Accept)),
                "D" => return Ok(Answer::Document(Word::Reject)),
                "b" if can_go_back => return Ok(Answer::Back),
                "q" => return Ok(Answer::Quit),
                _ => write!(io::stdout(), "{}", shown_lines(&message.ask_help()))?,
            }
        }
    }

    fn decided(
        &self,
        document: &Document<'_>,
        place: &Place<'_>,
        answer: Option<(Word, String)>,
    ) -> Option<Decided> {
        let (decision, after) = answer?;
        let rules = place.findings().map(|f| self.pipeline.rules().get(f.rule).full_name());
        Some(Decided {
            start: place.span.start,
            end: place.span.end,
            before: place.span.slice(document.outcome.source()).to_owned(),
            after,
            decision,
            by_default: false,
            rules: rules.collect(),
        })
    }
}

/// The rule that a place goes by: the last that had a say in what is proposed.
fn rule_of(place: &Place<'_>) -> RuleId {
    let last = place.proposals.first().and_then(|p| p.findings.last());
    last.map_or(RuleId(0), |f| f.rule)
}

fn shown_lines(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", shown(line))).collect()
}
