//! What becomes of a message after it was posted.

use futures_util::future::join_all;

use crate::harness::{Chat, Page, Person};

async fn texts(person: &Person, conversation: &crate::harness::Conversation) -> Vec<String> {
    let page = person.looks_at(conversation).await;
    page.messages().into_iter().map(|message| message.text).collect()
}

fn reactions(page: &Page) -> Vec<(String, String)> {
    page.all("button[data-emoji][data-by]", |button| {
        let value = |name| button.attr(name).unwrap().to_owned();
        (value("data-emoji"), value("data-by"))
    })
}

#[tokio::test]
async fn an_edit_is_another_text_at_the_same_place() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let first = ada.says(&conversation, "teh").await;
    ada.says(&conversation, "after").await;
    let mut stream = grace.listens_to(&conversation).await;
    let edited = ada.edits(&conversation, 1, "**the**").await;
    assert_eq!((edited.seq, edited.version, edited.text.as_str()), (1, 3, "the"));
    assert_eq!(edited.nonce, first.nonce);
    let heard = stream.expects_message("the").await;
    assert_eq!((heard.seq, heard.version), (1, 3));
    let page = grace.looks_at(&conversation).await;
    assert!(page.text_of("#message-1 .message__meta").unwrap().contains("Edited"));
    assert_eq!(page.version(), 3);
    assert_eq!(texts(&grace, &conversation).await, ["the", "after"]);
}

#[tokio::test]
async fn an_edit_of_what_has_changed_meanwhile_is_told_the_text_as_it_stands() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    ada.says(&conversation, "one").await;
    let edit = |body| [("body", body), ("version", "1")];
    let fields = edit("two");
    ada.does(&conversation, 1, "edit", &fields).await.is(200);
    // A repeat of the same one is no other.
    ada.does(&conversation, 1, "edit", &fields).await.is(200);
    let late = ada.does(&conversation, 1, "edit", &edit("three")).await.is(409).page();
    assert_eq!(late.messages()[0].text, "two");
    let plain = ada.post(&conversation.with(1, "edit")).form(&edit("three")).await.is(409).page();
    assert!(plain.is_whole());
    assert_eq!(plain.value("body").as_deref(), Some("three"));
    assert_eq!(plain.messages()[0].text, "two");
    let version = plain.value("version").unwrap();
    let again = [("body", "three"), ("version", &version)];
    ada.post(&conversation.with(1, "edit")).form(&again).await.is(303);
    assert_eq!(texts(&ada, &conversation).await, ["three"]);
}

#[tokio::test]
async fn of_two_edits_at_once_one_is_told_of_the_other() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    ada.says(&conversation, "begin").await;
    let edits = (0..5).map(async |number| {
        let body = format!("text {number}");
        let fields = [("body", body.as_str()), ("version", "1")];
        ada.does(&conversation, 1, "edit", &fields).await.status
    });
    let mut came = join_all(edits).await;
    came.sort_unstable();
    assert_eq!(came, [200, 409, 409, 409, 409]);
    assert_eq!(ada.looks_at(&conversation).await.version(), 2);
}

#[tokio::test]
async fn a_reaction_meanwhile_is_no_other_text() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "one").await;
    grace.does(&conversation, 1, "reactions", &[("emoji", "👍"), ("on", "1")]).await.is(200);
    let fields = [("body", "two"), ("version", "1")];
    let edited = ada.does(&conversation, 1, "edit", &fields).await.is(200).page();
    assert_eq!(edited.messages()[0].text, "two");
    assert_eq!(reactions(&edited), [("👍".to_owned(), "grace".to_owned())]);
}

