//! The names by which Natter answers.

use crate::harness::raw::raw;
use crate::harness::{Chat, Visitor};

async fn asks_for(visitor: &Visitor, host: &str) -> u16 {
    visitor.get("/login").header("host", host).await.status
}

#[tokio::test]
async fn natter_answers_to_its_own_names_and_to_no_other() {
    let names = ("ALLOWED_HOSTS", "natter.lan, bücher.example");
    let chat = Chat::with(&[("PUBLIC_URL", "https://chat.example.org"), names]).await;
    let visitor = chat.visitor();
    for ours in [
        "chat.example.org",
        "CHAT.example.org:8443",
        "natter.lan:3000",
        "xn--bcher-kva.example",
        "localhost:3000",
        "192.168.1.5",
        "[::1]:3000",
    ] {
        assert_eq!(asks_for(&visitor, ours).await, 200, "{ours}");
    }
    let foreign = visitor.get("/login").header("host", "evil.example").await.is(421);
    assert!(foreign.page().text().contains("ALLOWED_HOSTS"));
    assert!(foreign.cookies().is_empty() && !foreign.body.contains("evil.example"));
    assert_eq!(asks_for(&visitor, "chat.example.org.evil.example").await, 421);
    // Whoever watches over the process calls it as they like.
    visitor.get("/healthz").header("host", "evil.example").await.is(200);
}

#[tokio::test]
async fn a_request_is_for_exactly_one_house() {
    let chat = Chat::start().await;
    for (head, status) in [
        ("GET /login HTTP/1.1\r\n", "400"),
        ("GET /login HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n", "400"),
        ("GET /login HTTP/1.1\r\nHost:\r\n", "421"),
        ("GET http://evil.example/login HTTP/1.1\r\nHost: localhost\r\n", "421"),
        ("GET http://localhost/login HTTP/1.1\r\nHost: evil.example\r\n", "421"),
        ("GET http://localhost/login HTTP/1.1\r\nHost: localhost\r\n", "200"),
    ] {
        let answer = raw(&chat.visitor(), format!("{head}Connection: close\r\n\r\n")).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{head}: {answer}");
    }
}
