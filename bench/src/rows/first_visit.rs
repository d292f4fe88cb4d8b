//! Row 17: what a first visit to a conversation weighs on the wire.

use std::{collections::BTreeSet, io::Write};

use brotli::CompressorWriter;

use super::Measured;
use crate::{
    bench::Bench,
    fill::ids::{READER, READERS_FIRST, page},
    load::Visitor,
    report::{Figure, Outcome},
};

/// As browsers do without TLS; with it they take Brotli as well.
const COMPRESSED: &str = "Accept-Encoding: gzip, br\r\n";
/// What stands before our own code in a script.
const LIBRARIES: [&str; 2] = [
    include_str!("../../../static/vendor/htmx.min.js"),
    include_str!("../../../static/vendor/hx-sse.min.js"),
];
/// The best quality of Brotli, and its window as a power of two.
const BROTLI: (u32, u32) = (11, 22);

pub fn weight(bench: &Bench) -> Measured {
    let mut outcomes = Vec::new();
    for house in &bench.houses {
        let (all, own) = weigh(&house.visitor(READER)?)?;
        for (what, bytes, must, aim) in [
            ("first visit to a conversation", all, 60.0, 40.0),
            ("its own script alone", own, 12.0, 8.0),
        ] {
            let figure = Figure::amount(17, what, "kB", must, aim);
            let label = house.label.clone();
            let value = bytes as f64 / 1000.0;
            let nothing = figure.missing(bench.mode(), "");
            outcomes.push(Outcome { label, value, missing: None, ..nothing });
        }
    }
    Ok(outcomes)
}

/// Bytes of all, and of our own scripts.
fn weigh(visitor: &Visitor) -> Result<(usize, usize), String> {
    let path = page(READERS_FIRST);
    let html = text(visitor, &path)?;
    let (mut all, mut own) = (visitor.get(&path, COMPRESSED)?.weight, 0);
    let mut paths = fetched_by_page(&html);
    for sheet in paths.clone().iter().filter(|path| path.ends_with(".css")) {
        paths.extend(fetched_by_sheet(sheet, &text(visitor, sheet)?));
    }
    for path in paths {
        let fetched = visitor.get(&path, COMPRESSED)?;
        if fetched.head.status != 200 {
            return Err(format!("{path}: status {}", fetched.head.status));
        }
        all += fetched.weight;
        if path.ends_with(".js") {
            own += weight_of_own(&text(visitor, &path)?)?;
        }
    }
    Ok((all, own))
}

/// What a script would weigh without the libraries.
fn weight_of_own(script: &str) -> Result<usize, String> {
    let own =
        LIBRARIES.iter().fold(script.to_owned(), |script, library| script.replace(library, ""));
    let mut packed = Vec::new();
    let (quality, window) = BROTLI;
    let mut writer = CompressorWriter::new(&mut packed, 4096, quality, window);
    let written = writer.write_all(own.as_bytes()).and_then(|()| writer.flush());
    written.map_err(|error| format!("brotli: {error}"))?;
    drop(writer);
    Ok(packed.len())
}

fn text(visitor: &Visitor, path: &str) -> Result<String, String> {
    Ok(String::from_utf8_lossy(&visitor.get(path, "")?.body).into_owned())
}

/// Stylesheets, scripts, icons and pictures that a page names.
fn fetched_by_page(html: &str) -> BTreeSet<String> {
    let tags = html.split('<').filter(|tag| {
        let fetches = ["icon", "stylesheet", "preload", "manifest"];
        let is_link = tag.starts_with("link")
            && fetches.iter().any(|word| tag.contains(word))
            && !tag.contains("apple-touch");
        is_link || ["script", "img"].iter().any(|name| tag.starts_with(name))
    });
    let named = tags.filter_map(|tag| attribute(tag, "href").or_else(|| attribute(tag, "src")));
    named.filter(|path| path.starts_with('/')).map(str::to_owned).collect()
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, after) = tag.split('>').next()?.split_once(&format!(" {name}=\""))?;
    after.split('"').next()
}

/// Pictures and fonts that a stylesheet names, whether they are shown or not.
fn fetched_by_sheet(sheet: &str, text: &str) -> Vec<String> {
    let folder = sheet.rsplit_once('/').map_or("", |(folder, _)| folder);
    let named = text.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    let named = named.map(|name| name.trim_matches(['"', '\'']));
    let named = named.filter(|name| !name.starts_with("data:") && !name.starts_with('#'));
    named.map(|name| resolved(folder, name)).collect()
}

fn resolved(folder: &str, name: &str) -> String {
    if name.starts_with('/') {
        return name.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in name.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_what_a_browser_fetches() {
        let html = "<link\n rel=\"stylesheet\" href=\"/a.css\"><link rel=\"canonical\" href=\"/x\">\
                    <script src=\"/b.js\" defer></script><a href=\"/c\">c</a><img src=\"data:x\">";
        let found: Vec<_> = fetched_by_page(html).into_iter().collect();
        assert_eq!(found, ["/a.css", "/b.js"]);
    }

    #[test]
    fn a_sheet_names_what_lies_beside_it() {
        let sheet = "a{background:url(../icons/a.svg)}b{mask:url(\"/b.svg\")}c{d:url(data:x)}";
        assert_eq!(
            fetched_by_sheet("/static/1/css/all.css", sheet),
            ["/static/1/icons/a.svg", "/b.svg"]
        );
    }
}
