//! Makes one script of a module and all that it imports, and takes out of it
//! what only people read.
//!
//! Modules share one scope afterwards, so each name at the top of a module is
//! given the module's own name in front: `box` of `messages.js` becomes
//! `messages$box`. Scopes are what the language's parser says they are, never
//! what a text looks like. Imports then need no glue: they are the very
//! binding they name, in cycles too. What this does not need to understand
//! (default exports, namespaces, `import()`) it refuses.

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
}

/// Links a module with all that it imports. What is `ready` goes before it as
/// it is. An error shows the file, the line and the reason.
pub fn bundle(entry: &Path, ready: &[String]) -> Result<Script, String> {
    let allocator = Allocator::default();
    let modules = link::load(&allocator, entry)?;
    let paths = modules.iter().map(|module| module.path.clone()).collect();
    let linked = link::link(&allocator, modules)?;
    let name = entry.file_name().unwrap_or_default();
    let (code, source_map) = shorten::shorten(&linked, Path::new(name), ready)?;
    Ok(Script { code, source_map, modules: paths })
}

#[cfg(test)]
mod tests;
