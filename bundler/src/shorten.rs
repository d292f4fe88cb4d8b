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

/// The script with a scope of its own after what is `ready`, and its source map.
pub(crate) fn shorten(
    linked: &str,
    name: &Path,
    ready: &[String],
) -> Result<(String, String), String> {
    let allocator = Allocator::default();
    let mut program = Parser::new(&allocator, linked, SourceType::mjs()).parse().program;
    let names = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut program);
    let options =
        CodegenOptions { source_map_path: Some(name.to_owned()), ..CodegenOptions::minify() };
    let short = Codegen::new().with_options(options).with_scoping(names.scoping).build(&program);

    let before = format!("{}(()=>{{\"use strict\";\n", ready.concat());
    let lines = before.matches('\n').count();
    let map = short.map.expect("asked for by its path");
    let map = ConcatSourceMapBuilder::from_sourcemaps(&[(&map, lines as u32)]).into_sourcemap();
    let name = name.display();
    let code = format!("{before}{}\n}})();\n//# sourceMappingURL={name}.map\n", short.code);
    check(&code)?;
    Ok((code, map.to_json_string()))
}

/// Not everything that a module may say can be said in a script.
fn check(code: &str) -> Result<(), String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, code, SourceType::script()).parse();
    parsed.diagnostics.into_vec().into_iter().next().map_or(Ok(()), |first| Err(first.render()))
}
