//! Making an account.

use futures_util::future::join_all;

use crate::harness::Chat;
use crate::harness::person::{PASSWORD, email};

async fn is_accepted(chat: &Chat, changes: &[(&str, &str)]) {
    let visitor = chat.visitor();
    visitor.registers(changes).await.redirects_to("/conversations");
    visitor.opens("/conversations").await;
}

/// Refused with a sentence beside `field` and the rest kept as typed, and
/// nobody is signed in.
async fn refused(chat: &Chat, field: &str, changes: &[(&str, &str)]) {
    let visitor = chat.visitor();
    let page = visitor.registers(changes).await.is(422).page();
    assert!(page.complaint(field).is_some(), "no sentence beside {field} for {changes:?}");
    for other in ["username", "display_name", "password", "email"] {
        let complains = page.complaint(other).is_some();
        assert!(other == field || !complains, "{other} is refused as well: {changes:?}");
    }
    assert_ne!(page.value("password").as_deref(), Some(PASSWORD), "passwords are not sent back");
    visitor.get("/conversations").await.is(303);
}

#[tokio::test]
async fn names_follow_their_rules() {
    let chat = Chat::start().await;
    let longest = "a".repeat(32);
    for name in ["abc", &longest, "0.a_b-c", "9to5"] {
        is_accepted(&chat, &[("username", name)]).await;
    }
    let too_long = "a".repeat(33);
    let wrong =
        ["", "ab", &too_long, ".abc", "_abc", "-abc", "a b c", "añb", "ab@c", "ab/c", "а́да"];
    for name in wrong {
        refused(&chat, "username", &[("username", name)]).await;
    }
}

#[tokio::test]
async fn names_and_addresses_are_folded_to_lower_case() {
    let chat = Chat::start().await;
    is_accepted(&chat, &[("username", "Ada"), ("email", "Ada@Example.ORG")]).await;
    refused(&chat, "username", &[("username", "ADA")]).await;
    refused(&chat, "email", &[("username", "other"), ("email", "ada@EXAMPLE.org")]).await;
    for name in ["ada", "ADA", "ada@example.org", "ADA@example.org"] {
        let visitor = chat.visitor();
        visitor.signs_in(name, PASSWORD).await.redirects_to("/conversations");
    }
}

#[tokio::test]
async fn display_names_have_1_to_64_characters() {
    let chat = Chat::start().await;
    let longest = "ж".repeat(64);
    is_accepted(&chat, &[("username", "one"), ("display_name", "Ж")]).await;
    is_accepted(&chat, &[("username", "two"), ("display_name", &longest)]).await;
    let too_long = "ж".repeat(65);
    for name in ["", "   ", &too_long, "a\u{7}b", "a\nb"] {
        refused(&chat, "display_name", &[("display_name", name)]).await;
    }
}

#[tokio::test]
async fn passwords_have_8_to_128_characters() {
    let chat = Chat::start().await;
    let longest = "п".repeat(128);
    is_accepted(&chat, &[("username", "one"), ("password", "8letters")]).await;
    is_accepted(&chat, &[("username", "two"), ("password", &longest)]).await;
    let too_long = "п".repeat(129);
    for password in ["", "1234567", &too_long] {
        refused(&chat, "password", &[("password", password)]).await;
    }
}

#[tokio::test]
async fn a_password_that_is_tried_first_is_refused() {
    let chat = Chat::start().await;
    for password in ["12345678", "PASSWORD", "qwertyui", "йцукенгш", "zzzzzzzzz"] {
        refused(&chat, "password", &[("password", password)]).await;
    }
    let known = [
        ("username", "ada.lovelace"),
        ("display_name", "Ada, Countess"),
        ("email", "countess@example.org"),
    ];
    for password in
        ["Ada.Lovelace", "ada, countess", "countess", "countess@example.org", "localhost"]
    {
        refused(&chat, "password", &[&known[..], &[("password", password)]].concat()).await;
    }
    is_accepted(&chat, &known).await;
}

#[tokio::test]
async fn names_that_mean_the_server_or_everybody_are_nobodys() {
    let chat = Chat::start().await;
    for name in ["admin", "Natter", "s.u.p.p.o.r.t", "r00t", "everyone"] {
        refused(&chat, "username", &[("username", name)]).await;
    }
    // Whoever has one from before keeps it.
    is_accepted(&chat, &[("username", "ada")]).await;
    chat.place.executes("UPDATE users SET username = 'admin'").await;
    chat.visitor().signs_in("admin", PASSWORD).await.redirects_to("/conversations");
}

