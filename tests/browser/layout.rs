//! Two panes on a desktop, one at a time on a phone, nothing beyond the edge.

use crate::harness::Chat;
use crate::harness::browser::Browser;
use crate::harness::telegram::Telegram;
use crate::journey::{Journey, begins, lies, rectangle_of, signs_in};

const VISIBLE: &str = "e => e !== null && e.offsetParent !== null";
const NO_OVERFLOW: &str = "document.documentElement.scrollWidth <= innerWidth";
/// What lies beyond the edges of the screen and is not meant to be scrolled to.
const BEYOND: &str = "[...document.querySelectorAll('body *')].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 1 && (left < -1 || right > innerWidth + 1);
}).map((element) => element.outerHTML.slice(0, 99))";

#[tokio::test]
async fn a_desktop_shows_both_panes_and_a_phone_one() {
    let journey = Journey::start().await;
    let long = "Donaudampfschifffahrt".repeat(12);
    journey.grace.says(&journey.conversation, &long).await;
    let ada = journey.window_of(&journey.ada).await;

    let list = format!("({VISIBLE})(document.querySelector('#conversations'))");
    let log = format!("({VISIBLE})(document.querySelector('#messages'))");
    let back = format!("({VISIBLE})(document.querySelector('.back'))");
    ada.is_wide(1280).await;
    ada.expects(&format!("{list} && {log} && !{back} && {NO_OVERFLOW}")).await;
    for width in [390, 320] {
        ada.is_wide(width).await;
        ada.expects(&format!("!{list} && {log} && {back} && {NO_OVERFLOW}")).await;
    }
    ada.clicks(".back").await;
    ada.expects("location.pathname === '/conversations'").await;
    ada.expects(&format!("{list} && {NO_OVERFLOW}")).await;
}

#[tokio::test]
async fn the_menu_that_mutes_fits_a_phone() {
    let telegram = Telegram::start().await;
    let journey = Journey::with(&telegram.settings()).await;
    let ada = journey.window_of(&journey.ada).await;
    for width in [1280, 390, 320] {
        ada.is_wide(width).await;
        ada.knows::<bool>("document.querySelector('#menu').open = true").await;
        ada.expects(
            "(({left, right}) => left >= 0 && right <= innerWidth && right - left > 100) \
             (document.querySelector('#menu form').getBoundingClientRect())",
        )
        .await;
        ada.expects(NO_OVERFLOW).await;
        // Nothing lies above it.
        let shown = "(button => (({left, top}) => document.elementFromPoint(left + 9, top + 9))\
                     (button.getBoundingClientRect()) === button)(document.querySelector('#menu [value=always]'))";
        ada.expects(shown).await;
    }
    let is_closed = "!document.querySelector('#menu').open";
    begins(&ada).await;
    ada.clicks("#menu summary").await;
    ada.expects(is_closed).await;
    ada.clicks("#menu summary").await;
    ada.presses("Escape").await;
    ada.expects(&format!("{is_closed} && document.activeElement.matches('#menu summary')")).await;
    ada.clicks("#menu summary").await;
    ada.expects(&format!("!({is_closed})")).await;
    ada.clicks("#composer textarea").await;
    ada.expects(is_closed).await;
    ada.clicks("#menu summary").await;
    ada.follows("#menu [value='8h']").await;
    ada.expects("document.querySelector('#menu[data-muted]')").await;
    ada.clicks("#menu summary").await;
    ada.follows("#menu [value=off]").await;
    ada.expects("document.querySelector('#menu:not([data-muted])')").await;
}

#[tokio::test]
async fn no_page_breaks_its_own_security_policy() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    // The browser reports violations as events; an inline style is one.
    ada.knows::<bool>(
        "window.broken = [], document.addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective)), \
         document.body.insertAdjacentHTML('beforeend', '<i style=\"color:red\">x</i>'), true",
    )
    .await;
    ada.expects("broken.some(directive => directive.startsWith('style-src'))").await;
    ada.knows::<bool>("broken.length = 0, true").await;
    crate::journey::says(&ada, "a message").await;
    crate::journey::shows_texts(&ada, &["a message"]).await;
    assert_eq!(ada.knows::<Vec<String>>("broken").await, Vec::<String>::new());
}

#[tokio::test]
async fn beside_a_notch_each_pane_keeps_clear_of_its_own_side() {
    let journey = Journey::start().await;
    journey.grace.says(&journey.conversation, "on its side").await;
    let ada = journey.window_of(&journey.ada).await;
    ada.has_notches(47).await;
    ada.is_sized(844, 390).await;
    lies(&ada, ".conversation-entry", "47 <= left && left < 64 && width > 280").await;
    let pane = rectangle_of("main");
    lies(&ada, "main .avatar", &format!("left - {pane}.left < 24")).await;
    lies(&ada, ".composer__box", &format!("left - {pane}.left < 24 && right <= 844 - 47")).await;
    lies(&ada, "main .bar", &format!("left === {pane}.left && right === 844")).await;

    ada.is_sized(667, 375).await;
    lies(&ada, ".back", "left >= 47").await;
    lies(&ada, ".composer__box", "47 <= left && left < 64 && right <= 667 - 47 && right > 600")
        .await;
}

