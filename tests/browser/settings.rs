//! Two people change everything about themselves.

use crate::harness::Chat;
use crate::harness::browser::{Browser, Window};
use crate::harness::person::PASSWORD;
use crate::journey::{Journey, signs_in};

/// Puts a value into a field; the protocol cannot type in every alphabet.
async fn enters(window: &Window, field: &str, value: &str) {
    window.expects(&format!("document.querySelector('{field}')")).await;
    window
        .knows::<bool>(&format!("document.querySelector('{field}').value = '{value}', true"))
        .await;
}

const SAVE: &str = "form[action='/settings/preferences'] > button";
const NO_OVERFLOW: &str = "document.documentElement.scrollWidth <= innerWidth";

/// Everything on the page, on a screen of this width, towards this language.
async fn changes_everything(window: &Window, language: &str, [saved, changed]: [&str; 2]) {
    window.opens("/settings").await;
    enters(window, "#language", language).await;
    window.clicks("input[name=theme][value=dark]").await;
    enters(window, "#time_zone", "Asia/Tokyo").await;
    window.follows(SAVE).await;
    window.sees(".toast", saved).await;
    window
        .expects(&format!(
            "document.documentElement.lang === '{language}' && document.documentElement.dataset.theme === 'dark'"
        ))
        .await;
    window.expects("document.querySelector('#time_zone').value === 'Asia/Tokyo'").await;
    // Said once: a reload does not say it again.
    window.expects("location.search === ''").await;

    enters(window, "#display_name", "Лавлейс").await;
    enters(window, "#email", "new@example.org").await;
    window.follows("form[action='/settings/profile'] > button").await;
    window.sees(".toast", saved).await;
    window.expects("document.querySelector('#display_name').value === 'Лавлейс'").await;

    window.fills_in("#current_password", PASSWORD).await;
    window.fills_in("#new_password", "another horse 43").await;
    window.follows("form[action='/settings/password'] > button").await;
    window.sees(".toast", changed).await;
    window.expects(NO_OVERFLOW).await;
}

#[tokio::test]
async fn everything_is_changed_on_both_screens_and_in_both_languages() {
    for (width, language, words) in
        [(1280, "ru", ["Сохранено", "Пароль изменён"]), (390, "en", ["Saved", "Password changed"])]
    {
        let chat = Chat::start().await;
        let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
        let browser = Browser::start().await;
        let window = browser.window(&chat).await;
        signs_in(&window, &ada).await;
        window.is_wide(width).await;
        changes_everything(&window, language, words).await;

        let conversation = grace.talks_to(&ada).await;
        let page = grace.looks_at(&conversation).await;
        assert!(page.text().contains("Лавлейс"), "{}", page.text());
    }
}

/// How often two clicks of one finger send the form of this button.
async fn sends(window: &Window, button: &str) -> u32 {
    let clicks = format!(
        "(() => {{
            let sent = 0;
            addEventListener('submit', event => {{
                sent += event.defaultPrevented ? 0 : 1;
                event.preventDefault();
            }});
            const button = document.querySelector({button:?});
            button.click();
            button.click();
            return sent;
        }})()"
    );
    window.knows(&clicks).await
}

#[tokio::test]
async fn a_double_click_sends_a_form_once() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    signs_in(&window, &ada).await;
    window.opens("/settings").await;
    let others = "button[name=session][value=others]";
    window.expects(&format!("document.querySelector('{others}')")).await;
    window.expects("document.readyState === 'complete'").await;
    assert_eq!(sends(&window, others).await, 1);
    window.opens("/invitations").await;
    window.expects("document.readyState === 'complete'").await;
    assert_eq!(sends(&window, "form[action='/invitations'] > button").await, 1);
}

#[tokio::test]
async fn a_double_click_sends_nothing_from_the_page_that_it_led_to() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    signs_in(&window, &ada).await;

    let invite = "form[action='/invitations'] > button";
    window.opens("/invitations").await;
    window.double_clicks(invite).await;
    window.follows(invite).await;
    assert_eq!(ada.invitations().await.len(), 2, "each time one");

    // Where a contact was added, it can be removed.
    window.opens(&format!("/people/{}", grace.username)).await;
    window.double_clicks("form[action='/contacts'] button").await;
    window.follows("a[href='/conversations']").await;
    assert!(ada.opens("/contacts").await.has("form[action='/contacts/grace/remove']"));
}

#[tokio::test]
async fn a_password_change_signs_the_other_browser_out_at_once() {
    let journey = Journey::start().await;
    let (desk, phone) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.ada).await);

    desk.opens("/settings").await;
    desk.fills_in("#current_password", PASSWORD).await;
    desk.fills_in("#new_password", "another horse 43").await;
    desk.presses("Enter").await;
    desk.sees(".toast", "Password changed").await;
    phone.sees("#banner:not([hidden])", "signed out").await;
    phone.clicks(".conversation h1").await;
    phone.expects("location.pathname === '/login'").await;

    journey.opens_conversation(&desk, "").await;
    crate::journey::says(&desk, "still here").await;
    crate::journey::shows_texts(&desk, &["still here"]).await;
}

#[tokio::test]
async fn one_device_is_signed_out_from_another() {
    let journey = Journey::start().await;
    let (desk, phone) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.ada).await);

    desk.opens("/settings").await;
    desk.sees(".sessions", "This device").await;
    // The session of the form that made the account is a third one.
    let before: u64 = desk.knows("document.querySelectorAll('.sessions li').length").await;
    assert_eq!(before, 3);
    desk.clicks(".sessions li:nth-child(2) form button").await;
    desk.sees(".toast", "Signed out there").await;
    desk.expects("document.querySelectorAll('.sessions li').length === 2").await;
    phone.sees("#banner:not([hidden])", "signed out").await;
}

#[tokio::test]
async fn a_wrong_field_has_its_sentence_beside_it_and_gets_the_focus() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;

    ada.opens("/settings").await;
    ada.fills_in("#current_password", "not hers, is it").await;
    ada.fills_in("#new_password", "another horse 43").await;
    ada.presses("Enter").await;
    ada.sees("#current_password-error", "not your current password").await;
    ada.expects("document.activeElement.id === 'current_password'").await;
    // The address of the form leads back to the page.
    ada.opens("/settings/password").await;
    ada.expects("location.pathname === '/settings'").await;
}

#[tokio::test]
async fn signing_out_is_where_people_look_for_it() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let browser = Browser::start().await;
    for (width, height, button) in [
        (1280, 720, ".settings__nav li:last-child form[action='/logout'] button"),
        (320, 568, "main .bar form[action='/logout'] button"),
    ] {
        let window = browser.window(&chat).await;
        signs_in(&window, &ada).await;
        window.is_sized(width, height).await;
        window.opens("/settings").await;
        // Without scrolling.
        window
            .expects(&format!(
                "(({{right, bottom, height}}) => height > 30 && right <= innerWidth && bottom < innerHeight)\
                 (document.querySelector(\"{button}\").getBoundingClientRect())"
            ))
            .await;
        window.follows(button).await;
        window.expects("location.pathname === '/login'").await;
    }
}