#[tokio::test]
async fn what_is_deleted_is_gone_everywhere() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "a secret").await;
    ada.does(&conversation, 1, "reactions", &[("emoji", "🙏")]).await.is(200);
    grace.sends(&conversation, &[("body", "what?"), ("reply_to", "1")]).await.is(200);
    assert!(ada.looks_at(&conversation).await.text().contains("a secret"));
    ada.does(&conversation, 1, "pin", &[]).await.is(200);
    let mut stream = grace.listens_to(&conversation).await;
    let gone = ada.does(&conversation, 1, "delete", &[]).await.is(200).page();
    assert_eq!(gone.messages()[0].text, "Message deleted");
    stream.expects_message("Message deleted").await;
    for person in [&ada, &grace] {
        for path in [conversation.path(), "/conversations".to_owned()] {
            let page = person.opens(&path).await;
            assert!(!page.text().contains("a secret"), "{path}");
            assert!(reactions(&page).is_empty());
        }
    }
    let left = "SELECT count(*) FROM messages WHERE body LIKE '%secret%'";
    assert_eq!(chat.place.count(left).await, 0);
    assert_eq!(chat.place.count("SELECT count(*) FROM reactions").await, 0);
    // A second time it is so already; nothing else can be done with it.
    ada.does(&conversation, 1, "delete", &[]).await.is(200);
    for (what, fields) in [
        ("edit", vec![("body", "back"), ("version", "99")]),
        ("reactions", vec![("emoji", "👍")]),
        ("pin", vec![]),
    ] {
        ada.does(&conversation, 1, what, &fields).await.is(422);
    }
    grace.sends(&conversation, &[("body", "late"), ("reply_to", "1")]).await.is(422);
    ada.post(&conversation.with(1, "forward")).form(&[("to", &conversation.id)]).await.is(404);
    assert_eq!(texts(&grace, &conversation).await.len(), 2);
}

#[tokio::test]
async fn unread_counts_follow_a_deletion() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 3).await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("3"));
    let mut list = grace.listens_to_the_list().await;
    ada.does(&conversation, 2, "delete", &[]).await.is(200);
    list.expects_entry(&conversation, |entry| entry.unread.as_deref() == Some("2")).await;
    assert_eq!(grace.unread(&conversation).await.as_deref(), Some("2"));
}

#[tokio::test]
async fn what_others_wrote_is_theirs() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let mallory = chat.person("mallory").await;
    ada.says(&conversation, "mine").await;
    for what in ["edit", "delete"] {
        let fields = [("body", "yours"), ("version", "1")];
        grace.does(&conversation, 1, what, &fields).await.is(403);
    }
    for what in ["edit", "delete", "hide", "reactions", "pin", "unpin", "forward"] {
        let fields = [("body", "x"), ("version", "1"), ("emoji", "👍"), ("to", &conversation.id)];
        mallory.does(&conversation, 1, what, &fields).await.is(404);
        for seq in ["0", "-1", "2", "x", "99999999999999999999"] {
            let path = format!("{}/{seq}/{what}", conversation.messages());
            ada.post(&path).htmx().form(&fields).await.is(404);
        }
    }
    mallory.get(&conversation.with(1, "actions")).await.is(404);
    mallory.get(&format!("{}/1", conversation.messages())).await.is(404);
    mallory.get(&format!("{}/pins", conversation.path())).await.is(404);
    let page = ada.looks_at(&conversation).await;
    assert_eq!((page.messages()[0].text.as_str(), page.version()), ("mine", 1));
}

#[tokio::test]
async fn a_repeat_after_a_change_elsewhere_brings_nothing_back() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let fields = [("body", "first"), ("nonce", "n-1")];
    ada.sends(&conversation, &fields).await.is(200);
    ada.edits(&conversation, 1, "second").await;
    let again = ada.sends(&conversation, &fields).await.is(200).page().messages();
    assert_eq!((again.len(), again[0].text.as_str()), (1, "second"));
    ada.sends(&conversation, &[("body", "second"), ("nonce", "n-1")]).await.is(422);
    let answers = [("body", "first"), ("nonce", "n-1"), ("reply_to", "1")];
    ada.sends(&conversation, &answers).await.is(422);
    ada.does(&conversation, 1, "delete", &[]).await.is(200);
    let again = ada.sends(&conversation, &fields).await.is(200).page().messages();
    assert_eq!(again[0].text, "Message deleted");
    assert_eq!(texts(&grace, &conversation).await, ["Message deleted"]);
}

