//! `kanwu filter --process`: git's long-running filter, version 2 (gitattributes(5)). git starts it
//! once for all files of a command. `clean` restores what goes into the repository, `smudge` hands out
//! what came from there; a file that cannot be restored is answered with an error and changes
//! nothing, and the next one is served.

mod pkt;

use super::Exit;
use super::args::Filter;
use super::rewrite::rewrite;
use super::setup::{Console, Stop, Wanted, normalize, pipeline};
use crate::batch::{Kind, Trouble, guarded};
use crate::pipeline::Pipeline;
use crate::scratch::Scratch;
use crate::stage::is_text;
use pkt::{read_content, read_list, write_content, write_list};
use std::io::{self, Read, Write};
use std::path::PathBuf;

/// What this end can do.
const CAPABILITIES: [&str; 2] = ["capability=clean", "capability=smudge"];

/// Runs the verb.
pub(super) fn process(args: &Filter, console: &Console) -> Result<Exit, Stop> {
    let wanted = Wanted { normalize: normalize(&args.style, console)?, markdown: false };
    // What git keeps is kept by people.
    let mut engine = args.engine.clone();
    engine.maintained = true;
    let pipeline = pipeline(&engine, wanted, console)?;
    let (mut from, mut to) = (io::stdin().lock(), io::stdout().lock());
    if !greet(&mut from, &mut to)? {
        return Err(Stop::Said(console.message.not_git()));
    }
    let mut scratch = Scratch::default();
    while let Some(request) = read_list(&mut from)? {
        let content = read_content(&mut from)?;
        let of = |key: &str| {
            request.iter().find_map(|line| line.strip_prefix(key.as_bytes())).unwrap_or_default()
        };
        let restored = match of("command=") {
            b"clean" => clean(&pipeline, args, content, &mut scratch),
            b"smudge" => Ok(content),
            _ => return Err(Stop::Said(console.message.not_git())),
        };
        match restored {
            Ok(bytes) => {
                write_list(&mut to, &["status=success"])?;
                write_content(&mut to, &bytes)?;
                // The status stays what it was.
                write_list(&mut to, &[])?;
            }
            Err(kind) => {
                let path = PathBuf::from(path_of(of("pathname=")));
                console.say(&console.message.trouble(&Trouble::new(&path, kind)));
                write_list(&mut to, &["status=error"])?;
            }
        }
    }
    Ok(Exit::Clean)
}

/// The opening of the conversation; says whether the other end is git.
fn greet(from: &mut impl Read, to: &mut impl Write) -> io::Result<bool> {
    let Some(hello) = read_list(from)? else { return Ok(false) };
    if hello.first().map(Vec::as_slice) != Some(b"git-filter-client")
        || !hello.iter().any(|line| line == b"version=2")
    {
        return Ok(false);
    }
    write_list(to, &["git-filter-server", "version=2"])?;
    let Some(offered) = read_list(from)? else { return Ok(false) };
    let both = |c: &&str| offered.iter().any(|line| line == c.as_bytes());
    let shared: Vec<&str> = CAPABILITIES.iter().copied().filter(|c| both(c)).collect();
    write_list(to, &shared)?;
    Ok(true)
}

/// What goes into the repository.
fn clean(
    pipeline: &Pipeline,
    args: &Filter,
    content: Vec<u8>,
    scratch: &mut Scratch,
) -> Result<Vec<u8>, Kind> {
    if args.engine.from.is_none() && !is_text(&content) {
        return Ok(content);
    }
    let restore = || rewrite(&pipeline.run(&content, scratch), args.to);
    let restored = guarded(restore);
    if restored.is_err() {
        // Nobody knows what the panic left in there.
        *scratch = Scratch::default();
    }
    restored.and_then(|restored| restored)
}

/// A path as git names it, for a message.
fn path_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(name) => name.to_owned(),
        Err(_) => bytes.escape_ascii().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_name_is_named_as_it_is() {
        assert_eq!(path_of("文档/甲.txt".as_bytes()), "文档/甲.txt");
        assert_eq!(path_of(b"\xCE\xC4.txt"), "\\xce\\xc4.txt");
    }

    fn conversation(lines: &[&[&str]]) -> Vec<u8> {
        let mut stream = Vec::new();
        lines.iter().for_each(|list| write_list(&mut stream, list).unwrap());
        stream
    }

    #[test]
    fn only_what_both_ends_know_is_agreed_on() {
        let stream = conversation(&[
            &["git-filter-client", "version=2"],
            &["capability=clean", "capability=delay"],
        ]);
        let mut answer = Vec::new();
        assert!(greet(&mut &stream[..], &mut answer).unwrap());
        let expected = conversation(&[&["git-filter-server", "version=2"], &["capability=clean"]]);
        assert_eq!(answer, expected);
    }

    #[test]
    fn another_version_or_program_is_not_served() {
        for hello in [["git-filter-client", "version=3"], ["hello", "version=2"]] {
            let stream = conversation(&[&hello, &["capability=clean"]]);
            assert!(!greet(&mut &stream[..], &mut Vec::new()).unwrap(), "{hello:?}");
        }
    }
}
