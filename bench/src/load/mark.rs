//! Placeholders of templates, and the mark that ties an event to its request.
//!
//! A mark is letters and digits only, so HTML escaping, JSON and form encoding
//! leave it as it is: `lgm<nanoseconds>i<number>e`.

use std::io::Write;

use memchr::memmem;

/// What placeholders stand for.
#[derive(Debug, Clone, Copy)]
pub struct Vars {
    /// When the request leaves: nanoseconds of the monotonic clock.
    pub at: u64,
    /// `{i}`: the number of the request.
    pub number: u64,
    /// `{g}`: the number modulo the groups.
    pub group: u64,
    /// `{c}`: the number of the connection.
    pub connection: u64,
}

/// Appends a template with `{i}`, `{g}`, `{c}` and `{mark}` replaced.
pub fn expand(template: &str, vars: &Vars, out: &mut Vec<u8>) {
    let known = [("{i}", vars.number), ("{g}", vars.group), ("{c}", vars.connection)];
    let mut rest = template;
    while let Some(place) = rest.find('{') {
        out.extend_from_slice(&rest.as_bytes()[..place]);
        rest = &rest[place..];
        if let Some((name, value)) = known.iter().find(|(name, _)| rest.starts_with(name)) {
            // Writing to a Vec cannot fail.
            let _ = write!(out, "{value}");
            rest = &rest[name.len()..];
        } else if let Some(after) = rest.strip_prefix("{mark}") {
            let _ = write!(out, "lgm{}i{}e", vars.at, vars.number);
            rest = after;
        } else {
            out.push(b'{');
            rest = &rest[1..];
        }
    }
    out.extend_from_slice(rest.as_bytes());
}

/// The first mark: its time in nanoseconds, its number and where it stands.
pub fn find(text: &[u8]) -> Option<(u64, u64, std::ops::Range<usize>)> {
    memmem::find_iter(text, b"lgm").find_map(|start| {
        let (at, length) = digits(&text[start + 3..])?;
        let middle = start + 3 + length;
        let after = text[middle..].strip_prefix(b"i")?;
        let (number, length) = digits(after)?;
        let end = middle + 1 + length;
        (text.get(end) == Some(&b'e')).then_some((at, number, start..end + 1))
    })
}

fn digits(text: &[u8]) -> Option<(u64, usize)> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let value = std::str::from_utf8(&text[..length]).ok()?.parse().ok()?;
    Some((value, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_where_it_was_put() {
        let vars = Vars { at: 12, number: 3, group: 1, connection: 9 };
        let mut out = Vec::new();
        expand("{\"a\":{i}} g={g} c={c} body={mark}{x", &vars, &mut out);
        assert_eq!(std::str::from_utf8(&out).unwrap(), "{\"a\":3} g=1 c=9 body=lgm12i3e{x");
        let (at, number, place) = find(&out).unwrap();
        assert_eq!((at, number, &out[place]), (12, 3, &b"lgm12i3e"[..]));
    }

    #[test]
    fn what_is_nearly_a_mark_is_none() {
        assert_eq!(find(b"lgm lgm1 lgm1i lgm1i2 lgmi2e"), None);
        assert_eq!(find(b"lgm1i2 <p>lgm33i44e</p>"), Some((33, 44, 10..19)));
        assert_eq!(find(b"lgm99999999999999999999999i1e"), None);
    }
}
