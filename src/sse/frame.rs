//! One event as bytes.

use std::fmt::Write as _;

use bytes::Bytes;

/// One event as the HTML standard writes it (section 9.2, server-sent events):
/// its name, its id, its data.
pub fn frame(event: Option<&str>, id: Option<i64>, data: &str) -> Bytes {
    let mut text = String::with_capacity(data.len() + 64);
    if let Some(event) = event {
        let _ = writeln!(text, "event: {event}");
    }
    if let Some(id) = id {
        let _ = writeln!(text, "id: {id}");
    }
    for line in data.lines() {
        let _ = writeln!(text, "data: {line}");
    }
    text.push('\n');
    Bytes::from(text)
}

/// Proves that the stream is alive.
pub fn ping() -> Bytes {
    Bytes::from_static(b"event: ping\ndata: 1\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_data_is_marked() {
        assert_eq!(
            frame(None, Some(7), "<p>a\n\nb</p>"),
            "id: 7\ndata: <p>a\ndata: \ndata: b</p>\n\n"
        );
        assert_eq!(frame(None, Some(7), ""), "id: 7\n\n");
        assert_eq!(frame(Some("closed"), None, "bye"), "event: closed\ndata: bye\n\n");
    }
}
