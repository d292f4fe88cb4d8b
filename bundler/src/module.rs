//! One module: what it imports, what it exports, and why it may be refused.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use oxc::{
    allocator::Allocator,
    ast::ast::{
        ImportDeclaration, ImportDeclarationSpecifier, ImportSpecifier, Program, Statement,
    },
    diagnostics::{Diagnostics, NamedSource, OxcDiagnostic},
    parser::Parser,
    span::{GetSpan, SourceType, Span},
};

const NAMED_ONLY: &str = "only named imports and exported declarations can be linked";
const SIBLING: &str = "only modules of the same folder can be linked, like \"./name.js\"";
const NO_MODULE: &str = "the linked script is not a module any more, so this does not work";

pub(crate) struct Module<'a> {
    pub path: PathBuf,
    pub program: Program<'a>,
    exports: BTreeSet<String>,
}

impl<'a> Module<'a> {
    pub fn read(allocator: &'a Allocator, path: &Path) -> Result<Self, String> {
        let text =
            fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let parsed = Parser::new(allocator, allocator.alloc_str(&text), SourceType::mjs()).parse();
        let record = parsed.module_record;
        let exports = record.exported_bindings.keys().map(ToString::to_string).collect();
        let module = Self { path: path.to_owned(), program: parsed.program, exports };
        module.accept(parsed.diagnostics)?;
        let meta = record.import_metas.first().copied();
        let dynamic = record.dynamic_imports.first().map(|import| import.span);
        match meta.or(dynamic) {
            Some(span) => Err(module.refusal(NO_MODULE, span)),
            None => module.check_statements().map(|()| module),
        }
    }

    /// What stands before each name of this module once it is linked.
    pub fn prefix(&self) -> String {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        format!("{}$", stem.replace(|it: char| !it.is_ascii_alphanumeric(), "_"))
    }

    pub fn exports(&self, name: &str) -> bool {
        self.exports.contains(name)
    }

    pub fn imports(&self) -> impl Iterator<Item = &ImportDeclaration<'a>> {
        self.program.body.iter().filter_map(|statement| match statement {
            Statement::ImportDeclaration(import) => Some(&**import),
            _ => None,
        })
    }

    /// The module that is meant by an import.
    pub fn neighbour(&self, import: &ImportDeclaration) -> Result<PathBuf, String> {
        match import.source.value.strip_prefix("./") {
            Some(name) if !name.contains('/') => Ok(self.path.with_file_name(name)),
            _ => Err(self.refusal(SIBLING, import.source.span)),
        }
    }

    /// Nothing, or the first thing that is wrong, where it stands.
    pub fn accept(&self, diagnostics: Diagnostics) -> Result<(), String> {
        diagnostics.into_vec().into_iter().next().map_or(Ok(()), |first| Err(self.shown(first)))
    }

    pub fn refusal(&self, reason: &'static str, span: Span) -> String {
        self.shown(OxcDiagnostic::error(reason).with_label(span))
    }

    fn shown(&self, diagnostic: OxcDiagnostic) -> String {
        let source =
            NamedSource::new(self.path.to_string_lossy(), self.program.source_text.to_owned());
        diagnostic.render_with_source_code(source)
    }

    fn check_statements(&self) -> Result<(), String> {
        let wrong = self.program.body.iter().find_map(|statement| match statement {
            Statement::ImportDeclaration(import) => {
                let mut specifiers = import.specifiers.iter().flatten();
                specifiers.find(|one| named(one).is_none()).map(GetSpan::span)
            }
            Statement::ExportDeclaration(_) => None,
            other => other.as_module_declaration().map(GetSpan::span),
        });
        wrong.map_or(Ok(()), |span| Err(self.refusal(NAMED_ONLY, span)))
    }
}

/// `{ this as that }`, and nothing else.
pub(crate) fn named<'i, 'a>(
    specifier: &'i ImportDeclarationSpecifier<'a>,
) -> Option<&'i ImportSpecifier<'a>> {
    match specifier {
        ImportDeclarationSpecifier::ImportSpecifier(named) => Some(named),
        _ => None,
    }
}
