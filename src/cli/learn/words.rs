//! `kanwu learn pairs` and `kanwu learn channel`: word pairs from damaged documents, with their
//! restored forms or alone.

use super::{before, write};
use crate::batch::{Content, Input, Kind, Threads, Trouble, run, walk};
use crate::check::check_rules;
use crate::cli::Exit;
use crate::cli::args::{Documents, LearnChannel, LearnPairs, Sources};
use crate::cli::progress::Progress;
use crate::cli::setup::{Console, Stop, rule_set};
use crate::finding::StageId;
use crate::learn::{Comparison, Draft, Pairs, Suspicions, Swap};
use crate::model::Model;
use crate::pipeline::Pipeline;
use crate::report::Lang;
use crate::rule::Look;
use crate::scratch::Scratch;
use crate::stage::Policy;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A character that makes up so much of clean text, as a logarithm, stands beside every word.
const EVERYWHERE: f32 = -5.5;

/// Texts in which a stand-in is right that are kept as examples.
const LEAVES: usize = 6;

/// Longer sentences, in characters, make no examples.
const SENTENCE: usize = 60;

/// The name of the draft while its examples are tried.
const DRAFT: &str = "learned.toml";

/// Documents are read twice, some of them with a partner.
pub(super) struct Reader<'c> {
    console: &'c Console,
    threads: Threads,
    pub(super) pipeline: Pipeline,
    /// Documents that could not be read.
    pub(super) trouble: usize,
}

