//! What every answer promises the browser, and whose writes are accepted.

use crate::harness::{Answer, Chat, Person};

fn directives(answer: &Answer) -> Vec<String> {
    let policy = answer.header("content-security-policy").expect("a policy");
    policy.split(';').map(|directive| directive.trim().to_owned()).collect()
}

#[track_caller]
fn assert_guarded(answer: &Answer) {
    let what = format!("{} {}", answer.status, answer.url.path());
    let policy = directives(answer);
    assert!(policy.iter().any(|d| d.starts_with("default-src ")), "{what}: {policy:?}");
    assert!(policy.contains(&"frame-ancestors 'none'".to_owned()), "{what}: {policy:?}");
    assert!(!policy.concat().contains("unsafe-"), "{what}: {policy:?}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{what}");
    assert_eq!(answer.header("referrer-policy"), Some("same-origin"), "{what}");
    assert!(answer.header("permissions-policy").is_some_and(|p| !p.is_empty()), "{what}");
}

#[tokio::test]
async fn every_answer_carries_the_headers_errors_and_files_included() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let conversation = ada.talks_to(&ada).await;
    let visitor = chat.visitor();
    let stylesheet = visitor.opens("/login").await;
    let stylesheet = stylesheet.attribute("link[rel=stylesheet]", "href").unwrap();
    let expected = [
        (visitor.get("/").await, 303),
        (visitor.get("/login").await, 200),
        (visitor.get("/healthz").await, 200),
        (visitor.get("/readyz").await, 200),
        (visitor.get("/nothing").await, 404),
        (visitor.get(&stylesheet).await, 200),
        (visitor.get("/own/ada.css").await, 200),
        (visitor.get("/conversations").htmx().await, 401),
        (visitor.get("/events").await, 401),
        (visitor.signs_in("ada", "wrong").await, 422),
        (visitor.post("/login").header("sec-fetch-site", "cross-site").await, 403),
        (ada.get(&conversation.path()).await, 200),
        (ada.get("/conversations/x").await, 404),
        (ada.sends(&conversation, &[("body", "hi")]).await, 200),
        (ada.sends(&conversation, &[("body", "")]).await, 422),
        (ada.post(&conversation.messages()).body("a".repeat(70_000)).await, 413),
    ];
    for (answer, status) in expected {
        assert_guarded(&answer);
        answer.is(status);
    }
    let stream = ada.asks_for_stream("/events", None).await;
    let headers = stream.headers();
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert!(headers.contains_key("content-security-policy"));
    assert_eq!(headers["cache-control"], "no-store");
}

#[tokio::test]
async fn pages_contain_nothing_that_the_policy_forbids() {
    for (path, page) in Chat::start().await.every_page().await {
        assert!(!page.has("script:not([src])"), "{path}");
        assert!(!page.has("style") && !page.has("[style]"), "{path}");
        let handlers = page.all("*", |element| {
            element.value().attrs().any(|(name, value)| {
                name.starts_with("on")
                    || name.starts_with("hx-on")
                    || value.starts_with("javascript:")
            })
        });
        assert!(!handlers.contains(&true), "{path}");
    }
}

#[tokio::test]
async fn signed_in_pages_are_stored_nowhere() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let notes = ada.talks_to(&ada).await;
    for answer in [
        ada.get("/conversations").await,
        ada.get("/people?q=a").await,
        ada.get("/contacts").await,
        ada.get("/settings").await,
        ada.get(&notes.path()).await,
        ada.get(&notes.messages()).await,
        ada.sends(&notes, &[("body", "hi")]).await,
    ] {
        let caching = answer.header("cache-control").unwrap_or_default();
        assert!(caching.contains("no-store"), "{}: {caching}", answer.url);
    }
}

async fn session_cookie(chat: &Chat) -> String {
    let fields = [("username", "eve"), ("display_name", "Eve"), ("password", "correct horse")];
    let answer = chat.visitor().post("/register").form(&fields).await.is(303);
    assert_eq!(answer.cookies().len(), 1);
    answer.cookies()[0].to_ascii_lowercase()
}

