//! Works on many documents in parallel and hands over the results in the order of the
//! documents, whatever the number of threads. A document that makes the program panic is
//! reported as such and takes none of its neighbours with it.

use super::input::Input;
use super::trouble::{Kind, Trouble};
use crate::scratch::Scratch;
use rayon::prelude::*;
use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// So many documents are in work before their results are handed over …
const CHUNK_FILES: usize = 256;

/// … or so many bytes: the results of a chunk wait in memory.
const CHUNK_BYTES: u64 = 64 << 20;

/// How many documents are worked on at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Threads(
    /// 0 for as many as there are cores.
    pub(crate) usize,
);

/// Does `work` on every document and hands each result to `sink`, in order.
///
/// # Errors
/// What `sink` returns; then nothing further is begun. Or if no thread can be started.
pub(crate) fn run<T: Send>(
    inputs: &[Input],
    threads: Threads,
    work: impl Fn(&Input, &mut Scratch) -> Result<T, Trouble> + Sync,
    mut sink: impl FnMut(Result<T, Trouble>) -> io::Result<()>,
) -> io::Result<()> {
    if inputs.len() < 2 || threads == Threads(1) {
        let mut scratch = Scratch::default();
        return inputs.iter().try_for_each(|input| sink(isolated(&work, input, &mut scratch)));
    }
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(threads.0).build().map_err(io::Error::other)?;
    for chunk in chunks(inputs) {
        let results: Vec<_> = pool.install(|| {
            let each = chunk.par_iter();
            each.map_init(Scratch::default, |scratch, input| isolated(&work, input, scratch))
                .collect()
        });
        results.into_iter().try_for_each(&mut sink)?;
    }
    Ok(())
}

/// Consecutive documents, few enough to be kept in memory together.
fn chunks(mut inputs: &[Input]) -> impl Iterator<Item = &[Input]> {
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = |input: &&Input| {
            bytes += input.size;
            bytes <= CHUNK_BYTES
        };
        let n = inputs.iter().take(CHUNK_FILES).take_while(fits).count();
        let (chunk, rest) = inputs.split_at(n.max(1).min(inputs.len()));
        inputs = rest;
        (!chunk.is_empty()).then_some(chunk)
    })
}

fn isolated<T>(
    work: &impl Fn(&Input, &mut Scratch) -> Result<T, Trouble>,
    input: &Input,
    scratch: &mut Scratch,
) -> Result<T, Trouble> {
    guarded(|| work(input, scratch)).unwrap_or_else(|kind| {
        // Nobody knows what the panic left in there.
        *scratch = Scratch::default();
        Err(Trouble::new(&input.path, kind))
    })
}

/// Does `work`; a panic in it is trouble with one document, not the end of the program.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Kind> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| Kind::Panic(message(&*panic)))
}

fn message(panic: &(dyn Any + Send)) -> String {
    match (panic.downcast_ref::<String>(), panic.downcast_ref::<&str>()) {
        (Some(text), _) => text.clone(),
        (_, Some(text)) => (*text).to_owned(),
        _ => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn inputs(n: usize, size: u64) -> Vec<Input> {
        let input = |i| Input { path: PathBuf::from(format!("{i}")), named: true, size };
        (0..n).map(input).collect()
    }

    fn names(inputs: &[Input], threads: usize) -> Vec<String> {
        let mut out = Vec::new();
        let work = |input: &Input, _: &mut Scratch| match input.path.to_str() {
            Some("7") => panic!("seven"),
            name => Ok(name.unwrap().to_owned()),
        };
        run(inputs, Threads(threads), work, |result| {
            out.push(result.unwrap_or_else(|t| format!("{:?}", t.kind)));
            Ok(())
        })
        .unwrap();
        out
    }

    #[test]
    fn results_come_in_order_for_any_number_of_threads() {
        let inputs = inputs(600, 1);
        let one = names(&inputs, 1);
        assert_eq!(one[599], "599");
        assert_eq!(names(&inputs, 2), one);
        assert_eq!(names(&inputs, 7), one);
    }

    #[test]
    fn a_panic_is_reported_for_its_document_and_the_run_goes_on() {
        let out = names(&inputs(9, 1), 2);
        assert_eq!(out[7], "Panic(\"seven\")");
        assert_eq!(out[8], "8");
    }

    #[test]
    fn chunks_hold_every_document_once_and_not_too_many_bytes() {
        let inputs = inputs(5, CHUNK_BYTES / 2);
        let sizes: Vec<usize> = chunks(&inputs).map(<[Input]>::len).collect();
        assert_eq!(sizes, [2, 2, 1]);
        let one_giant = [Input { size: 3 * CHUNK_BYTES, ..inputs[0].clone() }];
        assert_eq!(chunks(&one_giant).count(), 1);
    }

    #[test]
    fn a_sink_that_fails_ends_the_run() {
        let mut seen = 0;
        let ended = run(
            &inputs(3, 1),
            Threads(1),
            |_, _| Ok(()),
            |_| {
                seen += 1;
                Err(io::ErrorKind::BrokenPipe.into())
            },
        );
        assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        assert_eq!(seen, 1);
    }
}