impl<'c> Reader<'c> {
    pub(super) fn new(console: &'c Console, threads: Threads, pipeline: Pipeline) -> Reader<'c> {
        Reader { console, threads, pipeline, trouble: 0 }
    }

    /// The documents of these paths, as far as they are files.
    fn inputs(&mut self, documents: &Documents) -> Vec<Input> {
        let (mut inputs, mut troubles) = walk(&documents.paths);
        // What is read twice must be a file.
        inputs.retain(|input| {
            let twice = !input.is_stdin();
            if !twice {
                troubles.push(Trouble::new(&input.path, Kind::NotAFile));
            }
            twice
        });
        troubles.iter().for_each(|t| self.console.say(&self.console.message.trouble(t)));
        self.trouble += troubles.len();
        inputs
    }

    /// Reads all documents and hands over what `look` makes of each, in order.
    fn read<T: Send>(
        &mut self,
        inputs: &[Input],
        look: impl Fn(&Input, &[u8], &Pipeline, &mut Scratch) -> Result<T, Trouble> + Sync,
        mut take: impl FnMut(T),
    ) -> Result<(), Stop> {
        let progress = Progress::new(inputs.len(), self.console);
        let done = AtomicUsize::new(0);
        let work = |input: &Input, scratch: &mut Scratch| -> Result<Option<T>, Trouble> {
            let content = input.read(false)?;
            progress.advance(1 + done.fetch_add(1, Ordering::Relaxed));
            let Content::Text(bytes) = content else { return Ok(None) };
            look(input, &bytes, &self.pipeline, scratch).map(Some)
        };
        let mut trouble = 0;
        run(inputs, self.threads, work, |seen| {
            match seen {
                Ok(one) => one.into_iter().for_each(&mut take),
                Err(e) => {
                    trouble += 1;
                    progress.aside(|| self.console.say(&self.console.message.trouble(&e)));
                }
            }
            Ok(())
        })?;
        self.trouble += trouble;
        Ok(())
    }
}

/// `kanwu learn pairs`.
pub(super) fn pairs(args: &LearnPairs, console: &Console) -> Result<Exit, Stop> {
    let rules = rule_set(&args.sources, console)?;
    let model = Model::embedded();
    let pipeline = before(StageId::Layout, &rules).map_err(Stop::Said)?;
    let mut reader = Reader::new(console, Threads(args.jobs), pipeline);
    let documents = Documents {
        paths: vec![args.damaged.clone()],
        jobs: args.jobs,
        input: crate::cli::args::InputChoice::Text,
    };
    let inputs = reader.inputs(&documents);
    let texts = |input: &Input, bytes: &[u8], pipeline: &Pipeline, scratch: &mut Scratch| {
        let path = partner(&input.path, &args.damaged, &args.restored);
        let restored = std::fs::read(&path).map_err(|e| Trouble::new(&path, Kind::Read(e)))?;
        let damaged = pipeline.run(bytes, scratch).text().to_owned();
        Ok((damaged, pipeline.run(&restored, scratch).text().to_owned()))
    };
    let mut found = Pairs::default();
    reader.read(
        &inputs,
        |input, bytes, pipeline, scratch| {
            let (damaged, restored) = texts(input, bytes, pipeline, scratch)?;
            Ok(Comparison::of(&damaged, &restored))
        },
        |comparison| found.add(comparison),
    )?;
    let frequent = |c: char| model.log_frequency(c.encode_utf8(&mut [0; 4])) > EVERYWHERE;
    let mut draft = found.learned(args.least, frequent);
    // What could not be read was reported the first time.
    let trouble = reader.trouble;
    let swaps = draft.swaps.clone();
    reader.read(
        &inputs,
        |input, bytes, pipeline, scratch| {
            let (damaged, restored) = texts(input, bytes, pipeline, scratch)?;
            Ok((counts(&swaps, &damaged, &restored), leaves(&swaps, &restored)))
        },
        |(counts, leaves)| count(&mut draft, counts, leaves),
    )?;
    let learned = draft.swaps.clone();
    let listed = rules.rules().iter().filter_map(|rule| match &rule.look {
        Look::Channel(channel) => Some(&channel.pairs),
        _ => None,
    });
    let listed: BTreeSet<(&str, &str)> = listed
        .flatten()
        .flat_map(|pair| pair.originals.iter().map(|original| (&*pair.stand_in, &**original)))
        .collect();
    let mut all = listed.clone();
    all.extend(learned.iter().map(|s| (&*s.stand_in, &*s.original)));
    for swap in &mut draft.swaps {
        if listed.contains(&(&*swap.stand_in, &*swap.original)) {
            swap.doubt = Some(("已有规则", "a rule has it already"));
        } else if swap.is_composed(&all) {
            swap.doubt = Some(("由别的词对并成", "it is made of other pairs"));
        } else if swap.kept > swap.places {
            swap.doubt = Some(("替换词往往本来就对", "its stand-in is mostly right"));
        }
    }
    finish(draft, "", &args.sources, args.out.as_deref(), console, trouble)
}

/// `kanwu learn channel`.
pub(super) fn channel(args: &LearnChannel, console: &Console) -> Result<Exit, Stop> {
    let rules = rule_set(&args.sources, console)?;
    let model = Arc::new(Model::embedded());
    let policy = Policy { assume_channels: true, ..Policy::default() };
    let pipeline = Pipeline::new(Arc::new(rules.clone()), Arc::clone(&model), policy);
    let threads = Threads(args.documents.jobs);
    let mut reader = Reader::new(console, threads, pipeline);
    let inputs = reader.inputs(&args.documents);
    let mut found = Suspicions::default();
    reader.read(
        &inputs,
        |_, bytes, pipeline, scratch| {
            let outcome = pipeline.run(bytes, scratch);
            Ok(Suspicions::of(&outcome, pipeline.rules()))
        },
        |one| found.add(one),
    )?;
    let mut draft = found.draft();
    let trouble = reader.trouble;
    let swaps = draft.swaps.clone();
    reader.read(
        &inputs,
        |_, bytes, pipeline, scratch| {
            let outcome = pipeline.run(bytes, scratch);
            let text = outcome.source();
            Ok((counts(&swaps, text, text), leaves(&swaps, outcome.text())))
        },
        |(counts, leaves)| count(&mut draft, counts, leaves),
    )?;
    let frequency = |word: &str| model.log_frequency(word);
    crate::learn::contrast(&mut draft, args.least, frequency);
    finish(draft, "", &args.sources, args.out.as_deref(), console, trouble)
}

/// Where the restored form of a document is: the file itself, or the one of the same name.
fn partner(path: &Path, damaged: &Path, restored: &Path) -> PathBuf {
    match path.strip_prefix(damaged) {
        Ok(rest) if !rest.as_os_str().is_empty() => restored.join(rest),
        _ => restored.to_owned(),
    }
}

/// By pair, how often the original stands in the damaged text, and the stand-in in the restored.
fn counts(swaps: &[Swap], damaged: &str, restored: &str) -> Vec<(usize, usize)> {
    let of =
        |s: &Swap| (damaged.matches(&*s.original).count(), restored.matches(&*s.stand_in).count());
    swaps.iter().map(of).collect()
}

/// Sentences of a restored text in which a stand-in is right, or else an original.
fn leaves(swaps: &[Swap], restored: &str) -> Vec<String> {
    let sentences = || restored.split_inclusive(['。', '！', '？', '\n']).map(str::trim);
    let short = |s: &&str| s.chars().count() <= SENTENCE && !s.is_empty();
    let with = |word: fn(&Swap) -> &str| {
        let holds = move |s: &&str| swaps.iter().any(|swap| s.contains(word(swap)));
        sentences().filter(short).filter(holds).take(2)
    };
    with(|s| &s.stand_in).chain(with(|s| &s.original).take(1)).map(str::to_owned).collect()
}

fn count(draft: &mut Draft, counts: Vec<(usize, usize)>, leaves: Vec<String>) {
    for (swap, (originals, kept)) in draft.swaps.iter_mut().zip(counts) {
        swap.originals += originals;
        swap.kept += kept;
    }
    let new = leaves.into_iter().filter(|t| !draft.leaves.contains(t)).collect::<Vec<_>>();
    draft.leaves.extend(new);
    draft.leaves.truncate(LEAVES);
}

/// Drops examples that do not hold, and writes the draft below `more`, what else was learned.
pub(super) fn finish(
    mut draft: Draft,
    more: &str,
    sources: &Sources,
    out: Option<&Path>,
    console: &Console,
    trouble: usize,
) -> Result<Exit, Stop> {
    draft.zh = console.lang() == Lang::Zh;
    let model = Arc::new(Model::embedded());
    // An example that is dropped makes room for another, which must be tried in turn.
    while draft.has_table() {
        let mut rules = rule_set(sources, console)?;
        rules.add(DRAFT, &draft.to_string()).map_err(|e| Stop::Said(e.to_string()))?;
        let failures = check_rules(&Arc::new(rules), &model);
        let mut broken: Vec<String> = Vec::new();
        for failure in failures.into_iter().filter(|f| f.file == DRAFT) {
            let of =
                |(before, after): &(String, String)| [before, after].contains(&&failure.before);
            let hit = draft.swaps.iter().flat_map(|s| &s.examples).find(|e| of(e));
            broken.push(hit.map_or_else(|| failure.before.clone(), |h| h.0.clone()));
        }
        if broken.is_empty() {
            break;
        }
        draft.dropped.extend(broken);
    }
    let head = console.lang().pick(HEAD_ZH, HEAD);
    write(out, &format!("{head}{more}\n{draft}"), console)?;
    let proposed = if draft.has_table() { draft.proposed().count() } else { 0 };
    console.note(&console.message.learned_pairs(draft.documents, proposed));
    Ok(if trouble > 0 { Exit::Trouble } else { Exit::Clean })
}

const HEAD: &str = "\
# Word pairs, original → stand-in, learned by `kanwu learn`. Read them, delete what is no list's
# doing, and use the file with --rules; `kanwu rules test FILE` runs the examples.
";
const HEAD_ZH: &str = "\
# 由 kanwu learn 学到的词对，原词→替换词。请逐条看过，删去并非词表所换的，再用 --rules 启用；
# `kanwu rules test 文件` 运行例句。
";
