//! A group from its beginning until one of its members is removed.

use chromiumoxide::cdp::browser_protocol::emulation::SetScriptExecutionDisabledParams;

use crate::accessible::has_no_findings;
use crate::harness::browser::{Browser, Window};
use crate::harness::{Chat, Group, Person};
use crate::journey::{STREAM, says, shows_texts, signs_in};
use crate::without_script::{presses_enter, presses_space, reads, types};

const IS_AT_A_GROUP: &str =
    "location.pathname.startsWith('/conversations/') && document.querySelector('.avatar--group')";

/// Makes a group with the people of these names, whom it looks for one by one.
async fn makes_group(window: &Window, title: &str, names: &[&str]) {
    window.opens("/groups/new").await;
    window.fills_in("#title", title).await;
    for name in names {
        let looks = "document.querySelector('main [name=q]').select(), true";
        window.knows::<bool>(looks).await;
        window.fills_in("main [name=q]", name).await;
        let box_of = format!("#picks [name=username][value='{name}']");
        window.expects(&format!("document.querySelector(\"{box_of}\")")).await;
        window.clicks(&box_of).await;
        window.expects(&format!("document.querySelector(\"{box_of}\").checked")).await;
    }
    window.clicks("main form > button[type=submit]").await;
    window.expects(IS_AT_A_GROUP).await;
    window.expects(STREAM).await;
}

#[tokio::test]
async fn a_group_is_made_talks_grows_and_loses_somebody_who_is_told() {
    let chat = Chat::start().await;
    let [ada, grace, mary] =
        [chat.person("ada").await, chat.person("grace").await, chat.person("mary").await];
    let browser = Browser::start().await;
    let (hers, theirs) = (browser.window(&chat).await, browser.window(&chat).await);
    signs_in(&theirs, &grace).await;
    theirs.expects(STREAM).await;
    signs_in(&hers, &ada).await;
    makes_group(&hers, "The pond", &["grace"]).await;
    hers.sees(".message--service", "Ada made the group The pond").await;
    hers.sees("header a", "2 members, 2 here").await;

    theirs.sees("#conversations .conversation-entry__name", "The pond").await;
    theirs.sees("#conversations .unread", "1").await;
    theirs.follows("#conversations .conversation-entry").await;
    theirs.expects(STREAM).await;
    says(&hers, "welcome").await;
    shows_texts(&theirs, &["welcome"]).await;
    theirs.sees(".message__author:not(.visually-hidden)", "Ada").await;
    says(&theirs, "hello").await;
    shows_texts(&hers, &["welcome", "hello"]).await;
    // What is one's own has neither avatar nor name.
    let own = "getComputedStyle(document.querySelector('[data-author=ada] .message__avatar'))";
    assert_eq!(hers.knows::<String>(&format!("{own}.display")).await, "none");
    assert_ne!(theirs.knows::<String>(&format!("{own}.display")).await, "none");
    // Of a run only the last has the avatar.
    says(&hers, "and again").await;
    says(&hers, "and once more").await;
    let seen = "[...document.querySelectorAll('[data-author=ada] .message__avatar')]\
        .map(one => getComputedStyle(one).visibility).join(' ')";
    theirs.expects(&format!("{seen} === 'visible hidden visible'")).await;

    let group = hers.knows::<String>("location.pathname").await;
    ada.post(&format!("{group}/members")).form(&[("username", "mary")]).await.is(303);
    theirs.sees(".message--service", "Ada added Mary").await;
    theirs.sees("header a", "3 members").await;
    let settings = format!("{group}/settings");
    ada.post(&settings).form(&[("title", "The lake")]).await.is(303);
    theirs.sees("main h1", "The lake").await;
    theirs.expects("document.title.endsWith('The lake – Natter')").await;
    hers.opens(&format!("{group}/settings")).await;
    hers.clicks(".person:has([href='/people/grace']) summary").await;
    hers.clicks("[formaction$='/grace/remove']").await;
    hers.sees("main", "2 members").await;
    let told = "You are no longer in this conversation.";
    theirs.sees("[role=status], .banner", told).await;
    // The header asks how many are here, and is refused; that takes nothing away.
    theirs
        .knows::<bool>(
            "window.refused = 0, \
             document.addEventListener('htmx:response:error', () => { refused += 1; }), \
             document.dispatchEvent(new Event('natter:happened')), true",
        )
        .await;
    theirs.expects("refused > 0").await;
    theirs.sees(".banner:not([hidden])", told).await;
    theirs.expects("!document.querySelector('#conversations > li[data-order]')").await;
    theirs.opens("/conversations").await;
    theirs.sees("h2", "Hello, Grace").await;
    mary.get(&group).await.is(200);
    grace.get(&group).await.is(404);
}

/// A group of Ada's, at which Grace looks in this window.
pub struct Pond {
    pub ada: Person,
    pub group: Group,
    pub window: Window,
    _of_the_window: (Chat, Browser),
}

