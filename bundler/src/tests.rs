use std::{fs, path::Path};

use tempfile::TempDir;

use crate::{bundle, bundle_later};

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn bundled(files: &[(&str, &str)]) -> Result<crate::Script, String> {
    bundle(&folder(files).path().join("app.js"), &[])
}

#[test]
fn modules_come_after_what_they_import_and_each_once() {
    let script = bundled(&[
        ("app.js", "import './one.js';\nimport { two } from './two.js';\nsay('app', two);"),
        ("one.js", "import { two } from './two.js';\nsay('one', two);"),
        ("two.js", "export let two = read('two');\nsetTwo = (it) => two = it;"),
    ])
    .unwrap();
    let names: Vec<_> =
        script.modules.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["two.js", "one.js", "app.js"]);
    let places: Vec<_> =
        ["`two`)", "`one`", "`app`"].iter().map(|word| script.code.find(word).unwrap()).collect();
    assert!(places.is_sorted(), "{}", script.code);
}

#[test]
fn equal_names_of_several_modules_stay_apart() {
    let script = bundled(&[
        ("app.js", "import { show as other } from './a.js';\nlet n = 0;\nfunction show() { n++; }\nuse({ other, show });"),
        ("a.js", "let n = 0;\nexport function show() { n--; }\nuse({ n });"),
    ])
    .unwrap();
    let map = &script.source_map;
    for word in ["other: a$show", "show: app$show", "app$n++", "a$n--", "{ n: a$n }"] {
        assert!(map.contains(word), "{word}: {map}");
    }
}

#[test]
fn modules_may_import_each_other() {
    let script = bundled(&[
        ("app.js", "import { even } from './even.js';\nsay(even(4));"),
        ("even.js", "import { odd } from './odd.js';\nexport function even(n) { return n === 0 || odd(n - 1); }"),
        ("odd.js", "import { even } from './even.js';\nexport function odd(n) { return n !== 0 && even(n - 1); }"),
    ])
    .unwrap();
    assert_eq!(script.modules.len(), 3);
}

#[test]
fn what_is_ready_stands_before_it_unchanged() {
    let folder = folder(&[("app.js", "say(1);")]);
    let ready = ["var ready = 1; /* as it is */\n".to_owned(), "ready++;\n".to_owned()];
    let script = bundle(&folder.path().join("app.js"), &ready).unwrap();
    assert!(script.code.starts_with(&ready.concat()), "{}", script.code);
    assert!(script.source_map.contains(r#""mappings":";;;A"#), "{}", script.source_map);
}

#[test]
fn what_is_fetched_later_stays_a_module_with_its_exports() {
    let folder = folder(&[
        ("app.js", "click = async () => (await import(\"./later.js\")).open(1);"),
        (
            "later.js",
            "import { read } from './keep.js';\nlet n = 0;\nexport function open(it) { n += read(it); }",
        ),
        ("keep.js", "export const read = (it) => stored[it];"),
    ]);
    let script = bundle(&folder.path().join("app.js"), &[]).unwrap();
    assert!(script.code.contains("import(`./later.js`)"), "{}", script.code);
    assert_eq!((script.modules.len(), &script.later), (1, &vec![folder.path().join("later.js")]));

    let later = bundle_later(&script.later[0]).unwrap();
    assert_eq!(later.modules.len(), 2);
    let [before, after] = ["as open}", "//# sourceMappingURL=later.js.map\n"];
    assert!(later.code.contains(before) && later.code.ends_with(after), "{}", later.code);
    assert!(!later.code.contains("keep.js"), "{}", later.code);
}

#[test]
fn an_error_names_file_and_line() {
    for (text, line, reason) in [
        ("\nlet a = ;", 2, "Unexpected token"),
        ("\n\nlet a = 1;\nlet a = 2;", 3, "already been declared"),
        ("\nimport { gone } from './a.js';", 2, "exports no such name"),
        ("import a from './a.js';", 1, "only named imports"),
        ("import * as a from './a.js';", 1, "only named imports"),
        ("export { here } from './a.js';", 1, "only named imports"),
        ("export default 1;", 1, "only named imports"),
        ("import '../a.js';", 1, "same folder"),
        ("\nimport(a);", 2, "can be fetched later"),
        ("\nimport(`./a.js`);", 2, "can be fetched later"),
        ("\nimport(\"../a.js\");", 2, "can be fetched later"),
        ("\nuse(import.meta.url);", 2, "not a module"),
        ("const a$here = 1;", 1, "dollar sign"),
    ] {
        let error = bundled(&[("app.js", text), ("a.js", "export const here = 1;")]).unwrap_err();
        assert!(error.contains(reason), "{text}: {error}");
        assert!(error.contains(&format!("app.js:{line}:")), "{text}: {error}");
    }
    let error = bundled(&[("app.js", "import './gone.js';")]).unwrap_err();
    assert!(error.contains("gone.js"), "{error}");
    bundled(&[("app.js", "await read();")]).unwrap_err();
}

#[test]
fn every_script_of_natter_can_be_linked() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/js");
    let script = bundle(&folder.join("app.js"), &[]).unwrap();
    assert!(script.modules.len() > 10, "{:?}", script.modules);
    assert!(!script.code.contains("import{"), "{}", script.code);
    for later in script.later {
        bundle_later(&later).unwrap();
    }
}
