//! Several messages at once.

use crate::harness::browser::{Held, Window};
use crate::journey::Journey;
use crate::message_life::opens_menu;

const COUNT: &str = ".selection [data-count]";

async fn begins_with(window: &Window, seq: u64) {
    opens_menu(window, seq).await;
    window.clicks("#message-menu [data-act=select]").await;
}

#[tokio::test]
async fn several_are_chosen_and_passed_on_together() {
    let journey = Journey::start().await;
    journey.ada.counts(&journey.conversation, 3).await;
    let notes = journey.ada.talks_to(&journey.ada).await;
    let ada = journey.window_of(&journey.ada).await;
    begins_with(&ada, 1).await;
    ada.clicks("#message-3 .message__body").await;
    ada.sees(COUNT, "2 of 30").await;
    ada.follows(".selection a").await;
    ada.clicks(&format!("[name=to][value='{}']", notes.id)).await;
    ada.follows("main form button[type=submit]").await;
    ada.expects(&format!("location.pathname === '{}'", notes.path())).await;
    ada.sees("#message-1 .message__body", "1").await;
    ada.sees("#message-2 .message__body", "3").await;
}

#[tokio::test]
async fn messages_are_boxes_to_check_while_several_are_chosen() {
    let journey = Journey::with(&[("RATE_LIMITS", "off")]).await;
    journey.ada.counts(&journey.conversation, 32).await;
    let grace = journey.window_of(&journey.grace).await;
    begins_with(&grace, 32).await;
    let checked =
        "document.activeElement.matches('#message-32 [role=checkbox][aria-checked=true]')";
    grace.expects(checked).await;
    let name = "document.querySelector('#message-31 [role=checkbox]').ariaLabel";
    grace.expects(&format!("{name} === 'Ada: 31'")).await;
    // By keys, and also after the message was changed.
    grace
        .knows::<bool>("document.querySelector('#message-31 [role=checkbox]').focus(), true")
        .await;
    grace.presses_with(Held::Nothing, " ", "Space").await;
    grace.sees(COUNT, "2 of 30").await;
    journey.ada.edits(&journey.conversation, 32, "thirty-two").await;
    grace.sees("#message-32 .message__body", "thirty-two").await;
    grace.expects("document.querySelector('#message-32 [aria-checked=true]')").await;
    for seq in 1..=29 {
        let click =
            format!("document.querySelector('#message-{seq} .message__body').click(), true");
        grace.knows::<bool>(&click).await;
    }
    grace.sees(COUNT, "30 of 30").await;
    grace.sees("#banner:not([hidden])", "up to thirty").await;
    grace.expects("document.querySelector('#message-29 [aria-checked=false]')").await;
    grace.presses_with(Held::Nothing, "Escape", "Escape").await;
    grace.expects("!document.querySelector('.selection, [role=checkbox]')").await;
    grace.expects("!document.getElementById('composer').inert").await;
}

#[tokio::test]
async fn several_are_deleted_after_one_question() {
    let journey = Journey::start().await;
    journey.ada.says(&journey.conversation, "mine").await;
    journey.grace.says(&journey.conversation, "yours").await;
    journey.ada.says(&journey.conversation, "stays").await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    begins_with(&ada, 1).await;
    ada.clicks("#message-2 .message__body").await;
    ada.clicks(".selection [data-act=delete]").await;
    ada.clicks(".selection [data-act=delete-own]").await;
    for window in [&ada, &grace] {
        window.sees("#message-1 .message__body", "Message deleted").await;
    }
    ada.expects("document.getElementById('message-2').hidden").await;
    grace.sees("#message-2 .message__body", "yours").await;
    // Of what others have said there is only one way.
    begins_with(&grace, 3).await;
    grace.clicks(".selection [data-act=delete]").await;
    grace.expects("document.querySelector('.selection [data-act=delete-own]').hidden").await;
    grace.clicks(".selection [data-act=delete-for-me]").await;
    grace.expects("document.getElementById('message-3').hidden").await;
    ada.sees("#message-3 .message__body", "stays").await;
}
