//! Signing in and out, and what a session is worth.

use url::Url;

use crate::harness::page::parameter;
use crate::harness::person::{PASSWORD, email};
use crate::harness::{Answer, Chat, Page, Visitor, eventually};

async fn signs_in_towards(visitor: &Visitor, next: &str) -> Answer {
    let fields = [("username", "ada"), ("password", PASSWORD), ("next", next)];
    visitor.post("/login").form(&fields).await
}

#[tokio::test]
async fn user_name_and_address_both_let_their_owner_in() {
    let chat = Chat::start().await;
    chat.person("ada").await;
    for name in ["ada", "Ada", &email("ada")] {
        let visitor = chat.visitor();
        visitor.get("/conversations").await.is(303);
        visitor.signs_in(name, PASSWORD).await.redirects_to("/conversations");
        visitor.opens("/conversations").await;
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_get_the_same_answer() {
    let chat = Chat::start().await;
    chat.person("ada").await;
    let visitor = chat.visitor();
    let wrong = visitor.signs_in("ada", "not her password").await.is(422).page();
    let unknown = visitor.signs_in("bob", "not his password").await.is(422).page();
    assert_eq!(wrong.text(), unknown.text());
    assert_eq!(wrong.html.replace("ada", "bob"), unknown.html);
    assert_eq!(wrong.value("username").as_deref(), Some("ada"));
    assert!(wrong.complaint("username").or(wrong.complaint("password")).is_some());
    visitor.get("/conversations").await.is(303);
}

#[tokio::test]
async fn a_failed_sign_in_is_written_down_without_what_was_typed() {
    for format in ["text", "json"] {
        let chat = Chat::with(&[("LOG_FORMAT", format)]).await;
        chat.person("ada").await;
        let written = |account: &str| match format {
            "text" => format!("a sign-in failed account={account} address=127.0.0.1"),
            _ => format!(
                r#""message":"a sign-in failed","account":"{account}","address":"127.0.0.1""#
            ),
        };
        let typed = "my secret\na sign-in failed account=ada";
        for (name, account) in [("Ada", "ada"), (&email("ada"), "ada"), (typed, "-")] {
            let before = chat.log().lines().len();
            chat.visitor().signs_in(name, "hush-hush-4711").await.is(422);
            let line = written(account);
            eventually(&line, async || {
                chat.log().lines()[before..].iter().any(|told| told.contains(&line)).then_some(())
            })
            .await;
        }
        let text = chat.log().text();
        for secret in ["my secret", "hush-hush-4711", &email("ada")] {
            assert!(!text.contains(secret), "{secret} stands in the log: {text}");
        }
        chat.visitor().signs_in("ada", PASSWORD).await.is(303);
    }
}

#[tokio::test]
async fn nonsense_does_not_sign_in() {
    let chat = Chat::start().await;
    chat.person("ada").await;
    let visitor = chat.visitor();
    let long = format!("username={}&password=x", "a".repeat(5000));
    let bodies = ["", "username=ada", "username=%ff&password=%ff", "username=ada%00&password=x"];
    for body in bodies.into_iter().chain([long.as_str()]) {
        visitor.post("/login").body(body.to_owned()).await.is(422);
    }
    visitor.get("/conversations").await.is(303);
}

#[tokio::test]
async fn after_signing_in_one_is_where_one_wanted_to_go() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let path = ada.talks_to(&ada).await.path() + "?before=7";
    let visitor = chat.visitor();
    let login = visitor.get(&path).await.location();
    assert_eq!(parameter(&login, "next").as_deref(), Some(path.as_str()));
    let mut form = visitor.opens(&login).await.form("/login");
    for (name, value) in &mut form {
        match name.as_str() {
            "username" => *value = "ada".to_owned(),
            "password" => *value = PASSWORD.to_owned(),
            _ => {}
        }
    }
    visitor.post("/login").form(&form).await.redirects_to(&path);
    visitor.opens(&path).await;
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    let chat = Chat::start().await;
    chat.person("ada").await;
    let own = Url::parse(&chat.visitor().origin()).unwrap();
    for next in [
        "//evil.example",
        "///evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "evil.example",
        "@evil.example",
    ] {
        let visitor = chat.visitor();
        let location = signs_in_towards(&visitor, next).await.location();
        assert_eq!(location, "/conversations", "next={next:?}");
        assert_eq!(own.join(&location).unwrap().origin(), own.origin());
    }
    let raw =
        format!("username=ada&password={}&next=/%09/evil.example", PASSWORD.replace(' ', "+"));
    let answer = chat.visitor().post("/login").body(raw).await;
    answer.redirects_to("/conversations");
}

#[tokio::test]
async fn each_sign_in_makes_a_new_session() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let before = ada.jar.header().unwrap();
    let old = ada.twin();
    ada.signs_in("ada", PASSWORD).await.is(303);
    assert_ne!(ada.jar.header().unwrap(), before);
    ada.opens("/conversations").await;
    old.get("/conversations").await.is(303);
}

#[tokio::test]
async fn a_cookie_that_was_there_before_is_not_the_session() {
    let chat = Chat::start().await;
    chat.person("ada").await;
    let visitor = chat.visitor();
    visitor.jar.keep(["natter=AAAAAAAAAAAAAAAAAAAAAA; Path=/"]);
    let planted = visitor.twin();
    visitor.signs_in("ada", PASSWORD).await.is(303);
    visitor.opens("/conversations").await;
    planted.get("/conversations").await.is(303);
}

