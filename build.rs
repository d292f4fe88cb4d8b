//! Embeds `static/` into the binary, our own scripts without what only people
//! read. In every profile: the tests serve the very files that a release serves,
//! which only compresses them better.

use std::{
    env,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=static");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("static");
    // What is gone from `static/` must be gone here, too.
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    copy(Path::new("static"), &out)?;
    memory_serve::load_directory(out);
    Ok(())
}

/// Copies a folder, or a file. Our own scripts become shorter; those of others
/// stay as they came.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_dir() {
        fs::create_dir(to)?;
        for entry in fs::read_dir(from)? {
            let name = entry?.file_name();
            copy(&from.join(&name), &to.join(&name))?;
        }
    } else if from.starts_with("static/js") && from.extension().is_some_and(|it| it == "js") {
        let script = fs::read_to_string(from)?;
        let shorter = minifier::js::minify(&script).map_err(io::Error::other)?;
        fs::write(to, shorter.to_string())?;
    } else {
        fs::copy(from, to)?;
    }
    // As old as the original, or cargo would do all this again each time.
    File::open(to)?.set_modified(from.metadata()?.modified()?)
}
