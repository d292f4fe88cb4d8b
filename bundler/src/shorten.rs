//! Takes out of a linked script what only people read.

use std::path::Path;

use oxc::{
    allocator::Allocator,
    codegen::{Codegen, CodegenOptions},
    minifier::{Minifier, MinifierOptions},
    parser::Parser,
    span::SourceType,
};
use oxc_sourcemap::ConcatSourceMapBuilder;

use crate::Kind;

/// The script with a scope of its own after what is `ready`, or the module, which
/// has one anyway; and its source map.
pub(crate) fn shorten(linked: &str, name: &Path, kind: Kind) -> Result<(String, String), String> {
    let allocator = Allocator::default();
    let mut program = Parser::new(&allocator, linked, SourceType::mjs()).parse().program;
    let names = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut program);
    let options =
        CodegenOptions { source_map_path: Some(name.to_owned()), ..CodegenOptions::minify() };
    let short = Codegen::new().with_options(options).with_scoping(names.scoping).build(&program);

    let (before, after) = match kind {
        Kind::Script { ready } => {
            (format!("{}(()=>{{\"use strict\";\n", ready.concat()), "\n})();")
        }
        Kind::Module => (String::new(), ""),
    };
    let lines = before.matches('\n').count();
    let map = short.map.expect("asked for by its path");
    let map = ConcatSourceMapBuilder::from_sourcemaps(&[(&map, lines as u32)]).into_sourcemap();
    let name = name.display();
    let code = format!("{before}{}{after}\n//# sourceMappingURL={name}.map\n", short.code);
    check(&code, kind)?;
    Ok((code, map.to_json_string()))
}

/// Not everything that a module may say can be said in a script.
fn check(code: &str, kind: Kind) -> Result<(), String> {
    let allocator = Allocator::default();
    let source_type = match kind {
        Kind::Script { .. } => SourceType::script(),
        Kind::Module => SourceType::mjs(),
    };
    let parsed = Parser::new(&allocator, code, source_type).parse();
    parsed.diagnostics.into_vec().into_iter().next().map_or(Ok(()), |first| Err(first.render()))
}
