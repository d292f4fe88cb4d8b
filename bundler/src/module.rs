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
const LATER: &str =
    "only a module of the same folder can be fetched later, like import(\"./name.js\")";
const SIBLING: &str = "only modules of the same folder can be linked, like \"./name.js\"";
const NO_MODULE: &str = "the linked script is not a module any more, so this does not work";

pub(crate) struct Module<'a> {
    pub path: PathBuf,
    pub program: Program<'a>,
    /// The modules that it fetches when it wants them.
    pub later: Vec<PathBuf>,
    exports: BTreeSet<String>,
}

impl<'a> Module<'a> {
    pub fn read(allocator: &'a Allocator, path: &Path) -> Result<Self, String> {
        let text =
            fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let parsed = Parser::new(allocator, allocator.alloc_str(&text), SourceType::mjs()).parse();
        let record = parsed.module_record;
        let exports = record.exported_bindings.keys().map(ToString::to_string).collect();
        let later = Vec::new();
        let mut module = Self { path: path.to_owned(), program: parsed.program, later, exports };
        module.accept(parsed.diagnostics)?;
        if let Some(span) = record.import_metas.first() {
            return Err(module.refusal(NO_MODULE, *span));
        }
        let wanted = record.dynamic_imports.iter().map(|import| import.module_request);
        module.later = wanted.map(|span| module.fetched(span)).collect::<Result<_, _>>()?;
        module.check_statements().map(|()| module)
    }

    /// What stands before each name of this module once it is linked.
    pub fn prefix(&self) -> String {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        format!("{}$", stem.replace(|it: char| !it.is_ascii_alphanumeric(), "_"))
    }

    pub fn exports(&self, name: &str) -> bool {
        self.exports.contains(name)
    }

    /// The statement that exports the names of this module once it is linked.
    pub fn linked_exports(&self) -> String {
        let prefix = self.prefix();
        let names = self.exports.iter().map(|name| format!("{prefix}{name} as {name}"));
        format!("export {{ {} }};\n", names.collect::<Vec<_>>().join(", "))
    }

    pub fn imports(&self) -> impl Iterator<Item = &ImportDeclaration<'a>> {
        self.program.body.iter().filter_map(|statement| match statement {
            Statement::ImportDeclaration(import) => Some(&**import),
            _ => None,
        })
    }

    /// The module that is meant by an import.
    pub fn neighbour(&self, import: &ImportDeclaration) -> Result<PathBuf, String> {
        self.sibling(&import.source.value).ok_or_else(|| self.refusal(SIBLING, import.source.span))
    }

    /// The module that is meant by what stands in an `import()`.
    fn fetched(&self, request: Span) -> Result<PathBuf, String> {
        let text = request.source_text(self.program.source_text);
        let name = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        name.and_then(|name| self.sibling(name)).ok_or_else(|| self.refusal(LATER, request))
    }

    fn sibling(&self, name: &str) -> Option<PathBuf> {
        let name = name.strip_prefix("./").filter(|name| !name.contains('/'))?;
        Some(self.path.with_file_name(name))
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
