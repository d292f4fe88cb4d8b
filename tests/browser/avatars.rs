//! Avatars: chosen, cut, and seen by others at once.

use crate::accessible::has_no_findings;
use crate::groups::Pond;
use crate::harness::Chat;
use crate::harness::browser::{Browser, Window};
use crate::harness::upload::{content_type, multipart};
use crate::journey::signs_in;

/// Chooses a picture of 400 × 200 pixels, red on the left and green on the right.
const CHOOSES: &str = "(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 400, height: 200 });
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#c00';
    pen.fillRect(0, 0, 200, 200);
    pen.fillStyle = '#0c0';
    pen.fillRect(200, 0, 200, 200);
    const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
    const data = new DataTransfer();
    data.items.add(new File([blob], 'a.png', { type: 'image/png' }));
    const input = document.getElementById('picture');
    input.files = data.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    return true;
})()";

/// Waits until this square would be sent.
async fn would_send(window: &Window, [x, y, size]: [u32; 3]) {
    let value =
        |name| format!("document.querySelector('.crop').closest('form').elements.{name}.value");
    let [left, top, side] = ["x", "y", "size"].map(value);
    window.expects(&format!("{left} === '{x}' && {top} === '{y}' && {side} === '{size}'")).await;
}

/// Waits until the middle of this picture, which the server has sent, is so coloured.
async fn has_colour(window: &Window, selector: &str, wanted: &str) {
    let reads = format!(
        "(() => {{
            const picture = document.querySelector('{selector}');
            if (!picture?.complete || picture.naturalWidth !== 256) return false;
            const pen = document.createElement('canvas').getContext('2d');
            pen.drawImage(picture, -128, -128);
            const [red, green] = pen.getImageData(0, 0, 1, 1).data;
            return (red > 150 ? 'red' : green > 150 ? 'green' : '') === '{wanted}';
        }})()"
    );
    window.expects(&reads).await;
}

#[tokio::test]
async fn somebody_chooses_the_part_of_a_picture_that_others_see() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    signs_in(&window, &ada).await;
    for width in [1280, 320] {
        window.is_wide(width).await;
        window.opens("/settings").await;
        window.hovers_over("main h1").await;
        window.knows::<bool>(CHOOSES).await;
        would_send(&window, [100, 0, 200]).await;
        has_no_findings(&window, "a picture that is cut").await;
        // Half of the frame is half of what is in it.
        window.drags_by_mouse(".crop__frame", 80.0, 0.0).await;
        would_send(&window, [0, 0, 200]).await;
        window.knows::<bool>("document.querySelector('.crop__frame').focus(), true").await;
        for _ in 0..30 {
            window.presses("ArrowRight").await;
        }
        would_send(&window, [200, 0, 200]).await;
        window.knows::<bool>("document.getElementById('zoom').focus(), true").await;
        window.presses("End").await;
        would_send(&window, [275, 75, 50]).await;
        let fits = "document.documentElement.scrollWidth <= innerWidth";
        window.expects(fits).await;
    }
    window.follows(".crop__tools .button").await;
    window.sees(".toast", "Your picture is saved").await;
    has_colour(&window, ".crop img", "green").await;
    has_no_findings(&window, "a picture").await;
    window.opens("/people/ada").await;
    has_colour(&window, ".profile img", "green").await;
    window.opens("/settings").await;
    window.follows("[form=remove-avatar]").await;
    window.sees(".crop .avatar", "A").await;
}

#[tokio::test]
async fn a_finger_moves_a_picture_and_what_is_none_is_refused() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    signs_in(&window, &ada).await;
    window.is_touched().await;
    window.opens("/settings").await;
    window.hovers_over("main h1").await;
    window.knows::<bool>(CHOOSES).await;
    would_send(&window, [100, 0, 200]).await;
    window.drags(".crop__frame", -80.0, 0.0).await;
    would_send(&window, [200, 0, 200]).await;
    let nonsense = CHOOSES.replace("new File([blob]", "new File(['no picture']");
    window.knows::<bool>(&nonsense).await;
    let is_as_before = "document.querySelector('.crop__frame > .avatar') \
        && document.querySelector('.crop__zoom').hidden \
        && document.querySelector('.crop').closest('form').elements.size.value === ''";
    window.expects(is_as_before).await;
    window.follows(".crop__tools .button").await;
    window.sees("#file-error", "Choose a JPEG").await;
    has_no_findings(&window, "a picture that was refused").await;
}

#[tokio::test]
async fn the_header_of_a_group_follows_its_picture() {
    let Pond { ada, group, window, .. } = &Pond::start().await;
    window.sees("header .avatar--group", "TP").await;
    let picture = include_bytes!("../../static/img/apple-touch-icon.png");
    let body = multipart(&[], Some(("a.png", picture)));
    let posted = ada.post(&group.at("avatar")).body(body).header("content-type", &content_type());
    posted.await.is(303);
    window
        .expects("document.querySelector('header .avatar--group img')?.naturalWidth === 256")
        .await;
    // In the list and above it fills the leaf and nothing else.
    let lies_within = "[...document.querySelectorAll('.avatar img')].every(img => { \
        const [of, leaf] = [img, img.closest('.avatar')].map(it => it.getBoundingClientRect()); \
        return of.x === leaf.x && of.y === leaf.y && of.width === leaf.width; \
        }) && document.querySelectorAll('.avatar img').length === 2";
    window.expects(lies_within).await;
    window.sees("#messages", "Ada changed the picture of the group").await;
    ada.acts(group, "avatar/remove", &[]).await.is(303);
    window.sees("header .avatar--group", "TP").await;
}
