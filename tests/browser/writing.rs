//! What people write, in either direction, with as many marks as they like.

use crate::journey::{Journey, lies, rectangle_of};

/// Where the words are inside an element, as a script expression.
fn words_in(selector: &str, words: &str) -> String {
    format!(
        "((element) => {{
            const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
            while (!texts.nextNode().data.includes('{words}'));
            const range = document.createRange();
            const start = texts.currentNode.data.indexOf('{words}');
            range.setStart(texts.currentNode, start);
            range.setEnd(texts.currentNode, start + '{words}'.length);
            return range.getBoundingClientRect();
        }})(document.querySelector('{selector}'))"
    )
}

#[tokio::test]
async fn each_line_goes_by_its_own_first_letter() {
    let journey = Journey::start().await;
    let conversation = &journey.conversation;
    journey.grace.says(conversation, "How are you\nשלום, מה שלומך!\nWell").await;
    journey.grace.says(conversation, "שלום\nHow are you?").await;
    let ada = journey.window_of(&journey.ada).await;
    let is_left_of = async |selector: &str, left: &str, right: &str| {
        let (left, right) = (words_in(selector, left), words_in(selector, right));
        ada.expects(&format!("({left}).right < ({right}).left + 1")).await;
    };
    let bubble = "#message-2 .message__bubble";
    is_left_of(bubble, "How are you", "?").await;
    // The other line begins at the right.
    is_left_of(bubble, "How", "ש").await;
    is_left_of("#conversations .conversation-entry__preview", "How are you", "?").await;

    // In a paragraph that begins from the left too, whose last line holds the time.
    let bubble = "#message-1 .message__bubble";
    is_left_of(bubble, "!", "ך").await;
    lies(&ada, "#message-1 time", &format!("top < ({}).bottom", words_in(bubble, "Well"))).await;
    let is_plain = "getComputedStyle(document.querySelector('#composer textarea')).unicodeBidi === 'plaintext'";
    ada.expects(is_plain).await;
}

#[tokio::test]
async fn piled_up_marks_stay_inside_their_message_and_their_name() {
    let journey = Journey::start().await;
    let (above, below) =
        ("e".to_owned() + &"\u{301}".repeat(80), "e".to_owned() + &"\u{323}".repeat(80));
    let name = "E".to_owned() + &"\u{301}".repeat(60);
    journey.grace.post("/settings/profile").form(&[("display_name", &name)]).await.is(303);
    journey.ada.says(&journey.conversation, "before").await;
    journey.grace.says(&journey.conversation, &format!("{above} {below}")).await;
    journey.ada.says(&journey.conversation, "after").await;
    let ada = journey.window_of(&journey.ada).await;
    let strip = |selector: &str, top: &str| {
        format!(
            "(({{x, y, width, bottom}}) => ({{x, y: {top}, width, height: 4}}))({})",
            rectangle_of(selector)
        )
    };
    let message = "#message-2 .message__bubble";
    assert_eq!(ada.colours_in(&strip(message, "y - 8")).await, 1);
    assert_eq!(ada.colours_in(&strip(message, "bottom + 4")).await, 1);
    assert!(ada.colours_in(&strip(message, "y + 2")).await > 1, "inside they are");
    assert_eq!(ada.colours_in(&strip("main .bar h1", "y - 6")).await, 1);
    ada.opens("/people/grace").await;
    assert_eq!(ada.colours_in(&strip(".profile h1", "y - 9")).await, 1);
}