#[tokio::test]
async fn texts_from_before_are_known_again_and_stay_as_they_were() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let fields = [("body", "**first**"), ("nonce", "n-1")];
    ada.sends(&conversation, &fields).await.is(200);
    chat.place.executes("UPDATE messages SET attempt_hash = NULL, format = 'plain'").await;
    let again = ada.sends(&conversation, &fields).await.is(200).page().messages();
    assert_eq!(again[0].text, "**first**");
    ada.sends(&conversation, &[("body", "other"), ("nonce", "n-1")]).await.is(422);
    ada.edits(&conversation, 1, "second").await;
    ada.sends(&conversation, &fields).await.is(200);
    ada.sends(&conversation, &[("body", "second"), ("nonce", "n-1")]).await.is(422);
}

#[tokio::test]
async fn a_quote_shows_what_it_answers_as_it_is_now() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "is it *ten*?\nor nine?").await;
    let fields = [("body", "ten"), ("reply_to", "1")];
    let answer = grace.sends(&conversation, &fields).await.is(200).page();
    assert_eq!(quote(&answer), Some("Ada is it ten?".to_owned()));
    ada.edits(&conversation, 1, "is it eleven?").await;
    let page = grace.looks_at(&conversation).await;
    assert_eq!(quote(&page), Some("Ada is it eleven?".to_owned()));
    assert_eq!(page.attribute("#message-1", "data-line").as_deref(), Some("is it eleven?"));
    ada.does(&conversation, 1, "delete", &[]).await.is(200);
    let page = grace.looks_at(&conversation).await;
    assert_eq!(quote(&page), Some("Ada Message deleted".to_owned()));
    for wrong in ["7", "3", "99999999999"] {
        grace.sends(&conversation, &[("body", "x"), ("reply_to", wrong)]).await.is(422);
    }
    assert_eq!(ada.says(&conversation, "next").await.seq, 3, "no number was used up");
}

fn quote(page: &Page) -> Option<String> {
    let quote = page.text_of(".message__quote")?;
    Some(quote.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[tokio::test]
async fn one_of_a_kind_a_person_and_twenty_kinds_a_message() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "well?").await;
    let reacts = async |person: &Person, emoji: &str, on: &str| {
        let fields = [("emoji", emoji), ("on", on)];
        person.does(&conversation, 1, "reactions", &fields).await
    };
    let mut stream = grace.listens_to(&conversation).await;
    let shown = reactions(&reacts(&ada, "👍", "1").await.is(200).page());
    assert_eq!(shown, [("👍".to_owned(), "ada".to_owned())]);
    reacts(&ada, "👍", "1").await.is(200);
    let shown = reactions(&reacts(&grace, "👍", "").await.is(200).page());
    assert_eq!(shown, [("👍".to_owned(), "ada grace".to_owned())]);
    stream
        .expects("both", |event| event.data.contains("data-by=\"ada grace\"").then_some(()))
        .await;
    let shown = reactions(&reacts(&ada, "👍", "").await.is(200).page());
    assert_eq!(shown, [("👍".to_owned(), "grace".to_owned())]);
    reacts(&grace, "👍", "0").await.is(200);
    assert!(reactions(&ada.looks_at(&conversation).await).is_empty());
    let many = ["👍", "👎", "❤️", "🎉", "😂", "😮", "🙏", "🔥", "🐸", "🍀", "🌊", "🚣", "☕", "🍰"]
        .into_iter()
        .chain(["🎈", "🎁", "📎", "✅", "👀", "🤝"]);
    for emoji in many {
        reacts(&ada, emoji, "1").await.is(200);
    }
    reacts(&grace, "🦀", "1").await.is(422);
    reacts(&grace, "🔥", "1").await.is(200);
    for wrong in ["", "a", "👍👍", "text", &"👍".repeat(16), "\u{200d}"] {
        reacts(&ada, wrong, "1").await.is(422);
    }
    assert_eq!(reactions(&ada.looks_at(&conversation).await).len(), 20);
}

