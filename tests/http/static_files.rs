//! Stylesheets, scripts and pictures.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use brotli::CompressorWriter;
use serde_json::Value;

use crate::harness::{Chat, Page};

/// Everything a page makes the browser fetch.
fn files(page: &Page) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    for (selector, name) in
        [("link[href]", "href"), ("script[src]", "src"), ("img[src]", "src"), ("use[href]", "href")]
    {
        files.extend(page.all(selector, |element| element.attr(name).unwrap().to_owned()));
    }
    files.into_iter().map(|file| file.split('#').next().unwrap().to_owned()).collect()
}

fn expected_type(path: &str) -> &'static [&'static str] {
    match path.split('?').next().unwrap().rsplit('.').next().unwrap() {
        "css" => &["text/css"],
        "js" => &["text/javascript", "application/javascript"],
        "svg" => &["image/svg+xml"],
        "png" => &["image/png"],
        "webmanifest" => &["application/manifest+json"],
        other => panic!("{other}: a kind of file that no test knows"),
    }
}

#[tokio::test]
async fn files_are_served_under_addresses_that_never_change_their_content() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let notes = ada.talks_to(&ada).await;
    let mut found = BTreeSet::new();
    for path in ["/register", "/conversations", &notes.path()] {
        found.extend(files(&ada.opens(path).await));
    }
    found.extend(files(&chat.visitor().opens("/login").await));
    assert!(found.len() >= 8, "{found:?}");
    for path in &found {
        assert!(path.starts_with('/'), "{path} is not ours");
        let answer = chat.visitor().get(path).await.is(200);
        let kind = answer.header("content-type").unwrap();
        assert!(expected_type(path).iter().any(|known| kind.starts_with(known)), "{path}: {kind}");
        let caching = answer.header("cache-control").unwrap_or_default();
        assert!(caching.contains("immutable"), "{path}: {caching}");
        assert!(caching.contains("max-age=31536000"), "{path}: {caching}");
        assert!(answer.cookies().is_empty() && !answer.body.is_empty(), "{path}");
    }
}

#[tokio::test]
async fn files_travel_compressed() {
    let chat = Chat::start().await;
    let page = chat.visitor().opens("/login").await;
    let path = page.attribute("link[rel=stylesheet]", "href").unwrap();
    let visitor = chat.visitor();
    for coding in ["br", "gzip"] {
        let response = visitor.get(&path).header("accept-encoding", coding).opened().await;
        assert_eq!(response.headers()["content-encoding"], coding);
    }
}

#[tokio::test]
async fn the_own_stylesheet_names_its_reader_and_only_a_reader() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let page = ada.opens("/conversations").await;
    let links = page.all("link[rel=stylesheet]", |link| link.attr("href").unwrap().to_owned());
    let own = links.into_iter().find(|link| link.starts_with("/own/ada.css"));
    let css = ada.get(&own.expect("the page tells its reader's messages apart")).await.is(200);
    assert!(css.body.contains("[data-author=\"ada\"]"), "{}", css.body);
    for name in ["a%22%5d%7b%7d.css", "x%0a.css", "..%2flogin.css", "ada", "%ff.css"] {
        ada.get(&format!("/own/{name}")).await.refused();
    }
}

#[tokio::test]
async fn the_manifest_names_icons_of_the_sizes_they_have() {
    let chat = Chat::start().await;
    let visitor = chat.visitor();
    let page = visitor.opens("/login").await;
    let manifest = page.attribute("link[rel=manifest]", "href").unwrap();
    let folder = manifest.strip_suffix("manifest.webmanifest").unwrap();
    let manifest: Value = serde_json::from_str(&visitor.get(&manifest).await.is(200).body).unwrap();
    assert_eq!(manifest["name"], "Natter");
    let mut wanted = vec![("img/apple-touch-icon.png", "180x180")];
    for icon in manifest["icons"].as_array().unwrap() {
        wanted.push((icon["src"].as_str().unwrap(), icon["sizes"].as_str().unwrap()));
    }
    assert!(manifest["icons"].to_string().contains("maskable"));
    for size in ["192x192", "512x512"] {
        assert!(wanted.iter().any(|(_, it)| *it == size), "{size}");
    }
    for (icon, size) in wanted {
        let bytes = visitor.get(&format!("{folder}{icon}")).opened().await.bytes().await.unwrap();
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        assert_eq!(format!("{}x{}", number(16), number(20)), size, "{icon}");
    }
}

/// Bytes on the way, at most: all own scripts, and a conversation with all
/// that its page names, for a browser which was never here.
const SCRIPTS: usize = 12 * 1024;
const FIRST_VISIT: usize = 60_000;

#[tokio::test]
async fn a_first_visit_is_small() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let notes = ada.talks_to(&ada).await;
    let page = ada.opens(&notes.path()).await;
    let app = ada.get(&app_of(&page)).await.is(200).body;
    // They travel in one file with htmx, which goes before them, unchanged.
    assert!(app.starts_with(&vendored()));
    let scripts = as_in_a_release(&app) - as_in_a_release(&vendored());
    assert!(scripts < SCRIPTS, "{scripts} bytes of own scripts");
    let mut all = as_in_a_release(&app);
    for path in files(&page).iter().filter(|path| !path.contains("/js/")).chain([&notes.path()]) {
        let response = ada.get(path).header("accept-encoding", "br").opened().await;
        assert_eq!(response.status(), 200, "{path}");
        all += response.bytes().await.unwrap().len();
    }
    assert!(all < FIRST_VISIT, "{all} bytes on a first visit");
}

fn app_of(page: &Page) -> String {
    page.attribute("script[src$='/js/app.js']", "src").unwrap()
}

fn vendored() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/vendor");
    let read = |name| fs::read_to_string(folder.join(name)).unwrap() + "\n";
    ["htmx.min.js", "hx-sse.min.js"].map(read).concat()
}

#[tokio::test]
async fn a_debugger_finds_what_people_wrote() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let app = app_of(&ada.opens("/conversations").await);
    let script = ada.get(&app).await.is(200).body;
    assert!(script.ends_with("\n//# sourceMappingURL=app.js.map\n"));
    let map = ada.get(&format!("{app}.map")).await.is(200).body;
    let map: Value = serde_json::from_str(&map).unwrap();
    let source = map["sourcesContent"][0].as_str().unwrap();
    for words in ["// messages.js\n", "function messages$upsert(article)", "// composer.js\n"] {
        assert!(source.contains(words), "{words}");
    }
    let mappings = map["mappings"].as_str().unwrap();
    let before = vendored().lines().count();
    assert!(mappings.split(';').take(before).all(str::is_empty) && !mappings.ends_with(';'));
}

/// Whoever keeps a file under the name of another release keeps it for ever.
/// A page of that release has all its scripts already: none comes later.
#[tokio::test]
async fn files_of_another_release_are_not_found() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let app = app_of(&ada.opens("/conversations").await);
    let folder = app.strip_suffix("/js/app.js").unwrap();
    for path in ["js/app.js", "css/natter.css", "img/favicon-unread.svg"] {
        ada.get(&format!("{folder}/{path}")).await.is(200);
        let other = ada.get(&format!("/static/0123456789abcdef/{path}")).await.is(404);
        assert_eq!(other.header("cache-control"), Some("no-store"), "{path}");
    }
}

/// How long a release makes it, which has more time to compress: it does so
/// when it is built.
fn as_in_a_release(file: &str) -> usize {
    let mut compressor = CompressorWriter::new(Vec::new(), 4096, 11, 22);
    compressor.write_all(file.as_bytes()).unwrap();
    compressor.into_inner().len()
}
