//! What two people do with messages that stand there.

use crate::harness::browser::{Held, Window};
use crate::journey::{Journey, STREAM, says};

pub const MENU: &str = "document.getElementById('message-menu')?.matches(':popover-open')";
/// Whether the script for marks hears keys.
pub const MARKS: &str = "document.querySelector('#composer textarea').ariaKeyShortcuts";

pub async fn opens_menu(window: &Window, seq: u64) {
    window.hovers_over(&format!("#message-{seq} .message__bubble")).await;
    window.clicks(&format!("#message-{seq} .message__more")).await;
    window.expects(MENU).await;
}

#[tokio::test]
async fn an_answer_shows_what_it_answers_as_it_is_now() {
    let journey = Journey::start().await;
    journey.ada.says(&journey.conversation, "at ten?").await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    opens_menu(&grace, 1).await;
    grace.clicks("#message-menu [data-act=reply]").await;
    grace.sees(".composer__about", "at ten?").await;
    says(&grace, "yes, **ten**").await;
    grace.expects("!document.querySelector('.composer__about')").await;
    for window in [&ada, &grace] {
        window.sees("#message-2 .message__quote", "at ten?").await;
        window.sees("#message-2 .message__body strong", "ten").await;
    }
    // Another text for what was said last, from the empty field.
    ada.clicks("#composer textarea").await;
    ada.presses("ArrowUp").await;
    ada.expects("document.querySelector('#composer textarea').value === 'at ten?'").await;
    ada.types(" Or nine?").await;
    ada.presses("Enter").await;
    for window in [&ada, &grace] {
        window.sees("#message-1 .message__body", "at ten? Or nine?").await;
        window.sees("#message-2 .message__quote", "at ten? Or nine?").await;
    }
    ada.expects("document.querySelector('#composer textarea').value === ''").await;
    ada.expects("!document.querySelector('.composer__about')").await;
}

#[tokio::test]
async fn a_reaction_comes_and_goes_at_both() {
    let journey = Journey::start().await;
    journey.ada.says(&journey.conversation, "done").await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    opens_menu(&grace, 1).await;
    grace.clicks("#message-menu [data-emoji='🎉']").await;
    let button = "#message-1 button[data-emoji='🎉']";
    for (window, count) in [(&ada, "1"), (&grace, "1")] {
        window.sees(button, &format!("🎉 {count}")).await;
    }
    ada.clicks(button).await;
    grace.sees(button, "🎉 2").await;
    // Marked for whose it is too, and a second press takes it back.
    let weight = format!("getComputedStyle(document.querySelector(\"{button}\")).fontWeight");
    ada.expects(&format!("{weight} === '600'")).await;
    ada.clicks(button).await;
    grace.sees(button, "🎉 1").await;
    // Where too many are to be named, one may be among the others.
    let is_one_of_many = format!(
        "(chip => {{ chip.firstChild.data = '🎉 2'; chip.dataset.by = 'edsger'; return true; }})\
         (document.querySelector(\"{button}\"))"
    );
    grace.knows::<bool>(&is_one_of_many).await;
    grace.clicks(button).await;
    for window in [&ada, &grace] {
        window.expects(&format!("!document.querySelector(\"{button}\")")).await;
    }
}

#[tokio::test]
async fn what_is_deleted_is_asked_about_and_goes_from_both() {
    let journey = Journey::start().await;
    journey.ada.says(&journey.conversation, "not this").await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    opens_menu(&ada, 1).await;
    ada.clicks("#message-menu [data-act=delete]").await;
    ada.clicks("#message-menu dialog .button--danger").await;
    for window in [&ada, &grace] {
        window.sees("#message-1 .message__body", "Message deleted").await;
        window.expects("!document.querySelector('#message-1 .message__more')").await;
        window.sees("#conversations .conversation-entry__preview", "Message deleted").await;
    }
    // The question is gone, and the page is there.
    says(&ada, "but this").await;
    grace.sees("#message-2 .message__body", "but this").await;
}

#[tokio::test]
async fn an_edit_is_no_draft_and_a_text_of_meanwhile_is_shown() {
    let journey = Journey::start().await;
    journey.ada.says(&journey.conversation, "first").await;
    let ada = journey.window_of(&journey.ada).await;
    let field = "document.querySelector('#composer textarea')";
    ada.clicks("#composer textarea").await;
    ada.types("not yet sent").await;
    opens_menu(&ada, 1).await;
    ada.clicks("#message-menu [data-act=edit]").await;
    ada.expects(&format!("{field}.value === 'first'")).await;
    // Another device is faster.
    journey.ada.edits(&journey.conversation, 1, "second").await;
    ada.types(" third").await;
    ada.presses("Enter").await;
    ada.sees("#banner", "changed meanwhile").await;
    ada.sees("#message-1 .message__body", "second").await;
    ada.expects(&format!("{field}.value === 'first third'")).await;
    ada.presses("Enter").await;
    ada.sees("#message-1 .message__body", "first third").await;
    ada.expects(&format!("{field}.value === 'not yet sent'")).await;
    ada.reloads().await;
    ada.expects(&format!("{field}.value === 'not yet sent'")).await;
}

