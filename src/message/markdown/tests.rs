//! What becomes of the markup.

use super::{Block, Inline, parse};

/// The tree with its marks, to be compared: `*…*` around what is strong.
fn shown(text: &str) -> String {
    let mut out = String::new();
    show_blocks(&parse(text), &mut out);
    out
}

fn show_blocks(blocks: &[Block<'_>], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => {
                out.push('¶');
                show(inlines, out);
            }
            Block::Quote(blocks) => {
                out.push_str("quote(");
                show_blocks(blocks, out);
                out.push(')');
            }
            Block::List { start, items } => {
                out.push_str(&start.map_or("list(".to_owned(), |start| format!("{start}(")));
                for item in items {
                    out.push('•');
                    show_blocks(item, out);
                }
                out.push(')');
            }
            Block::Code { language, code } => {
                out.push_str(&format!("code:{}({code})", language.unwrap_or_default()));
            }
        }
    }
}

fn show(inlines: &[Inline<'_>], out: &mut String) {
    for inline in inlines {
        let (name, inner) = match inline {
            Inline::Text(text) => {
                out.push_str(text);
                continue;
            }
            Inline::Break => {
                out.push('⏎');
                continue;
            }
            Inline::Code(code) => {
                out.push_str(&format!("c({code})"));
                continue;
            }
            Inline::Strong(inner) => ("b".to_owned(), inner),
            Inline::Emphasis(inner) => ("i".to_owned(), inner),
            Inline::Strike(inner) => ("s".to_owned(), inner),
            Inline::Link { address, words } => (format!("<{address}>"), words),
        };
        out.push_str(&format!("{name}("));
        show(inner, out);
        out.push(')');
    }
}

fn all(expected: &[(&str, &str)]) {
    for (text, tree) in expected {
        assert_eq!(shown(text), *tree, "{text}");
    }
}

#[test]
fn styles_are_those_of_commonmark() {
    all(&[
        ("**a** *b* _c_ ~~d~~ __e__", "¶b(a) i(b) i(c) s(d) b(e)"),
        ("***a***", "¶i(b(a))"),
        ("**a\nb**", "¶b(a⏎b)"),
        ("a_b_c snake_case_name", "¶a_b_c snake_case_name"),
        ("\\~~я~~ \\~~~я~~", "¶~~я~~ ~s(я)"),
        ("2 * 3 * 4", "¶2 * 3 * 4"),
        ("`a` ``b ` c`` ` `", "¶c(a) c(b ` c) c( )"),
        ("`*a* \\ &lt;`", "¶c(*a* \\ &lt;)"),
        ("`a\nb`", "¶c(a⏎b)".replace('⏎', "\n").as_str()),
    ]);
}

#[test]
fn what_is_not_closed_stays() {
    for text in [
        "**a",
        "*a",
        "a**",
        "~~a",
        "~a~",
        "`a",
        "``a`",
        "[a",
        "[a](",
        "[a](https://a.b",
        "****",
        "``",
    ] {
        assert_eq!(
            shown(text).replace("<https://a.b>(https://a.b)", "https://a.b"),
            format!("¶{text}")
        );
    }
    all(&[
        ("```\n*a*\nb", "¶```⏎i(a)⏎b"),
        ("```\na\n> ```", "¶```⏎aquote(¶```)"),
        ("> ```\n> a\n```\nb", "quote(¶```⏎a)¶```⏎b"),
        ("```\n```", "¶```⏎```"),
        ("``` two words\n```", "¶``` two words⏎```"),
        (">", "¶>"),
        ("-", "¶-"),
        ("a\n-", "¶a⏎-"),
        ("1.", "¶1."),
    ]);
}

#[test]
fn what_is_not_ours_stays() {
    for text in [
        "# a",
        "a #",
        "a⏎---",
        "a⏎===",
        "---",
        "* * *",
        "- - -",
        "___",
        "<b>a</b>",
        "<!-- a -->",
        "&amp; &#65;",
        "![a](b)",
        "[a]: b",
        "[a]: b⏎[a]",
        "[a][b]",
        "[a](b \"c\")",
        "| a |⏎|---|",
        "a⏎| - | - |",
        "[^1]",
        "+ a",
        "+",
        "1) a",
        "007. a",
        "1234567890. a",
        "~~~⏎a⏎~~~",
        ">_<",
        ">a",
        "-a",
        "1.a",
        "<div>⏎a⏎</div>",
        "a\\⏎b",
        ":-* :*",
        "C:\\",
        "    a",
        "\ta",
    ] {
        assert_eq!(shown(&text.replace('⏎', "\n")), format!("¶{text}"));
    }
    all(&[
        ("<b>*a*</b>", "¶<b>i(a)</b>"),
        ("# *a*", "¶# i(a)"),
        ("    **a**", "¶    b(a)"),
        ("\\*a\\* \\\\ \\&amp; \\# \\a", "¶*a* \\ &amp; # \\a"),
    ]);
}

#[test]
fn quotes_and_lists_end_where_they_seem_to() {
    all(&[
        ("> a\n> *b*\nc", "quote(¶a⏎i(b))¶c"),
        ("> a\n>> b\n> c", "quote(¶aquote(¶b)¶c)"),
        ("> a\n\n> b", "quote(¶a)quote(¶b)"),
        ("- a\n- b\nc", "list(•¶a•¶b)¶c"),
        ("- a\n  b\n  - c\n- d", "list(•¶a⏎blist(•¶c)•¶d)"),
        ("  * a\n  * b", "list(•¶a•¶b)"),
        ("    - a\n    - b", "list(•¶a•¶b)"),
        ("- a\n\n  b\n- c", "list(•¶a¶b•¶c)"),
        ("a\n- b", "¶alist(•¶b)"),
        ("> - a\n> - b", "quote(list(•¶a•¶b))"),
        ("- > a\n  b", "list(•quote(¶a)¶b)"),
    ]);
}

#[test]
fn numbers_stay_as_typed() {
    all(&[
        ("1. a\n2. b", "1(•¶a•¶b)"),
        ("3. a\n4. b", "3(•¶a•¶b)"),
        ("1. a\n1. b\n1. c", "1(•¶a•¶b•¶c)"),
        ("1. a\n3. b", "1(•¶a)3(•¶b)"),
        ("1986. a", "1986(•¶a)"),
        ("a\n2. b", "¶a⏎2. b"),
    ]);
}

#[test]
fn code_is_kept_letter_by_letter() {
    all(&[
        ("```rust\nif a < b {\n\n    *c\n}\n```", "code:rust(if a < b {\n\n    *c\n})"),
        ("```c++\na\n```\nb", "code:c++(a)¶b"),
        ("````\n```\na\n````", "code:(```\na)"),
        ("> ```\n>   a\n> > b\n> ```", "quote(code:(  a\n> b))"),
        ("- ```\n  a\n    b\n  ```", "list(•code:(a\n  b))"),
        ("  ```\n  a\n    b\n  ```", "code:(a\n  b)"),
        ("```\n- a\nb\n> c\nd\n```", "code:(- a\nb\n> c\nd)"),
        ("```a``` b", "¶c(a) b"),
    ]);
}

#[test]
fn links_lead_where_they_say() {
    all(&[
        ("[*a*](https://b.c)", "¶<https://b.c>(i(a))"),
        ("[a\nb]( https://b.c/(d) )", "¶<https://b.c/(d)>(a⏎b)"),
        ("[https://b.c](https://b.c)", "¶<https://b.c>(https://b.c)"),
        ("[a](javascript:b)", "¶[a](javascript:b)"),
        ("[a](//b.c)", "¶[a](//b.c)"),
        ("[a](ftp://b.c)", "¶[a](ftp://b.c)"),
        ("[a](https://b@c.d)", "¶[a](https://b@c.d)"),
        ("[](https://b.c)", "¶[](<https://b.c>(https://b.c))"),
        ("[b.de](https://b.c)", "¶[b.de](<https://b.c>(https://b.c))"),
        ("[https://b.d](https://b.c)", "¶[<https://b.d>(https://b.d)](<https://b.c>(https://b.c))"),
        ("[a](<https://b.c>)", "¶[a](<<https://b.c>(https://b.c)>)"),
        ("![a](https://b.c)", "¶![a](<https://b.c>(https://b.c))"),
        ("`https://b.c`", "¶c(https://b.c)"),
        ("**https://b.c/d_e_**", "¶b(<https://b.c/d_e>(https://b.c/d_e)_)"),
        ("https://b.c/*d*e", "¶<https://b.c/*d*e>(https://b.c/*d*e)"),
    ]);
}
