//! Requests no browser would make.

use crate::harness::Chat;
use crate::harness::person::PASSWORD;
use crate::harness::raw::raw;

#[tokio::test]
async fn a_body_over_64_kilobytes_is_refused() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let notes = ada.talks_to(&ada).await;
    let large = format!("body={}", "a".repeat(64 * 1024));
    ada.post(&notes.messages()).body(large.clone()).await.is(413);
    ada.post(&notes.messages()).htmx().body(large.clone()).await.is(413);
    chat.visitor().post("/login").body(large).await.is(413);
    let fits = format!("body={}", "a".repeat(64 * 1024 - 5));
    ada.post(&notes.messages()).body(fits).await.is(422);
    assert!(ada.looks_at(&notes).await.messages().is_empty());
}

#[tokio::test]
async fn who_does_not_finish_the_headers_is_let_go() {
    let chat = Chat::start().await;
    let answer = raw(&chat.visitor(), "GET /login HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await;
    assert!(!answer.contains(" 200 "), "{answer}");
    chat.visitor().opens("/login").await;
}

#[tokio::test]
async fn a_head_has_a_limit() {
    let chat = Chat::start().await;
    let head = |cookie: usize| {
        let cookie = "c".repeat(cookie);
        format!(
            "GET /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n"
        )
    };
    let long = raw(&chat.visitor(), head(16 * 1024)).await;
    assert!(long.starts_with("HTTP/1.1 200"), "{long}");
    let too_long = raw(&chat.visitor(), head(40 * 1024)).await;
    assert!(too_long.starts_with("HTTP/1.1 431") || too_long.is_empty(), "{too_long}");
}

#[tokio::test]
async fn a_body_in_pieces_is_limited_as_well() {
    let chat = Chat::start().await;
    let piece = format!("8000\r\n{}\r\n", "a".repeat(0x8000));
    let head = "POST /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
                Content-Type: application/x-www-form-urlencoded\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    let request = format!("{head}{}0\r\n\r\n", piece.repeat(4));
    let answer = raw(&chat.visitor(), request).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test]
async fn what_is_not_http_does_no_harm() {
    let chat = Chat::start().await;
    for bytes in
        [&b"\x16\x03\x01\x00\xa5"[..], b"\0\0\0\0\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n\r\n"]
    {
        let answer = raw(&chat.visitor(), bytes).await;
        assert!(!answer.contains(" 200 ") && !answer.contains(" 500 "), "{answer}");
    }
    chat.visitor().opens("/login").await;
}

#[tokio::test]
async fn strange_headers_do_no_harm() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let long = "x".repeat(4000);
    for (name, value) in [
        ("accept-language", long.as_str()),
        ("cookie", "natter=;;;=;natter"),
        ("x-forwarded-for", "not an address"),
        ("x-request-id", "<script>"),
        ("last-event-id", "x"),
        ("hx-request", "false"),
    ] {
        let answer = chat.visitor().get("/login").header(name, value).await.is(200);
        assert!(!answer.body.contains("<script>"));
    }
    ada.opens("/conversations").await;
}

/// As a browser of another make, or a proxy, may send them.
#[tokio::test]
async fn what_is_odd_in_a_header_hides_nothing_else_in_it() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let form = format!("username=ada&password={}", PASSWORD.replace(' ', "+"));
    let mut request = format!(
        "POST /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\
         Content-Type: Application/X-WWW-Form-Urlencoded ; name=",
        form.len(),
    )
    .into_bytes();
    request.extend(b"M\xfcller\r\nUser-Agent: Firefox/120.0 (M\xfcller; Linux)\r\n\r\n");
    request.extend(form.bytes());
    let answer = raw(&ada, request).await;
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    assert!(ada.opens("/settings").await.text().contains("Firefox"));

    let head = "GET /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Language: ";
    let odd = [head.as_bytes(), b"M\xfcller\r\nAccept-Language: ru;level=1;Q=0.9\r\n\r\n"].concat();
    assert!(raw(&ada, odd).await.contains("lang=\"ru\""));
}

#[tokio::test]
async fn health_is_told_in_plain_text() {
    let chat = Chat::start().await;
    for path in ["/healthz", "/readyz"] {
        let answer = chat.visitor().get(path).await.is(200);
        assert!(answer.header("content-type").unwrap().starts_with("text/plain"));
        assert!(!answer.body.contains('<') && answer.cookies().is_empty());
    }
}
