//! The picker of emoji, at the composer.

use crate::accessible::has_no_findings;
use crate::harness::browser::{Held, Window};
use crate::journey::{COMPOSER, Journey, lies, says, shows_texts};

const BUTTON: &str = ".composer__emoji";
const PICKER: &str = ".emoji-picker";
const IS_OPEN: &str = "document.querySelector('.emoji-picker:popover-open')";
const IS_CLOSED: &str = "!document.querySelector('.emoji-picker:popover-open')";
const SEARCH: &str = ".emoji-picker [type=search]";

async fn opens_the_picker(window: &Window) {
    window.clicks(BUTTON).await;
    window.expects(IS_OPEN).await;
}

/// Waits until the focus is on what this matches.
async fn is_at(window: &Window, selector: &str) {
    window.expects(&format!("document.activeElement.matches(\"{selector}\")")).await;
}

/// Waits until the field of the composer has this text.
async fn has_written(window: &Window, text: &str) {
    window.expects(&format!("document.querySelector('{COMPOSER}').value === '{text}'")).await;
}

async fn is_at_emoji(window: &Window, emoji: &str) {
    is_at(window, &format!(".emoji[value='{emoji}']")).await;
}

#[tokio::test]
async fn an_emoji_comes_in_where_one_was_writing() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    ada.fills_in(COMPOSER, "Well done!").await;
    ada.knows::<bool>("document.querySelector('#composer textarea').setSelectionRange(4, 4), true")
        .await;
    opens_the_picker(&ada).await;
    is_at(&ada, SEARCH).await;
    ada.types("party pop").await;
    ada.sees(".emoji-picker__found [role=status]", "1 emoji").await;
    ada.clicks(".emoji-picker__found .emoji[value='🎉']").await;
    ada.expects(IS_CLOSED).await;
    is_at(&ada, COMPOSER).await;
    has_written(&ada, "Well🎉 done!").await;
    ada.types("!").await;
    has_written(&ada, "Well🎉! done!").await;

    // It is a draft like what is typed, and sent like that.
    ada.reloads().await;
    has_written(&ada, "Well🎉! done!").await;
    says(&ada, "").await;
    shows_texts(&ada, &["Well🎉! done!"]).await;
}

#[tokio::test]
async fn emoji_are_searched_in_the_language_of_the_reader() {
    let journey = Journey::start().await;
    journey.ada.post("/settings/preferences").form(&[("language", "ru")]).await.is(303);
    let ada = journey.window_of(&journey.ada).await;
    opens_the_picker(&ada).await;
    ada.types("ёлка").await;
    ada.expects("document.querySelector('.emoji-picker__found .emoji[value=\"🎄\"]')").await;
    let label = "document.querySelector('.emoji-picker__found .emoji').ariaLabel";
    ada.expects(&format!("/[а-я]/.test({label})")).await;
    for _ in 0..4 {
        ada.presses("Backspace").await;
    }
    ada.expects("!document.querySelector('.emoji-picker__all').hidden").await;
    ada.types("ыъыъ").await;
    ada.sees(".emoji-picker__found", "Так не называется").await;
}

