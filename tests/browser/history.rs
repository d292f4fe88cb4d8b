//! Reading further up and further down.

use crate::harness::browser::Window;
use crate::harness::eventually;
use crate::journey::{
    AT_END, Journey, is_read_by, resets, says, scrolls_to, seqs, shows_range, texts, top_of,
};

/// Somebody has read `count` messages, which the other one wrote.
async fn a_read_history(count: u64) -> Journey {
    let journey = Journey::start().await;
    journey.grace.counts(&journey.conversation, count).await;
    journey.ada.reads(&journey.conversation, count).await;
    journey
}

#[tokio::test]
async fn older_messages_load_by_themselves_without_moving_the_text() {
    let journey = a_read_history(70).await;
    let ada = journey.window_of(&journey.ada).await;
    shows_range(&ada, 21, 70).await;
    assert!(ada.knows::<bool>(AT_END).await, "a page without news opens at its end");
    ada.knows::<bool>(LISTEN).await;

    scrolls_to(&ada, -1_000_000).await;
    let before = top_of(&ada, 21).await;
    shows_range(&ada, 1, 70).await;
    let after = top_of(&ada, 21).await;
    assert!((before - after).abs() < 2.0, "the text moved from {before} to {after}");
    ada.expects("!document.querySelector('#messages .older')").await;
    assert_eq!(ada.knows::<u64>("window.heard").await, 0, "what is old is not read aloud");

    ada.expects("document.querySelector('.log').ariaLive === 'polite'").await;
    journey.grace.says(&journey.conversation, "new").await;
    shows_range(&ada, 1, 71).await;
    assert_eq!(ada.knows::<u64>("window.heard").await, 1, "what is new is, once");
}

/// Counts the messages that are added to the log while it is read aloud.
const LISTEN: &str = "window.heard = 0, new MutationObserver(records => {
        for (const { addedNodes } of records) for (const node of addedNodes)
            if (node.matches?.('article') && document.querySelector('.log').ariaLive !== 'off') heard++;
    }).observe(document.getElementById('messages'), { childList: true }), true";

#[tokio::test]
async fn a_page_in_the_middle_only_counts_what_arrives_below_and_reads_on_by_itself() {
    let journey = Journey::start().await;
    journey.grace.counts(&journey.conversation, 120).await;
    let ada = journey.window_of(&journey.ada).await;
    journey.opens_conversation(&ada, "?around=40").await;
    shows_range(&ada, 16, 65).await;
    assert!(top_of(&ada, 40).await > 0.0, "it opens there");

    journey.grace.says(&journey.conversation, "below").await;
    ada.expects("!document.querySelector('.jump button').hidden").await;
    shows_range(&ada, 16, 65).await;

    scrolls_to(&ada, 0).await;
    shows_range(&ada, 16, 115).await;
    assert!(!ada.knows::<bool>(AT_END).await, "the text stays");
    scrolls_to(&ada, 0).await;
    shows_range(&ada, 16, 121).await;
}

#[tokio::test]
async fn who_reads_above_stays_there_and_is_told_of_new_messages() {
    let journey = a_read_history(50).await;
    let ada = journey.window_of(&journey.ada).await;
    shows_range(&ada, 1, 50).await;
    scrolls_to(&ada, -600).await;
    let before = top_of(&ada, 30).await;

    journey.grace.says(&journey.conversation, "new").await;
    shows_range(&ada, 1, 51).await;
    let after = top_of(&ada, 30).await;
    assert!((before - after).abs() < 2.0, "the text moved from {before} to {after}");
    ada.sees(".jump button", "1 unread message").await;

    ada.clicks(".jump button").await;
    ada.expects(AT_END).await;
    ada.expects("document.querySelector('.jump button').hidden").await;
    says(&ada, "seen").await;
    shows_range(&ada, 1, 52).await;
    assert!(ada.knows::<bool>(AT_END).await);
    assert_eq!(seqs(&ada).await.len(), 52);
}

