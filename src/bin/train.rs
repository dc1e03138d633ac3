//! `train`: makes the model file from text, and measures one.

use clap::{Parser, Subcommand};
use kanwu::train::calibrate::{self, Calibration, Pair};
use kanwu::train::corpus::Corpus;
use kanwu::train::neighbours::{Settings, neighbours};
use kanwu::train::{Recipe, candidates, contexts, measure, pairs, train};
use kanwu::{Error, Evidence, Look, Model, RuleSet};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Train or measure kanwu's language model.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Train a model on text files (.txt, .txt.xz; one paragraph a line) or folders of them.
    Make {
        /// Files and folders to train on.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Where to write the model.
        #[arg(short, long)]
        output: PathBuf,
        /// How often the lines of files whose name starts so count, e.g. `gov_=4`; 0 leaves them out.
        #[arg(long, value_parser = weight)]
        weight: Vec<(String, u32)>,
        /// N-grams to keep.
        #[arg(long, default_value_t = Recipe::default().ngrams)]
        ngrams: usize,
        /// N-grams of order 1 to 5 seen less often are not considered, e.g. `1,1,2,2,3`.
        #[arg(long, value_delimiter = ',', num_args = 5, default_values_t = Recipe::default().cutoffs)]
        cutoffs: Vec<u32>,
        /// Bits of a fingerprint.
        #[arg(long, default_value_t = Recipe::default().fingerprint_bits)]
        fingerprint_bits: u8,
        /// Bits of a log-probability.
        #[arg(long, default_value_t = Recipe::default().prob_bits)]
        prob_bits: u8,
        /// Bits of a backoff weight.
        #[arg(long, default_value_t = Recipe::default().backoff_bits)]
        backoff_bits: u8,
    },
    /// Calibrate the margins of the pairs of all channels on clean documents, and those of the
    /// pairs that no channel has on half of the training text. Writes `pairs.tsv`, and
    /// `near.tsv` anew, where the latter lies.
    Calibrate {
        /// Files and folders of training text.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Folders of clean .txt files that the model was not trained on.
        #[arg(long, required = true, num_args = 1..)]
        clean: Vec<PathBuf>,
        /// The folder of `near.tsv`.
        #[arg(short, long, default_value = "model")]
        output: PathBuf,
        /// As for `make`.
        #[arg(long, value_parser = weight)]
        weight: Vec<(String, u32)>,
        /// Further rule files whose channels are calibrated too.
        #[arg(long)]
        rules: Vec<PathBuf>,
    },
    /// Find for the pairs of all channels which words around a place tell them apart; prints the
    /// table `model/contexts.tsv`.
    Contexts {
        /// Files and folders of training text.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// As for `make`.
        #[arg(long, value_parser = weight)]
        weight: Vec<(String, u32)>,
    },
    /// Find for each word of the training text what it may be the stand-in of; prints the table
    /// `model/near.tsv`.
    Near {
        /// Files and folders of training text.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Lists of synonyms, `original<TAB>stand-in` a line.
        #[arg(long)]
        synonyms: Vec<PathBuf>,
    },
    /// Write the filter of ordinary pairs of ideographs, `model/bigrams.bin`.
    Bigrams {
        /// Files and folders of training text.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Where to write it.
        #[arg(short, long)]
        output: PathBuf,
        /// Its size in bytes.
        #[arg(long, default_value_t = 448_000)]
        bytes: usize,
    },
    /// Perplexity, pair accuracy and speed of a model on text that it was not trained on.
    Measure {
        /// Folders whose .txt files are the text; each is reported by itself.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// The model to measure; default: the one in the executable.
        #[arg(short, long)]
        model: Option<PathBuf>,
        /// Word pairs to tell apart, one `original→stand-in` a line.
        #[arg(long)]
        pairs: Option<PathBuf>,
        /// A restoration is counted from this margin (nats).
        #[arg(long, default_value_t = 2.0)]
        threshold: f32,
    },
}