#[tokio::test]
async fn keys_lead_through_the_picker_and_out_of_it() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    opens_the_picker(&ada).await;
    for (key, emoji) in [
        ("ArrowDown", "😀"),
        ("ArrowRight", "😃"),
        ("ArrowLeft", "😀"),
        ("ArrowLeft", "😀"),
        ("End", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"),
        ("Home", "😀"),
    ] {
        ada.presses(key).await;
        is_at_emoji(&ada, emoji).await;
    }
    // A row down is below, and back up is where it was.
    let place = "({ left, top }) => [left, top]";
    let here: [f64; 2] =
        ada.knows(&format!("({place})(document.activeElement.getBoundingClientRect())")).await;
    ada.presses("ArrowDown").await;
    lies(&ada, ".emoji:focus", &format!("left === {} && top > {}", here[0], here[1])).await;
    ada.presses("ArrowUp").await;
    is_at_emoji(&ada, "😀").await;
    ada.presses("ArrowUp").await;
    is_at(&ada, SEARCH).await;

    // Tab stops at one of all those buttons.
    ada.presses("Tab").await;
    is_at_emoji(&ada, "😀").await;
    ada.presses("ArrowRight").await;
    ada.presses("Enter").await;
    has_written(&ada, "😃").await;
    is_at(&ada, COMPOSER).await;

    opens_the_picker(&ada).await;
    ada.presses("Escape").await;
    ada.expects(IS_CLOSED).await;
    is_at(&ada, BUTTON).await;
    // The button opens it, and closes it again.
    ada.presses("Enter").await;
    ada.expects(IS_OPEN).await;
    ada.clicks(BUTTON).await;
    ada.expects(IS_CLOSED).await;
}

#[tokio::test]
async fn what_was_used_last_stands_first() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    opens_the_picker(&ada).await;
    ada.expects("document.querySelector('.emoji-picker__recent').hidden").await;
    for emoji in ["🛶", "🔥", "🛶"] {
        if ada.knows::<bool>(IS_CLOSED).await {
            opens_the_picker(&ada).await;
        }
        ada.clicks(&format!(".emoji-picker__all .emoji[value='{emoji}']")).await;
        ada.expects(IS_CLOSED).await;
    }
    ada.reloads().await;
    opens_the_picker(&ada).await;
    let recent = "[...document.querySelectorAll('.emoji-picker__recent .emoji')].map(e => e.value)";
    ada.expects(&format!("{recent}.join() === '🛶,🔥'")).await;
    ada.presses("ArrowDown").await;
    is_at_emoji(&ada, "🛶").await;
    ada.expects("document.activeElement.closest('.emoji-picker__recent')").await;
}

#[tokio::test]
async fn the_picker_is_fetched_once_and_only_when_it_is_wanted() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    let requests = ada.notes_requests().await;
    for _ in 0..2 {
        ada.reloads().await;
        opens_the_picker(&ada).await;
    }
    let fetched = requests.so_far();
    let count = |part: &str| fetched.iter().filter(|url| url.contains(part)).count();
    assert_eq!((count("/emoji/picker?"), count("emoji_picker.js")), (1, 1), "{fetched:?}");
}

#[tokio::test]
async fn on_a_phone_the_picker_is_a_sheet() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    ada.is_wide(390).await;
    ada.is_touched().await;
    opens_the_picker(&ada).await;
    lies(&ada, PICKER, "left === 0 && width === innerWidth && bottom === innerHeight").await;
    // The keyboard on the screen would hide it.
    is_at(&ada, PICKER).await;
    lies(&ada, ".emoji-picker__all .emoji", "width >= 44 && height >= 44").await;
    ada.clicks(".emoji-picker__all .emoji[value='😀']").await;
    has_written(&ada, "😀").await;
    is_at(&ada, BUTTON).await;
}

#[tokio::test]
async fn axe_finds_nothing_in_the_picker() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    for width in [1280, 390] {
        ada.is_wide(width).await;
        ada.reloads().await;
        opens_the_picker(&ada).await;
        has_no_findings(&ada, "all emoji").await;
        ada.fills_in(SEARCH, "fire").await;
        ada.sees(".emoji-picker__found [role=status]", "emoji").await;
        has_no_findings(&ada, "emoji found").await;
    }
}

#[tokio::test]
async fn a_picker_that_is_wide_or_high_stays_on_the_screen() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    for (width, height) in [(1280, 844), (800, 400), (320, 568)] {
        ada.is_sized(width, height).await;
        ada.reloads().await;
        opens_the_picker(&ada).await;
        let inside = "left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight";
        lies(&ada, PICKER, inside).await;
    }
    ada.presses_with(Held::Nothing, "Escape", "Escape").await;
}