/// What is said is shown, what is seen is read, and what is sent stands at the
/// end, all on the very same page.
async fn lives_on(journey: &Journey, ada: &Window, first: u64, last: u64) {
    ada.knows::<bool>("window.isTheSame = true").await;
    journey.grace.says(&journey.conversation, "arrived").await;
    shows_range(ada, first, last + 1).await;
    is_read_by(&journey.ada, &journey.conversation).await;
    says(ada, "sent").await;
    shows_range(ada, first, last + 2).await;
    assert!(ada.knows::<bool>("window.isTheSame && !document.querySelector('.newer')").await);
}

#[tokio::test]
async fn a_page_lives_on_wherever_its_part_of_the_history_came_from() {
    let journey = a_read_history(120).await;
    let ada = journey.window_of(&journey.ada).await;
    // Earlier ones are loaded.
    scrolls_to(&ada, -1_000_000).await;
    shows_range(&ada, 21, 120).await;
    ada.clicks(".jump button").await;
    lives_on(&journey, &ada, 21, 120).await;
    resets(&ada, "messages").await;
    shows_range(&ada, 73, 122).await;
    lives_on(&journey, &ada, 73, 122).await;

    // Later ones are loaded, up to the end.
    journey.opens_conversation(&ada, "?around=90").await;
    shows_range(&ada, 66, 115).await;
    scrolls_to(&ada, 0).await;
    shows_range(&ada, 66, 124).await;
    ada.clicks(".jump button").await;
    lives_on(&journey, &ada, 66, 124).await;
    resets(&ada, "messages").await;
    shows_range(&ada, 77, 126).await;
    lives_on(&journey, &ada, 77, 126).await;

    // In the middle, where the end is another part.
    journey.opens_conversation(&ada, "?around=40").await;
    shows_range(&ada, 16, 65).await;
    let before = top_of(&ada, 40).await;
    resets(&ada, "messages").await;
    let after = top_of(&ada, 40).await;
    assert!((before - after).abs() < 2.0, "the text moved from {before} to {after}");
    ada.clicks(".jump button").await;
    shows_range(&ada, 79, 128).await;
    lives_on(&journey, &ada, 79, 128).await;
    journey.opens_conversation(&ada, "?around=40").await;
    ada.knows::<bool>("window.isTheSame = true").await;
    says(&ada, "from the middle").await;
    shows_range(&ada, 82, 131).await;
    assert!(ada.knows::<bool>("window.isTheSame").await);
    lives_on(&journey, &ada, 82, 131).await;
}

#[tokio::test]
async fn the_reading_place_is_there_after_a_reload_and_on_the_way_back() {
    let journey = a_read_history(120).await;
    let ada = journey.window_of(&journey.ada).await;
    scrolls_to(&ada, -1_000_000).await;
    shows_range(&ada, 21, 120).await;
    // The place at the top may have been noted already.
    let scrolls =
        "window.earlier = location.search, document.querySelector('.log').scrollTop += 700, true";
    ada.knows::<bool>(scrolls).await;
    ada.expects("location.search.startsWith('?around=') && location.search !== earlier").await;
    let seq = "Number(new URLSearchParams(location.search).get('around'))";
    let seq: u64 = ada.knows(seq).await;
    assert!((71..121).contains(&seq), "{seq}");
    let before = top_of(&ada, seq).await;
    let is_there = format!(
        "Math.abs(document.querySelector('#message-{seq}')?.getBoundingClientRect().top - {before}) < 2"
    );

    ada.reloads().await;
    ada.expects(&is_there).await;
    ada.opens("/conversations").await;
    ada.knows::<bool>("history.back(), true").await;
    ada.expects(&is_there).await;
    // Who comes anew begins anew.
    ada.opens("/conversations").await;
    ada.follows(".conversation-entry").await;
    ada.expects(AT_END).await;
    ada.expects("location.search === ''").await;
}