fn weight(s: &str) -> Result<(String, u32), String> {
    let (name, n) = s.split_once('=').ok_or("expected NAME=WEIGHT")?;
    Ok((name.to_owned(), n.parse().map_err(|_| "the weight is a whole number")?))
}

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("train: {e}");
            ExitCode::from(2)
        }
    }
}

fn run(args: Args) -> Result<(), Error> {
    match args.verb {
        Verb::Make {
            paths,
            output,
            weight,
            ngrams,
            cutoffs,
            fingerprint_bits,
            prob_bits,
            backoff_bits,
        } => {
            let corpus = Corpus::read(&paths, &weight)?;
            eprintln!("{} files, {} tokens", corpus.sources.len(), corpus.vocabulary.len());
            let mut recipe =
                Recipe { ngrams, fingerprint_bits, prob_bits, backoff_bits, ..Recipe::default() };
            recipe.cutoffs.copy_from_slice(&cutoffs);
            let bytes = train(&corpus, &recipe, &mut |line| eprintln!("{line}"));
            write(&output, &bytes)
        }
        Verb::Calibrate { paths, clean, output, weight, rules } => {
            let mut set = RuleSet::built_in();
            rules.iter().try_for_each(|path| set.add_file(path))?;
            let near = output.join("near.tsv");
            let table = std::fs::read_to_string(&near).map_err(|e| Error::io(&near, "read", e))?;
            let mut texts = Vec::new();
            for folder in &clean {
                texts.extend(read_texts(folder)?);
            }
            let say = &mut |line: &str| eprintln!("{line}");
            let listed = listed_pairs(&set);
            let found = calibrate::on_texts(&Model::embedded(), &texts, &listed, say);
            let lines = calibrations(&listed, &found);
            write(&output.join("pairs.tsv"), lines.as_bytes())?;
            let corpus = Corpus::read(&paths, &weight)?;
            let beyond = candidates::pairs(&table);
            let found = calibrate::on_halves(&corpus, &Recipe::default(), &beyond, say);
            write(&near, candidates::calibrated(&table, &found).as_bytes())
        }
        Verb::Contexts { paths, weight } => {
            let rules = RuleSet::built_in();
            let words = channel_words(&rules).into_iter().collect();
            let corpus = Corpus::read(&paths, &weight)?;
            let say = &mut |line: &str| eprintln!("{line}");
            let pairs = listed_pairs(&rules);
            print!("{}", contexts::contexts(&corpus, &Recipe::default(), &pairs, &words, say));
            Ok(())
        }
        Verb::Near { paths, synonyms } => {
            let mut pairs = Vec::new();
            for path in &synonyms {
                let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, "read", e))?;
                let of_line =
                    |l: &str| l.split_once('\t').map(|(o, s)| (o.to_owned(), s.to_owned()));
                pairs.extend(text.lines().filter_map(of_line));
            }
            let mut known = channel_words(&RuleSet::built_in());
            known.extend(pairs.iter().flat_map(|(o, s)| [o.clone(), s.clone()]));
            let corpus = Corpus::read(&paths, &[])?;
            let found = neighbours(&corpus, &known, Settings::default(), &mut |l| eprintln!("{l}"));
            print!("{}", candidates::table(&found, &pairs, corpus.characters()));
            Ok(())
        }
        Verb::Bigrams { paths, output, bytes } => {
            let corpus = Corpus::read(&paths, &[])?;
            let (filter, pairs, least) = pairs::filter(&corpus, bytes);
            eprintln!("{pairs} pairs that stand in the text at least {least} times");
            write(&output, &filter)
        }
        Verb::Measure { paths, model, pairs, threshold } => {
            let model = open(model)?;
            let mut all = Vec::new();
            for path in &paths {
                let texts = read_texts(path)?;
                let p = measure::perplexity(&model, &texts);
                println!(
                    "{:40} {:>9} tokens  perplexity {:>7.2}  {:>5.0} ns/query",
                    path.display(),
                    p.tokens,
                    p.value(),
                    p.nanoseconds
                );
                all.extend(texts);
            }
            let p = measure::perplexity(&model, &all);
            println!("{:40} {:>9} tokens  perplexity {:>7.2}", "all", p.tokens, p.value());
            if let Some(path) = pairs {
                print_pairs(&model, &all, &read_pairs(&path)?, threshold);
            }
            Ok(())
        }
    }
}