#[tokio::test]
async fn the_menu_is_used_without_a_mouse() {
    let journey = Journey::start().await;
    journey.grace.says(&journey.conversation, "hello").await;
    let ada = journey.window_of(&journey.ada).await;
    ada.knows::<bool>("document.querySelector('#message-1 .message__more').focus(), true").await;
    ada.presses("Enter").await;
    ada.expects(MENU).await;
    ada.expects("document.activeElement.closest('#message-menu') !== null").await;
    ada.presses("Escape").await;
    ada.expects(&format!("!{MENU}")).await;
    ada.expects("document.activeElement.matches('#message-1 .message__more')").await;
}

#[tokio::test]
async fn the_focus_stays_at_a_message_that_changes() {
    let journey = Journey::start().await;
    journey.grace.says(&journey.conversation, "hello").await;
    let ada = journey.window_of(&journey.ada).await;
    let more = "document.activeElement.matches('#message-1 .message__more')";
    ada.knows::<bool>("document.querySelector('#message-1 .message__more').focus(), true").await;
    journey.grace.edits(&journey.conversation, 1, "hello there").await;
    ada.sees("#message-1 .message__body", "hello there").await;
    ada.expects(more).await;
    // Also while its menu is open, which stays where it is.
    ada.presses("Enter").await;
    ada.expects(MENU).await;
    let place = "document.getElementById('message-menu').getBoundingClientRect().left";
    let left: f64 = ada.knows(place).await;
    journey.grace.edits(&journey.conversation, 1, "hello again").await;
    ada.sees("#message-1 .message__body", "hello again").await;
    ada.expects(MENU).await;
    ada.expects(&format!("Math.abs({place} - {left}) < 40")).await;
    ada.expects("document.activeElement.closest('#message-menu')").await;
    ada.presses("Escape").await;
    ada.expects(more).await;
    // What is gone has no menu any more.
    ada.presses("Enter").await;
    ada.expects(MENU).await;
    journey.grace.does(&journey.conversation, 1, "delete", &[]).await.is(200);
    ada.expects(&format!("!{MENU}")).await;
    ada.expects("document.activeElement.matches('.log')").await;
}

#[tokio::test]
async fn marks_are_set_by_keys_and_taken_away_again() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    let field = "document.querySelector('#composer textarea')";
    ada.clicks("#composer textarea").await;
    ada.types("bring boots").await;
    // What follows these keys is fetched at the first letter.
    ada.expects(MARKS).await;
    ada.knows::<bool>(&format!("{field}.setSelectionRange(6, 11), true")).await;
    ada.presses_with(Held::Ctrl, "b", "KeyB").await;
    ada.expects(&format!("{field}.value === 'bring **boots**'")).await;
    ada.presses_with(Held::Ctrl, "b", "KeyB").await;
    ada.expects(&format!("{field}.value === 'bring boots'")).await;
    ada.presses_with(Held::Ctrl, "e", "KeyE").await;
    ada.expects(&format!("{field}.value === 'bring `boots`'")).await;
    ada.presses("Enter").await;
    ada.sees("#message-1 .message__body code", "boots").await;
}

#[tokio::test]
async fn a_quote_leads_to_what_is_far_away() {
    let journey = Journey::with(&[("RATE_LIMITS", "off")]).await;
    journey.ada.counts(&journey.conversation, 70).await;
    let fields = [("body", "about the first"), ("reply_to", "1")];
    journey.grace.sends(&journey.conversation, &fields).await.is(200);
    let ada = journey.window_of(&journey.ada).await;
    ada.clicks("#message-71 .message__quote").await;
    ada.expects("document.querySelector('#message-1.message--marked')").await;
    // Its own address is soon that of the place one reads at.
    let top = "document.getElementById('message-1').getBoundingClientRect().top";
    ada.expects(&format!("{top} > 0 && {top} < innerHeight")).await;
}

#[tokio::test]
async fn what_is_hidden_elsewhere_goes_from_the_page_and_its_quotes() {
    let journey = Journey::start().await;
    journey.grace.says(&journey.conversation, "secret").await;
    let fields = [("body", "about it"), ("reply_to", "1")];
    journey.grace.sends(&journey.conversation, &fields).await.is(200);
    let ada = journey.window_of(&journey.ada).await;
    ada.sees("#message-2 .message__quote", "secret").await;
    journey.ada.does(&journey.conversation, 1, "hide", &[]).await.is(204);
    ada.expects("document.querySelector('#message-1').hidden").await;
    ada.expects("!document.body.innerText.includes('secret')").await;
    ada.reloads().await;
    ada.sees("#message-2 .message__body", "about it").await;
    ada.expects("!document.querySelector('#message-2 .message__quote')").await;
}

#[tokio::test]
async fn a_page_lives_with_what_its_reader_has_hidden() {
    let journey = Journey::start().await;
    journey.ada.counts(&journey.conversation, 3).await;
    for seq in [1, 3] {
        journey.grace.does(&journey.conversation, seq, "hide", &[]).await.is(204);
    }
    let grace = journey.window_of(&journey.grace).await;
    says(&grace, "mine").await;
    grace.sees("#message-4", "mine").await;
    journey.ada.says(&journey.conversation, "five").await;
    grace.sees("#message-5", "five").await;
    // Once more than for a moment.
    let asked = grace.notes_requests().await;
    grace.reloads().await;
    grace.expects(STREAM).await;
    journey.ada.says(&journey.conversation, "six").await;
    grace.sees("#message-6", "six").await;
    let streams = asked.so_far().iter().filter(|url| url.contains("/events?")).count();
    assert_eq!(streams, 1);
}