#[tokio::test]
async fn who_loads_by_keyboard_keeps_a_place_in_the_page() {
    let journey = a_read_history(120).await;
    let ada = journey.window_of(&journey.ada).await;
    shows_range(&ada, 71, 120).await;
    ada.knows::<bool>("document.querySelector('#messages .older').focus(), true").await;
    shows_range(&ada, 21, 120).await;
    ada.expects("document.activeElement.id === 'message-70'").await;

    journey.opens_conversation(&ada, "?around=60").await;
    shows_range(&ada, 36, 85).await;
    ada.knows::<bool>("document.querySelector('#messages .newer').focus(), true").await;
    shows_range(&ada, 36, 120).await;
    ada.expects("document.activeElement.id === 'message-86'").await;
}

/// Holds back what the server answers about older messages.
const HOLD: &str =
    "const fetching = window.fetch; const held = new Promise(go => window.letGo = go);
    window.fetch = async (what, ...rest) => {
        const answer = await fetching(what, ...rest);
        if (String(what.url ?? what).includes('before=')) { window.isHeld = true; await held; }
        return answer;
    }; true";

/// There is no editing yet, so it is done past the program; the rounds tell.
fn edit(seq: u64) -> String {
    format!(
        "UPDATE conversations SET version = version + 1;
         UPDATE messages SET body = 'edited', version = (SELECT max(version) FROM conversations)
         WHERE seq = {seq}"
    )
}

#[tokio::test]
async fn what_changes_while_older_messages_are_on_their_way_is_not_lost() {
    let journey = a_read_history(70).await;
    let ada = journey.window_of(&journey.ada).await;
    shows_range(&ada, 21, 70).await;
    ada.knows::<bool>(HOLD).await;
    ada.clicks("#messages .older").await;
    ada.expects("window.isHeld").await;

    // The answer on its way was made before both; the second one tells that
    // the first one has come.
    journey.chat.place.executes(&edit(5)).await;
    journey.chat.place.executes(&edit(69)).await;
    ada.sees("#message-69", "edited").await;
    shows_range(&ada, 21, 70).await;
    ada.knows::<bool>("window.letGo(), true").await;
    shows_range(&ada, 1, 70).await;
    ada.sees("#message-5", "edited").await;
    assert_eq!(texts(&ada).await.iter().filter(|text| *text == "edited").count(), 2);
}

/// Refuses older messages once, as a line that breaks does.
const BREAK: &str = "const fetching = window.fetch; window.isBroken = false;
    window.fetch = (what, ...rest) => {
        if (isBroken || !String(what.url ?? what).includes('before=')) return fetching(what, ...rest);
        window.isBroken = true;
        return Promise.reject(new TypeError('no line'));
    }; true";

#[tokio::test]
async fn what_could_not_be_loaded_can_be_asked_for_again() {
    let journey = a_read_history(70).await;
    let ada = journey.window_of(&journey.ada).await;
    ada.knows::<bool>(BREAK).await;
    scrolls_to(&ada, -1_000_000).await;
    ada.expects("window.isBroken").await;
    ada.sees("#messages .older:not([aria-busy])", "Load earlier").await;
    shows_range(&ada, 21, 70).await;
    ada.clicks("#messages .older").await;
    shows_range(&ada, 1, 70).await;
}

const NODES: &str = "document.querySelectorAll('#messages, #messages *').length";
/// Counts the elements that come into the messages or go, wherever in them.
const COUNT: &str = "window.changes = 0, new MutationObserver(records => {
        for (const { addedNodes, removedNodes } of records)
            for (const node of [...addedNodes, ...removedNodes]) if (node.nodeType === 1) changes++;
    }).observe(document.getElementById('messages'), { childList: true, subtree: true }), true";

