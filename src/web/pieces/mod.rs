//! A page in pieces. What is sent again as it was is compressed once.
//!
//! A template marks what differs each time (a nonce, the name of a connection)
//! and where a piece belongs that was kept from before. All between is a chunk,
//! which is looked up by what it says: nothing else decides, so none is ever
//! stale.

mod deflated;

use std::{
    fmt,
    sync::{Arc, LazyLock, OnceLock},
};

use askama::Template;
use axum::{
    Extension,
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use quick_cache::sync::Cache;
use uuid::Uuid;

use self::deflated::{Deflated, Gzip};
use super::page;
use crate::{
    error::Result,
    request::takes_gzip,
    weight::{ByBytes, Weight},
};

/// Stands around what differs each time. Nobody can write it: it is another one in
/// each process, and never sent.
pub(super) static EDGE: LazyLock<String> =
    LazyLock::new(|| format!("\0{}\0", Uuid::new_v4().simple()));

/// Between edges: here a kept piece is put in.
const SLOT: &str = "\0";

/// Shorter chunks are sent as they are: nothing is won by compressing them.
const WORTH_COMPRESSING: usize = 256;

/// Bytes of chunks, plain and compressed, that are kept.
const MOST_KEPT: u64 = 16 * 1024 * 1024;

static CHUNKS: LazyLock<Cache<Box<str>, Deflated, ByBytes>> =
    LazyLock::new(|| Cache::with_weighter(1_024, MOST_KEPT, ByBytes));

/// What differs each time.
pub fn varying(what: impl fmt::Display) -> String {
    let edge = &*EDGE;
    format!("{edge}{what}{edge}")
}

/// Where the next kept piece is put in.
#[derive(Debug, Clone, Copy)]
pub struct Slot;

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&varying(SLOT))
    }
}

/// HTML that was kept, compressed when it is first wanted so.
#[derive(Debug, Clone)]
pub struct Piece(Arc<Kept>);

#[derive(Debug)]
struct Kept {
    html: Bytes,
    deflated: OnceLock<Deflated>,
}

impl Piece {
    pub fn new(template: &impl Template) -> Result<Self> {
        let html = page::without_edges(template.render()?).into();
        Ok(Self(Arc::new(Kept { html, deflated: OnceLock::new() })))
    }

    fn deflated(&self) -> &Deflated {
        self.0.deflated.get_or_init(|| Deflated::of(&self.0.html))
    }
}

/// Together with what it becomes when compressed, at most.
impl Weight for Piece {
    fn weight(&self) -> usize {
        2 * self.0.html.len()
    }
}

/// A rendered page and what belongs into its slots, until it is sent.
#[derive(Debug, Clone)]
struct Rendered {
    page: String,
    pieces: Vec<Piece>,
}

/// The page with the kept pieces in its slots, in the order of the template;
/// [`put_together`] makes it whole.
pub fn html(status: StatusCode, template: &impl Template, pieces: Vec<Piece>) -> Result<Response> {
    let rendered = Rendered { page: template.render()?, pieces };
    debug_assert_eq!(rendered.page.matches(&varying(SLOT)).count(), rendered.pieces.len());
    Ok((status, Extension(rendered)).into_response())
}

/// Sends pages in the form that the browser takes.
pub async fn put_together(request: Request, next: Next) -> Response {
    let is_gzip = takes_gzip(request.headers());
    whole(next.run(request).await, is_gzip)
}

fn whole(mut response: Response, is_gzip: bool) -> Response {
    let Some(Rendered { page, pieces }) = response.extensions_mut().remove() else {
        return response;
    };
    let body = if is_gzip { gzip(&page, &pieces) } else { plain(&page, &pieces) };
    *response.body_mut() = Body::from(body);
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if is_gzip {
        head.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        head.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    response
}

/// What a rendered page consists of, in order.
enum Part<'p> {
    Chunk(&'p str),
    Varying(&'p str),
    Piece(&'p Piece),
}

fn parts<'p>(page: &'p str, pieces: &'p [Piece]) -> impl Iterator<Item = Part<'p>> {
    let mut pieces = pieces.iter();
    page.split(&**EDGE).enumerate().filter_map(move |(place, text)| match (place % 2, text) {
        (1, SLOT) => pieces.next().map(Part::Piece),
        (1, _) => Some(Part::Varying(text)),
        _ => Some(Part::Chunk(text)),
    })
}

fn plain(page: &str, pieces: &[Piece]) -> Vec<u8> {
    let kept: usize = pieces.iter().map(|piece| piece.0.html.len()).sum();
    let mut body = Vec::with_capacity(page.len() + kept);
    for part in parts(page, pieces) {
        body.extend_from_slice(match part {
            Part::Chunk(text) | Part::Varying(text) => text.as_bytes(),
            Part::Piece(piece) => &piece.0.html,
        });
    }
    body
}

fn gzip(page: &str, pieces: &[Piece]) -> Vec<u8> {
    let mut gzip = Gzip::begin();
    for part in parts(page, pieces) {
        match part {
            Part::Chunk(text) if text.len() >= WORTH_COMPRESSING => gzip.add(&compressed(text)),
            Part::Chunk(text) | Part::Varying(text) => gzip.add_stored(text.as_bytes()),
            Part::Piece(piece) => gzip.add(piece.deflated()),
        }
    }
    gzip.end()
}

fn compressed(chunk: &str) -> Deflated {
    if let Some(deflated) = CHUNKS.get(chunk) {
        return deflated;
    }
    let deflated = Deflated::of(chunk.as_bytes());
    CHUNKS.insert(chunk.into(), deflated.clone());
    deflated
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    #[derive(Template)]
    #[template(source = "<p>{{ long }}</p>{{ nonce|safe }}<hr>{{ slot|safe }}end", ext = "html")]
    struct Page {
        long: String,
        nonce: String,
        slot: Slot,
    }

    #[derive(Template)]
    #[template(source = "<i>{{ text }}</i>", ext = "html")]
    struct Italic<'t> {
        text: &'t str,
    }

    async fn sent(page: &Page, piece: &Piece, is_gzip: bool) -> Vec<u8> {
        let response = whole(html(StatusCode::OK, page, vec![piece.clone()]).unwrap(), is_gzip);
        assert_eq!(response.headers().contains_key(header::CONTENT_ENCODING), is_gzip);
        axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    #[tokio::test]
    async fn a_page_says_the_same_in_each_form() {
        let piece = Piece::new(&Italic { text: &"käpt ".repeat(500) }).unwrap();
        for nonce in ["a", "b"] {
            let long = "<&> \0\0".repeat(300);
            let page = Page { long, nonce: varying(nonce), slot: Slot };
            let text = String::from_utf8(sent(&page, &piece, false).await).unwrap();
            assert!(
                text.contains(&format!("</p>{nonce}<hr><i>käpt ")) && text.ends_with("</i>end")
            );
            for _ in 0..2 {
                let zipped = sent(&page, &piece, true).await;
                assert!(zipped.len() < text.len() / 4, "{}", zipped.len());
                let mut unzipped = String::new();
                GzDecoder::new(&*zipped).read_to_string(&mut unzipped).unwrap();
                assert_eq!(unzipped, text);
            }
        }
    }

    #[test]
    fn a_flood_of_chunks_stays_within_its_bound() {
        for number in 0..3_000 {
            compressed(&format!("{number:0>16384}"));
        }
        assert!(CHUNKS.weight() <= MOST_KEPT, "{}", CHUNKS.weight());
    }
}