#[tokio::test]
async fn the_session_cookie_is_for_this_site_and_no_script() {
    let chat = Chat::start().await;
    let cookie = session_cookie(&chat).await;
    let flags: Vec<_> = cookie.split(';').map(str::trim).collect();
    assert!(flags.contains(&"httponly") && flags.contains(&"samesite=lax"), "{cookie}");
    assert!(flags.contains(&"path=/") && !flags.contains(&"secure"), "{cookie}");
    assert!(!cookie.contains("domain="), "{cookie}");
}

#[tokio::test]
async fn with_https_the_session_cookie_is_secure() {
    let chat = Chat::with(&[("PUBLIC_URL", "https://chat.example")]).await;
    let cookie = session_cookie(&chat).await;
    assert!(cookie.split(';').any(|flag| flag.trim() == "secure"), "{cookie}");
}

/// A write with these headers instead of an own browser's.
async fn write(person: &Person, headers: &[(&str, &str)]) -> u16 {
    let mut ask = person.starts_with(&person.username).without("origin");
    for (name, value) in headers {
        ask = ask.header(name, value);
    }
    ask.await.status
}

#[tokio::test]
async fn writes_that_another_site_started_are_refused() {
    let chat = Chat::with(&[("PUBLIC_URL", "https://chat.example")]).await;
    let ada = chat.person("ada").await;
    let own = ada.origin();
    for foreign in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", &own)],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "https://chat.example.evil.example")],
        &[("origin", "http://127.0.0.1:1")],
    ] {
        assert_eq!(write(&ada, foreign).await, 403, "{foreign:?}");
    }
    assert!(ada.opens("/conversations").await.entries().is_empty());
    let refused = ada.post("/logout").header("origin", "https://evil.example").await.is(403);
    assert!(refused.page().is_whole());
    ada.opens("/conversations").await;
}

#[tokio::test]
async fn writes_from_our_own_pages_are_accepted() {
    let chat = Chat::with(&[("PUBLIC_URL", "https://chat.example")]).await;
    let ada = chat.person("ada").await;
    let own = ada.origin();
    for ours in [
        &[][..],
        &[("origin", own.as_str())],
        &[("sec-fetch-site", "same-origin"), ("origin", &own)],
        &[("sec-fetch-site", "none")],
        &[("origin", "https://chat.example")],
        &[("sec-fetch-site", "same-origin"), ("origin", "https://chat.example")],
    ] {
        assert_eq!(write(&ada, ours).await, 303, "{ours:?}");
    }
}

const PICTURE: [(&str, &str); 2] = [("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")];
const FRAME: [(&str, &str); 2] = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
const VISIT: [(&str, &str); 2] = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
const FETCH: [(&str, &str); 2] = [("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")];

/// What is asked for by a page of there, as a part of itself or to be visited.
async fn asked_from(person: &Person, site: &str, path: &str, what: [(&str, &str); 2]) -> u16 {
    let mut ask = person.get(path).header("sec-fetch-site", site);
    for (name, value) in what {
        ask = ask.header(name, value);
    }
    ask.opened().await.status().as_u16()
}

#[tokio::test]
async fn no_page_of_somebody_else_loads_ours_as_a_part_of_itself() {
    let chat = Chat::with(&[("RATE_LIMITS", "on")]).await;
    let ada = chat.person("ada").await;
    let notes = ada.talks_to(&ada).await;
    let mut stream = ada.listens_to_the_list().await;
    // Another port of the same host is the same site: browsers send the cookie.
    for site in ["same-site", "cross-site"] {
        for (path, what) in [
            ("/people?q=a", PICTURE),
            ("/people?q=a", FETCH),
            ("/reset/1", PICTURE),
            ("/events", PICTURE),
            ("/conversations", FRAME),
        ] {
            assert_eq!(asked_from(&ada, site, path, what).await, 403, "{path} {site} {what:?}");
        }
        assert_eq!(asked_from(&ada, site, "/conversations", VISIT).await, 200, "{site}");
    }
    for _ in 0..70 {
        asked_from(&ada, "same-site", "/events", PICTURE).await;
        asked_from(&ada, "same-site", "/people?q=a", PICTURE).await;
    }
    assert_eq!(asked_from(&ada, "same-origin", "/people?q=a", FETCH).await, 200);
    ada.says(&notes, "still there?").await;
    stream.expects_entry(&notes, |entry| entry.text.contains("still there?")).await;
}
