//! Who may know whom: imports go down, never up, and never sideways between
//! faces. ARCHITECTURE.md has the drawing.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// From the ground up. Modules of one storey may know each other, faces may not.
const STOREYS: [(&str, &[&str]); 7] = [
    (
        "ground",
        &[
            "announcement",
            "backplane",
            "bot",
            "config",
            "emoji",
            "entity",
            "error",
            "form",
            "language",
            "limits",
            "metrics",
            "paths",
            "problem",
            "retry",
            "secret",
            "store",
            "visible",
        ],
    ),
    (
        "nouns",
        &[
            "attempt",
            "contact",
            "conversation",
            "file",
            "group",
            "invitation",
            "link",
            "message",
            "notification",
            "password_reset",
            "people",
            "presence",
            "search",
            "session",
            "token",
            "user",
        ],
    ),
    ("live", &["live"]),
    (
        "what faces share",
        &[
            "answer",
            "app",
            "assets",
            "body",
            "bot_replies",
            "file_words",
            "line_words",
            "request",
            "sse",
            "transfer",
            "weight",
        ],
    ),
    ("faces", &["api", "telegram", "web"]),
    ("server", &["server"]),
    ("entrance", &["commands", "main"]),
];

/// What a noun knows nothing of: who asks, and in which language.
const NOT_IN_NOUNS: [&str; 4] = ["axum", "askama", "tower_http", "crate::language::Words"];

/// At most five. Whose file begins so may know this, because:
const EXCEPTIONS: [(&str, &str, &str); 3] = [
    ("src/announcement", "crate::message", "a hint carries the row, so that nobody reads it again"),
    ("src/announcement", "crate::conversation", "the same for whose presence has changed"),
    ("src/error.rs", "crate::commands::backup", "whatever ends the program is one sentence"),
];

#[test]
fn imports_go_down() {
    let mut wrong = Vec::new();
    let mut used = [false; EXCEPTIONS.len()];
    for file in files(Path::new("src")) {
        let text = fs::read_to_string(&file).unwrap();
        let from = module_of(&file);
        for path in known_in(&text).into_iter().map(|path| from_crate(&file, path)) {
            let excepted = EXCEPTIONS
                .iter()
                .position(|(begin, known, _)| file.starts_with(begin) && path.starts_with(known));
            match excepted {
                Some(place) => used[place] = true,
                None if !may_know(&from, &path) => {
                    wrong.push(format!("{} knows {path}", file.display()));
                }
                None => {}
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(used, [true; EXCEPTIONS.len()], "an exception that nobody needs");
}

#[test]
fn every_module_has_a_storey() {
    for file in files(Path::new("src")) {
        let module = module_of(&file);
        let outside = ["lib", "storeys"].contains(&module.as_str());
        assert!(outside || storey_of(&module).is_some(), "{module} has none");
    }
}

fn may_know(from: &str, path: &str) -> bool {
    let Some(storey) = storey_of(from) else { return true };
    if STOREYS[storey].0 == "nouns" && NOT_IN_NOUNS.iter().any(|one| path.starts_with(one)) {
        return false;
    }
    let Some(path) = path.strip_prefix("crate::") else { return true };
    let to = path.split("::").next().unwrap_or_default();
    let Some(other) = storey_of(to) else { return true };
    let is_face = STOREYS[storey].0 == "faces";
    other < storey || (other == storey && (from == to || !is_face))
}

fn storey_of(module: &str) -> Option<usize> {
    STOREYS.iter().position(|(_, modules)| modules.contains(&module))
}

/// `src/web/page.rs` is of `web`, `src/error.rs` of `error`.
fn module_of(file: &Path) -> String {
    let first = file.components().nth(1).expect("below src").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let mut all: Vec<PathBuf> = folders.iter().flat_map(|folder| self::files(folder)).collect();
    all.extend(files.into_iter().filter(|file| file.extension().is_some_and(|end| end == "rs")));
    all
}

/// What climbs with `super` beyond its own module is of the crate.
fn from_crate(file: &Path, path: String) -> String {
    let is_folder = file.ends_with("mod.rs");
    let depth = file.components().count() - if is_folder { 3 } else { 2 };
    let steps = path.split("::").take_while(|step| *step == "super").count();
    if steps <= depth {
        return path;
    }
    format!("crate::{}", path.trim_start_matches("super::"))
}

/// The paths that a file imports, one by one, and those that it writes out.
fn known_in(text: &str) -> Vec<String> {
    let code: Vec<&str> =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let mut paths = Vec::new();
    for (place, _) in code.match_indices("use ") {
        let is_statement = code[..place].ends_with(['\n', ' ']) || place == 0;
        let Some(end) = code[place..].find(';').filter(|_| is_statement) else { continue };
        flatten("", &code[place + 4..place + end], &mut paths);
    }
    let written = code.match_indices("crate::").map(|(place, _)| {
        let is_of_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        code[place..].chars().take_while(|c| is_of_path(*c)).collect()
    });
    paths.extend(written);
    paths
}

/// `a::{b, c::{d, e}}` is `a::b`, `a::c::d` and `a::c::e`.
fn flatten(before: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((stem, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        return paths.push(format!("{before}{}", path.trim()));
    };
    let before = format!("{before}{}", stem.trim());
    let group = group.trim_end().strip_suffix('}').unwrap_or(group);
    let (mut depth, mut start) = (0, 0);
    for (place, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                flatten(&before, &group[start..place], paths);
                start = place + 1;
            }
            _ => {}
        }
    }
    if !group[start..].trim().is_empty() {
        flatten(&before, &group[start..], paths);
    }
}

#[test]
fn imports_are_taken_apart() {
    let text = "use crate::{\n    a::{b, c as d},\n    // not this\n    e::F,\n};\nfn f() { crate::g::h(); }";
    let found = known_in(text);
    for path in ["crate::a::b", "crate::a::c", "crate::e::F", "crate::g::h"] {
        assert!(found.iter().any(|one| one == path), "{path} in {found:?}");
    }
}

#[test]
fn super_does_not_climb_unseen() {
    for (file, path, seen) in [
        ("src/error.rs", "super::web::page", "crate::web::page"),
        ("src/user/mod.rs", "super::web::page", "crate::web::page"),
        ("src/user/service.rs", "super::super::web::page", "crate::web::page"),
        ("src/user/service.rs", "super::Role", "super::Role"),
        ("src/user/mod.rs", "crate::error", "crate::error"),
    ] {
        assert_eq!(from_crate(Path::new(file), path.to_owned()), seen);
    }
}
