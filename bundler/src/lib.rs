//! Makes one script of a module and all that it imports, and takes out of it
//! what only people read.
//!
//! Modules share one scope afterwards, so each name at the top of a module is
//! given the module's own name in front: `box` of `messages.js` becomes
//! `messages$box`. Scopes are what the language's parser says they are, never
//! what a text looks like. Imports then need no glue: they are the very
//! binding they name, in cycles too. What this does not need to understand
//! (default exports, namespaces) it refuses.
//!
//! A script may fetch a module later, by `import("./name.js")`. That is linked
//! with all that it imports, too, and stays a module: what both of them import
//! is in both, with a state of its own in each.

mod link;
mod module;
mod shorten;

use std::path::{Path, PathBuf};

use oxc::allocator::Allocator;

/// A script as browsers get it.
#[derive(Debug)]
pub struct Script {
    pub code: String,
    /// Leads a debugger from `code` to the linked modules, which it contains.
    pub source_map: String,
    /// Every module in it, each after those it imports.
    pub modules: Vec<PathBuf>,
    /// The modules that it may fetch later.
    pub later: Vec<PathBuf>,
}

/// Links a module with all that it imports. What is `ready` goes before it as
/// it is. An error shows the file, the line and the reason.
pub fn bundle(entry: &Path, ready: &[String]) -> Result<Script, String> {
    link_and_shorten(entry, Kind::Script { ready })
}

/// Links a module that is fetched later. It exports what it exported before.
pub fn bundle_later(entry: &Path) -> Result<Script, String> {
    link_and_shorten(entry, Kind::Module)
}

/// What a browser takes it for.
#[derive(Clone, Copy)]
enum Kind<'r> {
    Script { ready: &'r [String] },
    Module,
}

fn link_and_shorten(entry: &Path, kind: Kind) -> Result<Script, String> {
    let allocator = Allocator::default();
    let modules = link::load(&allocator, entry)?;
    let paths = modules.iter().map(|module| module.path.clone()).collect();
    let later = modules.iter().flat_map(|module| module.later.clone()).collect();
    let linked = link::link(&allocator, modules, kind)?;
    let name = entry.file_name().unwrap_or_default();
    let (code, source_map) = shorten::shorten(&linked, Path::new(name), kind)?;
    Ok(Script { code, source_map, modules: paths, later })
}

#[cfg(test)]
mod tests;
