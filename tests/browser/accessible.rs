//! What axe-core finds: on every page nothing, in both schemes and languages.

use chromiumoxide::cdp::browser_protocol::emulation::{MediaFeature, SetEmulatedMediaParams};

use crate::harness::browser::{Browser, Held, Window};
use crate::harness::person::PASSWORD;
use crate::harness::{Chat, Person};
use crate::journey::{Journey, signs_in};
use crate::message_life::opens_menu;

/// Runs inside the page; the pages' own policy does not apply to it.
const AXE: &str = include_str!("../vendor/axe.min.js");
const FINDINGS: &str = "axe.run().then(found => found.violations.flatMap(violation => \
    violation.nodes.map(node => `${violation.id}: ${node.target} ${node.failureSummary}`)))";

pub async fn has_no_findings(window: &Window, what: &str) {
    window.expects("document.readyState === 'complete'").await;
    for scheme in ["light", "dark"] {
        let feature = MediaFeature::new("prefers-color-scheme", scheme);
        let media = SetEmulatedMediaParams::builder().feature(feature).build();
        window.tab.execute(media).await.unwrap();
        window.tab.evaluate(AXE).await.unwrap();
        let findings: Vec<String> = window.knows(FINDINGS).await;
        assert!(findings.is_empty(), "{what}, {scheme}: {findings:#?}");
    }
}

/// Ada, who owns the server and has somebody to talk to, a contact and a link.
async fn a_full_house(chat: &Chat) -> (Person, String) {
    let ada = chat.person("ada").await;
    ada.post("/invitations").form(&[("days", "7"), ("uses", "1")]).await.is(303);
    let page = ada.opens("/invitations").await;
    let link = page.attribute("[data-invitation] input", "value").unwrap();
    let invite = link.split("invite=").nth(1).unwrap().to_owned();
    let visitor = chat.visitor();
    let fields = [
        ("username", "grace"),
        ("display_name", "Grace"),
        ("password", PASSWORD),
        ("invite", &invite),
    ];
    let begun = visitor.post("/register").form(&fields).await.is(303).location();
    ada.post("/contacts").form(&[("username", "grace")]).await.is(303);
    let conversation = ada.starts_with("grace").await.location();
    assert_eq!(begun, conversation);
    let text = [("body", "Look: https://example.org\n\n`code`")];
    ada.post(&format!("{conversation}/messages")).form(&text).await.is(303);
    ada.post("/invitations").form(&[("days", ""), ("uses", "")]).await.is(303);
    (ada, conversation)
}

#[tokio::test]
async fn axe_would_find_something_if_it_were_there() {
    let chat = Chat::start().await;
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    window.opens("/login").await;
    window.knows::<bool>("document.querySelector('label').remove(), true").await;
    window.tab.evaluate(AXE).await.unwrap();
    let findings: Vec<String> = window.knows(FINDINGS).await;
    assert!(findings.iter().any(|finding| finding.starts_with("label:")), "{findings:#?}");
}

#[tokio::test]
async fn axe_finds_nothing_on_any_page() {
    let chat = Chat::with(&[("REGISTRATION", "invite")]).await;
    let browser = Browser::start().await;
    let (ada, conversation) = a_full_house(&chat).await;
    for (language, width) in [("en", 1280), ("ru", 390)] {
        let window = browser.window(&chat).await;
        window.opens("/login").await;
        window.is_wide(width).await;
        for path in ["/login", "/register?invite=no", "/api"] {
            window.opens(path).await;
            has_no_findings(&window, path).await;
        }
        signs_in(&window, &ada).await;
        let preference = [("language", language)];
        ada.post("/settings/preferences").form(&preference).await.is(303);
        for path in [
            "/conversations",
            &conversation,
            &format!("{conversation}/search"),
            &format!("{conversation}/search?q=look"),
            &format!("{conversation}/search?q=nothing"),
            &format!("{conversation}/calendar"),
            "/contacts",
            "/people",
            "/people?q=g",
            "/people/grace",
            "/people/ada",
            "/search",
            "/search?q=g",
            "/settings",
            "/invitations",
            "/api",
            "/nothing-here",
        ] {
            window.opens(path).await;
            has_no_findings(&window, path).await;
        }
    }
}

#[tokio::test]
async fn axe_finds_nothing_where_something_is_open_or_wrong() {
    let chat = Chat::start().await;
    let browser = Browser::start().await;
    let ada = chat.person("ada").await;
    let window = browser.window(&chat).await;
    signs_in(&window, &ada).await;
    has_no_findings(&window, "an empty list").await;
    window.presses_with(Held::Ctrl, "/", "Slash").await;
    window.expects("document.getElementById('keys').open").await;
    has_no_findings(&window, "the sheet of keys").await;

    window.opens("/conversations").await;
    window.fills_in("#search", "a").await;
    window.sees("#found", "Ada").await;
    has_no_findings(&window, "people found").await;

    window.opens("/settings").await;
    window.fills_in("#current_password", "something else").await;
    window.fills_in("#new_password", "another horse 43").await;
    window.presses("Enter").await;
    window.sees("#current_password-error", "current password").await;
    has_no_findings(&window, "a refused form").await;
    window.opens("/settings").await;
    window.fills_in("#token_name", "Tide gauge").await;
    window.presses("Enter").await;
    window.sees("#tokens", "Your new token").await;
    has_no_findings(&window, "a new token").await;
    window.opens("/contacts").await;
    window.fills_in("#username", "nobody").await;
    window.presses("Enter").await;
    window.sees("#username-error", "Nobody").await;
    has_no_findings(&window, "an unknown person").await;
}

#[tokio::test]
async fn axe_finds_nothing_where_a_message_is_dealt_with() {
    let journey = Journey::start().await;
    journey.ada.says(&journey.conversation, "mine").await;
    journey.grace.says(&journey.conversation, "**theirs**").await;
    let path = journey.conversation.path();
    journey.ada.does(&journey.conversation, 1, "pin", &[]).await.is(200);
    let reaction = [("emoji", "👍")];
    journey.ada.does(&journey.conversation, 2, "reactions", &reaction).await.is(200);
    let ada = journey.window_of(&journey.ada).await;
    for width in [1280, 390] {
        ada.is_wide(width).await;
        opens_menu(&ada, 1).await;
        has_no_findings(&ada, "the menu of a message").await;
        ada.clicks("#message-menu [data-act=delete]").await;
        has_no_findings(&ada, "the question whether to delete").await;
        ada.clicks("#message-menu dialog [autofocus]").await;
        ada.clicks("#message-menu [data-act=select]").await;
        ada.sees(".selection [data-count]", "1 of 30").await;
        has_no_findings(&ada, "several messages").await;
        ada.clicks(".selection [data-act=delete]").await;
        has_no_findings(&ada, "the question whether to delete several").await;
        ada.clicks(".selection dialog [autofocus]").await;
        ada.clicks(".selection [data-act=end]").await;
    }
    for page in ["messages/1/actions", "messages/1/forward", "pins", "messages/1/actions?q=fire"] {
        ada.opens(&format!("{path}/{page}")).await;
        has_no_findings(&ada, page).await;
    }
}
