//! Web pages.
#![allow(dead_code)]

mod dom;
mod entities;
mod kind;
mod source;
