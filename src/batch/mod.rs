//! Many documents: which files a path stands for, reading them, working on them in
//! parallel with results in order, and replacing a file without ever leaving half of one.
//! Knows nothing of what is done to a document.

mod create;
mod input;
mod replace;
mod run;
mod trouble;
mod walk;

pub(crate) use create::create;
pub(crate) use input::{Content, Input};
pub(crate) use replace::{replace, replaceable, sync_folder};
pub(crate) use run::{Threads, guarded, run};
pub(crate) use trouble::{Kind, Trouble};
pub(crate) use walk::walk;
