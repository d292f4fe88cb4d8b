//! Two processes behind nginx, with the files in `deploy`, show the same as one.

use std::time::Duration;

use crate::harness::fault::talk_through;
use crate::harness::nginx::Nginx;
use crate::harness::port::free_port;
use crate::harness::{Chat, Conversation, Mode, Person, Place, Visitor, eventually};

const TRUSTED: (&str, &str) = ("TRUSTED_PROXIES", "127.0.0.1");

fn local(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

/// Two processes, and people who come to them through nginx.
struct Scene {
    chats: [Chat; 2],
    ada: Person,
    grace: Person,
    conversation: Conversation,
    _nginx: Nginx,
}

impl Scene {
    /// Without Redis there is only one process.
    async fn start() -> Option<Self> {
        if !Mode::is_full() {
            return None;
        }
        let (place, ports) = (Place::fresh().await, [free_port(), free_port()]);
        let at = async |port: u16| {
            Chat::at(place.clone(), &[("LISTEN_ADDR", &local(port)), TRUSTED]).await
        };
        let chats = [at(ports[0]).await, at(ports[1]).await];
        let nginx = Nginx::before(ports).await;
        let ada = Person::registers(nginx.visitor(), "ada").await;
        let grace = Person::registers(nginx.visitor(), "grace").await;
        let conversation = ada.talks_to(&grace).await;
        Some(Self { chats, ada, grace, conversation, _nginx: nginx })
    }
}

#[tokio::test]
async fn people_talk_through_both() {
    let Some(scene) = Scene::start().await else { return };
    talk_through([&scene.ada, &scene.grace], &scene.conversation, async |_| {}).await;
    for chat in &scene.chats {
        let sends = chat.log().requests("POST", "/conversations/{id}/messages");
        assert!(sends.len() > 10, "only {} of the messages came here", sends.len());
    }
}

#[tokio::test]
async fn files_come_and_go_through_it() {
    let Some(scene) = Scene::start().await else { return };
    let (ada, conversation) = (&scene.ada, &scene.conversation);
    let bytes: Vec<u8> = (0..5_000_000).map(|place| (place % 251) as u8).collect();
    let id = ada.uploaded(conversation, "a.bin", &bytes).await;
    assert_eq!(ada.downloads(&id).opened().await.bytes().await.unwrap(), bytes);
    let part = ada.downloads(&id).header("range", "bytes=4999990-").opened().await;
    assert_eq!(part.status(), 206);
    assert_eq!(part.bytes().await.unwrap(), bytes[4_999_990..]);
    // A little beyond the limit the page of Natter says so.
    let most = vec![1; 25 * 1024 * 1024 + 1];
    let said = ada.uploads(conversation, &[], ("b.bin", &most)).await.is(413);
    assert!(said.body.contains("25 MB"), "{}", said.body);
}

#[tokio::test]
async fn one_of_them_is_killed_and_comes_back() {
    let Some(mut scene) = Scene::start().await else { return };
    let killed = &mut scene.chats[0];
    talk_through([&scene.ada, &scene.grace], &scene.conversation, async |progress| {
        progress.has_acknowledged(20).await;
        killed.kill();
        progress.has_acknowledged(50).await;
        killed.resume().await;
    })
    .await;
}

#[tokio::test]
async fn one_of_them_is_replaced_while_people_talk() {
    let Some(mut scene) = Scene::start().await else { return };
    let replaced = &mut scene.chats[1];
    talk_through([&scene.ada, &scene.grace], &scene.conversation, async |progress| {
        progress.has_acknowledged(20).await;
        replaced.restart().await;
    })
    .await;
}

#[tokio::test]
async fn no_stream_is_held_back() {
    let Some(scene) = Scene::start().await else { return };
    let mut tabs = Vec::new();
    for _ in 0..4 {
        tabs.push(scene.grace.listens_to(&scene.conversation).await);
    }
    for text in ["one", "two", "three"] {
        scene.ada.says(&scene.conversation, text).await;
        for tab in &mut tabs {
            tab.expects_message(text).await;
        }
    }
    scene.ada.types(&scene.conversation).await;
    for tab in &mut tabs {
        tab.expects_typing().await;
    }
    scene.grace.post("/logout").await.is(303);
    for tab in &mut tabs {
        tab.is_closed().await;
    }
}

/// Longer than a page waits before it says that something is wrong.
const A_MOMENT: Duration = Duration::from_secs(5);

#[tokio::test]
async fn both_are_replaced_one_after_the_other_while_people_talk() {
    let Some(mut scene) = Scene::start().await else { return };
    let chats = &mut scene.chats;
    let people = [&scene.ada, &scene.grace];
    let progress = talk_through(people, &scene.conversation, async |progress| {
        for chat in chats {
            progress.acknowledges_more(10).await;
            chat.restart().await;
            chat.visitor().get("/readyz").await.is(200);
        }
        progress.acknowledges_more(10).await;
    })
    .await;
    let slowest = progress.slowest();
    assert!(slowest < A_MOMENT, "a message was on its way for {slowest:?}");
}

/// Nobody is there; the files alone are asked.
async fn nginx_alone() -> (Nginx, u16) {
    let port = free_port();
    (Nginx::before([port, free_port()]).await, port)
}

#[tokio::test]
async fn a_page_says_that_nobody_is_there_and_goes_away_by_itself() {
    let (nginx, port) = nginx_alone().await;
    let visitor = nginx.visitor();
    let visit = || visitor.get("/login").header("accept", "text/html,*/*;q=0.8");
    let away = visit().await.is(503);
    assert!(away.body.contains("Back in a moment") && away.body.contains("Скоро"), "{}", away.body);
    assert!(!away.body.contains("src=") && !away.body.contains("href="), "it needs nothing else");
    assert_eq!(away.header("cache-control"), Some("no-store"));
    assert_eq!(away.header("refresh"), Some("5"));

    let form = visitor.post("/login").header("accept", "text/html").form(&[("a", "b")]).await;
    assert!(form.clone().is(503).body.contains("go back"), "{}", form.body);
    assert_eq!(form.header("refresh"), None, "a form is not sent again by itself");
    for plain in [
        visitor.get("/conversations").header("accept", "text/html").htmx(),
        visitor.post("/conversations").htmx().form(&[("username", "ada")]),
        visitor.get("/events").header("accept", "text/event-stream"),
    ] {
        let answer = plain.await.is(503);
        assert!(!answer.body.contains("<main"), "{}", answer.body);
        assert!(answer.header("retry-after").is_some());
    }

    let _chat = Chat::with(&[("LISTEN_ADDR", &local(port))]).await;
    eventually("the sign-in page", async || (visit().await.status == 200).then_some(())).await;
}

#[tokio::test]
async fn pages_of_the_program_about_itself_pass_through() {
    let (nginx, port) = nginx_alone().await;
    let _chat = Chat::with(&[("LISTEN_ADDR", &local(port)), ("RATE_LIMITS", "on")]).await;
    let visitor = nginx.visitor();
    let missing = visitor.get("/nowhere").header("accept", "text/html").await.is(404);
    assert!(missing.body.contains("Nothing was said here"), "{}", missing.body);
    let id = missing.header("x-request-id").expect("every answer has one");
    assert!(id.len() == 32 && missing.body.contains(id), "not the one that nginx gave: {id}");
    let large = format!("username={}", "a".repeat(65 * 1024));
    let refused = visitor.post("/login").body(large).await.is(413);
    assert!(refused.body.contains("larger than"), "{}", refused.body);
    let larger = format!("username={}", "a".repeat(256 * 1024));
    let refused = visitor.post("/login").body(larger).await.is(413);
    assert!(!refused.body.contains("larger than"), "nginx itself: {}", refused.body);
    for path in ["/healthz", "/readyz"] {
        visitor.get(path).await.is(200);
    }
}

#[tokio::test]
async fn limits_go_by_the_address_that_nginx_saw() {
    let (nginx, port) = nginx_alone().await;
    let strict = [("LISTEN_ADDR", &*local(port)), TRUSTED, ("RATE_LIMITS", "on")];
    let _chat = Chat::with(&strict).await;
    let registers = async |number: u8, from: [u8; 4], says: &str| {
        let username = format!("guest{number}");
        let visitor = nginx.visitor().coming_from(from);
        let asked = visitor.registers(&[("username", &username)]);
        asked.header("x-forwarded-for", says).await.status
    };
    for number in 0..20 {
        let says = format!("203.0.113.{number}");
        assert_eq!(registers(number, [127, 0, 0, 2], &says).await, 303);
    }
    assert_eq!(registers(20, [127, 0, 0, 2], "203.0.113.20").await, 429);
    assert_eq!(registers(20, [127, 0, 0, 3], "203.0.113.20").await, 303);
}

#[tokio::test]
async fn static_files_outlive_the_process_they_came_from() {
    let (nginx, port) = nginx_alone().await;
    let mut chat = Chat::with(&[("LISTEN_ADDR", &local(port))]).await;
    let visitor = nginx.visitor();
    let file = stylesheets(&visitor).await.remove(0);
    let fresh = visitor.get(&file).await.is(200);
    assert_eq!(fresh.header("cache-control"), Some("max-age=31536000, immutable"));
    chat.stop().await;
    assert_eq!(visitor.get(&file).await.is(200).body, fresh.body);
    visitor.get("/login").await.is(503);
}

#[tokio::test]
async fn in_an_upgrade_files_come_from_the_process_that_has_them() {
    let port = free_port();
    let older = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nginx = Nginx::before([older.local_addr().unwrap().port(), port]).await;
    let _chat = Chat::with(&[("LISTEN_ADDR", &local(port))]).await;
    let visitor = nginx.visitor();
    let pages = stylesheets(&Chat::start().await.visitor()).await;
    assert!(!pages.is_empty(), "a page has a stylesheet");
    // Of the files of a newer version it knows nothing.
    let knows_nothing = axum::Router::new().fallback(async || axum::http::StatusCode::NOT_FOUND);
    tokio::spawn(axum::serve(older, knows_nothing).into_future());
    for file in pages {
        visitor.get(&file).await.is(200);
    }
}

async fn stylesheets(visitor: &Visitor) -> Vec<String> {
    let page = visitor.opens("/login").await;
    page.all("link[rel=stylesheet]", |element| element.attr("href").unwrap().to_owned())
}

#[tokio::test]
async fn by_https_it_speaks_http_2_and_sends_others_there() {
    let port = free_port();
    let nginx = Nginx::with_tls_before([port, free_port()]).await;
    let away = nginx.answers_securely("/login", &["--header", "accept: text/html"]).await;
    assert!(away.contains("503") && away.contains("strict-transport-security: max-age="), "{away}");
    let _chat = Chat::with(&[("LISTEN_ADDR", &local(port)), TRUSTED]).await;
    let page = nginx.answers_securely("/login", &[]).await;
    assert!(page.starts_with("HTTP/2 200"), "{page}");
    assert!(page.contains("strict-transport-security: max-age="), "{page}");
    // A form from here is taken: Host is what the browser said.
    let origin = format!("origin: https://{}", nginx.secure_address);
    let form = ["--header", &*origin, "--data", "username=nobody&password=wrong-password"];
    let answer = nginx.answers_securely("/login", &form).await;
    assert!(answer.starts_with("HTTP/2 422"), "{answer}");
    let elsewhere = ["--header", "origin: https://evil.example", "--data", "username=nobody"];
    let answer = nginx.answers_securely("/login", &elsewhere).await;
    assert!(answer.starts_with("HTTP/2 403"), "{answer}");

    let plain = nginx.visitor().get("/login?next=/people").await.is(308);
    assert_eq!(plain.header("location"), Some("https://127.0.0.1/login?next=/people"));

    assert!(nginx.speaks("ECDHE-ECDSA-AES128-GCM-SHA256").await);
    for old in ["ECDHE-ECDSA-AES256-SHA384", "ECDHE-ECDSA-AES128-SHA"] {
        assert!(!nginx.speaks(old).await, "{old}");
    }
}
