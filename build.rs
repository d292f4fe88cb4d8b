//! Embeds `static/` into the binary: one stylesheet and one script for each
//! kind of page, made of the small ones that people write. In every profile:
//! the tests serve the very files that a release serves, which only compresses
//! them better.

use std::{
    collections::BTreeSet,
    env,
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    process::exit,
    time::SystemTime,
};

use natter_bundler::Script;

const STATIC: &str = "static";
/// The scripts that pages name; all others are imported by them, or fetched later.
const ENTRIES: [&str; 6] =
    ["app.js", "find.js", "results.js", "settings.js", "sheet.js", "signed_out.js"];
/// What `app.js` relies on, in the order in which it has to run.
const VENDORED: [&str; 2] = ["htmx.min.js", "hx-sse.min.js"];
/// What a page is when it lives on a home screen.
const MANIFEST: &str = "manifest.webmanifest";
/// The one that says in which order the layers of all others count.
const FIRST_STYLESHEET: &str = "base.css";

type Done<T = ()> = Result<T, Box<dyn Error>>;

fn main() {
    println!("cargo::rerun-if-changed={STATIC}");
    if let Err(error) = embed() {
        eprintln!("{error}");
        exit(1);
    }
}

fn embed() -> Done {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join(STATIC);
    // What is gone from `static/` must be gone here, too.
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    for folder in ["css", "img", "js"] {
        fs::create_dir_all(out.join(folder))?;
    }
    for picture in files(Path::new("static/img"))? {
        fs::copy(&picture, out.join("img").join(name(&picture)))?;
    }
    fs::copy(Path::new(STATIC).join(MANIFEST), out.join(MANIFEST))?;
    fs::write(out.join("css/natter.css"), stylesheet()?)?;
    write_scripts(&out.join("js"))?;
    date(&out, newest(Path::new(STATIC))?)?;
    memory_serve::load_directory(out);
    Ok(())
}

/// Every stylesheet stands in a layer, so only the order of the layers counts.
fn stylesheet() -> Done<String> {
    let mut sheets = files(Path::new("static/css"))?;
    sheets.sort_by_key(|sheet| (name(sheet) != FIRST_STYLESHEET, sheet.clone()));
    let texts = sheets.iter().map(fs::read_to_string).collect::<Result<Vec<_>, _>>()?;
    Ok(texts.iter().map(|text| for_browsers(text)).collect())
}

/// A stylesheet without what only people read: comments, indentation and empty
/// lines. None of ours has the sign of a comment in a string.
fn for_browsers(sheet: &str) -> String {
    let mut parts = sheet.split("/*");
    let mut code = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        code += part.split_once("*/").map_or("", |(_comment, rest)| rest);
    }
    let lines = code.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn write_scripts(out: &Path) -> Done {
    let mut unused: BTreeSet<_> = files(Path::new("static/js"))?.into_iter().collect();
    let mut later = BTreeSet::new();
    for entry in ENTRIES {
        let ready = if entry == "app.js" { vendored()? } else { Vec::new() };
        let script = natter_bundler::bundle(&Path::new("static/js").join(entry), &ready)?;
        write_script(&out.join(entry), &script)?;
        unused.retain(|path| !script.modules.contains(path));
        later.extend(script.later);
    }
    let mut written = BTreeSet::new();
    // What is fetched later may fetch more.
    while let Some(module) = later.pop_first() {
        let script = natter_bundler::bundle_later(&module)?;
        write_script(&out.join(name(&module)), &script)?;
        unused.retain(|path| !script.modules.contains(path));
        written.insert(module);
        later.extend(script.later.into_iter().filter(|it| !written.contains(it)));
    }
    match unused.first() {
        Some(path) => Err(format!("{}: no page imports it", path.display()).into()),
        None => Ok(()),
    }
}

fn write_script(path: &Path, script: &Script) -> io::Result<()> {
    fs::write(path, &script.code)?;
    fs::write(path.with_extension("js.map"), &script.source_map)
}

/// As they came, each on a line of its own.
fn vendored() -> io::Result<Vec<String>> {
    let read = |file| fs::read_to_string(Path::new("static/vendor").join(file));
    VENDORED.into_iter().map(|file| Ok(read(file)? + "\n")).collect()
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).expect("our files have plain names")
}

fn newest(path: &Path) -> io::Result<SystemTime> {
    let own = path.metadata()?.modified()?;
    if !path.is_dir() {
        return Ok(own);
    }
    files(path)?.iter().try_fold(own, |newest, file| Ok(newest.max(self::newest(file)?)))
}

/// As old as the originals, or cargo would do all this again each time.
fn date(path: &Path, time: SystemTime) -> io::Result<()> {
    if path.is_dir() {
        files(path)?.iter().try_for_each(|file| date(file, time))?;
    }
    fs::File::open(path)?.set_modified(time)
}