#[tokio::test]
async fn the_newest_pin_stands_above_and_leads_there() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 70).await;
    let mut stream = grace.listens_to(&conversation).await;
    ada.does(&conversation, 2, "pin", &[]).await.is(200);
    stream.expects("a pin", |event| event.data.contains("id=\"pin\"").then_some(())).await;
    grace.does(&conversation, 60, "pin", &[]).await.is(200);
    let bar = |page: &Page| page.attribute("#pin a", "href");
    let leads_to = |seq: u64| Some(format!("{}/{seq}#message-{seq}", conversation.messages()));
    assert_eq!(bar(&ada.looks_at(&conversation).await), leads_to(60));
    ada.does(&conversation, 60, "unpin", &[]).await.is(200);
    let page = ada.looks_at(&conversation).await;
    assert_eq!(bar(&page), leads_to(2));
    assert!(page.messages().iter().all(|message| message.seq > 20), "the pin is far away");
    let around = ada.opens(&format!("{}/2", conversation.messages())).await;
    assert!(around.has("#message-2.message--marked"));
    let pins = ada.opens(&format!("{}/pins", conversation.path())).await;
    assert_eq!(pins.messages().iter().map(|message| message.seq).collect::<Vec<_>>(), [2]);
    ada.does(&conversation, 2, "delete", &[]).await.is(200);
    assert!(ada.looks_at(&conversation).await.has("#pin[hidden]"));
}

#[tokio::test]
async fn the_bar_follows_a_pin_of_which_no_hint_has_told() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 2).await;
    let mut stream = grace.listens_to(&conversation).await;
    let pinned = "UPDATE messages SET pinned_at = 1, version = 3 WHERE seq = 1";
    chat.place.executes(pinned).await;
    chat.place.executes("UPDATE conversations SET version = 3, pinned_seq = 1").await;
    // What comes after the gap brings what was in it, and then the bar. Whoever says
    // more meanwhile may be brought before it.
    ada.says(&conversation, "after").await;
    let came = stream.up_to("the bar", |event| event.data.contains("id=\"pin\"")).await;
    assert!(came.iter().any(|event| event.id.as_deref() == Some("4")), "{came:?}");
}

#[tokio::test]
async fn forwarding_says_who_said_it_first_and_happens_once() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let (dora, mallory) = (chat.person("dora").await, chat.person("mallory").await);
    let other = ada.talks_to(&dora).await;
    let foreign = dora.talks_to(&mallory).await;
    grace.says(&conversation, "**news**").await;
    ada.says(&conversation, "mine").await;
    let path = format!("{}/forward", conversation.path());
    let page = ada.opens(&format!("{path}?seq=1&seq=2")).await;
    assert_eq!(
        page.all("input[name=seq]", |input| input.attr("value").unwrap().to_owned()),
        ["1", "2"]
    );
    let fields =
        [("seq", "2"), ("seq", "1"), ("to", &other.id), ("to", &conversation.id), ("nonce", "f-1")];
    for _ in 0..2 {
        ada.post(&path).form(&fields).await.is(303);
    }
    assert_eq!(texts(&dora, &other).await, ["news", "mine"]);
    let there = dora.looks_at(&other).await;
    assert!(there.text_of("#message-1 .message__forwarded").unwrap().contains("Grace"));
    assert!(there.text_of("#message-2 .message__forwarded").is_none(), "nobody else's");
    assert_eq!(texts(&grace, &conversation).await, ["news", "mine", "news", "mine"]);
    // Who said it first stays so.
    let on = [("to", foreign.id.as_str()), ("nonce", "f-2")];
    dora.post(&other.with(1, "forward")).form(&on).await.redirects_to(&foreign.path());
    let far = mallory.looks_at(&foreign).await;
    assert!(far.text_of("#message-1 .message__forwarded").unwrap().contains("Grace"));
    ada.does(&other, 1, "edit", &[("body", "lies"), ("version", "9")]).await.is(403);
    // Nothing goes to a stranger's conversation, nor half of it anywhere.
    let before = chat.place.count("SELECT count(*) FROM messages").await;
    let half = [("seq", "1"), ("to", &other.id), ("to", &foreign.id), ("nonce", "f-3")];
    ada.post(&path).form(&half).await.is(404);
    ada.post(&path).form(&[("seq", "1"), ("seq", "99"), ("to", &other.id)]).await.is(404);
    ada.post(&path).form(&[("seq", "1")]).await.is(422);
    ada.post(&path).form(&[("seq", "x"), ("to", &other.id)]).await.is(404);
    assert_eq!(chat.place.count("SELECT count(*) FROM messages").await, before);
}

