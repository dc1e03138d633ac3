//! Throughput of the whole pipeline, one thread, in bytes per second, on the texts of
//! `corpus/`. Every bench asserts what it finds, so a fast wrong engine fails; `copy`
//! beside them says what the machine does with the same bytes when it does nothing.
//!
//! `cargo bench --bench throughput` measures; `-- --test` only checks the answers.

use divan::Bencher;
use divan::counter::BytesCount;
use kanwu::{Codec, Pipeline, Recipe, Scratch, Step};
use std::path::{Path, PathBuf};

fn main() {
    divan::main();
}

/// All inputs below one folder of the corpus that are valid UTF-8.
fn texts(folder: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(folder);
    let mut cases: Vec<_> = std::fs::read_dir(root)
        .expect("the corpus is part of the repository")
        .filter_map(|e| Some(e.ok()?.path().join("input.txt")))
        .filter(|p| p.is_file())
        .collect();
    cases.sort();
    cases.iter().map(|p| std::fs::read(p).expect("readable")).collect()
}

fn run(bencher: Bencher<'_, '_>, texts: &[Vec<u8>], check: impl Fn(usize) -> bool) {
    let pipeline = Pipeline::standard();
    let mut scratch = Scratch::default();
    let mut edits = || -> usize {
        texts
            .iter()
            .map(|t| {
                let outcome = pipeline.run(t, &mut scratch);
                outcome.passes.iter().map(|p| p.patch.hunks().len()).sum::<usize>()
            })
            .sum()
    };
    let found = edits();
    assert!(check(found), "{found} edits in {} texts", texts.len());
    let bytes: usize = texts.iter().map(Vec::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(edits);
}

/// The texts below a folder beside the repository, where larger samples may lie.
fn beside(folder: &str) -> Option<Vec<Vec<u8>>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(folder);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(root).ok()?.filter_map(|e| Some(e.ok()?.path())).collect();
    files.retain(|p| p.extension() == Some("txt".as_ref()));
    files.sort();
    Some(files.iter().map(|p| std::fs::read(p).expect("readable")).collect())
}

/// A whole page as it was scraped, where the sample is at hand.
#[divan::bench]
fn page(bencher: Bencher<'_, '_>) {
    if let Some(texts) = beside("seed") {
        run(bencher, &texts, |edits| edits >= 80);
    }
}

/// Ordinary clean documents, where the samples are at hand.
#[divan::bench(args = ["news", "law", "it", "general"])]
fn ordinary(bencher: Bencher<'_, '_>, genre: &str) {
    if let Some(texts) = beside(&format!("eval/clean/{genre}")) {
        run(bencher, &texts, |edits| edits <= 1);
    }
}

/// Clean documents full of traps: nothing may be edited.
#[divan::bench]
fn clean(bencher: Bencher<'_, '_>) {
    run(bencher, &texts("clean"), |edits| edits == 0);
}

/// Damaged documents in the manner of the real ones.
#[divan::bench]
fn damaged(bencher: Bencher<'_, '_>) {
    let texts = texts("wild");
    let least = 10 * texts.len();
    run(bencher, &texts, |edits| edits >= least);
}

/// The worst there is: one line of nothing but stand-ins, each next to the last.
#[divan::bench]
fn nothing_but_stand_ins(bencher: Bencher<'_, '_>) {
    let text = "效劳开展平安根底局部根本广阔奉献播送遥远".repeat(200).into_bytes();
    run(bencher, &[text], |edits| edits > 200);
}

/// A document that was read in the wrong charset as a whole.
#[divan::bench]
fn garbled(bencher: Bencher<'_, '_>) {
    let misread = [Step::Encode(Codec::Gb18030), Step::Decode(Codec::Windows1252)];
    let line = "各村组织劳力清理灌溉渠道，两岸的旱田重新种上了水稻。";
    let line = Recipe::new(misread.to_vec()).replay(line).expect("no loss");
    let text = format!("{line}\n").repeat(300).into_bytes();
    run(bencher, &[text], |edits| edits == 300);
}

/// The worst there is for the search for misreadings: letters beyond ASCII in no order.
#[divan::bench]
fn nothing_but_accents(bencher: Bencher<'_, '_>) {
    // A linear congruential generator (Numerical Recipes) is random enough.
    let next = |seed: &u32| Some(seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    let seeds = std::iter::successors(Some(7u32), next).take(100_000);
    let text: String = seeds.filter_map(|s| char::from_u32(0xA0 + (s >> 24) % 0x60)).collect();
    run(bencher, &[text.into_bytes()], |edits| edits < 20);
}

/// The same bytes as `clean`, only looked at and copied.
#[divan::bench]
fn copy(bencher: Bencher<'_, '_>) {
    let texts = texts("clean");
    let bytes: usize = texts.iter().map(Vec::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        texts
            .iter()
            .map(|t| std::str::from_utf8(t).map_or(0, |s| s.to_owned().len()))
            .sum::<usize>()
    });
}