#[tokio::test]
async fn an_address_is_optional_but_must_look_like_one() {
    let chat = Chat::start().await;
    is_accepted(&chat, &[("username", "one"), ("email", "")]).await;
    is_accepted(&chat, &[("username", "two"), ("email", "")]).await;
    is_accepted(&chat, &[("username", "three"), ("email", "x@example.org")]).await;
    let too_long = email(&"a".repeat(300));
    for address in ["nobody", "@example.org", "a@", "a b@example.org", &too_long] {
        refused(&chat, "email", &[("email", address)]).await;
    }
}

#[tokio::test]
async fn a_refused_form_comes_back_filled_in() {
    let chat = Chat::start().await;
    let fields = [("username", "ab"), ("display_name", "Ada <L>"), ("email", "ada@example.org")];
    let page = chat.visitor().registers(&fields).await.is(422).page();
    for (name, typed) in fields {
        assert_eq!(page.value(name).as_deref(), Some(typed));
    }
}

#[tokio::test]
async fn of_many_who_want_one_name_in_the_same_instant_exactly_one_gets_it() {
    let chat = Chat::start().await;
    let answers = join_all((0..8).map(async |_| chat.visitor().registers(&[]).await)).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|a| a.status == 303);
    assert_eq!(won.len(), 1);
    for answer in lost {
        assert!(answer.is(422).page().complaint("username").is_some());
    }
}

#[tokio::test]
async fn of_many_who_want_one_address_in_the_same_instant_exactly_one_gets_it() {
    let chat = Chat::start().await;
    let attempts = (0..6).map(async |number| {
        let name = format!("ada{number}");
        let fields = [("username", name.as_str()), ("email", "ada@example.org")];
        chat.visitor().registers(&fields).await
    });
    let answers = join_all(attempts).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|a| a.status == 303);
    assert_eq!(won.len(), 1);
    for answer in lost {
        assert!(answer.is(422).page().complaint("email").is_some());
    }
}

#[tokio::test]
async fn nonsense_is_refused_and_makes_no_account() {
    let chat = Chat::start().await;
    let visitor = chat.visitor();
    for body in [
        "",
        "username",
        "%",
        "username=ada&display_name=Ada%00&password=correct+horse",
        "username=ada%00&display_name=Ada&password=correct+horse",
        "username=ada%ff&display_name=Ada&password=correct+horse",
        "username=ada&display_name=%ff&password=correct+horse",
        "username=ada&display_name=Ada&password=%ff%ff%ff%ff%ff%ff%ff%ff",
        "username=ada&display_name=Ada&password=correct+horse&email=%ff@example.org",
        "username=ada&display_name=Ada",
        "username[]=ada&display_name=Ada&password=correct+horse",
    ] {
        visitor.post("/register").body(body).await.refused();
    }
    let json = r#"{"username":"ada","display_name":"Ada","password":"correct horse"}"#;
    let ask = visitor.post("/register").body(json).header("content-type", "application/json");
    ask.await.refused();
    visitor.get("/conversations").await.is(303);
    is_accepted(&chat, &[]).await;
}

#[tokio::test]
async fn a_closed_house_shows_no_form_and_lets_nobody_in() {
    let chat = Chat::with(&[("REGISTRATION", "closed")]).await;
    let visitor = chat.visitor();
    let page = visitor.get("/register").await.is(403).page();
    assert!(page.is_whole() && !page.has("form[action='/register']"));
    visitor.registers(&[]).await.is(403);
    visitor.get("/conversations").await.is(303);
    assert!(!visitor.opens("/login").await.has("a[href='/register']"));
}

#[tokio::test]
async fn an_address_is_never_shown_to_others() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let conversation = grace.talks_to(&ada).await;
    ada.says(&conversation, "hello").await;
    for path in ["/conversations", &conversation.path(), "/people?q=ada", "/people/ada"] {
        let page = grace.opens(path).await;
        assert!(page.html.contains("Ada") && !page.html.contains(&email("ada")));
    }
}