#[tokio::test]
async fn a_page_that_stays_open_for_long_stays_light() {
    let journey = Journey::with(&[("RATE_LIMITS", "off")]).await;
    let ada = journey.window_of(&journey.ada).await;
    journey.grace.counts(&journey.conversation, 700).await;
    ada.expects("document.querySelector('#message-700')").await;
    let shown = seqs(&ada).await;
    let first = 701 - shown.len() as u64;
    assert!(shown.len() <= 300, "{} are kept", shown.len());
    assert_eq!(shown, (first..=700).collect::<Vec<_>>());
    let nodes: u64 = ada.knows(NODES).await;
    assert!(nodes < 300 * 12, "{nodes} nodes");
    assert_eq!(ada.knows::<u64>("document.querySelectorAll('#messages .day').length").await, 1);
    is_read_by(&journey.ada, &journey.conversation).await;

    ada.knows::<bool>(COUNT).await;
    journey.grace.says(&journey.conversation, "one more").await;
    shows_range(&ada, first, 701).await;
    ada.expects("window.changes > 0").await;
    let changes: u64 = ada.knows("window.changes").await;
    assert!(changes <= 8, "one arrival changes {changes} elements");

    scrolls_to(&ada, -1_000_000).await;
    shows_range(&ada, first - 50, 701).await;
    // Who reads above loses nothing.
    journey.grace.says(&journey.conversation, "below").await;
    shows_range(&ada, first - 50, 702).await;
}

#[tokio::test]
async fn a_conversation_opens_at_what_is_new_and_only_what_is_seen_is_read() {
    let journey = Journey::start().await;
    let (ada, conversation) = (&journey.ada, &journey.conversation);
    journey.grace.counts(conversation, 130).await;
    ada.reads(conversation, 60).await;
    let window = journey.window_of(ada).await;
    shows_range(&window, 37, 86).await;
    window.sees(".divider", "New messages · 70").await;
    let offset = "document.querySelector('.divider').getBoundingClientRect().top \
                  - document.querySelector('.log').getBoundingClientRect().top";
    window.expects(&format!("{offset} > 0 && {offset} < 100")).await;

    let lowest: u64 = window.knows(LOWEST).await;
    assert!((62..86).contains(&lowest), "{lowest} is the last in view");
    is_unread(&journey, 130 - lowest).await;
    window.sees(".jump button .unread", &(130 - lowest).to_string()).await;
    window.knows::<bool>("document.querySelector('.log').scrollTop += 300, true").await;
    let further: u64 = window.knows(LOWEST).await;
    assert!(further > lowest);
    is_unread(&journey, 130 - further).await;
    window
        .expects("document.querySelector('.divider').nextElementSibling.id === 'message-61'")
        .await;

    // The end counts as having seen all.
    window.clicks(".jump button").await;
    shows_range(&window, 81, 130).await;
    is_read_by(ada, conversation).await;
    window.expects("document.querySelector('.jump button').hidden").await;

    // Nobody looks at a tab in the background; it waits at the first new one.
    let beside = journey.browser.tab_beside(&window).await;
    window.expects("document.hidden").await;
    journey.grace.counts(conversation, 40).await;
    shows_range(&window, 81, 170).await;
    is_unread(&journey, 40).await;
    window.comes_to_front().await;
    let lowest: u64 = window.knows(LOWEST).await;
    assert!((131..160).contains(&lowest), "{lowest} is the last in view");
    is_unread(&journey, 170 - lowest).await;
    drop(beside);

    // What is sent says how far was seen.
    window.knows::<bool>(
        "const asks = window.fetch; window.fetch = (path, options) => { \
             if (String(path).endsWith('/messages')) window.seen = Number(options.body.get('seen')); \
             return asks(path, options); }, true",
    )
    .await;
    says(&window, "an answer").await;
    window.expects(&format!("window.seen >= {lowest} && window.seen < 170")).await;
    shows_range(&window, 81, 171).await;
}

/// The last message whose lower edge is in view.
const LOWEST: &str = "[...document.querySelectorAll('article[data-seq]')].findLast(article => \
    article.getBoundingClientRect().bottom <= document.querySelector('.log').getBoundingClientRect().bottom + 1)\
    .dataset.seq * 1";

async fn is_unread(journey: &Journey, count: u64) {
    let count = count.to_string();
    eventually(&format!("{count} unread messages"), async || {
        let unread = journey.ada.unread(&journey.conversation).await;
        (unread.as_deref() == Some(&count)).then_some(())
    })
    .await;
}
