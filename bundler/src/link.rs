//! Puts modules into one scope, in the order in which a browser would run them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    path::{Path, PathBuf},
};

use oxc::{
    allocator::{Allocator, ArenaVec},
    ast::ast::Statement,
    codegen::Codegen,
    semantic::{Scoping, SemanticBuilder, SymbolId},
};

use crate::{
    Kind,
    module::{Module, named},
};

const NOT_EXPORTED: &str = "the other module exports no such name";
const OUR_SIGN: &str = "names with a dollar sign are kept for linked modules";

/// The module at `entry`, after all that it imports.
pub(crate) fn load<'a>(allocator: &'a Allocator, entry: &Path) -> Result<Vec<Module<'a>>, String> {
    let mut modules = Vec::new();
    visit(allocator, entry, &mut BTreeSet::new(), &mut modules)?;
    Ok(modules)
}

fn visit<'a>(
    allocator: &'a Allocator,
    path: &Path,
    visited: &mut BTreeSet<PathBuf>,
    modules: &mut Vec<Module<'a>>,
) -> Result<(), String> {
    if !visited.insert(path.to_owned()) {
        return Ok(());
    }
    let module = Module::read(allocator, path)?;
    for import in module.imports() {
        visit(allocator, &module.neighbour(import)?, visited, modules)?;
    }
    modules.push(module);
    Ok(())
}

/// One text of all modules, which is still one for people.
pub(crate) fn link<'a>(
    allocator: &'a Allocator,
    modules: Vec<Module<'a>>,
    kind: Kind,
) -> Result<String, String> {
    let exports = match (kind, modules.last()) {
        (Kind::Module, Some(entry)) => entry.linked_exports(),
        _ => String::new(),
    };
    let imported =
        modules.iter().map(|module| imported(module, &modules)).collect::<Result<Vec<_>, _>>()?;
    let mut linked = String::new();
    for (module, imported) in modules.into_iter().zip(imported) {
        let name = module.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = print(allocator, module, &imported)?;
        write!(linked, "// {name}\n\n{text}\n").map_err(|error| error.to_string())?;
    }
    Ok(linked + &exports)
}

/// What each imported name of a module is called in the module it comes from.
fn imported(module: &Module, all: &[Module]) -> Result<BTreeMap<String, String>, String> {
    let mut names = BTreeMap::new();
    for import in module.imports() {
        let path = module.neighbour(import)?;
        let other = all.iter().find(|other| other.path == path);
        for specifier in import.specifiers.iter().flatten().filter_map(named) {
            let name = specifier.imported.name();
            let Some(other) = other.filter(|other| other.exports(&name)) else {
                return Err(module.refusal(NOT_EXPORTED, specifier.span));
            };
            names.insert(specifier.local.name.to_string(), other.prefix() + &name);
        }
    }
    Ok(names)
}

fn print<'a>(
    allocator: &'a Allocator,
    mut module: Module<'a>,
    imported: &BTreeMap<String, String>,
) -> Result<String, String> {
    let analysed = SemanticBuilder::new().with_check_syntax_error(true).build(&module.program);
    module.accept(analysed.diagnostics)?;
    let mut scoping = analysed.semantic.into_scoping();
    if let Some(taken) = scoping.symbol_ids().find(|id| scoping.symbol_name(*id).contains('$')) {
        return Err(module.refusal(OUR_SIGN, scoping.symbol_span(taken)));
    }
    for symbol in top_level(&scoping) {
        let name = scoping.symbol_name(symbol);
        let linked = imported.get(name).cloned().unwrap_or_else(|| module.prefix() + name);
        scoping.set_symbol_name(symbol, linked.as_str().into());
    }
    let body = std::mem::replace(&mut module.program.body, ArenaVec::new_in(&allocator));
    module.program.body.extend(body.into_iter().filter_map(without_module_words));
    Ok(Codegen::new().with_scoping(Some(scoping)).build(&module.program).code)
}

fn top_level(scoping: &Scoping) -> Vec<SymbolId> {
    scoping.get_bindings(scoping.root_scope_id()).values().copied().collect()
}

fn without_module_words(statement: Statement) -> Option<Statement> {
    match statement {
        Statement::ImportDeclaration(_) => None,
        Statement::ExportDeclaration(export) => Some(export.unbox().declaration.into()),
        other => Some(other),
    }
}