impl Pond {
    pub async fn start() -> Self {
        let chat = Chat::start().await;
        let [ada, grace] = [chat.person("ada").await, chat.person("grace").await];
        let group = ada.makes_group("The pond", &[&grace]).await;
        let browser = Browser::start().await;
        let window = browser.window(&chat).await;
        signs_in(&window, &grace).await;
        window.opens(&group.path()).await;
        window.expects(STREAM).await;
        Self { ada, group, window, _of_the_window: (chat, browser) }
    }
}

#[tokio::test]
async fn the_header_follows_a_new_title() {
    let Pond { ada, group, window, .. } = &Pond::start().await;
    ada.acts(group, "settings", &[("title", "Lake and river")]).await.is(303);
    window.sees("h1", "Lake and river").await;
    window.sees("header .avatar--group", "LA").await;
}

#[tokio::test]
async fn a_filtered_list_is_up_to_date_too() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    signs_in(&window, &ada).await;
    window.opens("/conversations?show=unread").await;
    window.expects(STREAM).await;
    window.sees(".conversation-list", "All read").await;
    grace.says(&conversation, "hello").await;
    window.sees(".conversation-list .unread", "1").await;
    window.knows::<bool>("document.querySelector('.conversation-entry').focus(), true").await;
    grace.says(&conversation, "are you there?").await;
    window.sees(".conversation-list .unread", "2").await;
    window.expects("document.activeElement.matches('.conversation-entry')").await;
    ada.reads(&conversation, 2).await;
    window.sees(".conversation-list", "All read").await;
    window.expects("document.activeElement.matches('.chip')").await;
}

#[tokio::test]
async fn groups_work_by_forms_alone() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    chat.person("mary").await;
    grace.says(&conversation, "good morning").await;
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    window.has_the_session_of(&ada).await;
    window.tab.execute(SetScriptExecutionDisabledParams::new(true)).await.unwrap();

    window.opens("/contacts").await;
    presses_enter(&window, "main [href='/groups/new']").await;
    reads(&window, "New group – Natter").await;
    types(&window, "#title", "The pond").await;
    presses_space(&window, "[name=username][value=grace]").await;
    types(&window, "main [name=q]", "mar").await;
    presses_enter(&window, "main [name=q]").await;
    reads(&window, "value=\"mar\"").await;
    presses_space(&window, "[name=username][value=mary]").await;
    presses_enter(&window, "main form > button[type=submit]").await;
    reads(&window, "made the group").await;
    reads(&window, "3 members").await;

    presses_enter(&window, "header p a").await;
    reads(&window, "Title and rules").await;
    presses_enter(&window, ".person:has([href='/people/mary']) summary").await;
    presses_enter(&window, "[formaction$='/mary/role'][value=admin]").await;
    reads(&window, "class=\"tag\">Admin").await;
    presses_enter(&window, ".person:has([href='/people/mary']) summary").await;
    presses_enter(&window, "[formaction$='/mary/remove']").await;
    reads(&window, "2 members").await;
    presses_enter(&window, "[href$='/members/add']").await;
    reads(&window, "is in the group").await;
    presses_enter(&window, "main header a").await;
    reads(&window, "Title and rules").await;
    presses_enter(&window, "#invitation button").await;
    reads(&window, "/join/").await;
    types(&window, "#delete [name=title]", "The lake").await;
    presses_enter(&window, "#delete [type=submit]").await;
    reads(&window, "This is not the title of the group.").await;
    presses_enter(&window, "#leave [type=submit]").await;
    reads(&window, "Pick up a thread").await;
}

#[tokio::test]
async fn axe_finds_nothing_on_the_pages_of_groups() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    grace.says(&conversation, "good morning").await;
    let group = ada.makes_group("The pond", &[&grace]).await;
    grace.says(&group, "hello").await;
    let open = [("title", "The pond"), ("description", "frogs"), ("open", "1")];
    ada.acts(&group, "settings", &open).await.is(303);
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    signs_in(&window, &ada).await;
    let link = ada.makes_link(&group).await;
    for (language, width) in [("en", 1280), ("ru", 390)] {
        window.is_wide(width).await;
        ada.post("/settings/preferences").form(&[("language", language)]).await.is(303);
        for path in [
            "/groups/new",
            &group.path(),
            &group.at("settings"),
            &group.at("members"),
            &group.at("members/add"),
            "/people?q=pon",
            "/conversations?show=groups",
            "/conversations?show=unread",
            &link,
        ] {
            window.opens(path).await;
            has_no_findings(&window, path).await;
        }
        window.opens(&group.at("settings")).await;
        window.clicks(".person summary").await;
        has_no_findings(&window, "what may be done about a member").await;
        window.clicks("#invitation button[type=submit]").await;
        window.expects("document.querySelector('#link')").await;
        has_no_findings(&window, "a new link").await;
        window.clicks("#delete [type=submit]").await;
        window.opens("/groups/new").await;
        window.fills_in("#title", " ").await;
        window.clicks("main form > button[type=submit]").await;
        window.expects("document.querySelector('[aria-invalid=true]')").await;
        has_no_findings(&window, "a refused form").await;
    }
}