#[tokio::test]
async fn who_is_signed_out_while_writing_comes_back_to_the_conversation() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    ada.post("/logout").await.redirects_to("/login");
    let there = format!("/login?next=%2Fconversations%2F{}", conversation.id);
    for path in [conversation.messages(), format!("{}/read", conversation.path())] {
        ada.post(&path).form(&[("body", "too late")]).await.redirects_to(&there);
    }
    ada.post("/settings/profile").await.redirects_to("/login?next=%2Fconversations");
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let phone = ada.on_another_device().await;
    let copy = ada.twin();
    copy.opens("/conversations").await;
    ada.post("/logout").await.redirects_to("/login");
    for ended in [&*ada, &copy] {
        ended.get("/conversations").await.is(303);
        ended.get("/events").await.is(401);
    }
    phone.opens("/conversations").await;
}

#[tokio::test]
async fn sessions_survive_a_restart() {
    let mut chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let visitor = chat.visitor();
    chat.restart().await;
    ada.opens("/conversations").await;
    visitor.get("/conversations").await.is(303);
}

#[tokio::test]
async fn who_is_not_signed_in_is_sent_to_sign_in_as_fits_the_request() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let conversation = ada.talks_to(&ada).await;
    let visitor = chat.visitor();
    for path in [
        "/conversations",
        &conversation.path(),
        &conversation.messages(),
        &format!("{}/search?q=a", conversation.path()),
        &format!("{}/calendar?month=2026-11", conversation.path()),
        "/people?q=a",
        "/people/ada",
        "/contacts",
        "/settings",
    ] {
        let location = visitor.get(path).await.location();
        assert!(location.starts_with("/login?"), "{location}");
        assert_eq!(parameter(&location, "next").as_deref(), Some(path));
        let answer = visitor.get(path).htmx().await.is(401);
        assert_eq!(answer.header("hx-redirect"), Some("/login"));
        assert!(answer.page().messages().is_empty());
    }
    for path in ["/events", &conversation.events(0)] {
        let answer = visitor.get(path).header("accept", "text/event-stream").await.is(401);
        assert_eq!(answer.header("location"), None);
        assert_eq!(answer.header("hx-redirect"), None);
    }
    let answer = visitor.post(&conversation.messages()).htmx().form(&[("body", "hi")]).await;
    assert_eq!(answer.is(401).header("hx-redirect"), Some("/login"));
    let answer = visitor.post(&conversation.messages()).form(&[("body", "hi")]).await;
    assert!(answer.location().starts_with("/login"));
    assert!(ada.looks_at(&conversation).await.messages().is_empty());
    for path in ["/contacts", "/contacts/ada/remove", "/settings/profile", "/settings/password"] {
        let answer = visitor.post(path).form(&[("username", "ada"), ("display_name", "X")]).await;
        assert!(answer.location().starts_with("/login"), "{path}");
    }
    assert_eq!(ada.settings().await.display_name, "Ada");
}

#[tokio::test]
async fn the_front_door_leads_in_or_to_the_sign_in_page() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    ada.get("/").await.redirects_to("/conversations");
    chat.visitor().get("/").await.redirects_to("/login");
}

#[tokio::test]
async fn who_is_signed_in_already_is_led_on() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    ada.get("/login").await.redirects_to("/conversations");
    ada.get("/login?next=%2Fsettings").await.redirects_to("/settings");
    ada.get("/login?next=%2F%2Fevil.example").await.redirects_to("/conversations");
    chat.visitor().opens("/login?next=%2Fsettings").await;
}

#[tokio::test]
async fn a_forged_cookie_is_nobody() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let name = ada.jar.header().unwrap().split('=').next().unwrap().to_owned();
    for value in ["x", "AAAAAAAAAAAAAAAAAAAAAA", "%00", "../../etc/passwd"] {
        let visitor = chat.visitor();
        visitor.jar.keep([format!("{name}={value}").as_str()]);
        visitor.get("/conversations").await.is(303);
    }
}

#[tokio::test]
async fn a_cookie_of_something_else_that_is_no_text_signs_nobody_out() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    for (name, value) in [("a", "caf\u{e9}"), ("z", "\u{ff}; \u{fc}=1"), ("\u{e4}", "1")] {
        ada.jar.holds(name, value);
        assert!(ada.is_in().await, "beside {name}={value}");
    }
}

#[tokio::test]
async fn the_page_says_what_to_do_without_the_password() {
    let chat = Chat::start().await;
    for (language, words) in
        [("en", "Ask whoever runs this server"), ("ru", "Попросите у того, кто ведёт этот сервер")]
    {
        let page = chat.visitor().get("/login").header("accept-language", language).await.page();
        assert!(page.text().contains(words), "{}", page.text());
    }
}

#[tokio::test]
async fn the_focus_is_on_the_user_name_or_on_what_is_wrong() {
    let chat = Chat::start().await;
    let visitor = chat.visitor();
    let focused =
        |page: &Page| page.all("[autofocus]", |field| field.attr("name").map(str::to_owned));
    for path in ["/login", "/register"] {
        assert_eq!(focused(&visitor.opens(path).await), [Some("username".to_owned())], "{path}");
    }
    let short = [("username", "ada"), ("display_name", "Ada"), ("password", "short")];
    let page = visitor.post("/register").form(&short).await.is(422).page();
    assert_eq!(focused(&page), [Some("password".to_owned())]);
}