#[tokio::test]
async fn what_one_has_hidden_is_gone_for_oneself_alone() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.counts(&conversation, 3).await;
    let mut stream = grace.listens_to(&conversation).await;
    for _ in 0..2 {
        grace.does(&conversation, 2, "hide", &[]).await.is(204);
    }
    let hidden = |data: &str| data.contains("id=\"message-2\"") && data.contains("hidden");
    stream.expects("it to go", |event| hidden(&event.data).then_some(())).await;
    assert_eq!(texts(&grace, &conversation).await, ["1", "3"]);
    assert_eq!(texts(&ada, &conversation).await, ["1", "2", "3"]);
    let part = grace.get(&format!("{}?after=0", conversation.messages())).htmx().await;
    assert!(part.is(200).page().has("#message-2[hidden]"), "no change of it comes in its place");
    grace.sends(&conversation, &[("body", "x"), ("reply_to", "2")]).await.is(422);
    grace.get(&conversation.with(2, "actions")).await.is(404);
    // Its author changes it all the same.
    ada.edits(&conversation, 2, "two").await;
    assert_eq!(texts(&grace, &conversation).await, ["1", "3"]);
}

#[tokio::test]
async fn a_day_is_a_place_in_the_history() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    // Midnight may pass.
    let now = jiff::Timestamp::now();
    ada.counts(&conversation, 60).await;
    let day = 24 * 3600 * 1_000_000_i64;
    let statement =
        format!("UPDATE messages SET created_at = created_at - {day} * 3 WHERE seq <= 2");
    chat.place.executes(&statement).await;
    let date = |days: i64| {
        let time = now - jiff::SignedDuration::from_hours(24 * days);
        time.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
    };
    let first = async |on: String| {
        let path = format!("{}?on={on}", conversation.messages());
        ada.get(&path).htmx().await.is(200).page().messages()[0].seq
    };
    assert_eq!(first(date(5)).await, 1);
    assert_eq!(first(date(3)).await, 1);
    assert_eq!(first(date(-2)).await, 11, "nothing was said since: the end");
    for wrong in ["x", "2026-13-01", "1"] {
        ada.get(&format!("{}?on={wrong}", conversation.messages())).await.is(400);
    }
}

#[tokio::test]
async fn without_a_script_a_page_offers_what_may_be_done() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    ada.says(&conversation, "well?").await;
    let page = ada.looks_at(&conversation).await;
    let path = page.attribute("#message-1 .message__more", "href").unwrap();
    let actions = ada.opens(&path).await;
    for what in ["reactions", "delete"] {
        assert!(actions.has(&format!("form[action='{}']", conversation.with(1, what))), "{what}");
    }
    assert!(actions.has(&format!("[formaction='{}']", conversation.with(1, "hide"))));
    let theirs = grace.opens(&path).await;
    assert!(
        !theirs.has(&format!("form[action='{}']", conversation.with(1, "delete"))) || {
            !theirs.has("button.button--danger")
        }
    );
    let edit = actions.attribute("[data-act=edit]", "href").unwrap();
    let page = ada.opens(edit.trim_end_matches("#composer")).await;
    assert_eq!(page.value("body").as_deref(), Some("well?"));
    assert_eq!(page.attribute("#composer", "action"), Some(conversation.with(1, "edit")));
    let reply = theirs.attribute("[data-act=reply]", "href").unwrap();
    let page = grace.opens(reply.trim_end_matches("#composer")).await;
    assert_eq!(page.value("reply_to").as_deref(), Some("1"));
    // Of others nothing can be changed, also by its address.
    let page = grace.opens(edit.trim_end_matches("#composer")).await;
    assert_eq!(page.attribute("#composer", "action"), Some(conversation.messages()));
    let fragment = ada.get(&path).htmx().await.is(200).page();
    assert!(!fragment.is_whole() && fragment.has(".message-menu"));
}