/// All words of all channels.
fn channel_words(rules: &RuleSet) -> Vec<String> {
    let mut out = Vec::new();
    for rule in rules.rules() {
        let Look::Channel(channel) = &rule.look else { continue };
        for pair in &channel.pairs {
            out.extend(pair.originals.iter().map(ToString::to_string));
            out.push(pair.stand_in.to_string());
        }
    }
    out
}

/// Writes a file whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let beside = path.with_extension("new");
    std::fs::File::create(&beside)
        .and_then(|mut f| std::io::Write::write_all(&mut f, bytes))
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|e| Error::io(path, "write", e))
}

fn open(model: Option<PathBuf>) -> Result<Model, Error> {
    model.map_or_else(|| Ok(Model::embedded()), |path| Model::open(&path))
}

/// The pairs of the channels that are decided by the document, each once.
fn listed_pairs(rules: &RuleSet) -> Vec<Pair> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for rule in rules.rules() {
        let Look::Channel(channel) = &rule.look else { continue };
        for pair in channel.pairs.iter().filter(|_| channel.evidence == Evidence::Document) {
            let originals: Vec<String> = pair.originals.iter().map(ToString::to_string).collect();
            let stand_in = pair.stand_in.to_string();
            if seen.insert((originals.clone(), stand_in.clone())) {
                out.push(Pair { originals, stand_in, keep: rule.keep.clone() });
            }
        }
    }
    out
}

fn calibrations(pairs: &[Pair], found: &[Calibration]) -> String {
    let mut out = String::from(
        "# original→stand-in, shift, slope, occurrences; see README.md in this folder\n",
    );
    for (pair, c) in pairs.iter().zip(found) {
        let name = format!("{}→{}", pair.originals.join("|"), pair.stand_in);
        out += &format!("{name}\t{:.2}\t{:.2}\t{}\n", c.shift, c.slope, c.sites);
    }
    out
}

fn read_texts(folder: &PathBuf) -> Result<Vec<String>, Error> {
    let entries = std::fs::read_dir(folder).map_err(|e| Error::io(folder, "read", e))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    files.iter().map(|p| std::fs::read_to_string(p).map_err(|e| Error::io(p, "read", e))).collect()
}

fn read_pairs(path: &PathBuf) -> Result<Vec<(String, String)>, Error> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, "read", e))?;
    Ok(text
        .lines()
        .filter_map(|l| l.split_once('→').map(|(a, b)| (a.trim().into(), b.trim().into())))
        .collect())
}

fn print_pairs(model: &Model, texts: &[String], pairs: &[(String, String)], threshold: f32) {
    println!("{:16} {:>7} {:>7} {:>9} {:>9}", "pair", "n", "n'", "accuracy", "P/R");
    let (mut n, mut right, mut hit, mut wrong, mut all) = (0, 0, 0, 0, 0);
    for s in measure::pairs(model, texts, pairs, threshold) {
        let precision = s.restored[0] as f64 / (s.restored[0] + s.restored[1]).max(1) as f64;
        let recall = s.restored[0] as f64 / s.counts[0].max(1) as f64;
        println!(
            "{:16} {:>7} {:>7} {:>9.3} {:>6.3}/{:.3}",
            format!("{}→{}", s.original, s.stand_in),
            s.counts[0],
            s.counts[1],
            s.accuracy(),
            precision,
            recall
        );
        n += s.counts[0] + s.counts[1];
        right += s.right[0] + s.right[1];
        hit += s.restored[0];
        wrong += s.restored[1];
        all += s.counts[0];
    }
    println!(
        "all {n} sites: accuracy {:.4}; at {threshold} nats: precision {:.4} recall {:.4}",
        right as f64 / n.max(1) as f64,
        hit as f64 / (hit + wrong).max(1) as f64,
        hit as f64 / all.max(1) as f64
    );
}