#[tokio::test]
async fn a_long_draft_never_pushes_its_button_off_the_screen() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    ada.is_touched().await;
    let draft = "document.querySelector('#composer textarea').value = 'line\\n'.repeat(40)";
    let refusal = "document.querySelector('#composer').insertAdjacentHTML('afterbegin', \
                   `<p class=field__error>${'It was refused. '.repeat(6)}</p>`)";
    let offline = "document.querySelector('#offline').textContent = 'No connection.'";
    // The last one is a desktop's page, four times as big.
    for (width, height) in [(568, 320), (844, 390), (320, 256)] {
        journey.opens_conversation(&ada, "").await;
        ada.is_sized(width, height).await;
        ada.knows::<bool>(&format!("{draft}, true")).await;
        for trouble in ["true", refusal, offline] {
            ada.knows::<bool>(&format!("{trouble}, true")).await;
            let inside = "top >= 0 && bottom <= innerHeight && right <= innerWidth && height >= 44";
            lies(&ada, "#composer [type=submit]", inside).await;
            lies(&ada, "#composer textarea", "top > 0 && height <= innerHeight * 0.4").await;
            ada.expects("document.documentElement.scrollHeight <= innerHeight").await;
        }
    }
}

#[tokio::test]
async fn nothing_is_wider_than_the_narrowest_screen() {
    let chat = Chat::with(&[("REGISTRATION", "invite")]).await;
    let ada = chat.person("ada").await;
    let long = "Екатерина Соколова-Микитова";
    let profile = [("display_name", long)];
    ada.post("/settings/profile").form(&profile).await.is(303);
    ada.post("/settings/preferences").form(&[("language", "ru")]).await.is(303);
    ada.post("/invitations").form(&[("days", "7"), ("uses", "1")]).await.is(303);
    let notes = ada.talks_to(&ada).await;
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    window.opens("/login").await;
    window.is_touched().await;
    window.is_sized(320, 256).await;
    let is_narrow = async |path: &str| {
        window.opens(path).await;
        window.expects("document.readyState === 'complete'").await;
        assert_eq!(window.knows::<Vec<String>>(BEYOND).await, Vec::<String>::new(), "{path}");
        window.expects(NO_OVERFLOW).await;
    };
    is_narrow("/login").await;
    is_narrow("/register?invite=no").await;
    signs_in(&window, &ada).await;
    let pages = ["/conversations", "/contacts", "/people?q=a", "/people/ada"];
    for path in pages.into_iter().chain(["/settings", "/invitations", "/nothing-here"]) {
        is_narrow(path).await;
    }
    for what in ["/search", "/search?q=accordeon", "/calendar", ""] {
        is_narrow(&format!("{}{what}", notes.path())).await;
    }
    // Who it is and when they were here can be told beside the buttons.
    let lines = "document.querySelector('.bar > div').insertAdjacentHTML('beforeend', \
        `<p class='soft cluster'><a class=clip>@ekaterina.sokolova</a><span class='presence-line cluster'>\
         <span class=presence></span><span class=clip>last seen 2 hours ago</span></span></p>`)";
    window.knows::<bool>(&format!("{lines}, true")).await;
    lies(&window, "main .bar h1", "width > 100").await;
    lies(&window, "main .bar p a", "width > 40").await;
    lies(&window, "main .bar p .presence-line", "width > 60 && right <= 320 - 8").await;
}

#[tokio::test]
async fn colours_that_the_system_chooses_take_nothing_away() {
    let journey = Journey::start().await;
    journey.ada.says(&journey.conversation, "with a tick").await;
    journey.grace.looks_at(&journey.conversation).await;
    journey.grace.reads(&journey.conversation, 1).await;
    journey.grace.says(&journey.conversation, "unread").await;
    let ada = journey.window_of(&journey.ada).await;
    ada.is_wide(1280).await;
    ada.has_forced_colours().await;
    ada.hovers_over("main h1").await;
    ada.expects("!document.querySelector('.composer__record').hidden").await;
    // The left edge of each, or its right end: what is there but paper?
    let edge = |selector: &str| {
        format!(
            "(({{x, y, height}}) => ({{x, y: y + height / 3, width: 5, height: 5}}))({})",
            rectangle_of(selector)
        )
    };
    for rectangle in [
        rectangle_of("#message-1 .message__receipt"),
        rectangle_of("#composer .composer__record"),
        rectangle_of("#composer .composer__attach"),
        edge("[aria-current=page]"),
        edge(".conversation-entry .avatar"),
        edge("main .avatar"),
        "(({right, y, height}) => ({x: right - 9, y, width: 9, height}))\
         (document.querySelector('.divider').getBoundingClientRect())"
            .to_owned(),
    ] {
        assert!(ada.colours_in(&rectangle).await > 1, "{rectangle}");
    }
}
