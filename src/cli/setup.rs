//! What the verbs share: how to speak to the user, how to colour, and the engine that the
//! arguments ask for.

use super::Exit;
use super::args::{self, Color, Common, Engine, InputChoice, LangChoice, Sources};
use super::config::Config;
use super::message::Message;
use crate::error::Error;
use crate::finding::StageId;
use crate::model::Model;
use crate::page::{Input, is_page};
use crate::pipeline::Pipeline;
use crate::report::{Lang, Style};
use crate::rule::RuleSet;
use crate::stage::{Normalize, NormalizeError, Policy};
use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;

/// Why a run ended before its time.
pub(super) enum Stop {
    /// Standard input or output failed.
    Stream(io::Error),
    /// Anything else, in the user's language.
    Said(String),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        Stop::Stream(error)
    }
}

/// Where messages go.
pub(super) struct Console {
    pub(super) message: Message,
    pub(super) quiet: bool,
}

impl Console {
    pub(super) fn new(common: &Common) -> Console {
        let lang = match common.lang {
            LangChoice::Zh => Lang::Zh,
            LangChoice::En => Lang::En,
            LangChoice::Auto => of_environment(),
        };
        Console { message: Message(lang), quiet: common.quiet }
    }

    pub(super) fn lang(&self) -> Lang {
        self.message.0
    }

    /// Something the user should know.
    pub(super) fn say(&self, text: &str) {
        // With standard error gone there is nobody left to tell.
        let _: io::Result<()> = writeln!(io::stderr(), "kanwu: {text}");
    }

    /// The same, unless the user asked for quiet.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            self.say(text);
        }
    }

    /// Says why the run ends here.
    pub(super) fn fail(&self, why: &str) -> Exit {
        self.say(why);
        Exit::Trouble
    }
}

/// The language of the locale, by the order of precedence that POSIX gives its variables.
fn of_environment() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(env::var_os)
        .find(|v| !v.is_empty());
    match locale {
        Some(name) if name.as_encoded_bytes().starts_with(b"zh") => Lang::Zh,
        _ => Lang::En,
    }
}

/// Whether standard output gets colours.
pub(super) fn style(color: Color) -> Style {
    let set = |name| env::var_os(name).is_some_and(|v| !v.is_empty());
    let colour = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let dumb = env::var_os("TERM").is_some_and(|v| v == "dumb");
            io::stdout().is_terminal() && !set("NO_COLOR") && !dumb
        }
    };
    Style { colour }
}

/// The built-in rules, those of the project's settings and those of the user's files.
pub(super) fn rule_set(sources: &Sources, console: &Console) -> Result<RuleSet, Stop> {
    let mut rules = RuleSet::built_in();
    let said = |e: Error| said(&e, console);
    let Config { path, rules: files, words, .. } = Config::find().map_err(said)?;
    for file in files.iter().chain(&sources.rules) {
        rules.add_file(file).map_err(said)?;
    }
    if let Some(path) = path {
        let folder = path.parent().unwrap_or(Path::new(""));
        rules.add_project(&path.display().to_string(), folder, words).map_err(said)?;
    }
    Ok(rules)
}

/// The built-in model or the user's.
pub(super) fn model(sources: &Sources, console: &Console) -> Result<Model, Stop> {
    match &sources.model {
        Some(file) => Model::open(file).map_err(|e| said(&e, console)),
        None => Ok(Model::embedded()),
    }
}

/// The style that the arguments ask for, or else the project's settings.
pub(super) fn normalize(style: &args::Style, console: &Console) -> Result<Normalize, Stop> {
    if style.normalize.iter().any(|name| name == NONE) {
        return match style.normalize.len() {
            1 => Ok(Normalize::default()),
            _ => Err(Stop::Said(console.message.none_and_more())),
        };
    }
    let broken = |e: NormalizeError| Stop::Said(console.message.unknown_style(&e, None));
    if !style.normalize.is_empty() {
        return Normalize::of(&style.normalize).map_err(broken);
    }
    let config = Config::find().map_err(|e| said(&e, console))?;
    Normalize::of(&config.normalize)
        .map_err(|e| Stop::Said(console.message.unknown_style(&e, config.path.as_deref())))
}

/// Asks for no normalization, whatever the project's settings say.
const NONE: &str = "none";

/// What a verb asks of the engine beside what all verbs do.
#[derive(Clone, Copy, Default)]
pub(super) struct Wanted {
    pub(super) normalize: Normalize,
    pub(super) markdown: bool,
}

impl From<InputChoice> for Input {
    fn from(choice: InputChoice) -> Input {
        match choice {
            InputChoice::Auto => Input::Auto,
            InputChoice::Text => Input::Text,
            InputChoice::Html => Input::Html,
        }
    }
}

/// What one document is read as, its name considered.
pub(super) fn input_of(choice: InputChoice, path: &Path, bytes: &[u8]) -> Input {
    match Input::from(choice) {
        Input::Auto if is_page(bytes, Some(path)) => Input::Html,
        Input::Auto => Input::Text,
        known => known,
    }
}

/// The engine that the arguments ask for.
pub(super) fn pipeline(
    engine: &Engine,
    wanted: Wanted,
    console: &Console,
) -> Result<Pipeline, Stop> {
    let Wanted { normalize, markdown } = wanted;
    let mut rules = rule_set(&engine.sources, console)?;
    let mut skip = engine.skip.clone();
    skip.extend(engine.maintained.then(|| StageId::Layout.name().to_owned()));
    rules
        .select(&engine.only, &skip)
        .map_err(|why| Stop::Said(console.message.unknown_rule(&why)))?;
    if let Some(name) = engine.only.iter().find(|name| is_unasked(name, &rules, normalize)) {
        return Err(Stop::Said(console.message.style_not_asked(name)));
    }
    let model = model(&engine.sources, console)?;
    let (confidence, from) = (engine.confidence(), engine.from);
    let policy = Policy { confidence, from, normalize, markdown, ..Policy::default() };
    Ok(Pipeline::new(Arc::new(rules), Arc::new(model), policy))
}

/// Whether `name` means nothing but normalizations, of which none is asked for.
fn is_unasked(name: &str, rules: &RuleSet, normalize: Normalize) -> bool {
    let asked = |rule: &str| normalize.rules().any(|r| r == rule);
    match rules.find(name) {
        Some(rule) => rule.stage == StageId::Normalize && !asked(&rule.name),
        None => name == StageId::Normalize.name() && normalize.is_empty(),
    }
}

fn said(error: &Error, console: &Console) -> Stop {
    Stop::Said(console.message.error(error))
}
