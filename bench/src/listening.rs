//! The streams of Natter's pages, opened as a browser opens them.

use std::collections::{BTreeMap, btree_map::Entry};

use crate::{
    fill::ids::{messages, page},
    house::House,
    load::{
        FanOut, MESSAGE, Plan,
        listen::{Stream, Streams},
        mark,
    },
};

/// One stream for each: which conversation's page is open, and whose it is.
/// Each page is fetched once, and says where its stream is.
pub fn streams_of(house: &House, pages: &[(u32, u32)]) -> Result<Streams, String> {
    let mut known = BTreeMap::new();
    let mut streams = Vec::with_capacity(pages.len());
    for (number, (conversation, reader)) in pages.iter().enumerate() {
        let beginning = match known.entry((conversation, reader)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(stream_of(house, *conversation, *reader)?),
        };
        let path = format!("{beginning}connection={number:032x}");
        streams.push(Stream { path, cookie: house.cookie(*reader).to_owned() });
    }
    Ok(Streams { to: house.address()?, streams, groups: 1 })
}

fn stream_of(house: &House, conversation: u32, reader: u32) -> Result<String, String> {
    let fetched = house.visitor(reader)?.get(&page(conversation), "")?;
    let path = stream_in(&String::from_utf8_lossy(&fetched.body));
    path.ok_or_else(|| format!("no stream: status {}", fetched.head.status))
}

/// The path of a page's stream, up to the name of the connection.
fn stream_in(page: &str) -> Option<String> {
    let start = page.find("\"/events?")? + 1;
    let path = page[start..].split('"').next()?.replace("&#38;", "&").replace("&amp;", "&");
    Some(path.split("connection=").next()?.to_owned())
}

/// An event of a new message, with its mark to be replaced.
pub fn event_template(house: &House) -> Result<String, String> {
    let streams = streams_of(house, &[(2, 2)])?;
    let plan = Plan::post(house.address()?, vec![house.target(messages(2), 2)], MESSAGE).most(1);
    let fanned = FanOut { streams: &streams }.run(&plan, || (), |()| ())?;
    let sample = fanned.heard.sample.ok_or("no event has come")?;
    let place = mark::find(&sample).map(|(_, _, place)| place).unwrap_or_default();
    let mark = String::from_utf8_lossy(&sample[place]).into_owned();
    Ok(String::from_utf8_lossy(&sample).replace(&mark, "{mark}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_where_its_stream_is() {
        let page = r#"<div hx-sse:connect="/events?a=1&#38;b=2&#38;connection=abc"></div>"#;
        assert_eq!(stream_in(page).unwrap(), "/events?a=1&b=2&");
        assert_eq!(stream_in("<p>"), None);
    }
}
