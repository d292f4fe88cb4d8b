//! What Telegram shows of a message.

use crate::harness::away::Scene;

#[tokio::test]
async fn a_notice_looks_as_the_message_does() {
    let scene = Scene::start().await;
    scene.says("😀 **Yes**, see [this](https://example.org/a) and `/stop`\n> she *said*").await;
    let notice = scene.phone.hears("Grace").await;
    assert_eq!(notice.text, "Grace\n😀 Yes, see this and /stop\nshe said");
    assert_eq!(notice.styled("bold"), ["Grace", "Yes"]);
    assert_eq!(notice.styled("code"), ["/stop"]);
    assert_eq!(notice.styled("italic"), ["said"]);
    assert_eq!(notice.styled("blockquote"), ["she said"]);
    assert_eq!(notice.styled("text_link"), ["this"]);

    scene.says("**And** no /stop").await;
    let several = scene.phone.hears("2 new messages").await;
    assert!(several.text.ends_with("and /\u{2060}stop\nshe said\nAnd no /\u{2060}stop"));
    assert_eq!(several.styled("bold"), ["2 new messages from Grace"]);
}

#[tokio::test]
async fn an_answer_shows_what_it_answers() {
    let scene = Scene::start().await;
    scene.ada.says(&scene.conversation, "**Lunch**?\nI am hungry").await;
    scene.answers("1", "At *one*").await;
    let notice = scene.phone.hears("At one").await;
    assert_eq!(notice.text, "Grace\n↩ Ada: Lunch?\nAt one");
    assert_eq!(notice.styled("italic"), ["one"]);

    scene.says("Or two").await;
    scene.phone.hears("2 new messages from Grace\nAt one\nOr two").await;
}
